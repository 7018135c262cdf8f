"""The SDK's private methods that the tap overrides: that they are there, and still at work.

Each test runs a small tree of streams twice: on the SDK's own base, to see that it still does what
the override is there for, and on the tap's. When one fails after an update of singer-sdk, look at
``tap_zoom/sdk_private.py``: the override has to follow, or is needed no more.
"""

from __future__ import annotations

import inspect
import json
import re
from functools import cached_property
from typing import TYPE_CHECKING

import pytest
from singer_sdk import Tap
from singer_sdk.streams import RESTStream

from tap_zoom.singer.stream import SdkStream
from tap_zoom.singer.writer import Writer
from tap_zoom.tap import TapZoom
from tests.small_tap import (
    TIMES,
    Broken,
    ChildRows,
    Ours,
    ParentRows,
    SmallTap,
    Theirs,
    on,
    records_of,
    run,
    streams_of,
)

if TYPE_CHECKING:
    from tests.small_tap import Streams

OWN = {
    name: value
    for name, value in vars(SdkStream).items()
    if inspect.isfunction(value) or isinstance(value, (property, cached_property))
}
OVERRIDDEN = sorted(name for name in OWN if hasattr(RESTStream, name))
CALLED = sorted(name for name in OVERRIDDEN if inspect.isfunction(OWN[name]))


def test_which_members_are_overridden() -> None:
    """One more needs a test of its own here."""
    assert OVERRIDDEN == [
        "_increment_stream_state",
        "_sync_records",
        "_write_record_message",
        "_write_schema_message",
        "_write_starting_replication_value",
        "_write_state_message",
        "get_replication_key_signpost",
        "metadata",
        "selected",
    ]


def test_a_test_of_the_connection_selects_nothing() -> None:
    """The SDK sets ``selected`` on every stream, whatever the app has scopes for."""
    run_sync_dry_run = inspect.getsource(Tap.run_sync_dry_run)
    tap = TapZoom(config={}, validate_config=False)
    groups = tap.streams["groups"]
    groups.selected = True

    assert "stream.selected = True" in run_sync_dry_run
    assert not groups.selected


def test_which_members_are_the_taps_own() -> None:
    """The SDK has none of these: were it to add one, the tap's would be in its way."""
    assert sorted(OWN.keys() - set(OVERRIDDEN)) == [
        "_cut",
        "_envelope",
        "_for_a_batch",
        "_is_plain",
        "flush",
        "paths_to_leave_out",
        "write_state",
    ]


@pytest.mark.parametrize("name", CALLED)
def test_a_method_is_called_as_it_was(name: str) -> None:
    """The SDK has it, with the same parameters."""
    theirs = inspect.signature(getattr(RESTStream, name)).parameters.values()
    ours = inspect.signature(getattr(SdkStream, name)).parameters.values()

    assert [(p.name, p.kind, p.default) for p in ours] == [
        (p.name, p.kind, p.default) for p in theirs
    ]


def test_what_is_no_method_is_none_there_either() -> None:
    for name in set(OVERRIDDEN) - set(CALLED):
        assert isinstance(inspect.getattr_static(RESTStream, name), property)


def test_the_private_members_that_are_used_are_there(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that aren't overridden, but looked at or called."""
    source = inspect.getsource(SdkStream)
    used = set(re.findall(r"\bself\.(_[a-z_]+)", source)) - OWN.keys() - vars(SdkStream).keys()
    tap, _ = run(on(Theirs), capsys)

    assert used == {
        "_metadata",
        "_stream_version",
        "_tap",
        "_tap_input_catalog",
    }
    for name in [*used, "mask", "state_manager", "stream_maps"]:
        assert hasattr(tap.streams["parent"], name), name
    assert isinstance(tap.streams["parent"].state_manager.is_flushed, bool)


def test_a_schema_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK writes it for each parent again."""
    _, theirs = run(on(Theirs), capsys)
    _, ours = run(on(Ours), capsys)

    assert sorted(streams_of(theirs, "SCHEMA")) == ["child", "child", "child", "parent"]
    assert sorted(streams_of(ours, "SCHEMA")) == ["child", "parent"]
    assert streams_of(ours, "RECORD") == streams_of(theirs, "RECORD")


def test_a_schema_comes_before_its_records(capsys: pytest.CaptureFixture[str]) -> None:
    _, messages = run(on(Ours), capsys)

    for stream in ("parent", "child"):
        kinds = [m["type"] for m in messages if m.get("stream") == stream]
        assert kinds == ["SCHEMA", "RECORD", "RECORD", "RECORD"]


def test_a_record_can_be_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    """Its children are read all the same; the SDK knows no such record."""
    _, theirs = run(on(Theirs), capsys, held_back=True)
    _, ours = run(on(Ours), capsys, held_back=True)

    assert streams_of(theirs, "RECORD") == ["child", "parent"] * 3
    assert streams_of(ours, "RECORD") == ["child"] * 3


def test_the_sdk_moves_no_bookmark(capsys: pytest.CaptureFixture[str]) -> None:
    """It would take an unsorted stream's greatest value, which says nothing of what was read."""
    theirs, _ = run(on(Theirs), capsys)
    ours, _ = run(on(Ours), capsys)

    assert theirs.state["bookmarks"]["child"]["replication_key_value"] == TIMES[2]
    assert not ours.state["bookmarks"].get("child")


def test_the_sdk_leaves_no_markers_in_an_interrupted_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """They would stay in STATE for ever, and no later run can go on from them."""
    theirs, _ = run(on(Theirs, Broken), capsys)
    ours, _ = run(on(Ours, Broken), capsys)

    assert set(theirs.state["bookmarks"]["child"]) >= {
        "progress_markers",
        "replication_key_signpost",
        "starting_replication_value",
    }
    assert not ours.state["bookmarks"].get("child")


# --- the catalog and STATE --------------------------------------------------------------------


class SecretRows(ParentRows):
    """A stream one of whose properties is not selected by default."""

    def paths_to_leave_out(self) -> list[tuple[str, ...]]:
        """Name the property."""
        return [("properties", "start_time")]


def with_secrets(base: type[RESTStream[str]]) -> Streams:
    """Put the stream on a base."""
    parent = type("Parent", (SecretRows, base), {})
    return parent, type("Child", (ChildRows, base), {"parent_stream_type": parent})


def test_a_property_can_be_left_out_by_default(capsys: pytest.CaptureFixture[str]) -> None:
    """It is in the catalog; the SDK has no switch for it."""
    (entry, _) = SmallTap.made_of(with_secrets(Ours)).catalog_dict["streams"][::-1]
    metadata = {tuple(item["breadcrumb"]): item["metadata"] for item in entry["metadata"]}
    _, theirs = run(with_secrets(Theirs), capsys)
    _, ours = run(with_secrets(Ours), capsys)

    assert entry["tap_stream_id"] == "parent"
    assert metadata["properties", "start_time"]["selected-by-default"] is False
    assert "selected-by-default" not in metadata["properties", "id"]
    assert ("parent", {"id": 0, "start_time": TIMES[0]}) in records_of(theirs)
    assert ("parent", {"id": 0}) in records_of(ours)


def test_a_catalog_that_is_handed_in_is_believed(capsys: pytest.CaptureFixture[str]) -> None:
    catalog = SmallTap.made_of(with_secrets(Theirs)).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            item["metadata"]["selected"] = True
    _, ours = run(with_secrets(Ours), capsys, catalog=catalog)

    assert ("parent", {"id": 0, "start_time": TIMES[0]}) in records_of(ours)


def test_state_can_be_written_without_records(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK writes none where a stream has had no record since; the same one isn't repeated."""
    for base, count in ((Theirs, 0), (Ours, 1)):
        tap, _ = run(on(base), capsys)
        stream = tap.streams["child"]
        stream.stream_state["replication_key_value"] = "later"
        for _ in range(2):
            getattr(stream, "write_state", stream._write_state_message)()
        written = [json.loads(line) for line in capsys.readouterr().out.splitlines()]

        assert [m["value"]["bookmarks"]["child"] for m in written] == [
            {"replication_key_value": "later"}
        ] * count


def test_all_that_was_said_of_a_parent_goes_out_before_the_next_one(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Though nothing has changed in STATE, which the SDK therefore doesn't write."""
    tap = SmallTap.made_of(on(Ours), message_writer=Writer())
    written = []
    for parent in range(len(TIMES)):
        tap.streams["child"].sync({"id": parent})
        written += [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

        assert [record["id"] for _, record in records_of(written)] == list(range(parent + 1))
