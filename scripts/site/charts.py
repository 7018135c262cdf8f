"""Draws the benchmarks' figures, from the tables that ``make bench`` wrote into docs/speed.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks.short import tables
from scripts.site.svg import Bar, bars

if TYPE_CHECKING:
    from benchmarks.short import Rows


def _number(cell: str) -> float:
    return float(re.sub(r"[^0-9.]", "", cell))


def _bound(rows: Rows) -> str:
    """Draw the time of each run as a multiple of the bound."""
    found = [
        Bar(row["plan, latency"], _number(row["time ÷ bound"]), row["time ÷ bound"]) for row in rows
    ]
    limit = Bar("the bound", 1, "1", "bar other")
    return bars("Duration ÷ the minimum that the limits allow", [("", [limit, *found])])


def _prefetching(rows: Rows) -> str:
    groups = [
        (
            f"{row['latency']} of latency",
            [
                Bar(name, _number(row[name]), row[name], kind)
                for name, kind in (("sequential", "bar other"), ("prefetching", "bar"))
            ],
        )
        for row in rows
    ]
    return bars("Duration of a full run", groups)


def _cpu(rows: Rows) -> str:
    """Draw the time per record; each stream has a scale of its own, as they differ by 100."""
    charts = [
        bars(
            f"CPU time per record of {row['stream']}",
            [
                (
                    row["stream"],
                    [
                        Bar(
                            "SDK's stock classes", _number(row["stock"]), row["stock"], "bar other"
                        ),
                        Bar("tap-zoom", _number(row["tap-zoom"]), row["tap-zoom"]),
                    ],
                )
            ],
        )
        for row in rows
    ]
    return "\n\n".join(charts)


def _memory(rows: Rows) -> str:
    groups = [
        (
            f"{row['target']} target",
            [
                Bar(size, _number(peak), peak)
                for size, peak in row.items()
                if size not in {"target", "difference"}
            ],
        )
        for row in rows
    ]
    return bars("Peak memory of the tap", groups)


_CHARTS = {
    "Time against the bound": _bound,
    "Prefetching compared with sequential requests": _prefetching,
    "CPU time per record": _cpu,
    "Memory": _memory,
}


def with_charts(page: str) -> str:
    """Put a chart above each table of the benchmarks.

    Raises:
        KeyError: A table has no chart.
    """
    for title, rows in tables(page).items():
        start = page.index(f"### {title}\n")
        at = page.index("\n|", start) + 1
        page = f"{page[:at]}{_CHARTS[title](rows)}\n\n{page[at:]}"
    return page
