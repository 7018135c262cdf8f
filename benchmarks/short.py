"""Sums up the benchmarks, from the tables in docs/speed.md."""

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
    """Parse the benchmark tables of a page, by title."""
    (marked,) = _MARKED.findall(page)
    return {title: _rows(table) for title, table in _TABLE.findall(marked)}


def _rows(table: str) -> Rows:
    titles, _, *rows = ([cell.strip() for cell in r.split("|")[1:-1]] for r in table.splitlines())
    return [dict(zip(titles, row, strict=True)) for row in rows]


def figures(page: str) -> Iterator[tuple[str, str, str]]:
    """Yield the main figures: metric, case and result."""
    results = tables(page)
    metric = "duration of a full run ÷ the minimum that the account's limits allow"
    for row in results["Time against the bound"]:
        yield metric, row["plan, latency"], row["time ÷ bound"]
    metric = "speedup over sequential requests (`max_concurrency` 1)"
    for row in results["Prefetching compared with sequential requests"]:
        yield metric, row["latency"], row["speedup"]
    metric = "records per CPU second (ratio to the SDK's stock classes)"
    for row in results["CPU time per record"]:
        yield metric, row["stream"], f"{row['records per CPU second']} ({row['ratio']})"
    for row in results["Memory"]:
        target, *sizes = row.items()
        for users, peak in sizes:
            if users != "difference":
                yield "peak memory", f"{users}, {target[1]} target", peak


def short(page: str) -> str:
    """Tabulate the main figures, with one row per metric."""
    (day,) = re.findall(r"^`make bench`, (\S+)\.$", page, re.MULTILINE)
    rows: dict[str, list[str]] = {}
    for metric, case, figure in figures(page):
        rows.setdefault(metric, []).append(f"{case}: {figure}")
    lines = [f"Measured on {day} with `make bench`:", "", "| metric | results |", "| --- | --- |"]
    lines += [f"| {metric} | {'; '.join(cases)} |" for metric, cases in rows.items()]
    return "\n".join(lines)
