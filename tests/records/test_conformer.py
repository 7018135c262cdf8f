"""Records: whatever Zoom sends, what leaves the tap is valid against the schema."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tap_zoom.records.conformer import Conformer
from tap_zoom.records.secrets import is_secret
from tests.random_records import Record, records, strict
from tests.support import SCHEMAS, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

every_stream = pytest.mark.parametrize("stream", sorted(SCHEMAS))


class Notes:
    """A conformer, and what it told."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.misfits: list[str] = []
        self.unknown: list[str] = []
        self.conformer = Conformer(
            schema,
            on_misfit=self.misfits.append,
            on_unknown=self.unknown.append,
        )

    def conform(self, record: Record) -> Record:
        """Conform a copy."""
        return self.conformer.conform(deepcopy(record))


def names_in(value: object) -> Iterator[str]:
    """Give the names of all fields that hold something, at every depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner is not None:
                yield name
            yield from names_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


@every_stream
@given(data=st.data())
@settings(max_examples=40)
def test_any_record_becomes_valid(stream: str, data: st.DataObject) -> None:
    """Blanks, wrong shapes and unknown fields neither end the run nor reach the target."""
    notes = Notes(SCHEMAS[stream])

    record = notes.conform(data.draw(records(stream, wrong=True)))

    Draft202012Validator(SCHEMAS[stream], format_checker=strict).validate(record)
    assert repr(notes.conform(record)) == repr(record), "a second time changes something"


@every_stream
@given(data=st.data())
@settings(max_examples=20)
def test_a_valid_record_stays_as_it_is(stream: str, data: st.DataObject) -> None:
    notes = Notes(SCHEMAS[stream])
    record = data.draw(records(stream, wrong=False))

    assert notes.conform(record) == record
    assert (notes.misfits, notes.unknown) == ([], [])


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
def test_unknown_fields_never_bring_a_credential(value: object) -> None:
    """Neither beside the known fields, nor within them, nor within unknown ones."""
    notes = Notes({"properties": {"known": {"type": "object", "properties": {}}}})

    record = notes.conform({"known": {"new": value, "password": "x"}, "new": value, "pwd": "x"})

    assert not [name for name in names_in(record) if is_secret(name)]
    assert "new" in record
    assert {"new", "pwd", "known.new", "known.password"} == set(notes.unknown)


# --- what becomes of single values ------------------------------------------------------------

FIELDS = {
    "text": {"type": ["string", "null"]},
    "count": {"type": ["integer", "null"]},
    "score": {"type": ["number", "null"]},
    "open": {"type": ["boolean", "null"]},
    "at": {"type": ["string", "null"], "format": "date-time"},
    "day": {"type": ["string", "null"], "format": "date"},
    "tags": {"type": ["array", "null"], "items": {"type": ["string", "null"]}},
    "rows": {
        "type": ["array", "null"],
        "items": {"type": "object", "properties": {"n": {"type": ["integer", "null"]}}},
    },
    "host": {"type": ["object", "null"], "properties": {"id": {"type": ["string", "null"]}}},
}


@pytest.mark.parametrize(
    ("field", "sent", "kept"),
    [
        ("text", "", ""),
        ("text", 12, "12"),
        ("text", 1.5, "1.5"),
        ("text", True, "true"),
        ("count", "", None),
        ("count", " 7 ", 7),
        ("count", "-7", -7),
        ("count", 7.0, 7),
        ("count", True, 1),
        ("count", 97763643886, 97763643886),
        ("score", "", None),
        ("score", "1.5", 1.5),
        ("score", 2, 2),
        ("open", "", None),
        ("open", "True", True),
        ("open", 0, False),
        ("open", "1", True),
        ("at", "", None),
        ("at", " ", None),
        ("at", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("at", "2026-01-31 10:00:00:066", "2026-01-31T10:00:00.066Z"),
        ("at", "2026-01-31T10:00:00:066Z", "2026-01-31T10:00:00.066Z"),
        ("at", "2026-01-31T10:00:00.660Z", "2026-01-31T10:00:00.660Z"),
        ("at", "2026-01-31T10:00:00+02:00", "2026-01-31T10:00:00+02:00"),
        ("at", "2026-01-31T10:00:00+0200", "2026-01-31T10:00:00+02:00"),
        ("at", "2026-01-31 10:00:00", "2026-01-31T10:00:00Z"),
        ("at", "2026-01-31 10:00:00Z", "2026-01-31T10:00:00Z"),
        ("day", "", None),
        ("day", "2026-01-31", "2026-01-31"),
        ("day", " 2026-01-31 ", "2026-01-31"),
        ("day", "2026-01-31T10:00:00Z", "2026-01-31"),
        ("tags", "", None),
        ("tags", [1, None, "x"], ["1", None, "x"]),
        ("rows", [None, {"n": "7"}, ""], [{"n": 7}]),
        ("host", "", None),
        ("host", {"id": 7}, {"id": "7"}),
    ],
)
def test_a_value_is_read_as_what_the_field_holds(field: str, sent: object, kept: object) -> None:
    """Blanks are null but in texts; numbers come as text and texts as numbers."""
    notes = Notes({"properties": FIELDS})

    found = notes.conform({field: sent})[field]

    assert found == kept
    assert type(found) is type(kept)
    assert notes.misfits == []


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("text", ["x"]),
        ("text", {}),
        ("count", "seven"),
        ("count", 1.5),
        ("count", math.nan),
        ("count", math.inf),
        ("count", "\u0667"),
        ("score", "nan"),
        ("score", math.inf),
        ("score", []),
        ("open", "maybe"),
        ("open", 2),
        ("at", 1767225600),
        ("at", "12/22/2021 16:20"),
        ("at", "2026-02-30T10:00:00Z"),
        ("at", "2026-01-31T24:00:00Z"),
        ("at", "2026-01-31T10:00:00.\u0663Z"),
        ("day", 20260131),
        ("day", "2026-02-30"),
        ("day", "2026-01-310"),
        ("day", "\u0662\u0660\u0662\u0666-01-31"),
        ("tags", {"x": 1}),
        ("tags", "x"),
        ("tags", [["x"]]),
        ("rows", [{"n": 1}, "x"]),
        ("host", "x"),
        ("host", [1]),
    ],
)
def test_a_value_that_fits_in_no_reading_is_null_and_named(field: str, sent: object) -> None:
    notes = Notes({"properties": FIELDS})

    assert notes.conform({field: sent}) == {field: None}
    assert notes.misfits == [field]


def test_misfits_are_named_by_their_place() -> None:
    notes = Notes({"properties": FIELDS})

    record = notes.conform({"rows": [{"n": 1}, {"n": "many", "new": 1}], "host": {"id": []}})

    assert record == {"rows": [{"n": 1}, {"n": None, "new": 1}], "host": {"id": None}}
    assert notes.misfits == ["rows.n", "host.id"]
    assert notes.unknown == ["rows.new"]


def test_a_field_that_is_not_there_is_not_made_up() -> None:
    assert Notes({"properties": FIELDS}).conform({}) == {}
