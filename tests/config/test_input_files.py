"""What the user hands in: every mistake is one clear line, and no secret is repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.config.input_files import (
    STATE_VERSION,
    bookmarks_of,
    check_catalog,
    check_config_file,
    config_errors,
    read_object,
)
from tap_zoom.config.settings import SETTINGS
from tap_zoom.exceptions import ConfigError
from tests.support import json_values

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = SETTINGS.to_dict()
GOOD = {"client_id": "id", "client_secret": "s3cret", "account_id": "acc"}
BOOKMARK = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('{"client_secret": "s3cret",}', "The file is no valid JSON (line 1)."),
        ('{\n"client_secret": "s3cret"\n', "The file is no valid JSON (line 3)."),
        ("", "The file is no valid JSON (line 1)."),
        ("[" * 100_000, "The file is no valid JSON."),
        ('["s3cret"]', "The file holds no JSON object, but a list."),
        ('"s3cret"', "The file holds no JSON object, but a str."),
        ("null", "The file holds no JSON object, but a NoneType."),
    ],
)
def test_a_file_that_is_no_object_says_where(text: str, complaint: str) -> None:
    """What it holds isn't repeated."""
    with pytest.raises(ConfigError) as caught:
        read_object("The file", text)

    assert str(caught.value) == complaint
    assert caught.value.__cause__ is None


def test_a_config_file_that_is_missing_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"

    with pytest.raises(ConfigError) as caught:
        check_config_file(path)

    assert str(caught.value) == f"The config file {path} can't be read: No such file or directory."


def test_a_config_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"\xff\xfe{\x00}\x00")

    with pytest.raises(ConfigError) as caught:
        check_config_file(path)

    assert str(caught.value) == f"The config file {path} can't be read: it is no text."


def test_a_good_config_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"user_agent": "Zoë"}', encoding="utf-8")

    check_config_file(path)


# --- the catalog ------------------------------------------------------------------------------

ENTRY = {"tap_stream_id": "users", "schema": {"properties": {}}, "metadata": []}


@pytest.mark.parametrize(
    ("catalog", "complaint"),
    [
        ({}, "holds no list of streams"),
        ({"streams": {"users": ENTRY}}, "holds no list of streams"),
        ({"streams": ["users"]}, "holds no list of streams"),
        ({"streams": []}, "names none of this tap's streams"),
        ({"streams": [{**ENTRY, "tap_stream_id": "orders"}]}, "names none of this tap's streams"),
        ({"streams": [{**ENTRY, "tap_stream_id": ["users"]}]}, "names none of this tap's streams"),
        ({"streams": [{"tap_stream_id": "users", "metadata": []}]}, "'users' lacks schema"),
        ({"streams": [{**ENTRY, "metadata": None}]}, "'users' lacks schema or metadata"),
        ({"streams": [{**ENTRY, "schema": {"properties": 5}}]}, "lacks schema or metadata"),
        (
            {"streams": [{**ENTRY, "schema": {"properties": {"id": None}}}]},
            "lacks schema or metadata",
        ),
        ({"streams": [{**ENTRY, "metadata": [5]}]}, "lacks schema or metadata"),
        ({"streams": [{**ENTRY, "metadata": [{"breadcrumb": []}]}]}, "lacks schema or metadata"),
        ({"streams": [{**ENTRY, "metadata": [{"metadata": {}}]}]}, "lacks schema or metadata"),
    ],
)
def test_a_catalog_of_another_kind_is_refused(catalog: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        check_catalog(catalog, ["users", "meetings"])

    assert "--discover" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_catalog_may_name_other_streams_too() -> None:
    """Streams that this version doesn't have any more are no mistake."""
    check_catalog({"streams": [{**ENTRY, "tap_stream_id": "orders"}, ENTRY]}, ["users"])


# --- the state --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "state", [{}, {"bookmarks": {}}, {"bookmarks": None}, {"bookmarks": []}, {"version": 1}]
)
def test_an_empty_state_is_a_first_run(state: dict[str, Any]) -> None:
    """However other tools write that there is nothing yet."""
    assert bookmarks_of(state) == {}


@pytest.mark.parametrize("version", [{}, {"version": STATE_VERSION}])
def test_bookmarks_are_taken_over(version: dict[str, Any]) -> None:
    """From this tap, and from another one for Zoom, whose state has no version."""
    assert bookmarks_of({**version, "bookmarks": {"users": BOOKMARK}}) == {"users": BOOKMARK}


def test_partitions_of_other_taps_are_left_behind() -> None:
    old = {**BOOKMARK, "partitions": [{"context": {"user_id": "x"}}]}

    assert bookmarks_of({"bookmarks": {"users": old}}) == {"users": BOOKMARK}


@pytest.mark.parametrize(
    ("state", "complaint"),
    [
        ({"version": STATE_VERSION + 1}, "version 2, which this tap-zoom doesn't know: update it"),
        ({"version": "1"}, "version '1', which this tap-zoom doesn't know"),
        ({"bookmarks": ["users"]}, "its bookmarks are no object"),
        ({"bookmarks": [1]}, "its bookmarks are no object"),
        ({"bookmarks": "x"}, "its bookmarks are no object"),
        ({"bookmarks": {"users": "2026-11-19"}}, "the bookmark of users is no object"),
    ],
)
def test_a_damaged_state_is_one_clear_line(state: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as caught:
        bookmarks_of(state)

    assert "\n" not in str(caught.value)


# --- settings one by one ----------------------------------------------------------------------


def test_good_settings_give_no_complaint() -> None:
    assert config_errors(SCHEMA, GOOD) == ""


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"client_id": None}, "client_id must be of type string"),
        ({"client_secret": 7}, "client_secret must be of type string"),
        ({"plan": "gold"}, "plan must be one of free, pro, business"),
        ({"on_unavailable": "ignore"}, "on_unavailable must be one of fail, warn"),
        ({"user_statuses": "active"}, "user_statuses must be of type array"),
        ({"user_statuses": ["gone"]}, "user_statuses.0 must be one of active, inactive, pending"),
        ({"strict_counts": "yes"}, "strict_counts must be of type boolean"),
        ({"max_wait": "900"}, "max_wait must be of type number"),
        ({"max_wait": -1}, "max_wait breaks the rule minimum 0"),
        ({"lookback_days": 181}, "lookback_days breaks the rule maximum 180"),
        ({"rate_limit_share": 0}, "rate_limit_share breaks the rule exclusiveMinimum 0"),
        ({"rate_limit_share": 1.5}, "rate_limit_share breaks the rule maximum 1"),
        ({"max_concurrency": 0}, "max_concurrency breaks the rule minimum 1"),
        ({"prefetch_memory_mib": 1.5}, "prefetch_memory_mib must be of type integer"),
    ],
)
def test_a_wrong_setting_is_named_with_its_rule(change: dict[str, Any], complaint: str) -> None:
    assert config_errors(SCHEMA, {**GOOD, **change}) == f"Settings are wrong: {complaint}."


def test_all_missing_settings_are_named_at_once() -> None:
    said = config_errors(SCHEMA, {})

    assert said == "Settings are wrong: client_id is missing; client_secret is missing."


@given(st.dictionaries(st.sampled_from(sorted(SCHEMA["properties"])), json_values, max_size=5))
def test_no_value_of_a_setting_is_repeated(values: dict[str, Any]) -> None:
    """It may be a secret, put where it doesn't belong."""
    marked = {name: ["s3cret", value] for name, value in values.items()}

    said = config_errors(SCHEMA, marked)

    assert said.startswith("Settings are wrong: ")
    assert "s3cret" not in said
    assert "\n" not in said
