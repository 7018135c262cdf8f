"""What the stream base overrides: the SDK still has it, and still behaves as it did.

Each test runs a small tap with a parent and a child stream twice: on the SDK's own base, to see
that the reason for an override still exists, and on the tap's. When one fails after an update of
singer-sdk, look at ``tap_zoom/singer/stream.py``: the override has to follow, or is obsolete.
"""

from __future__ import annotations

import inspect
import json
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from singer_sdk.streams import RESTStream
from singer_sdk.streams._state import StreamStateManager
from typing_extensions import override

from tap_zoom.singer.state_manager import FlatStateManager
from tap_zoom.singer.stream import SingerStream
from tap_zoom.singer.writer import Writer
from tests.small_tap import (
    TIMES,
    ContextOnlyRows,
    FailingRows,
    Ours,
    ParentRows,
    SecretRows,
    SmallTap,
    Theirs,
    on,
    records_of,
    run,
    streams_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from singer_sdk.helpers.types import Context

MEMBERS = {
    name: value
    for name, value in vars(SingerStream).items()
    if inspect.isfunction(value) or isinstance(value, (property, cached_property))
}
OVERRIDDEN = sorted(name for name in MEMBERS if hasattr(RESTStream, name))
METHODS = sorted(name for name in OVERRIDDEN if inspect.isfunction(MEMBERS[name]))


# --- members ----------------------------------------------------------------------------------


def test_overridden_members_are_known() -> None:
    """A new one needs a test of its own here."""
    assert OVERRIDDEN == [
        "_write_record_message",
        "_write_schema_message",
        "generate_child_contexts",
        "get_batch_config",
        "get_context_state",
        "get_record_counter",
        "get_records",
        "get_replication_key_signpost",
        "get_sync_timer",
        "log",
        "metadata",
        "selected",
        "state_manager",
        "stream_state",
    ]


def test_sdk_has_none_of_the_other_members() -> None:
    """If it added one, the tap's would override it."""
    assert sorted(MEMBERS.keys() - set(OVERRIDDEN)) == [
        "_children_are_read",
        "_deselection",
        "_flat_state_manager",
        "_is_mapped",
        "_null_counter",
        "_null_timer",
        "_record_message",
        "child_contexts",
        "deselected_by_default",
        "flush",
        "has_children",
        "is_read",
        "is_selectable",
        "on_record_written",
        "tap",
        "write_schema",
        "write_state",
    ]


@pytest.mark.parametrize("name", METHODS)
def test_overridden_method_has_the_parameters_of_the_sdk(name: str) -> None:
    theirs = inspect.signature(getattr(RESTStream, name)).parameters.values()
    ours = inspect.signature(getattr(SingerStream, name)).parameters.values()

    assert [(p.name, p.kind, p.default) for p in ours] == [
        (p.name, p.kind, p.default) for p in theirs
    ]


@pytest.mark.parametrize("name", sorted(set(OVERRIDDEN) - set(METHODS)))
def test_overridden_property_is_a_property_of_the_sdk(name: str) -> None:
    assert isinstance(inspect.getattr_static(RESTStream, name), property)


def test_state_manager_overrides_methods_of_the_sdk() -> None:
    names = [name for name, value in vars(FlatStateManager).items() if inspect.isfunction(value)]

    assert sorted(names) == [
        "increment_state",
        "write_replication_key_signpost",
        "write_starting_replication_value",
    ]
    for name in names:
        assert inspect.isfunction(inspect.getattr_static(StreamStateManager, name))


def test_inherited_members_exist(capsys: pytest.CaptureFixture[str]) -> None:
    """Those that the base only uses."""
    tap, _ = run(on(Theirs), capsys)
    stream = tap.streams["parent"]

    assert stream._tap is tap
    assert stream._stream_version is None
    for name in ("mask", "stream_maps", "tap_name", "tap_state", "has_selected_descendents"):
        assert hasattr(stream, name), name
    assert type(stream.state_manager) is StreamStateManager
    assert isinstance(stream.state_manager.is_flushed, bool)
    assert callable(tap.state_writer.write_state)
    assert tap.input_catalog is None


# --- messages ---------------------------------------------------------------------------------


def test_schema_is_written_once(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK repeats a child's SCHEMA for each parent."""
    _, theirs = run(on(Theirs), capsys)
    _, ours = run(on(Ours), capsys)

    assert sorted(streams_of(theirs, "SCHEMA")) == ["child", "child", "child", "parent"]
    assert sorted(streams_of(ours, "SCHEMA")) == ["child", "parent"]
    assert streams_of(ours, "RECORD") == streams_of(theirs, "RECORD")


def test_schema_is_written_before_its_records(capsys: pytest.CaptureFixture[str]) -> None:
    _, messages = run(on(Ours), capsys)

    for stream in ("parent", "child"):
        types = [m["type"] for m in messages if m.get("stream") == stream]
        assert types == ["SCHEMA", "RECORD", "RECORD", "RECORD"]


def test_record_can_be_for_its_children_only(capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK writes every record."""
    _, theirs = run(on(Theirs, ContextOnlyRows), capsys)
    _, ours = run(on(Ours, ContextOnlyRows), capsys)

    assert streams_of(theirs, "RECORD") == ["child", "parent"] * 3
    assert streams_of(ours, "RECORD") == ["child"] * 3


@pytest.mark.parametrize(("rows", "expected"), [(ParentRows, 3), (ContextOnlyRows, 0)])
def test_written_records_are_counted(
    capsys: pytest.CaptureFixture[str], rows: type[ParentRows], expected: int
) -> None:
    """Where they are written, and so without those that aren't."""
    counted: list[str] = []

    class Counting(Ours):
        @override
        def on_record_written(self) -> None:
            counted.append(self.name)

    _, messages = run(on(Counting, rows), capsys)

    assert counted == streams_of(messages, "RECORD")
    assert counted.count("parent") == expected


def test_all_records_of_a_parent_are_flushed_before_the_next_one(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Although STATE hasn't changed, so that the SDK doesn't write it."""
    tap = SmallTap.with_streams(on(Ours), message_writer=Writer())
    written = []
    for parent in range(len(TIMES)):
        tap.streams["child"].sync({"id": parent})
        written += [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

        assert [record["id"] for _, record in records_of(written)] == list(range(parent + 1))


class StatelessRows(ParentRows):
    """A full table that adds nothing to STATE."""

    stream_state: ClassVar[dict[str, Any]] = {}

    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        """Return no state."""
        return self.stream_state

    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        """Finalize nothing."""


def test_records_at_the_end_of_a_run_are_flushed(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """Even if no STATE follows them."""
    tap = SmallTap.with_streams(
        on(Ours, StatelessRows)[:1],
        state={"bookmarks": {"other": {"replication_key_value": "x"}}},
        message_writer=Writer(),
    )
    tap.sync_all()
    written = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]

    types = [message["type"] for message in written]
    assert types == ["STATE", "SCHEMA", "RECORD", "RECORD", "RECORD"]


def test_batches_are_not_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Even if the SDK has a configuration for them: it would batch deselected fields too."""
    config = {
        "batch_config": {
            "encoding": {"format": "jsonl", "compression": "gzip"},
            "storage": {"root": tmp_path.as_uri(), "prefix": ""},
        }
    }
    _, theirs = run(on(Theirs, SecretRows), capsys, config)
    _, ours = run(on(Ours, SecretRows), capsys, config)

    assert "BATCH" in {message["type"] for message in theirs}
    assert "BATCH" not in {message["type"] for message in ours}
    assert ("parent", {"id": 0}) in records_of(ours)


# --- logs -------------------------------------------------------------------------------------


def logged(
    base: type[RESTStream[str]],
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> list[tuple[str, str]]:
    """Return level and message of all that a failing run logs for its streams."""
    caplog.clear()
    with caplog.at_level(logging.DEBUG):
        run(on(base, child_rows=FailingRows), capsys)
    return [
        (record.levelname, record.getMessage())
        for record in caplog.records
        if record.name.startswith(("tap-small.", "singer_sdk.metrics"))
    ]


def test_streams_log_each_sync_at_level_debug_only(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK logs each parent, and an error once for each stream that it passes through."""
    theirs, ours = (logged(base, capsys, caplog) for base in (Theirs, Ours))

    for start, level in (("Beginning sync", "INFO"), ("An unhandled error", "ERROR")):
        assert level in {found for found, text in theirs if text.startswith(start)}
        assert {found for found, text in ours if text.startswith(start)} == {"DEBUG"}


def test_streams_log_no_metrics(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The SDK logs two per parent."""
    theirs, ours = (logged(base, capsys, caplog) for base in (Theirs, Ours))

    assert any("METRIC" in text for _, text in theirs)
    assert not any("METRIC" in text for _, text in ours)
