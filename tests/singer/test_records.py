"""Records are written as the SDK writes them, by whichever path."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib import MetadataMapping

from tap_zoom.singer.writer import ReusableRecordMessage
from tests.small_tap import Ours, ParentRows, RecordingWriter, SmallTap, Theirs, on, records_of
from tests.support import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.streams import RESTStream

    from tap_zoom.records.types import Breadcrumb
    from tests.small_tap import Messages, StreamTypes

    Selection = dict[Breadcrumb, dict[str, bool]]


def write(
    types: StreamTypes, config: dict[str, Any], catalog: dict[str, Any] | None = None
) -> RecordingWriter:
    """Run a tap, and return what it wrote."""
    writer = RecordingWriter()
    tap = SmallTap.with_streams(types, config=config, catalog=catalog, message_writer=writer)
    tap.sync_all()
    return writer


@pytest.mark.parametrize(
    ("config", "is_mapped"),
    [
        ({}, False),
        ({"stream_maps": {"parent": {"twice": "id * 2"}}}, True),
        ({"stream_maps": {"parent": {"__filter__": "id > 0"}}}, True),
        ({"stream_maps": {"parent": {"__alias__": "p"}}}, True),
        ({"flattening_enabled": True, "flattening_max_depth": 1}, True),
    ],
)
def test_records_are_those_of_the_sdk(config: dict[str, Any], *, is_mapped: bool) -> None:
    """The shortcut is taken if nothing is mapped or flattened."""
    theirs = write(on(Theirs)[:1], config)
    ours = write(on(Ours)[:1], config)

    assert records_of(ours.messages) == records_of(theirs.messages)
    assert (ReusableRecordMessage in ours.types) is not is_mapped


def test_deselected_fields_are_not_written() -> None:
    catalog = SmallTap.with_streams(on(Ours)).catalog_dict
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            is_selected = tuple(item["breadcrumb"]) != ("properties", "start_time")
            item["metadata"]["selected"] = is_selected
    theirs = write(on(Theirs), {}, catalog)
    ours = write(on(Ours), {}, catalog)

    assert records_of(ours.messages) == records_of(theirs.messages)
    assert [record for stream, record in records_of(ours.messages) if stream == "parent"] == [
        {"id": 0},
        {"id": 1},
        {"id": 2},
    ]
    assert ReusableRecordMessage in ours.types


class VersionedRows(ParentRows):
    """A full table whose target replaces the previous version."""

    emit_activate_version_messages = True


@pytest.mark.parametrize("config", [{}, {"stream_maps": {"parent": {"twice": "id * 2"}}}])
def test_records_have_the_version_of_their_table(config: dict[str, Any]) -> None:
    for base in (Theirs, Ours):
        messages = write(on(base, VersionedRows)[:1], config).messages
        (version,) = (m["version"] for m in messages if m["type"] == "ACTIVATE_VERSION")

        assert [m["version"] for m in messages if m["type"] == "RECORD"] == [version] * 3


# --- any record, and any selection of its fields ----------------------------------------------


class DeepRows:
    """One record, which may have values at every depth."""

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
    record: ClassVar[Record]

    def request_records(self, context: Context | None) -> Iterable[Record]:
        """Return the record."""
        return [deepcopy(self.record)]

    def deselected_by_default(self) -> list[Breadcrumb]:
        """Return a field of array items."""
        return [URL_OF_ITEMS]


URL_OF_ITEMS: Breadcrumb = ("properties", "rows", "items", "properties", "url")
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

configs: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.sampled_from(
    [
        {"stream_maps": {"deep": {"twice": "id * 2"}}},
        {"stream_maps": {"deep": {"__filter__": "id > 7"}}},
        {"stream_maps": {"deep": {"seen": "str(record)"}}},
        {"flattening_enabled": True, "flattening_max_depth": 1},
    ]
)

selections = st.dictionaries(
    st.sampled_from(
        [path for path in MetadataMapping.get_standard_metadata(schema=DeepRows.schema) if path]
    ),
    st.fixed_dictionaries(
        {}, optional={"selected": st.booleans(), "selected-by-default": st.booleans()}
    ),
)


def written(
    base: type[RESTStream[str]],
    record: Record,
    selection: Selection,
    config: dict[str, Any] | None = None,
) -> Messages:
    """Return the RECORD messages that a stream on a base writes for a record."""
    types = (type("Deep", (DeepRows, base), {"record": record}),)
    catalog = SmallTap.with_streams(types).catalog_dict
    for entry in catalog["streams"][0]["metadata"]:
        entry["metadata"] |= selection.get(tuple(entry["breadcrumb"]), {})
    messages = write(types, config or {}, catalog).messages
    return [message for message in messages if message["type"] == "RECORD"]


def without_urls(record: Record) -> Record:
    """Return a record without the deselected field of array items."""
    record = deepcopy(record)
    for row in record["rows"] if isinstance(record.get("rows"), list) else ():
        if isinstance(row, dict):
            row.pop("url", None)
    return record


@given(deep_records, selections, configs)
def test_any_record_is_written_as_by_the_sdk(
    record: Record, selection: Selection, config: dict[str, Any]
) -> None:
    """Whatever is selected, and whatever its values are; array items aside."""
    theirs = written(Theirs, without_urls(record), selection, config)
    ours = written(Ours, record, selection, config)

    for message in (*ours, *theirs):
        assert message["time_extracted"].utcoffset() == timedelta(0)
        message["time_extracted"] = None
    assert repr(ours) == repr(theirs)


@pytest.mark.parametrize(
    ("selection", "is_written"),
    [
        ({}, False),
        ({URL_OF_ITEMS: {"selected": False}}, False),
        ({URL_OF_ITEMS: {"selected": True}}, True),
    ],
)
def test_fields_of_array_items_can_be_selected(selection: Selection, *, is_written: bool) -> None:
    """The SDK's selection doesn't reach into arrays."""
    record = {"id": 7, "rows": [{"name": "x", "url": "https://x"}, None, {"url": ""}]}

    (theirs,) = written(Theirs, record, selection)
    (ours,) = written(Ours, record, selection)

    assert theirs["record"] == record
    assert ours["record"] == (record if is_written else without_urls(record))
