"""Config, catalog and state files: every error is one clear line that repeats no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.config.input_files import (
    STATE_VERSION,
    check_catalog,
    check_config_file,
    is_foreign_state,
    migrate_state,
    read_object,
    unknown_streams,
    unwrap_state,
)
from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

BOOKMARK = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"client_secret": "s3cret",}', "The file is not valid JSON (line 1)."),
        ('{\n"client_secret": "s3cret"\n', "The file is not valid JSON (line 3)."),
        ("", "The file is empty: fill it in."),
        ("[" * 100_000, "The file is not valid JSON."),
        ('["s3cret"]', "The file must contain a JSON object, not a list."),
        ('"s3cret"', "The file must contain a JSON object, not a str."),
        ("null", "The file must contain a JSON object, not a NoneType."),
    ],
)
def test_a_file_that_is_not_a_json_object_is_refused(text: str, message: str) -> None:
    """The message has the line, but repeats none of the content."""
    with pytest.raises(ConfigError) as caught:
        read_object("The file", text)

    assert str(caught.value) == message
    assert caught.value.__cause__ is None


def test_a_missing_config_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"

    with pytest.raises(ConfigError) as caught:
        check_config_file(path)

    assert str(caught.value) == f"The config file {path} can't be read: No such file or directory."


def test_a_config_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(b"\xff\xfe{\x00}\x00")

    with pytest.raises(ConfigError) as caught:
        check_config_file(path)

    assert str(caught.value) == f"The config file {path} can't be read: it is not a text file."


def test_a_config_file_without_an_object_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text("[]", encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        check_config_file(path)

    assert str(caught.value) == f"The config file {path} must contain a JSON object, not a list."


def test_a_valid_config_file_passes(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"user_agent": "Zoë"}', encoding="utf-8")

    check_config_file(path)


# --- the catalog ------------------------------------------------------------------------------

ENTRY = {"tap_stream_id": "users", "schema": {"properties": {}}, "metadata": []}


@pytest.mark.parametrize(
    ("catalog", "message"),
    [
        ({}, "The catalog file has no list of streams"),
        ({"streams": {"users": ENTRY}}, "The catalog file has no list of streams"),
        ({"streams": ["users"]}, "The catalog file has no list of streams"),
        ({"streams": []}, "The catalog file contains none of this tap's streams"),
        (
            {"streams": [{**ENTRY, "tap_stream_id": "orders"}]},
            "The catalog file contains none of this tap's streams",
        ),
        (
            {"streams": [{**ENTRY, "tap_stream_id": ["users"]}]},
            "The catalog file contains none of this tap's streams",
        ),
        (
            {"streams": [{"tap_stream_id": "users", "metadata": []}]},
            "'users' lacks a schema or metadata",
        ),
        ({"streams": [{**ENTRY, "metadata": None}]}, "'users' lacks a schema or metadata"),
        ({"streams": [{**ENTRY, "schema": {"properties": 5}}]}, "lacks a schema or metadata"),
        (
            {"streams": [{**ENTRY, "schema": {"properties": {"id": None}}}]},
            "lacks a schema or metadata",
        ),
        ({"streams": [{**ENTRY, "metadata": [5]}]}, "lacks a schema or metadata"),
        ({"streams": [{**ENTRY, "metadata": [{"breadcrumb": []}]}]}, "lacks a schema or metadata"),
        ({"streams": [{**ENTRY, "metadata": [{"metadata": {}}]}]}, "lacks a schema or metadata"),
    ],
)
def test_an_invalid_catalog_is_refused(catalog: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message) as caught:
        check_catalog(catalog, ["users", "meetings"])

    assert "--discover" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_catalog_may_contain_other_streams_as_well() -> None:
    """Such as streams that this version no longer has."""
    check_catalog({"streams": [{**ENTRY, "tap_stream_id": "orders"}, ENTRY]}, ["users"])


# --- the state --------------------------------------------------------------------------------

UNSUPPORTED = "which this version of tap-zoom doesn't support: update tap-zoom."
CORRUPT = "The state is corrupt: bookmarks is not an object. Use the last good state."


@pytest.mark.parametrize(
    "state", [{}, {"bookmarks": {}}, {"bookmarks": None}, {"bookmarks": []}, {"version": 1}]
)
def test_an_empty_state_is_a_first_run(state: dict[str, Any]) -> None:
    """Orchestrators write it in different ways."""
    assert migrate_state(state) == {}


@pytest.mark.parametrize("version", [{}, {"version": STATE_VERSION}])
def test_bookmarks_are_read_from_the_state(version: dict[str, Any]) -> None:
    """Also from the state of another tap for Zoom, which has no version."""
    assert migrate_state({**version, "bookmarks": {"users": BOOKMARK}}) == {"users": BOOKMARK}


def test_partitions_of_other_taps_are_removed() -> None:
    old = {**BOOKMARK, "partitions": [{"context": {"user_id": "x"}}]}

    assert migrate_state({"bookmarks": {"users": old}}) == {"users": BOOKMARK}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({"version": STATE_VERSION + 1}, f"The state has version 2, {UNSUPPORTED}"),
        ({"version": "1"}, f"The state has version '1', {UNSUPPORTED}"),
        ({"version": None}, f"The state has version None, {UNSUPPORTED}"),
        ({"bookmarks": ["users"]}, CORRUPT),
        ({"bookmarks": [1]}, CORRUPT),
        ({"bookmarks": "x"}, CORRUPT),
        (
            {"bookmarks": {"users": "2026-11-19"}},
            "The state is corrupt: the bookmark of users is not an object.",
        ),
    ],
)
def test_a_corrupt_state_is_one_clear_line(state: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        migrate_state(state)

    assert str(caught.value) == message


# --- files that are right, but fit nothing -----------------------------------------------------


def test_streams_that_do_not_exist_are_named_with_those_that_were_meant() -> None:
    catalog = {"streams": [{"tap_stream_id": name} for name in ("user", "meetings", "leads")]}

    assert unknown_streams(catalog, ["users", "meetings"]) == (
        "The catalog has streams that this tap doesn't have: leads, user (did you mean users?)."
    )
    assert unknown_streams(catalog, ["user", "meetings", "leads"]) == ""


STATE = {"version": STATE_VERSION, "bookmarks": {"report_meetings": BOOKMARK}}


@pytest.mark.parametrize(
    "state",
    [STATE, {"singer_state": STATE}, {"type": "STATE", "value": STATE}],
    ids=["plain", "of meltano state get", "a message"],
)
def test_a_wrapped_state_is_understood(state: dict[str, Any]) -> None:
    assert unwrap_state(state) == STATE


@pytest.mark.parametrize(
    ("state", "is_foreign"),
    [
        ({}, False),
        (STATE, False),
        ({"version": STATE_VERSION, "bookmarks": {}}, False),
        ({"bookmarks": {"report_meetings": BOOKMARK}}, False),
        ({"bookmarks": {"leads": BOOKMARK}}, True),
        ({"bookmarks": {"report_meetings": {"partitions": []}}}, True),
        ({"users": "2026-01-01"}, True),
    ],
    ids=repr,
)
def test_a_state_that_fits_nothing_is_noticed(state: dict[str, Any], *, is_foreign: bool) -> None:
    assert is_foreign_state(state, ["report_meetings"]) is is_foreign
