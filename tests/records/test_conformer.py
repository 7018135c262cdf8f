"""Conforming rows: whatever Zoom sends, every record is valid against its schema."""

from __future__ import annotations

import math
import tracemalloc
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tap_zoom.records.conformer import MAX_UNKNOWN, Conformer
from tap_zoom.records.secrets import MAX_DEPTH, is_secret
from tests.random_records import records, strict
from tests.support import SCHEMAS, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_zoom.records.types import Record

every_stream = pytest.mark.parametrize("stream", sorted(SCHEMAS))


class Recorder:
    """A conformer that records what it reports."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.invalid: list[str] = []
        self.unknown: list[str] = []
        self.conformer = Conformer(
            schema, on_invalid=self.invalid.append, on_unknown=self.unknown.append
        )

    def conform(self, record: Record) -> Record:
        """Conform a copy of a record."""
        return self.conformer.conform(deepcopy(record))


def non_null_names(value: object) -> Iterator[str]:
    """Yield the names of all fields that are not null, at every depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner is not None:
                yield name
            yield from non_null_names(inner)
    if isinstance(value, list):
        for inner in value:
            yield from non_null_names(inner)


@every_stream
@given(data=st.data())
@settings(max_examples=6)
def test_any_record_becomes_valid(stream: str, data: st.DataObject) -> None:
    """Blanks, wrong types and unknown fields neither end the run nor reach the target."""
    recorder = Recorder(SCHEMAS[stream])

    record = recorder.conform(data.draw(records(stream, wrong=True)))

    Draft202012Validator(SCHEMAS[stream], format_checker=strict).validate(record)
    assert repr(recorder.conform(record)) == repr(record), "conforming is not idempotent"


@every_stream
@given(data=st.data())
@settings(max_examples=4)
def test_a_valid_record_is_unchanged(stream: str, data: st.DataObject) -> None:
    recorder = Recorder(SCHEMAS[stream])
    record = data.draw(records(stream, wrong=False))

    assert recorder.conform(record) == record
    assert (recorder.invalid, recorder.unknown) == ([], [])


def test_a_record_is_conformed_in_place() -> None:
    record: Record = {"count": "7"}

    assert Recorder({"properties": FIELDS}).conformer.conform(record) is record
    assert record == {"count": 7}


# --- fields outside the schema ----------------------------------------------------------------

UNKNOWN_SECRETS = ["join_url", "password", "host_key", "zak_token", "api_key", "h323_passcode"]


@given(
    st.recursive(
        texts,
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from([*UNKNOWN_SECRETS, "name", "rooms"]), inner)
        ),
        max_leaves=8,
    )
)
def test_unknown_fields_never_contain_a_credential(value: object) -> None:
    """Neither next to known fields, nor nested in them, nor nested in unknown ones."""
    recorder = Recorder({"properties": {"known": {"type": "object", "properties": {}}}})

    record = recorder.conform({"known": {"new": value, "password": "x"}, "new": value, "pwd": "x"})

    assert not [name for name in non_null_names(record) if is_secret(name)]
    assert "new" in record
    assert {"new", "pwd", "known.new", "known.password"} == set(recorder.unknown)


def test_an_unknown_field_is_kept_and_reported_once() -> None:
    recorder = Recorder({"properties": FIELDS})

    for value in ({"a": 1}, ["b"], "c", 4):
        assert recorder.conform({"new": value}) == {"new": value}

    assert recorder.unknown == ["new"]
    assert recorder.invalid == []


def test_an_unknown_field_without_a_value_is_not_reported() -> None:
    recorder = Recorder({"properties": FIELDS})

    assert recorder.conform({"new": None}) == {"new": None}
    assert recorder.unknown == []


def nested(depth: int) -> Any:
    """Return a value with so many lists and objects in each other."""
    value: Any = "x"
    for level in range(depth):
        value = [value] if level % 2 else {"inner": value}
    return value


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 700, 100_000])
def test_an_unknown_field_that_is_nested_too_deeply_is_cut_off(depth: int) -> None:
    """However deep it is, the record can be encoded."""
    invalid: list[str] = []
    conformer = Conformer(
        {"properties": FIELDS}, on_invalid=invalid.append, on_unknown=lambda _: None
    )

    record = conformer.conform({"count": "7", "new": nested(depth), "host": {"new": nested(depth)}})

    assert len(msgspec.json.encode(record)) < 1000
    assert record["count"] == 7
    assert invalid == ["new", "host.new"]


def test_an_unknown_field_that_is_nested_reasonably_is_kept() -> None:
    assert Recorder({"properties": FIELDS}).conform({"new": nested(MAX_DEPTH)}) == {
        "new": nested(MAX_DEPTH)
    }


def test_only_some_of_very_many_unknown_fields_are_reported() -> None:
    """Neither the log nor the memory grows with names that hold ids."""
    recorder = Recorder({"properties": FIELDS})

    tracemalloc.start()
    for number in range(5_000):
        record = {f"{number}": 1, f"pwd_{number}": "x", "host": {f"new_{number}": 1}}
        assert list(recorder.conformer.conform(record)) == [f"{number}", "host"]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert recorder.unknown[:3] == ["0", "pwd_0", "host.new_0"]
    assert recorder.unknown[MAX_UNKNOWN:] == [f"and more, after {MAX_UNKNOWN} of this stream"]
    assert size < 200_000


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("name\nINFO all is well", r"name\nINFO all is well"),
        ("\x1b[31m\a", r"\x1b[31m\x07"),
        ("\u202efdp", r"\u202efdp"),
        ("größe", "größe"),
        ("x" * 5000, "x" * 80 + "…"),
    ],
    ids=["newline", "control characters", "direction", "letters", "long"],
)
def test_an_unknown_name_is_reported_on_one_short_line(name: str, shown: str) -> None:
    recorder = Recorder({"properties": FIELDS})

    assert recorder.conform({name: nested(MAX_DEPTH + 1)}) != {}
    assert (recorder.unknown, recorder.invalid) == ([shown], [shown])


# --- conversion of single values --------------------------------------------------------------

FIELDS: dict[str, dict[str, Any]] = {
    "text": {"type": ["string", "null"]},
    "untyped": {},
    "count": {"type": ["integer", "null"]},
    "required": {"type": "integer"},
    "score": {"type": ["number", "null"]},
    "open": {"type": ["boolean", "null"]},
    "at": {"type": ["string", "null"], "format": "date-time"},
    "day": {"type": ["string", "null"], "format": "date"},
    "tags": {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
    "numbers": {"type": ["array", "null"], "items": {"type": ["integer", "null"]}},
    "names": {"type": ["array", "null"]},
    "rows": {
        "type": ["array", "null"],
        "items": {"type": "object", "properties": {"n": {"type": ["integer", "null"]}}},
    },
    "host": {"type": ["object", "null"], "properties": {"id": {"type": ["string", "null"]}}},
}
MAX_INTEGER = 2**63 - 1  # that a warehouse can store


@pytest.mark.parametrize(
    ("field", "sent", "expected"),
    [
        ("text", "", ""),
        ("text", " x ", " x "),
        ("text", 12, "12"),
        ("text", 1.5, "1.5"),
        ("text", True, "true"),
        ("text", False, "false"),
        ("untyped", 12, "12"),
        ("count", "", None),
        ("count", "  ", None),
        ("count", " 7 ", 7),
        ("count", "-7", -7),
        ("count", "+7", 7),
        ("count", str(MAX_INTEGER), MAX_INTEGER),
        ("count", MAX_INTEGER, MAX_INTEGER),
        ("count", -MAX_INTEGER - 1, -MAX_INTEGER - 1),
        ("count", 7.0, 7),
        ("count", True, 1),
        ("count", False, 0),
        ("count", 97763643886, 97763643886),
        ("required", "7", 7),
        ("score", "", None),
        ("score", " ", None),
        ("score", "1.5", 1.5),
        ("score", 1.5, 1.5),
        ("score", 2, 2),
        ("score", True, 1),
        ("score", 2**70, 2.0**70),
        ("open", "", None),
        ("open", " ", None),
        ("open", "True", True),
        ("open", " true ", True),
        ("open", "false", False),
        ("open", "FALSE", False),
        ("open", "1", True),
        ("open", "0", False),
        ("open", 1, True),
        ("open", 0, False),
        ("open", 1.0, True),
        ("at", "", None),
        ("at", " ", None),
        ("at", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("at", " 2026-01-31T10:00:00Z ", "2026-01-31T10:00:00Z"),
        ("at", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
        ("at", "2026-01-31 10:00:00:066", "2026-01-31T10:00:00.066Z"),
        ("at", "2026-01-31T10:00:00:066Z", "2026-01-31T10:00:00.066Z"),
        ("at", "2026-01-31T10:00:00.660Z", "2026-01-31T10:00:00.660Z"),
        ("at", "2026-01-31T10:00:00+02:00", "2026-01-31T10:00:00+02:00"),
        ("at", "2026-01-31T10:00:00+0200", "2026-01-31T10:00:00+02:00"),
        ("at", "2026-01-31T10:00:00.5-0530", "2026-01-31T10:00:00.5-05:30"),
        ("at", "2026-01-31T10:00:00", "2026-01-31T10:00:00Z"),
        ("at", "2026-01-31 10:00:00", "2026-01-31T10:00:00Z"),
        ("at", "2026-01-31 10:00:00Z", "2026-01-31T10:00:00Z"),
        ("day", "", None),
        ("day", " ", None),
        ("day", "2026-01-31", "2026-01-31"),
        ("day", " 2026-01-31 ", "2026-01-31"),
        ("day", "2026-01-31T10:00:00Z", "2026-01-31"),
        ("day", "2026-01-31 10:00:00", "2026-01-31"),
        ("tags", "", None),
        ("tags", [], []),
        ("tags", [1, None, "x"], ["1", None, "x"]),
        ("tags", "x", ["x"]),
        ("tags", 7, ["7"]),
        ("numbers", "7", [7]),
        ("names", [1, None, "x"], ["1", "x"]),
        ("rows", [None, {"n": "7"}, ""], [{"n": 7}]),
        ("host", "", None),
        ("host", {"id": 7}, {"id": "7"}),
    ],
    ids=repr,
)
def test_a_value_is_converted_to_the_type_of_its_field(
    field: str, sent: object, expected: object
) -> None:
    """Blanks become null, except in text; Zoom sends numbers as text and text as numbers."""
    recorder = Recorder({"properties": FIELDS})

    found = recorder.conform({field: sent})[field]

    assert found == expected
    assert type(found) is type(expected)
    assert recorder.invalid == []


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("text", ["x"]),
        ("text", {}),
        ("count", "seven"),
        ("count", "7.0"),
        ("count", "7 8"),
        ("count", str(MAX_INTEGER + 1)),
        ("count", MAX_INTEGER + 1),
        ("count", -(10**40)),
        ("count", 1e300),
        ("count", 1.5),
        ("count", math.nan),
        ("count", math.inf),
        ("count", "\u0667"),
        ("count", []),
        ("score", "nan"),
        ("score", "-inf"),
        ("score", "high"),
        ("score", math.nan),
        ("score", math.inf),
        ("score", []),
        pytest.param("score", 10**400, id="score-more than a float"),
        ("open", "maybe"),
        ("open", "2"),
        ("open", 2),
        ("open", []),
        ("at", 1767225600),
        ("at", "2026-01-31"),
        ("at", "12/22/2021 16:20"),
        ("at", "2026-02-29T10:00:00Z"),
        ("at", "2026-02-30T10:00:00Z"),
        ("at", "0000-01-31T10:00:00Z"),
        ("at", "2026-00-31T10:00:00Z"),
        ("at", "2026-13-31T10:00:00Z"),
        ("at", "2026-01-00T10:00:00Z"),
        ("at", "2026-01-31T24:00:00Z"),
        ("at", "2026-01-31T10:60:00Z"),
        ("at", "2026-01-31T10:00:60Z"),
        ("at", "2026-01-31T10:00:00+24:00"),
        ("at", "2026-01-31T10:00:00+02"),
        ("at", "2026-01-31T10:00:00 UTC"),
        ("at", "2026-01-31T10:00:00.\u0663Z"),
        ("day", 20260131),
        ("day", "2026-02-30"),
        ("day", "2026-01-310"),
        ("day", "on 2026-01-31"),
        ("day", "\u0662\u0660\u0662\u0666-01-31"),
        ("tags", {"x": 1}),
        ("tags", [["x"]]),
        ("numbers", "x"),
        ("rows", "x"),
        ("rows", [{"n": 1}, "x"]),
        ("host", "x"),
        ("host", [1]),
    ],
    ids=repr,
)
def test_a_value_that_cannot_be_converted_is_null_and_reported(field: str, sent: object) -> None:
    recorder = Recorder({"properties": FIELDS})

    assert recorder.conform({field: sent}) == {field: None}
    assert recorder.invalid == [field]


def test_invalid_values_are_reported_by_path() -> None:
    recorder = Recorder({"properties": FIELDS})

    record = recorder.conform({"rows": [{"n": 1}, {"n": "many", "new": 1}], "host": {"id": []}})

    assert record == {"rows": [{"n": 1}, {"n": None, "new": 1}], "host": {"id": None}}
    assert recorder.invalid == ["rows.n", "host.id"]
    assert recorder.unknown == ["rows.new"]


def test_missing_fields_are_not_added() -> None:
    assert Recorder({"properties": FIELDS}).conform({}) == {}
