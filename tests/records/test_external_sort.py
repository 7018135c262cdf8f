"""Sorting more rows than fit in memory."""

from __future__ import annotations

import tempfile
from operator import itemgetter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.external_sort import MAX_MEMORY, ExternalSort
from tests.support import json_objects, texts

if TYPE_CHECKING:
    from pathlib import Path

Row = tuple[tuple[str, str], dict[str, object]]
keys = st.tuples(st.sampled_from(["", "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"]), texts)
ROWS: list[Row] = [(("", f"{n:03}"), {"n": n, "text": "é" * 50}) for n in range(300)]


def sort(rows: list[Row], max_memory: int) -> list[Row]:
    """Sort rows."""
    with ExternalSort(max_memory) as external_sort:
        for key, row in rows:
            external_sort.add(key, row)
        return list(external_sort.sorted())


@given(
    st.lists(st.tuples(keys, st.dictionaries(texts, texts | st.integers() | st.none()))),
    st.sampled_from([1, 50, MAX_MEMORY]),
)
def test_rows_are_unchanged_and_sorted_by_key(rows: list[Row], max_memory: int) -> None:
    """Rows with the same key stay in the order in which they were added."""
    assert sort(rows, max_memory) == sorted(rows, key=itemgetter(0))


@given(json_objects)
def test_any_row_can_be_sorted(row: dict[str, object]) -> None:
    ((key, found),) = sort([(("", "x"), row)], MAX_MEMORY)

    assert key == ("", "x")
    assert list(found) == list(row)


@pytest.fixture
def no_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every attempt to create a temporary file fail."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))


@pytest.mark.usefixtures("no_temporary_files")
def test_rows_within_the_limit_stay_in_memory() -> None:
    assert sort(ROWS[::-1], MAX_MEMORY) == ROWS


@pytest.mark.usefixtures("no_temporary_files")
@pytest.mark.parametrize(
    ("rows", "max_memory"),
    [(ROWS, 1000), ([(("", ""), {"text": "x" * 2**24})], MAX_MEMORY)],
    ids=["few", "many"],
)
def test_rows_beyond_the_limit_go_to_a_temporary_file(rows: list[Row], max_memory: int) -> None:
    with pytest.raises(FileNotFoundError):
        sort(rows, max_memory)


def test_rows_from_a_temporary_file_are_the_same_as_from_memory() -> None:
    assert sort(ROWS[::-1], max_memory=1000) == sort(ROWS[::-1], MAX_MEMORY) == ROWS


@pytest.mark.parametrize("max_memory", [1, MAX_MEMORY])
def test_the_rows_are_discarded_at_the_end_of_the_block(max_memory: int) -> None:
    with ExternalSort(max_memory) as external_sort:
        external_sort.add(("", "x"), {})
        rows = external_sort.sorted()

    with pytest.raises(ValueError, match="closed file"):
        next(rows)
