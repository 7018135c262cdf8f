"""The record builder: parents' ids, complete keys, no duplicates, and reports of what is lost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.base.record_builder import RecordBuilder
from tap_zoom.records.keys import ROW_ID
from tests.support import USERS as LIST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record

REQUIRED, NULLABLE = {"type": "string"}, {"type": ["string", "null"]}


@dataclass
class Source:
    """The part of a stream that the builder uses."""

    schema: dict[str, Any]
    primary_keys: Sequence[str] = ("id",)
    child_context_fields: Mapping[str, str] = field(default_factory=dict)
    row_key_fields: Sequence[str] = ()
    own_fields: Sequence[str] = ()
    variant_fields: Mapping[str, str] = field(default_factory=dict)
    deduplicate: bool = False
    ancestors: Sequence[Source] = ()
    normalize: Callable[[Record], Record] = lambda row: row

    def normalize_row(self, row: Record, request: Request | None) -> Record:
        """Return a row as Zoom should have sent it."""
        return self.normalize(row)

    def is_duplicate(self, record: Record, seen: set[Any]) -> bool:
        """Return whether a record with a key of its own stands for one that came before."""
        return False


def schema(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def nested(depth: int) -> list[Any]:
    """Return lists in each other."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def build(source: Source, *rows: Record, context: Record | None = None) -> list[Record]:
    """Build the records of one list."""
    builder = RecordBuilder(source)
    return list(builder.build_all(rows, None, builder.scope(context or {})))


# --- fields -----------------------------------------------------------------------------------


USERS = Source(schema(id=REQUIRED), child_context_fields={"user_id": "id"})
MEETINGS = Source(
    schema(id=REQUIRED, user_id=NULLABLE),
    child_context_fields={"meeting_id": "id"},
    ancestors=[USERS],
)


def test_record_has_the_ids_of_all_parents_that_are_in_its_schema() -> None:
    polls = Source(
        schema(id=REQUIRED, meeting_id=NULLABLE, user_id=NULLABLE), ancestors=[MEETINGS, USERS]
    )
    context = {"meeting_id": "m", "user_id": "u", "unrelated": 1}

    assert build(polls, {"id": "p"}, context=context) == [
        {"id": "p", "meeting_id": "m", "user_id": "u"}
    ]
    assert build(MEETINGS, {"id": "m"}, context=context) == [{"id": "m", "user_id": "u"}]


def test_field_of_the_row_overrides_the_parents_id() -> None:
    """A participant's ``user_id`` is not the host's."""
    assert build(MEETINGS, {"id": "m", "user_id": "own"}, context={"user_id": "u"}) == [
        {"id": "m", "user_id": "own"}
    ]


def test_own_field_is_not_filled_with_the_parents_id() -> None:
    source = Source(
        schema(id=REQUIRED, user_id=NULLABLE), own_fields=("user_id",), ancestors=[USERS]
    )

    assert build(source, {"id": "m"}, context={"user_id": "u"}) == [{"id": "m"}]


def test_parents_id_in_the_key_overrides_the_rows_field() -> None:
    source = Source(
        schema(id=REQUIRED, user_id=REQUIRED), primary_keys=("user_id", "id"), ancestors=[USERS]
    )

    assert build(source, {"id": "m", "user_id": "other"}, context={"user_id": "u"}) == [
        {"id": "m", "user_id": "u"}
    ]


def test_record_conforms_to_the_schema() -> None:
    """Values of the row and of the context alike."""
    source = Source(
        schema(id=REQUIRED, count={"type": ["integer", "null"]}, user_id=NULLABLE),
        ancestors=[USERS],
    )

    assert build(source, {"id": 7, "count": "3"}, context={"user_id": 5}) == [
        {"id": "7", "count": 3, "user_id": "5"}
    ]


def test_row_is_normalized_first() -> None:
    source = Source(schema(id=REQUIRED), normalize=lambda row: {"id": row["uuid"]})

    assert build(source, {"uuid": "x"}) == [{"id": "x"}]


# --- keys -------------------------------------------------------------------------------------


def test_key_longer_than_the_schema_says_is_neither_cut_nor_lost() -> None:
    """The target refuses it, so nobody takes one record for another."""
    source = Source(schema(id={"type": "string", "maxLength": 3}))

    assert build(source, {"id": "abcd"}, {"id": "abce"}) == [{"id": "abcd"}, {"id": "abce"}]


@pytest.mark.parametrize("blank", [{}, {"id": None}, {"id": ""}])
def test_key_that_is_not_needed_for_requests_is_replaced(blank: Record) -> None:
    """By the same id each time, which depends on the row as Zoom sent it."""
    source = Source(schema(id=REQUIRED, name=NULLABLE))
    (first,) = build(source, {**blank, "name": "a"})
    (again,) = build(source, {**blank, "name": "a"})
    (other,) = build(source, {**blank, "name": "b"})

    assert first["id"].startswith("none-")
    assert first == again
    assert first["id"] != other["id"]


@pytest.mark.parametrize("blank", [{}, {"id": None}, {"id": ""}])
@pytest.mark.parametrize(
    "source",
    [
        Source(schema(id={"type": "integer"})),
        Source(schema(id=REQUIRED), child_context_fields={"meeting_id": "id"}),
    ],
    ids=["number", "id of the children's requests"],
)
def test_row_without_a_required_key_is_skipped(source: Source, blank: Record) -> None:
    skipped: list[str] = []
    builder = RecordBuilder(source, on_skip=skipped.append)

    assert list(builder.build_all([blank, {"id": 1}], None, builder.scope({}))) != []
    assert skipped == ["without an id"]


def test_equal_rows_without_an_id_are_all_kept() -> None:
    """Each has its own row id."""
    source = Source(
        schema(row_id=REQUIRED, name=NULLABLE), primary_keys=(ROW_ID,), row_key_fields=("name",)
    )
    records = build(source, {"name": "a"}, {"name": "a"}, {"name": "b"})

    assert [record["name"] for record in records] == ["a", "a", "b"]
    assert len({record[ROW_ID] for record in records}) == 3
    assert records == build(source, {"name": "a"}, {"name": "a"}, {"name": "b"})


# --- duplicates -------------------------------------------------------------------------------


@pytest.mark.parametrize(("deduplicate", "expected"), [(False, 2), (True, 1)])
def test_duplicates_are_dropped_within_a_context_and_optionally_within_the_run(
    *, deduplicate: bool, expected: int
) -> None:
    builder = RecordBuilder(Source(schema(id=REQUIRED), deduplicate=deduplicate))
    rows = [{"id": "a"}, {"id": "a"}]
    records = [
        record for _ in range(2) for record in builder.build_all(rows, None, builder.scope({}))
    ]

    assert records == [{"id": "a"}] * expected


# --- reports ----------------------------------------------------------------------------------


def test_a_row_tells_which_list_it_is_from_unless_zoom_does() -> None:
    source = Source(schema(id=REQUIRED, kind=NULLABLE), variant_fields={"type": "kind"})
    request = replace(LIST, params=(("type", "assigned"), ("sort", "asc")))
    builder = RecordBuilder(source)
    rows = [{"id": "a"}, {"id": "b", "kind": "Zoom's"}]

    records = list(builder.build_all(rows, request, builder.scope({})))

    assert [record["kind"] for record in records] == ["assigned", "Zoom's"]


def test_invalid_values_and_unknown_fields_are_reported() -> None:
    invalid, unknown = Counter[str](), Counter[str]()
    builder = RecordBuilder(
        Source(schema(id=REQUIRED, count={"type": ["integer", "null"]})),
        on_invalid=lambda path: invalid.update([path]),
        on_unknown=lambda path: unknown.update([path]),
    )
    rows = [{"id": f"{index}", "count": "many", "new": 1} for index in range(2)]
    records = list(builder.build_all(rows, None, builder.scope({})))

    assert [record["count"] for record in records] == [None, None]
    assert invalid == {"count": 2}
    assert unknown == {"new": 1}


@pytest.mark.parametrize(
    ("bad", "name"),
    [
        ({"deep": nested(2_000), "name": "no id"}, "RecursionError"),
        ({"name": "not a date"}, "ValueError"),
    ],
)
def test_a_row_that_cannot_be_converted_costs_itself_alone(bad: Record, name: str) -> None:
    """Whatever is wrong with it."""

    def normalize(row: Record) -> Record:
        if row.get("name") == "not a date":
            date.fromisoformat(row["name"])
        return row

    skipped: list[str] = []
    source = Source(schema(id=REQUIRED, name=NULLABLE), normalize=normalize)
    builder = RecordBuilder(source, on_skip=skipped.append)

    found = builder.build_all([{"id": "a"}, bad, {"id": "b"}], None, builder.scope({}))

    assert [record["id"] for record in found] == ["a", "b"]
    assert skipped == [f"can't be converted ({name})"]


def test_preview_builds_the_same_records_without_reports() -> None:
    source = Source(schema(id=REQUIRED, n={"type": "integer"}), primary_keys=("id", "n"))
    rows: list[Record] = [{"id": "a", "n": 1}, {"n": 2, "new": "x"}, {"id": "c"}]
    reader = RecordBuilder(source, on_skip=lambda _: None)

    assert build(source, *rows) == list(reader.build_all(rows, None, reader.scope({})))
    assert len(build(source, *rows)) == 2
