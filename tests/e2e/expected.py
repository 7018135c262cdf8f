"""What a run should yield: catalogs that select streams, and the account's truth to compare."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox import SECRET, SECRET_DIGITS, Zoom
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from tests.e2e.harness import Output, Row

#: Keys that the tap makes where Zoom gives none; the sandbox doesn't know them.
MADE = {
    "channel_activities": ("activity_time",),
    "group_members": ("id",),
    "recording_files": ("file_id",),
    "recording_transcripts": ("file_id",),
    "recording_transcript_cues": ("file_id",),
    "zra_conversation_transcripts": ("participant_id",),
}


@cache
def _discovered() -> str:
    tap = TapZoom(config={}, validate_config=False)
    return json.dumps(tap.catalog_dict)


def _by_default(entry: Row) -> bool:
    (whole,) = (item for item in entry["metadata"] if not item["breadcrumb"])
    return bool(whole["metadata"]["selected-by-default"])


def _names(*, by_default: bool) -> tuple[str, ...]:
    entries = json.loads(_discovered())["streams"]
    return tuple(e["tap_stream_id"] for e in entries if _by_default(e) == by_default)


#: Names of the streams that are selected by default, of the others, and of all.
DEFAULT_STREAMS = _names(by_default=True)
OTHER_STREAMS = _names(by_default=False)
ALL_STREAMS = (*DEFAULT_STREAMS, *OTHER_STREAMS)


def made(stream: str) -> tuple[str, ...]:
    """Return the fields of a stream whose values only the tap knows."""
    return MADE.get(stream, ("respondent_id",))


@cache
def _entries() -> dict[str, bytes]:
    entries = msgspec.json.decode(_discovered())["streams"]
    return {entry["tap_stream_id"]: msgspec.json.encode(entry) for entry in entries}


def catalog_of(
    *streams: str, fields: Collection[str] = (), everything: bool = False, others: bool = False
) -> Row:
    """Return a catalog that selects some streams.

    Args:
        streams: What to select; nothing means what is selected by default.
        fields: Fields to select that aren't by default, as ``stream.outer.inner``.
        everything: Whether to select all fields, as ``*.*`` does.
        others: Whether the catalog lists the other streams too, as Meltano's does. A run takes
            twice as long to start.
    """
    wanted = streams or DEFAULT_STREAMS
    listed = ALL_STREAMS if others else [name for name in ALL_STREAMS if name in wanted]
    catalog: Row = {"streams": [msgspec.json.decode(_entries()[name]) for name in listed]}
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            names = [part for part in item["breadcrumb"] if part not in {"properties", "items"}]
            if not names:
                item["metadata"]["selected"] = entry["tap_stream_id"] in wanted
            elif everything or ".".join([entry["tap_stream_id"], *names]) in fields:
                item["metadata"]["selected"] = True
    return catalog


_SECRET_DIGITS = str(SECRET_DIGITS)


def is_secret(value: Any) -> bool:
    """Return whether a value is one of the sandbox's secrets."""
    kind = type(value)
    if kind is str:
        return SECRET in value
    return kind is int and str(value).startswith(_SECRET_DIGITS)


def _canonical(value: Any, drop: Collection[str], *, secrets: bool) -> Any:
    kind = type(value)  # called for each value of each row, so by the quickest way
    if kind is dict:
        return {
            name: inner if type(inner) is str else _canonical(inner, drop, secrets=secrets)
            for name, inner in value.items()
            if inner is not None
            and inner != ""
            and name not in drop
            and (secrets or not is_secret(inner))
        }
    if kind is list:
        return [_canonical(item, drop, secrets=secrets) for item in value]
    if kind is int or kind is float:
        return str(value)  # Zoom sends some numbers as text now and then
    return value


def contents(
    rows: Iterable[Row], drop: Collection[str] = (), *, secrets: bool = False
) -> Counter[str]:
    """Return rows as a multiset, without blanks and without the fields that a test ignores."""
    found = (_canonical(row, {"row_id", *drop}, secrets=secrets) for row in rows)
    return Counter(msgspec.json.encode(row, order="sorted").decode() for row in found)


def assert_complete(
    output: Output,
    truth: Mapping[str, list[Row]],
    drop: Collection[str] = (),
    *,
    secrets: bool = False,
) -> None:
    """Assert that every row of the account is there, once, with all that it holds."""
    for stream, rows in truth.items():
        # The tap's own: a webinar's registrants are of the whole series.
        own = {*drop, *made(stream)}
        own |= {"occurrence_id"} if stream == "webinar_registrants" else set()
        came = contents(output.records[stream], own, secrets=secrets)
        there = contents(rows, own, secrets=secrets)
        extra, missing = came - there, there - came
        assert came == there, (
            f"{stream}: {missing.total()} missing, {extra.total()} too many, such as\n"
            f"{next(iter(missing), None)}\n{next(iter(extra), None)}"
        )
    output.assert_keys_hold()


def requests(zoom: Zoom) -> Counter[str]:
    """Count the requests to each endpoint."""
    return Counter(entry.template for entry in zoom.log if entry.template)
