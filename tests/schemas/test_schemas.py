"""The JSON Schema files follow the declarations of the streams, and share conventions.

Which fields they have, and of which types, is in the snapshot of the catalog.
"""

from __future__ import annotations

import json
from itertools import dropwhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator
from singer_sdk.helpers._flattening import flatten_schema

from tap_zoom.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[2] / "schemas").iterdir())
}
DECLARED: dict[str, Any] = {
    str(vars(stream)["name"]): stream for stream in STREAMS if stream.in_catalog
}
KEYS = {name: tuple(stream.primary_keys) for name, stream in DECLARED.items()}

#: Fields that the tap adds to what Zoom sends, besides those that the declarations name. They
#: follow the key, in the order of their use.
_ADDED = {
    *("meeting_id", "webinar_id", "user_id", "host_id", "start_time", "session_type"),
    *("activity", "activity_time", "from", "month", "to"),
    *("email", "name", "first_name", "last_name", "survey_id", "survey_name"),
    *("file_type", "recording_start", "recording_end", "content"),
    *("identifier", "begins_at", "ends_at", "speaker", "text"),
}
#: What `make stream` leaves to be written.
PLACEHOLDER = "TODO"
COERCERS = {"string", "integer", "number", "boolean"}
KEYWORDS = {"type", "description", "format", "properties", "items"}
MAX_DESCRIPTION = 120
#: What an index of MySQL's InnoDB holds, with 4 bytes for a character.
MAX_KEY_BYTES = 3072


def walk(
    node: dict[str, Any], path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give every field below a node with its path, at every depth, through arrays too."""
    for name, field in node.get("properties", {}).items():
        here = (*path, name)
        yield here, field
        yield from walk(field, here)
        yield from walk(field.get("items", {}), here)


#: Each field of each stream; a path begins with the name of the stream.
FIELDS = [field for stream, schema in SCHEMAS.items() for field in walk(schema, (stream,))]


def added(stream: str) -> set[str]:
    """Return the fields of a stream that the tap adds to what Zoom sends."""
    found, above = {*_ADDED, *DECLARED[stream].variant_fields.values()}, DECLARED[stream]
    while (above := above.parent_stream_type) is not None:
        found.update(above.child_context_fields)
    return found


def is_key(path: tuple[str, ...]) -> bool:
    """Say whether a field is part of its stream's key."""
    return len(path) == 2 and path[1] in KEYS[path[0]]


def test_each_stream_has_a_schema_and_each_schema_a_stream() -> None:
    assert SCHEMAS.keys() == DECLARED.keys()


def test_a_schema_is_valid() -> None:
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)


def test_a_schema_is_a_described_object() -> None:
    for stream, schema in SCHEMAS.items():
        assert list(schema) == ["type", "description", "properties"], stream
        assert schema["type"] == "object", stream
        assert schema["description"].endswith("."), stream
        assert not schema["description"].startswith(PLACEHOLDER), (
            f"{stream} has yet to be described"
        )


def test_fields_are_in_order_key_first_then_what_the_tap_adds_then_by_name() -> None:
    for stream, schema in SCHEMAS.items():
        names, keys = list(schema["properties"]), KEYS[stream]
        from_zoom = list(dropwhile(added(stream).__contains__, names[len(keys) :]))

        assert tuple(names[: len(keys)]) == keys, stream
        assert from_zoom == sorted(from_zoom), stream


def test_fields_of_objects_are_in_order_by_name() -> None:
    for path, field in FIELDS:
        for holder in (field, field.get("items", {})):
            names = list(holder.get("properties", {}))
            assert names == sorted(names), path


def test_a_field_has_a_type_and_a_description_and_no_limits() -> None:
    """Zoom's values grow without notice.

    So there's no enum, required, additionalProperties, minimum or maximum, and no $ref, which
    the SDK leaves unresolved. Only keys have a length.
    """
    for path, field in FIELDS:
        assert field.keys() <= (KEYWORDS | {"maxLength"} if is_key(path) else KEYWORDS), path
        assert field.get("items", {}).keys() <= {"type", "properties"}, path


def test_a_database_can_index_each_key() -> None:
    for stream, keys in KEYS.items():
        size = 0
        for name in keys:
            field = SCHEMAS[stream]["properties"][name]
            is_text = field["type"] == "string" and "format" not in field
            assert ("maxLength" in field) == is_text, f"run `make format`: {stream}.{name}"
            size += 4 * field["maxLength"] if is_text else 8
        assert size <= MAX_KEY_BYTES, stream


def test_every_field_but_a_key_may_be_null() -> None:
    for path, field in FIELDS:
        if is_key(path):
            assert field["type"] in {"string", "integer"}, path
        else:
            kind, null = field["type"]
            assert null == "null", path
            assert kind in COERCERS | {"object", "array"}, path


def test_an_object_has_fields_and_an_array_has_objects_or_scalars_that_may_be_null() -> None:
    for path, field in FIELDS:
        assert ("properties" in field) == ("object" in field["type"]), path
        assert ("items" in field) == ("array" in field["type"]), path
        if "items" in field and field["items"]["type"] == "object":
            assert field["items"]["properties"], path
        elif "items" in field:
            assert field["items"]["type"] in [[scalar, "null"] for scalar in COERCERS], path


def test_the_only_formats_are_times_and_dates() -> None:
    """Zoom's values break other formats."""
    for path, field in FIELDS:
        if "format" in field:
            assert field["format"] in {"date-time", "date"}, path
            assert field["type"] in (["string", "null"], "string"), path


def test_every_field_has_a_short_description_of_one_line() -> None:
    for path, field in FIELDS:
        description = field["description"]
        assert 0 < len(description) <= MAX_DESCRIPTION, path
        assert description.isprintable(), path
        assert description == description.strip(), path
        assert description[0].isupper() or description[0].isdigit(), path
        assert not description.endswith("."), path
        assert not description.startswith(PLACEHOLDER), f"{path} has yet to be described"


def test_a_replication_key_is_a_time_or_the_day_that_the_row_is_about() -> None:
    for stream, declared in DECLARED.items():
        if name := declared.replication_key:
            field = SCHEMAS[stream]["properties"][name]
            assert field["type"] == ("string" if name in KEYS[stream] else ["string", "null"])
            assert field["format"] == ("date" if name in {"date", "to"} else "date-time"), stream


def test_a_row_needs_nothing_but_its_key_and_may_have_fields_that_zoom_adds() -> None:
    values: dict[str, Any] = {"string": "ID", "integer": 97763643886}
    for stream, schema in SCHEMAS.items():
        key = {name: values[schema["properties"][name]["type"]] for name in KEYS[stream]}
        row = {**dict.fromkeys(schema["properties"]), **key}
        validator = Draft202012Validator(schema)

        for valid in (key, row, {**row, "added_by_zoom": {"deep": [1]}}):
            assert validator.is_valid(valid), stream
        for name in key:
            assert not validator.is_valid({**row, name: None}), (stream, name)


@pytest.mark.parametrize("stream", SCHEMAS)
def test_flattened_names_stay_apart_in_postgresql(stream: str) -> None:
    """With the length that docs/data.md says to set: PostgreSQL cuts names after 63 characters."""
    flat = flatten_schema(SCHEMAS[stream], max_level=10, max_key_length=64)
    names = list(flat["properties"])

    assert max(map(len, names)) <= 63
    assert len(set(names)) == len(names)
