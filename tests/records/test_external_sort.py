"""Sorting more rows than memory should hold."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records import external_sort
from tap_zoom.records.external_sort import Spool
from tests.support import json_objects, texts

if TYPE_CHECKING:
    import pytest

Row = tuple[tuple[str, str], dict[str, object]]
keys = st.tuples(st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]), texts)


def through(rows: list[Row]) -> list[Row]:
    """Put rows in, and take them out."""
    with Spool() as spooled:
        for key, row in rows:
            spooled.add(key, row)
        return list(spooled.drain())


@given(st.lists(st.tuples(keys, st.dictionaries(texts, texts | st.integers() | st.none()))))
def test_rows_come_out_whole_and_sorted(rows: list[Row]) -> None:
    """By key, and rows of the same key in the order in which they came."""
    assert through(rows) == sorted(rows, key=itemgetter(0))


@given(json_objects)
def test_any_row_can_be_spooled(row: dict[str, object]) -> None:
    ((key, found),) = through([(("", "x"), row)])

    assert key == ("", "x")
    assert list(found) == list(row)


def test_many_rows_go_to_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes out is the same."""
    rows: list[Row] = [(("", f"{n:03}"), {"n": n, "text": "é" * 50}) for n in range(300)]
    in_memory = through(rows[::-1])
    monkeypatch.setattr(external_sort, "_IN_MEMORY", 1000)
    with Spool() as spooled:
        for key, row in rows[::-1]:
            spooled.add(key, row)

        assert spooled._file._rolled  # type: ignore[attr-defined]
        assert list(spooled.drain()) == in_memory == rows


def test_the_file_is_gone_afterwards() -> None:
    with Spool() as spooled:
        spooled.add(("", "x"), {})
        next(spooled.drain())

    assert spooled._file.closed
