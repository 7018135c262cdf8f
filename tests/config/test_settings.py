"""Settings: what makes sense together, and which addresses may get a token."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from tap_zoom.config.settings import SETTINGS, Settings
from tap_zoom.config.validation import check_url, parse_start_date
from tap_zoom.exceptions import ConfigError

DEFAULTS = {
    name: declared["default"]
    for name, declared in SETTINGS.to_dict()["properties"].items()
    if "default" in declared
}
GOOD: dict[str, Any] = {
    **DEFAULTS,
    "client_id": "id",
    "client_secret": "s3cret",
    "account_id": "acc",
}


def complaint(**changes: object) -> str:
    """Check settings in vain."""
    with pytest.raises(ConfigError) as caught:
        Settings.of({**GOOD, **changes})
    said = str(caught.value)

    assert "\n" not in said
    assert "s3cret" not in said
    return said


def test_the_defaults_make_sense() -> None:
    settings = Settings.of(GOOD)

    assert settings.start_date is None
    assert settings.lookback == timedelta(days=3)
    assert settings.user_statuses == ("active", "inactive")
    assert settings.plan == "pro"
    assert settings.rate_limit_share == 0.8
    assert settings.max_wait == 900


def test_fractions_are_read_as_the_sdk_hands_them_over() -> None:
    settings = Settings.of(
        {**GOOD, "lookback_days": Decimal("1.5"), "rate_limit_share": Decimal("0.25")}
    )

    assert settings.lookback == timedelta(days=1.5)
    assert settings.rate_limit_share == 0.25


def test_a_status_named_twice_is_read_once() -> None:
    settings = Settings.of({**GOOD, "user_statuses": ["pending", "active", "pending"]})

    assert settings.user_statuses == ("pending", "active")


def test_no_status_at_all_is_a_mistake() -> None:
    """The run would read nothing and call it a success."""
    assert "user_statuses is empty" in complaint(user_statuses=[])


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_null_is_no_value(name: str) -> None:
    """Left out, a setting has its default; null would be neither."""
    assert complaint(**{name: None}) == f"Setting {name} is null: leave it out to have its default."


# --- signing in -------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [None, ""])
def test_one_way_to_sign_in_is_needed(nothing: str | None) -> None:
    assert "exactly one of them; neither is set" in complaint(account_id=nothing)


def test_two_ways_to_sign_in_are_one_too_many() -> None:
    assert "exactly one of them; both are set" in complaint(refresh_token="s3cret")


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_an_empty_credential_is_named(name: str) -> None:
    assert f"Setting {name} is empty" in complaint(**{name: ""})


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://api.zoom.us/v2",
        "https://api.zoomgov.com/v2",
        "HTTPS://api.zoom.us",
        "https://proxy.example:8443/zoom",
        "http://localhost:8080/v2",
        "http://127.0.0.1:8080",
        "http://127.8.9.10",
        "http://[::1]:8080/v2",
    ],
)
def test_addresses_that_may_get_a_token(url: str) -> None:
    """Over TLS, or to this machine itself."""
    check_url("api_url", url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.zoom.us/v2",
        "http://localhost.evil.com/v2",
        "http://127.0.0.1.evil.com/v2",
        "http://localhost@evil.com/v2",
        "http://127.0.0.1:80@evil.com/v2",
        "http://192.168.1.7/v2",
        "http://0.0.0.0/v2",
        "http://[::1",
        "http://[fe80::1]/v2",
        "https://user:s3cret@api.zoom.us/v2",
        "https://user@api.zoom.us/v2",
        "http://user@localhost/v2",
        "https://",
        "https:///v2",
        "https://api.zoom.us:port/v2",
        "https://api.zoom.us:99999/v2",
        "api.zoom.us/v2",
        "ftp://api.zoom.us/v2",
        "file:///etc/passwd",
        "",
    ],
)
@pytest.mark.parametrize("name", ["api_url", "auth_url"])
def test_addresses_that_may_not(name: str, url: str) -> None:
    """In clear over a network, to another host than it seems, or to none."""
    said = complaint(**{name: url})

    assert said.startswith(f"Setting {name} must be an https:// address")
    assert "@" not in said


# --- the start date ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31T00:00:00"),
        (" 2026-01-31 ", "2026-01-31T00:00:00"),
        ("2026-01-31T10:00:00", "2026-01-31T10:00:00"),
        ("2026-01-31 10:00:00", "2026-01-31T10:00:00"),
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00"),
        ("2026-01-31T10:00:00+02:00", "2026-01-31T08:00:00"),
        ("2026-01-31T10:00:00.000001Z", "2026-01-31T10:00:00.000001"),
    ],
)
def test_start_dates_are_in_utc_unless_they_say_otherwise(text: str, expected: str) -> None:
    moment = datetime.fromisoformat(expected).replace(tzinfo=timezone.utc)

    assert parse_start_date(text) == moment
    assert parse_start_date(text).tzinfo is timezone.utc  # type: ignore[union-attr]


@pytest.mark.parametrize("nothing", [None, ""])
def test_no_start_date_is_none(nothing: str | None) -> None:
    assert parse_start_date(nothing) is None


@pytest.mark.parametrize(
    "text", ["yesterday", "31.01.2026", "2026-02-30", "2026-13-01", "0001-01-01T00:00:00+02:00"]
)
def test_a_start_date_that_is_none_is_shown(text: str) -> None:
    said = complaint(start_date=text)

    assert said == f"Setting start_date is no date-time such as 2026-01-31T00:00:00Z: {text!r}."
