"""The README's short table of the benchmarks, taken from the tables in docs/speed.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.common import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "speed.md"

Rows = list[dict[str, str]]

_MARKED = re.compile(r"<!-- benchmarks -->\n(.*?)<!-- end -->", re.DOTALL)
_TABLE = re.compile(r"^### (.+)\n(?:(?!###).*\n)*?((?:\|.+\n)+)", re.MULTILINE)


def tables(page: str) -> dict[str, Rows]:
    """Read the tables between the marks of a page, by their titles."""
    (marked,) = _MARKED.findall(page)
    return {title: _rows(table) for title, table in _TABLE.findall(marked)}


def _rows(table: str) -> Rows:
    titles, _, *rows = ([cell.strip() for cell in r.split("|")[1:-1]] for r in table.splitlines())
    return [dict(zip(titles, row, strict=True)) for row in rows]


def figures(page: str) -> Iterator[tuple[str, str, str]]:
    """Pick the main figures: the metric, the case and the result."""
    found = tables(page)
    what = "duration of a full run ÷ the minimum that the account's limits allow"
    for row in found["Time against the bound"]:
        yield what, row["plan, latency"], row["time ÷ bound"]
    what = "speedup over sequential requests (`max_concurrency` 1)"
    for row in found["Prefetching compared with sequential requests"]:
        yield what, row["latency"], row["speedup"]
    what = "records per CPU second (ratio to the SDK's stock classes)"
    for row in found["CPU time per record"]:
        yield what, row["stream"], f"{row['records per CPU second']} ({row['ratio']})"
    for row in found["Memory"]:
        target, *sizes = row.items()
        for users, peak in sizes:
            if users != "difference":
                yield "peak memory", f"{users}, {target[1]} target", peak


def short(page: str) -> str:
    """Tabulate the figures, one row for each kind."""
    (day,) = re.findall(r"^`make bench`, (\S+)\.$", page, re.MULTILINE)
    rows: dict[str, list[str]] = {}
    for what, case, figure in figures(page):
        rows.setdefault(what, []).append(f"{case}: {figure}")
    lines = [f"Measured on {day} with `make bench`:", "", "| metric | results |", "| --- | --- |"]
    lines += [f"| {what} | {'; '.join(found)} |" for what, found in rows.items()]
    return "\n".join(lines)
