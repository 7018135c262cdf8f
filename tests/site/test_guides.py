"""The queries of docs/guides/ have the results that the guides show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import duckdb

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
_SHOWN = re.compile(r"^```sql\n(.*?)^```\n\n```text\n(.*?)^```", re.DOTALL | re.MULTILINE)
SHOWN = [
    pytest.param(*shown, id=f"{guide.stem}-{number}")
    for guide in sorted(GUIDES.glob("*.md"))
    for number, shown in enumerate(_SHOWN.findall(guide.read_text(encoding="utf-8")))
]


def test_every_query_of_a_guide_shows_its_result() -> None:
    text = "".join(guide.read_text(encoding="utf-8") for guide in GUIDES.glob("*.md"))

    assert text.count("```sql\n") == len(SHOWN) > 0


@pytest.mark.parametrize(("query", "result"), SHOWN)
def test_a_query_has_the_result_that_the_guide_shows(
    query: str, result: str, database: duckdb.DuckDBPyConnection
) -> None:
    found = database.sql(query)

    rows = found.select("COLUMNS(*)::VARCHAR").fetchall()
    assert _table([found.columns, *rows]) == result


def _table(rows: list[list[str] | tuple[str | None, ...]]) -> str:
    """Return rows as the guides show them."""
    cells = [[cell or "" for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in cells
    )
