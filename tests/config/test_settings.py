"""Settings: their defaults, and what is valid in combination."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from tap_zoom.config.checked_settings import Settings
from tap_zoom.config.settings import RENAMED, SETTINGS
from tap_zoom.exceptions import ConfigError
from tap_zoom.tap import TapZoom

DECLARED = SETTINGS.to_dict()["properties"]
DEFAULTS = {name: each["default"] for name, each in DECLARED.items() if "default" in each}
REQUIRED = {"client_id": "id", "client_secret": "s3cret", "account_id": "acc"}
VALID: dict[str, Any] = {**DEFAULTS, **REQUIRED}


def error_for(**changes: object) -> str:
    """Return the error for invalid settings."""
    with pytest.raises(ConfigError) as caught:
        Settings.of({**VALID, **changes})
    message = str(caught.value)

    assert "\n" not in message
    assert "s3cret" not in message
    return message


def test_the_defaults_are_valid() -> None:
    assert Settings.of(VALID) == Settings(
        start_date=None,
        lookback=timedelta(days=3),
        user_statuses=("active", "inactive"),
        report_source="hosts",
        recording_source="users",
        plan="pro",
        rate_limit_share=0.8,
        max_wait=900,
        max_concurrency=None,
        prefetch_memory_bytes=64 * 2**20,
        progress_interval=30,
    )


def test_the_start_date_is_parsed() -> None:
    settings = Settings.of({**VALID, "start_date": "2026-01-31"})

    assert settings.start_date == datetime(2026, 1, 31, tzinfo=timezone.utc)


def test_fractions_are_accepted_as_the_sdk_parses_them() -> None:
    settings = Settings.of(
        {**VALID, "lookback_days": Decimal("1.5"), "rate_limit_share": Decimal("0.25")}
    )

    assert settings.lookback == timedelta(days=1.5)
    assert settings.rate_limit_share == 0.25


def test_a_repeated_user_status_is_read_once() -> None:
    settings = Settings.of({**VALID, "user_statuses": ["pending", "active", "pending"]})

    assert settings.user_statuses == ("pending", "active")


def test_at_least_one_user_status_is_required() -> None:
    """Otherwise the run would read nothing and succeed."""
    assert error_for(user_statuses=[]) == (
        "Setting user_statuses is empty: name one or more of active, inactive, pending."
    )


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_null_is_not_a_value(name: str) -> None:
    """A setting that is omitted has its default; null would be neither."""
    expected = f"Setting {name} is null: leave it out to use its default."

    assert error_for(**{name: None}) == expected


@pytest.mark.parametrize("name", ["api_url", "auth_url"])
def test_tokens_are_never_sent_in_the_clear(name: str) -> None:
    assert error_for(**{name: "http://zoom.us"}).startswith(f"Setting {name} must be an https://")


@pytest.mark.parametrize("user_agent", ["a\r\nX: y", "a\n", " a", "Zoë 🎉"])
def test_a_user_agent_that_is_no_header_is_named(user_agent: str) -> None:
    assert error_for(user_agent=user_agent).startswith("Setting user_agent must be one line")


@pytest.mark.parametrize("name", ["progress_interval", "max_wait"])
def test_a_wait_that_no_system_can_count_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=f"{name} must be at least"):
        TapZoom(config={**REQUIRED, name: 1e10})


def test_an_invalid_start_date_is_shown() -> None:
    assert error_for(start_date="yesterday") == (
        "Setting start_date is not a date-time such as 2026-01-31T00:00:00Z: 'yesterday'."
    )


# --- authentication ---------------------------------------------------------------------------


@pytest.mark.parametrize("blank", [None, ""])
def test_one_way_to_authenticate_is_required(blank: str | None) -> None:
    assert error_for(account_id=blank) == (
        "Set account_id (Server-to-Server OAuth app) or refresh_token (general OAuth app): "
        "exactly one of them; neither is set."
    )


def test_two_ways_to_authenticate_are_refused() -> None:
    assert "exactly one of them; both are set" in error_for(refresh_token="s3cret")


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_an_empty_credential_is_named(name: str) -> None:
    assert f"Setting {name} is empty" in error_for(**{name: ""})


# --- former names -----------------------------------------------------------------------------


def test_every_renamed_setting_has_a_valid_new_name() -> None:
    assert set(RENAMED.values()) <= set(DECLARED)
    assert not set(RENAMED) & set(DECLARED)


@pytest.mark.parametrize(("former", "name"), RENAMED.items())
def test_a_setting_under_its_former_name_is_refused(former: str, name: str) -> None:
    """It would have no effect otherwise."""
    with pytest.raises(ConfigError, match=f"{former} is now {name}"):
        TapZoom(config={**REQUIRED, former: 7})


@pytest.mark.parametrize(("former", "name"), RENAMED.items())
def test_a_setting_under_its_former_name_is_refused_in_the_environment(
    former: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless the tap doesn't read settings from there."""
    monkeypatch.setenv(f"TAP_ZOOM_{former.upper()}", "7")

    with pytest.raises(ConfigError, match=f"{former} is now {name}"):
        TapZoom(config=REQUIRED, parse_env_config=True)
    TapZoom(config=REQUIRED)
