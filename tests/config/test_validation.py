"""Validation of single settings: every error is one clear line that repeats no secret."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.config.messages import config_errors
from tap_zoom.config.settings import SETTINGS
from tap_zoom.config.validation import (
    check_renamed,
    check_url,
    coerce_numeric_settings,
    parse_start_date,
)
from tap_zoom.exceptions import ConfigError
from tests.support import json_values

SCHEMA: dict[str, Any] = SETTINGS.to_dict()
VALID = {"client_id": "id", "client_secret": "s3cret", "account_id": "acc"}


# --- the schema -------------------------------------------------------------------------------


def test_valid_settings_have_no_errors() -> None:
    assert config_errors(SCHEMA, VALID) == ""


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"client_id": None}, "client_id must be text"),
        ({"client_secret": 7}, "client_secret must be text"),
        ({"plan": "gold"}, "plan must be one of free, pro, business"),
        ({"on_unavailable": "ignore"}, "on_unavailable must be one of fail, warn"),
        (
            {"user_statuses": "active"},
            'user_statuses must be a list, such as ["active", "inactive"]',
        ),
        ({"user_statuses": ["gone"]}, "user_statuses must only contain active, inactive, pending"),
        ({"strict_counts": "yes"}, "strict_counts must be true or false"),
        ({"max_wait": "900"}, "max_wait must be a number"),
        ({"start_date": 20260101}, 'start_date must be a date in quotes, such as "2026-01-31"'),
        ({"max_wait": -1}, "max_wait must be at least 0 and at most 2,592,000"),
        ({"lookback_days": 181}, "lookback_days must be at least 0 and at most 180"),
        ({"rate_limit_share": 0}, "rate_limit_share must be more than 0 and at most 1"),
        ({"rate_limit_share": 1.5}, "rate_limit_share must be more than 0 and at most 1"),
        ({"max_concurrency": 0}, "max_concurrency must be at least 1 and at most 1,000"),
        ({"prefetch_memory_mib": 1.5}, "prefetch_memory_mib must be a whole number"),
    ],
    ids=repr,
)
def test_an_invalid_setting_is_named_with_what_it_must_be(
    change: dict[str, Any], error: str
) -> None:
    assert config_errors(SCHEMA, {**VALID, **change}) == f"Invalid settings: {error}."


def test_several_types_are_all_named() -> None:
    schema = {"properties": {"either": {"type": ["string", "integer", "null"]}}}

    assert config_errors(schema, {"either": []}) == (
        "Invalid settings: either must be text or a whole number."
    )


def test_all_missing_settings_are_named_at_once() -> None:
    assert config_errors(SCHEMA, {}) == (
        "Invalid settings: client_id is missing; client_secret is missing."
    )


@given(st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), json_values, max_size=5))
def test_no_value_of_a_setting_is_repeated(values: dict[str, Any]) -> None:
    """It may be a secret in the wrong place."""
    message = config_errors(SCHEMA, {name: ["s3cret", value] for name, value in values.items()})

    assert message.startswith("Invalid settings: ")
    assert "s3cret" not in message
    assert "\n" not in message


# --- numbers sent as text ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"rate_limit_share": "0.5"}, {"rate_limit_share": 0.5}),
        ({"lookback_days": "3"}, {"lookback_days": 3.0}),
        ({"rate_limit_share": 0.5}, {"rate_limit_share": 0.5}),
        ({"rate_limit_share": "half"}, {"rate_limit_share": "half"}),
        ({"rate_limit_share": ""}, {"rate_limit_share": ""}),
        ({"max_wait": "nan"}, {"max_wait": "nan"}),
        ({"max_wait": "inf"}, {"max_wait": "inf"}),
        ({"prefetch_memory_mib": "64"}, {"prefetch_memory_mib": "64"}),
        ({"client_id": "123"}, {"client_id": "123"}),
        ({"unknown": "7"}, {"unknown": "7"}),
    ],
    ids=repr,
)
def test_numeric_settings_may_be_text(config: dict[str, Any], expected: dict[str, Any]) -> None:
    """Meltano passes decimals as text; text that isn't a finite number stays, and is refused."""
    assert coerce_numeric_settings(SCHEMA, config) == expected


def test_a_setting_that_may_be_text_is_not_converted() -> None:
    schema = {"properties": {"either": {"type": ["string", "number"]}}}

    assert coerce_numeric_settings(schema, {"either": "7"}) == {"either": "7"}


def test_the_given_settings_are_not_changed() -> None:
    config = {"rate_limit_share": "0.5"}
    coerce_numeric_settings(SCHEMA, config)

    assert config == {"rate_limit_share": "0.5"}


# --- former names -----------------------------------------------------------------------------


def test_all_settings_under_former_names_are_named_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        check_renamed(["a", "plan", "c"], {"a": "b", "c": "d", "e": "f"})

    assert str(caught.value) == (
        "Settings were renamed: a is now b; c is now d. Use the new names."
    )


@pytest.mark.parametrize("given_names", [[], ["b"], ["b", "plan"]])
def test_new_names_pass(given_names: list[str]) -> None:
    check_renamed(given_names, {"a": "b"})


# --- URLs -------------------------------------------------------------------------------------


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
def test_urls_with_tls_or_on_the_local_machine_are_accepted(url: str) -> None:
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
        "ftp://localhost/v2",
        "file:///etc/passwd",
        "",
    ],
)
@pytest.mark.parametrize("name", ["api_url", "auth_url"])
def test_other_urls_are_refused(name: str, url: str) -> None:
    """Without TLS, with a misleading host, or without any; the message doesn't repeat them."""
    with pytest.raises(ConfigError) as caught:
        check_url(name, url)

    assert str(caught.value) == (
        f"Setting {name} must be an https:// URL (http:// only for the local machine), without a "
        "user name or password."
    )


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
def test_a_start_date_is_in_utc_unless_it_has_an_offset(text: str, expected: str) -> None:
    found = parse_start_date(text)

    assert found == datetime.fromisoformat(expected).replace(tzinfo=timezone.utc)
    assert found.tzinfo is timezone.utc


@pytest.mark.parametrize("blank", [None, ""])
def test_the_start_date_is_optional(blank: str | None) -> None:
    assert parse_start_date(blank) is None


@pytest.mark.parametrize(
    "text", ["yesterday", "31.01.2026", "2026-02-30", "2026-13-01", "0001-01-01T00:00:00+02:00"]
)
def test_an_invalid_start_date_is_shown(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_start_date(text)

    assert str(caught.value) == (
        f"Setting start_date is not a date-time such as 2026-01-31T00:00:00Z: {text!r}."
    )
