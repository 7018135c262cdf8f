"""A small tap with two streams, on the SDK's own base or on the tap's, to compare the two."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Tap
from singer_sdk.singerlib.encoding import SimpleSingerWriter
from singer_sdk.streams import RESTStream, Stream
from typing_extensions import override

from tap_zoom.singer.stream import ContextOnly, SingerStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import Message

Messages = list[dict[str, Any]]
StreamTypes = tuple[type[RESTStream[str]], ...]

TIMES = ["2026-11-18T10:00:00Z", "2026-11-17T10:00:00Z", "2026-11-19T10:00:00Z"]


class Theirs(RESTStream[str]):
    """The SDK's own base."""

    url_base = ""


class Ours(SingerStream):
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
    """A full table of three records."""

    name = "parent"

    def request_records(self, context: Context | None) -> Iterable[Record]:
        """Return the records."""
        return [{"id": number, "start_time": time} for number, time in enumerate(TIMES)]

    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        """Return the record as the context."""
        return dict(record)


class SecretRows(ParentRows):
    """The same records, with a property that isn't selected by default."""

    def deselected_by_default(self) -> list[tuple[str, ...]]:
        """Return the property."""
        return [("properties", "start_time")]


class ContextOnlyRows(ParentRows):
    """The same records, only for their children."""

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        return map(ContextOnly, super().request_records(context))


class ChildRows(Declared):
    """A record per parent; the stream is incremental and, for the SDK, unsorted."""

    name = "child"
    replication_key = "start_time"

    def request_records(self, context: Context | None) -> Iterable[Record]:
        """Return the record."""
        return [dict(context or {})]


class FailingRows(ChildRows):
    """Ends the run at the last parent, as an exhausted limit does."""

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        if context and context["id"] == len(TIMES) - 1:
            raise ConnectionError
        return super().request_records(context)


def on(
    base: type[RESTStream[str]],
    parent_rows: type[ParentRows] = ParentRows,
    child_rows: type[ChildRows] = ChildRows,
) -> StreamTypes:
    """Derive the two streams from a base."""
    parent = type("Parent", (parent_rows, base), {})
    return parent, type("Child", (child_rows, base), {"parent_stream_type": parent})


class SmallTap(Tap):
    """A tap with the given streams."""

    name = "tap-small"
    config_jsonschema: ClassVar[dict[str, Any]] = {"properties": {}}
    types: ClassVar[StreamTypes]

    @classmethod
    def with_streams(cls, types: StreamTypes, **kwargs: Any) -> Tap:
        """Make a tap with these streams."""
        derived: type[SmallTap] = type("DerivedTap", (cls,), {"types": types})
        return derived(parse_env_config=False, **kwargs)

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [stream(tap=self) for stream in self.types]


class RecordingWriter(SimpleSingerWriter):
    """Keeps messages instead of writing them.

    Attributes:
        messages: The messages' fields.
        types: The messages' classes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.messages: Messages = []
        self.types: list[type[Message]] = []

    @override
    def write_message(self, message: Message) -> None:
        self.messages.append(deepcopy(message.to_dict()))
        self.types.append(type(message))


def run(
    types: StreamTypes,
    capsys: pytest.CaptureFixture[str],
    config: dict[str, Any] | None = None,
    catalog: dict[str, Any] | None = None,
) -> tuple[Tap, Messages]:
    """Run a tap until it ends or fails, and return what it wrote."""
    tap = SmallTap.with_streams(types, config=config or {}, catalog=catalog)
    with suppress(ConnectionError):
        tap.sync_all()
    return tap, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def streams_of(messages: Messages, kind: str) -> list[str]:
    """Return the streams of all messages of a kind, in order."""
    return [message["stream"] for message in messages if message["type"] == kind]


def records_of(messages: Messages) -> list[tuple[str, dict[str, Any]]]:
    """Return all records with their streams, in order."""
    return [(m["stream"], m["record"]) for m in messages if m["type"] == "RECORD"]
