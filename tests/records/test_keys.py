"""Keys of rows that have none: never null, never shared, and the same in the next run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.keys import RowIds, SurrogateIds, surrogate_id
from tests.support import json_objects, json_values

if TYPE_CHECKING:
    from tap_zoom.records.types import Record

FIELDS = ("name", "user_email", "join_time")
#: Rows that are often equal, and sometimes have unusual values.
rows = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(FIELDS, st.sampled_from(["", "x", None]) | json_values),
            "duration": json_values,
        },
    ),
    max_size=8,
)


def ids_of(session: list[Record]) -> list[str]:
    """Return the row ids of one session."""
    row_ids = RowIds(FIELDS)
    return [row_ids.of(row) for row in session]


def id_of(row: Record) -> str:
    """Return the id of the only row of a session."""
    return RowIds(FIELDS).of(row)


# --- row ids ----------------------------------------------------------------------------------


@given(rows)
def test_every_row_of_a_session_has_a_unique_id(session: list[Record]) -> None:
    """No row is lost in an upsert, however similar they are."""
    ids = ids_of(session)

    assert all(ids)
    assert len(set(ids)) == len(session)


@given(rows)
def test_reading_rows_again_gives_the_same_ids(session: list[Record]) -> None:
    """Ids don't depend on what was read before: each session starts counting from one."""
    ids = ids_of(session)

    assert ids_of([dict(row) for row in session]) == ids
    assert ids_of(session) == ids


@given(rows, json_values)
def test_ids_ignore_fields_that_may_still_change(session: list[Record], later: object) -> None:
    """A row whose duration has changed replaces the earlier one."""
    assert ids_of(session) == ids_of([{**row, "duration": later} for row in session])


def test_equal_rows_are_numbered() -> None:
    first, second, third = ids_of([{"name": "Guest"}] * 3)

    assert (second, third) == (f"{first}-2", f"{first}-3")


def test_an_additional_row_does_not_change_the_ids_of_the_others() -> None:
    ada, bob, guest = {"name": "Ada"}, {"name": "Bob"}, {"name": "Guest"}

    assert set(ids_of([ada, guest, guest])) < set(ids_of([bob, guest, ada, guest]))


@pytest.mark.parametrize(
    "blanks",
    [{"user_email": ""}, {"user_email": None, "join_time": ""}],
)
def test_all_blanks_are_equal(blanks: Record) -> None:
    """Zoom sends the same blank as "", as null, or omits it."""
    assert id_of({"name": "Ada", **blanks}) == id_of({"name": "Ada"})


def test_the_same_value_in_another_field_gives_another_id() -> None:
    assert id_of({"name": "x"}) != id_of({"user_email": "x"})


# --- surrogate ids ----------------------------------------------------------------------------


@given(json_objects)
def test_a_surrogate_id_does_not_depend_on_the_order_of_fields(row: Record) -> None:
    assert surrogate_id(row) == surrogate_id(dict(reversed(row.items())))


@given(json_objects)
def test_a_surrogate_id_is_recognizable(row: Record) -> None:
    assert surrogate_id(row).startswith("none-")


def test_a_surrogate_id_depends_on_all_values_by_default() -> None:
    assert surrogate_id({"a": 1, "b": None}) != surrogate_id({"a": 1, "b": 2})


def test_a_surrogate_id_can_depend_on_some_values_only() -> None:
    """The size and status of a file change while Zoom is still processing it."""
    file = {"file_type": "CC", "recording_start": "2026-11-20T02:00:00Z", "size": 1}

    assert surrogate_id(file, ("file_type",)) == surrogate_id({**file, "size": 2}, ("file_type",))
    assert surrogate_id(file, ("file_type",)) != surrogate_id(
        {**file, "file_type": "T"}, ("file_type",)
    )


def test_equal_surrogate_ids_of_one_parent_are_numbered() -> None:
    """Captions in two languages begin at the same time."""
    captions, chat = {"file_type": "CC"}, {"file_type": "CHAT"}
    ids = SurrogateIds(["file_type"])

    found = [ids.of(row) for row in (captions, chat, captions, captions)]

    first = surrogate_id(captions, ["file_type"])
    assert found == [first, surrogate_id(chat, ["file_type"]), f"{first}-2", f"{first}-3"]


# --- between versions -------------------------------------------------------------------------


def test_ids_are_the_same_in_every_version_of_the_tap() -> None:
    """They are stored in warehouses, where a changed id would duplicate its row."""
    assert id_of({"name": "Ada"}) == "67d5f7e97f186fd6e871fad4"
    assert surrogate_id({"b": 1, "a": "x"}) == "none-1985a4dfb2cdc6fc9b15c6af"
    assert surrogate_id({"type": "CC", "size": 1}, ("type",)) == "none-ad544fbd53587ad1146a73e8"
