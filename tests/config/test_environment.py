"""Settings from the environment, and what is said of a forgotten or misspelt one."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.config.environment import (
    check_log_level,
    load_env_file,
    names_in_environment,
    settings_from_environment,
)
from tap_zoom.config.merging import plan_of
from tap_zoom.config.messages import config_errors, hint, unknown_settings
from tap_zoom.config.settings import SETTINGS

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = SETTINGS.to_dict()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without settings of this machine."""
    for name in [name for name in os.environ if name.startswith("TAP_ZOOM_")]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("max_concurrency", "8", 8),
        ("rate_limit_share", "0.5", 0.5),
        ("strict_counts", "Yes", True),
        ("strict_counts", "0", False),
        ("user_statuses", '["active"]', ["active"]),
        ("user_statuses", "active, inactive", ["active", "inactive"]),
        ("client_id", " 123 ", "123"),
    ],
)
def test_values_have_the_type_of_their_setting(
    environment: pytest.MonkeyPatch, name: str, text: str, value: object
) -> None:
    environment.setenv(f"TAP_ZOOM_{name.upper()}", text)

    assert settings_from_environment(SCHEMA) == {name: value}


@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_variable_counts_as_not_set(environment: pytest.MonkeyPatch, text: str) -> None:
    environment.setenv("TAP_ZOOM_MAX_CONCURRENCY", text)

    assert settings_from_environment(SCHEMA) == {}
    assert names_in_environment() == []


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("strict_counts", "strict_counts must be true or false"),
        ("max_concurrency", "max_concurrency must be a whole number"),
        ("rate_limit_share", "rate_limit_share must be a number"),
    ],
)
def test_a_value_that_cannot_be_converted_is_refused(
    environment: pytest.MonkeyPatch, name: str, error: str
) -> None:
    environment.setenv(f"TAP_ZOOM_{name.upper()}", "maybe")
    config = {"client_id": "id", "client_secret": "s", **settings_from_environment(SCHEMA)}

    assert config_errors(SCHEMA, config) == f"Invalid settings: {error}."


def test_the_env_file_of_the_folder_is_read_and_does_not_override(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("TAP_ZOOM_PLAN=pro\nTAP_ZOOM_CLIENT_ID=file\n")
    environment.chdir(tmp_path)
    environment.setenv("TAP_ZOOM_CLIENT_ID", "variable")
    environment.setenv("TAP_ZOOM_PLAN", "")  # so that it is restored afterward
    environment.delenv("TAP_ZOOM_PLAN")
    load_env_file()

    assert settings_from_environment(SCHEMA) == {"plan": "pro", "client_id": "variable"}


def test_a_log_level_that_does_not_exist_becomes_info(
    environment: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    environment.setenv("TAP_ZOOM_LOGLEVEL", "LOUD")
    environment.setenv("LOGLEVEL", "debug")
    check_log_level()

    assert "TAP_ZOOM_LOGLEVEL is not a log level" in caplog.messages[0]
    assert len(caplog.messages) == 1
    assert (os.environ["TAP_ZOOM_LOGLEVEL"], os.environ["LOGLEVEL"]) == ("INFO", "debug")


def test_forgetting_to_read_the_environment_is_noticed(environment: pytest.MonkeyPatch) -> None:
    assert "README" in hint({}, parse_env=False)
    environment.setenv("TAP_ZOOM_CLIENT_ID", "id")

    assert "add --config=ENV" in hint({}, parse_env=False)
    assert ".env of this folder" in hint({}, parse_env=True)
    assert hint({"client_id": "id"}, parse_env=True) == ""


def test_the_setting_that_was_meant_is_named() -> None:
    assert unknown_settings(SCHEMA, ["accountid", "shade", "plan"]) == [
        "Setting accountid is unknown and has no effect (did you mean account_id?).",
        "Setting shade is unknown and has no effect.",
    ]


@pytest.mark.parametrize(
    ("sold_as", "plan"),
    [
        ("Enterprise", "business"),
        ("Business Plus", "business"),
        ("business+", "business"),
        ("Zoom Workplace Pro", "pro"),
        ("EDUCATION", "business"),
        ("Basic", "free"),
        ("pro", "pro"),
        ("gold", "gold"),
        ("", ""),
        (7, 7),
    ],
)
def test_plans_may_have_the_names_that_zoom_sells(sold_as: object, plan: object) -> None:
    assert plan_of(sold_as) == plan
