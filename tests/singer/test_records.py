"""Records are those that the SDK's own classes write, whatever short cut is taken to them."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, cast
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import MetadataMapping
from singer_sdk.singerlib.encoding import SimpleSingerWriter
from typing_extensions import override

from tests.small_tap import Ours, SmallTap, Theirs, on, records_of, run
from tests.support import texts

if TYPE_CHECKING:
    from singer_sdk.helpers.types import Record
    from singer_sdk.singerlib import Message
    from singer_sdk.streams import RESTStream, Stream

    from tap_zoom.records.secrets import Path
    from tap_zoom.singer.stream import SdkStream
    from tests.small_tap import Messages

    Selection = dict[Path, dict[str, bool]]


@pytest.mark.parametrize(
    ("settings", "plain"),
    [
        ({}, True),
        ({"stream_maps": {"parent": {"twice": "id * 2"}}}, False),
        ({"stream_maps": {"parent": {"__filter__": "id > 0"}}}, False),
        ({"stream_maps": {"parent": {"__alias__": "p"}}}, False),
        ({"flattening_enabled": True, "flattening_max_depth": 1}, False),
    ],
)
def test_records_are_those_that_the_sdk_writes(
    capsys: pytest.CaptureFixture[str], settings: dict[str, Any], *, plain: bool
) -> None:
    _, theirs = run(on(Theirs), capsys, settings)
    tap, ours = run(on(Ours), capsys, settings)

    assert records_of(ours) == records_of(theirs)
    assert cast("SdkStream", tap.streams["parent"])._is_plain is plain


def test_deselected_fields_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    catalog = SmallTap.made_of(on(Ours)).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            chosen = tuple(item["breadcrumb"]) != ("properties", "start_time")
            item["metadata"]["selected"] = chosen
    _, theirs = run(on(Theirs), capsys, catalog=catalog)
    tap, ours = run(on(Ours), capsys, catalog=catalog)

    assert records_of(ours) == records_of(theirs)
    assert [record for stream, record in records_of(ours) if stream == "parent"] == [
        {"id": 0},
        {"id": 1},
        {"id": 2},
    ]
    assert cast("SdkStream", tap.streams["parent"])._is_plain


# --- any record, and any selection of its fields ----------------------------------------------


class Deep:
    """A stream whose records have something at every depth."""

    name = "deep"
    path = ""
    primary_keys = ("id",)
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE
    schema: ClassVar[dict[str, Any]] = {
        "properties": {
            "id": {"type": "integer"},
            "host": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "room": {
                        "type": "object",
                        "properties": {"pin": {"type": "string"}, "size": {"type": "string"}},
                    },
                },
            },
            "rows": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "url": {"type": "string"}},
                },
            },
            "text": {"type": "string"},
        }
    }

    def paths_to_leave_out(self) -> list[tuple[str, ...]]:
        """Name what isn't selected by default."""
        return [IN_ITEMS]


IN_ITEMS: Path = ("properties", "rows", "items", "properties", "url")


class Kept(SimpleSingerWriter):
    """Keeps messages."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: Messages = []

    @override
    def write_message(self, message: Message) -> None:
        self.messages.append(deepcopy(message.to_dict()))


NAMES = ["id", "host", "name", "room", "pin", "size", "rows", "url", "text", "new"]
deep_records = st.dictionaries(
    st.sampled_from(NAMES),
    st.recursive(
        texts | st.none(),
        lambda inner: (
            st.dictionaries(st.sampled_from(NAMES), inner, max_size=4) | st.lists(inner, max_size=2)
        ),
        max_leaves=8,
    ),
).map(lambda record: {**record, "id": 7})

PLAIN: dict[str, Any] = {}
OTHERWISE: list[dict[str, Any]] = [
    {"stream_maps": {"deep": {"twice": "id * 2"}}},
    {"stream_maps": {"deep": {"__filter__": "id > 7"}}},
    {"stream_maps": {"deep": {"seen": "str(record)"}}},
    {"flattening_enabled": True, "flattening_max_depth": 1},
]

FIELDS = [path for path in MetadataMapping.get_standard_metadata(schema=Deep.schema) if path]
selections = st.dictionaries(
    st.sampled_from(FIELDS),
    st.fixed_dictionaries(
        {}, optional={"selected": st.booleans(), "selected-by-default": st.booleans()}
    ),
)


def deep(
    base: type[RESTStream[str]], selection: Selection, config: dict[str, Any]
) -> tuple[Stream, Messages]:
    """Make a stream on a base, with a selection, and say where its messages go."""
    types = (type("Deep", (Deep, base), {}),)
    catalog = SmallTap.made_of(types).catalog_dict
    for entry in catalog["streams"][0]["metadata"]:
        entry["metadata"] |= selection.get(tuple(entry["breadcrumb"]), {})
    kept = Kept()
    tap = SmallTap.made_of(types, config=config, catalog=catalog, message_writer=kept)
    return tap.streams["deep"], kept.messages


def batched(
    base: type[RESTStream[str]], record: Record, selection: Selection, **held: bool
) -> list[Record]:
    """What a stream on a base puts into a batch for a record."""
    stream, _ = deep(base, selection, PLAIN)
    with patch.object(stream, "get_records", lambda _: [deepcopy(record)]):
        for name, value in held.items():
            setattr(stream, name, value)
        return list(stream._sync_records(write_messages=False))


def written(
    base: type[RESTStream[str]],
    record: Record,
    selection: Selection,
    config: dict[str, Any] = PLAIN,
) -> Messages:
    """What a stream on a base writes for a record."""
    stream, messages = deep(base, selection, config)
    stream._write_record_message(deepcopy(record))
    return messages


def without_urls(record: Record) -> Record:
    """The record without what is not selected of array items."""
    record = deepcopy(record)
    for row in record["rows"] if isinstance(record.get("rows"), list) else ():
        if isinstance(row, dict):
            row.pop("url", None)
    return record


@given(deep_records, selections, st.just(PLAIN) | st.sampled_from(OTHERWISE))
def test_any_record_is_written_as_the_sdk_writes_it(
    record: Record, selection: Selection, config: dict[str, Any]
) -> None:
    """Whatever is selected of it, and whatever shape its values are of; array items aside."""
    theirs = written(Theirs, without_urls(record), selection, config)
    ours = written(Ours, record, selection, config)

    for message in (*ours, *theirs):
        assert message["time_extracted"].utcoffset() == timedelta(0)
        message["time_extracted"] = None
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize(("selected", "kept"), [(None, False), (False, False), (True, True)])
def test_array_items_can_be_selected_from(*, selected: bool | None, kept: bool) -> None:
    """The SDK's own selection doesn't reach into arrays."""
    record = {"id": 7, "rows": [{"name": "x", "url": "https://x"}, None, {"url": ""}]}
    selection: Selection = {} if selected is None else {IN_ITEMS: {"selected": selected}}

    (theirs,) = written(Theirs, record, selection)
    (ours,) = written(Ours, record, selection)

    assert theirs["record"] == record
    assert ours["record"] == (record if kept else without_urls(record))


def test_batches_leave_deselected_fields_out_too() -> None:
    """The SDK puts records into a batch as they are."""
    record = {"id": 7, "text": "x", "rows": [{"url": "https://x"}]}
    selection: Selection = {("properties", "text"): {"selected": False}}

    assert batched(Theirs, record, selection) == [record]
    assert batched(Ours, record, selection) == [{"id": 7, "rows": [{}]}]


def test_a_record_that_is_held_back_is_in_no_batch() -> None:
    assert batched(Theirs, {"id": 7}, {}, held_back=True) == [{"id": 7}]
    assert batched(Ours, {"id": 7}, {}, held_back=True) == []
