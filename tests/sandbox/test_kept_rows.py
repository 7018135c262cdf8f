"""Rows are made once, and nobody can change them for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import kept_rows
from sandbox.kept_rows import KeptRows

if TYPE_CHECKING:
    import pytest

    from tests.sandbox.client import Row


def test_a_row_is_made_once_and_stays_the_same() -> None:
    made = []

    def make() -> Row:
        made.append(1)
        return {"id": "a", "items": [{"name": "東京", "share": 0.1, "none": None}]}

    rows = KeptRows()
    for _ in range(3):
        row = rows.get(("list", 1), make)
        assert list(row.items()) == list(make().items())
        row["items"][0]["name"] = "changed"
        del row["id"]

    assert len(made) == 1 + 3


def test_only_so_many_rows_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_rows, "_MOST", 2)
    rows = KeptRows()

    for _ in range(2):
        for number in range(5):
            assert rows.get(number, {"id": number}.copy) == {"id": number}
    assert len(rows._rows) == 2
