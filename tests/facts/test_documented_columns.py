"""The schemas of the streams have what Zoom's documents say, except for what is listed."""

from __future__ import annotations

from tests.facts.documented import (
    DECLARED,
    NOT_OF_ZOOM,
    Difference,
    columns,
    listed,
    row_fields,
)
from tests.schemas.test_schemas import added as added_by_tap

STREAMS = [name for name in DECLARED if name not in NOT_OF_ZOOM]


def test_every_documented_field_is_a_column() -> None:
    missing = {
        Difference("renamed", endpoint.path, name, stream)
        for stream in STREAMS
        for endpoint, name, _ in row_fields(stream)
        if name not in columns(stream)
    }

    assert missing == listed("renamed")


def test_every_column_has_the_documented_type() -> None:
    other = {
        Difference("schema type", endpoint.path, name, stream)
        for stream in STREAMS
        for endpoint, name, field in row_fields(stream)
        if name in columns(stream) and columns(stream)[name][0] != field.type
    }

    assert other == listed("schema type")


def test_every_documented_date_or_time_is_declared_as_one() -> None:
    """The documents don't give the format of each time, so columns may know better."""
    other = {
        (stream, name)
        for stream in STREAMS
        for _, name, field in row_fields(stream)
        if field.format in {"date", "date-time"} and name in columns(stream)
        if columns(stream)[name][1] != field.format
    }

    assert other == set()


def _known(stream: str) -> set[str]:
    """Return the columns of a stream that the documents, the tap or other sources account for."""
    fields = list(row_fields(stream))
    endpoints = {endpoint.path for endpoint, _, _ in fields}
    elsewhere = {
        difference.field.rpartition("[].")[2]
        for difference in listed("undocumented")
        if stream == difference.detail or difference.endpoint in endpoints
    }
    declared = DECLARED[stream]
    added = {*added_by_tap(stream), *declared.primary_keys, *declared.response_fields}
    return {name for _, name, _ in fields} | elsewhere | added


def test_every_column_is_documented_or_added_by_the_tap_or_known_from_elsewhere() -> None:
    unknown = {name: columns(name).keys() - _known(name) for name in STREAMS}

    assert {stream: names for stream, names in unknown.items() if names} == {}
