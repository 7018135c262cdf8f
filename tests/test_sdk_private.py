"""The SDK's private methods that the tap overrides: that they are there, and still at work.

Each test runs a small tree of streams twice: on the SDK's own base, to see that it still does what
the override is there for, and on the tap's. When one fails after an update of singer-sdk, look at
``tap_zoom/sdk_private.py``: the override has to follow, or is needed no more.
"""

from __future__ import annotations

import inspect
import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from singer_sdk import Tap
from singer_sdk.streams import RESTStream, Stream
from typing_extensions import override

from tap_zoom.sdk_private import SdkStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from singer_sdk.helpers.types import Context, Record

Messages = list[dict[str, Any]]
Streams = tuple[type[RESTStream[str]], type[RESTStream[str]]]

TIMES = ["2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z", "2026-11-19T10:00:00Z"]


class Theirs(RESTStream[str]):
    """The SDK's own base."""

    url_base = ""


class Ours(SdkStream):
    """The tap's base."""

    url_base = ""


class Declared:
    """What both streams declare."""

    path = ""
    primary_keys = ("id",)
    state_partitioning_keys = ()
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "id": {"type": "integer"},
            "start_time": {"type": ["string", "null"], "format": "date-time"},
        }
    }


class ParentRows(Declared):
    """Three records."""

    name = "parent"

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Give the records."""
        return [{"id": number, "start_time": time} for number, time in enumerate(TIMES)]

    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        """Hand the record down."""
        return dict(record)


class ChildRows(Declared):
    """A record for each parent's; the stream is incremental and, for the SDK, unsorted."""

    name = "child"
    replication_key = "start_time"

    def get_records(self, context: Context | None) -> Iterable[Record]:
        """Give the record."""
        return [dict(context or {})]


class Broken(ChildRows):
    """Ends the run at the last parent, as a used-up limit does."""

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context and context["id"] == len(TIMES) - 1:
            raise ConnectionError
        return super().get_records(context)


def on(base: type[RESTStream[str]], child_rows: type[ChildRows] = ChildRows) -> Streams:
    """Put the streams on a base."""
    parent = type("Parent", (ParentRows, base), {})
    return parent, type("Child", (child_rows, base), {"parent_stream_type": parent})


class SmallTap(Tap):
    """A tap of two streams."""

    name = "tap-small"
    config_jsonschema: ClassVar[dict[str, Any]] = {"properties": {}}
    types: ClassVar[Streams]

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [make(tap=self) for make in self.types]


def run(types: Streams, capsys: pytest.CaptureFixture[str], **held: bool) -> tuple[Tap, Messages]:
    """Run the tap, to its end or until it breaks, and give back what it wrote."""
    tap = type("MadeTap", (SmallTap,), {"types": types})(config={}, parse_env_config=False)
    for name, value in held.items():
        setattr(tap.streams["parent"], name, value)
    with suppress(ConnectionError):
        tap.sync_all()
    return tap, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def streams_of(messages: Messages, kind: str) -> list[str]:
    """The streams of all messages of a kind, in order."""
    return [message["stream"] for message in messages if message["type"] == kind]


OVERRIDDEN = sorted(name for name, value in vars(SdkStream).items() if inspect.isfunction(value))


def test_which_methods_are_overridden() -> None:
    """One more needs a test of its own here."""
    assert OVERRIDDEN == [
        "_increment_stream_state",
        "_write_record_message",
        "_write_schema_message",
        "_write_starting_replication_value",
        "get_replication_key_signpost",
    ]


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_a_method_is_called_as_it_was(name: str) -> None:
    """The SDK has it, with the same parameters."""
    theirs = inspect.signature(getattr(RESTStream, name)).parameters.values()
    ours = inspect.signature(getattr(SdkStream, name)).parameters.values()

    assert [(p.name, p.kind, p.default) for p in ours] == [
        (p.name, p.kind, p.default) for p in theirs
    ]


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
