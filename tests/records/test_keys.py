"""Keys of rows that Zoom gives none: never null, never shared, the same in the next run."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.keys import RowIds, stand_in
from tests.support import json_objects, json_values

Record = dict[str, Any]

IDENTITY = ("name", "user_email", "join_time")
#: Rows that are often alike, and sometimes of the oddest values.
rows = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(IDENTITY, st.sampled_from(["", "x", None]) | json_values),
            "duration": json_values,
        },
    ),
    max_size=8,
)


def keys_of(found: list[Record]) -> list[str]:
    """Key the rows of one session."""
    row_ids = RowIds(IDENTITY)
    return [row_ids.of(row) for row in found]


@given(rows)
def test_every_row_has_a_key_of_its_own(found: list[Record]) -> None:
    """No row of a session folds into another, however alike they are."""
    keys = keys_of(found)

    assert all(keys)
    assert len(set(keys)) == len(found)


@given(rows)
def test_a_second_reading_gives_the_same_keys(found: list[Record]) -> None:
    assert keys_of(found) == keys_of([dict(row) for row in found])


@given(rows, json_values)
def test_what_may_still_change_is_no_part_of_the_key(found: list[Record], later: object) -> None:
    """A row whose duration has changed since meets the one that it replaces."""
    assert keys_of(found) == keys_of([{**row, "duration": later} for row in found])


@given(rows)
def test_another_session_has_its_own_count(found: list[Record]) -> None:
    """Keys don't depend on what was read before."""
    keys_of(found)

    assert keys_of(found) == keys_of(found)


def test_rows_alike_are_counted() -> None:
    first, second, third = keys_of([{"name": "Guest"}] * 3)

    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_a_row_that_comes_in_addition_leaves_the_other_keys_alone() -> None:
    ada, bob, guest = {"name": "Ada"}, {"name": "Bob"}, {"name": "Guest"}

    assert set(keys_of([ada, guest, guest])) < set(keys_of([bob, guest, ada, guest]))


def test_a_blank_is_a_blank_in_any_form() -> None:
    """Zoom sends the same blank as "", as null, or leaves it out."""
    blanks: list[Record] = [{"name": "Ada"}, {"name": "Ada", "user_email": ""}]
    blanks.append({"name": "Ada", "user_email": None, "join_time": ""})

    assert len({*map(keys_of_one, blanks)}) == 1


def keys_of_one(row: Record) -> str:
    """Key one row alone."""
    return RowIds(IDENTITY).of(row)


def test_the_same_value_in_another_field_is_another_row() -> None:
    assert keys_of_one({"name": "x"}) != keys_of_one({"user_email": "x"})


@given(json_objects)
def test_a_stand_in_is_an_id_that_says_so(row: Record) -> None:
    assert stand_in(row).startswith("none-")
    assert stand_in(row) == stand_in(dict(reversed(row.items())))


def test_a_stand_in_is_made_of_all_values() -> None:
    assert stand_in({"a": 1, "b": None}) != stand_in({"a": 1, "b": 2})


def test_a_stand_in_can_be_made_of_what_stays() -> None:
    """A file's size and status change while Zoom still works on it."""
    file = {"file_type": "CC", "recording_start": "2026-11-20T02:00:00Z", "size": 1}

    assert stand_in(file, ("file_type",)) == stand_in({**file, "size": 2}, ("file_type",))
    assert stand_in(file, ("file_type",)) != stand_in({**file, "file_type": "T"}, ("file_type",))
