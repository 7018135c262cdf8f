"""A small tap of two streams, on the SDK's own base or on the tap's, to compare the two."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import Tap
from singer_sdk.streams import RESTStream, Stream
from typing_extensions import override

from tap_zoom.singer.stream import SdkStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pytest
    from singer_sdk.helpers.types import Context, Record

Messages = list[dict[str, Any]]
Streams = tuple[type[RESTStream[str]], ...]

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

    @classmethod
    def made_of(cls, types: Streams, **kwargs: Any) -> Tap:
        """Make a tap of these streams."""
        made: type[SmallTap] = type("MadeTap", (cls,), {"types": types})
        return made(parse_env_config=False, **kwargs)

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [make(tap=self) for make in self.types]


def run(
    types: Streams,
    capsys: pytest.CaptureFixture[str],
    config: dict[str, Any] | None = None,
    catalog: dict[str, Any] | None = None,
    **held: bool,
) -> tuple[Tap, Messages]:
    """Run the tap, to its end or until it breaks, and give back what it wrote."""
    tap = SmallTap.made_of(types, config=config or {}, catalog=catalog)
    for name, value in held.items():
        setattr(tap.streams["parent"], name, value)
    with suppress(ConnectionError):
        tap.sync_all()
    return tap, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def streams_of(messages: Messages, kind: str) -> list[str]:
    """The streams of all messages of a kind, in order."""
    return [message["stream"] for message in messages if message["type"] == kind]


def records_of(messages: Messages) -> list[tuple[str, dict[str, Any]]]:
    """All records with their streams, in order."""
    return [(m["stream"], m["record"]) for m in messages if m["type"] == "RECORD"]
