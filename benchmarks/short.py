"""The benchmarks in a table short enough for the README, made of the tables of docs/speed.md."""

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
    """What a reader wants to know first: what it is, in which case, and how it came out."""
    found = tables(page)
    what = "time of a full run ÷ the least that the account's limits allow"
    for row in found["Time against the bound"]:
        yield what, row["plan, latency"], row["time ÷ bound"]
    what = "times as fast as one request after the other (`max_concurrency` 1)"
    for row in found["Reading ahead against one request after the other"]:
        yield what, row["latency"], row["times as fast"]
    what = "records a CPU second (and times those of the SDK's stock classes)"
    for row in found["CPU time per record"]:
        yield what, row["stream"], f"{row['records a CPU second']} ({row['ratio']})"
    for row in found["Memory"]:
        target, *sizes = row.items()
        for users, peak in sizes:
            if users != "difference":
                yield "most memory", f"{users}, {target[1]} target", peak


def short(page: str) -> str:
    """The table, with the command that measures it all anew."""
    (day,) = re.findall(r"^`make bench`, (\S+)\.$", page, re.MULTILINE)
    lines = [f"Measured on {day} with `make bench ARGS=--write`:", ""]
    lines += ["| what | case | figure |", "| --- | --- | ---: |"]
    before = ""
    for what, case, figure in figures(page):
        lines.append(f"| {what if what != before else ''} | {case} | {figure} |")
        before = what
    return "\n".join(lines)
