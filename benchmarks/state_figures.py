"""Counts the requests of initial, nightly and resumed runs, and of a backfill over several days.

    python benchmarks/state_figures.py

Nothing is timed, so the figures are the same on every machine.
"""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1]))

from rich.console import Console
from rich.table import Table

from tap_zoom.api import rate_limits
from tap_zoom.api.request import RateLimitLabel
from tests.e2e.expected import catalog_of
from tests.e2e.harness import Output, account, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

REPORTS = (
    "report_meetings",
    "report_webinars",
    "report_meeting_participants",
    "report_webinar_participants",
)
USERS = 24
DAYS = 5
SHARE = 0.8  # of the daily limit: the tap's default
MAX_DAYS = 12

Row = dict[str, Any]


class Figures:
    """A table with one row per run."""

    def __init__(self, title: str) -> None:
        """Create the table and its columns."""
        self.table = Table(title=title, title_justify="left")
        self.table.add_column("run", no_wrap=True)
        for name in ("Heavy", "requests", "records", "STATE, bytes"):
            self.table.add_column(name, justify="right", no_wrap=True)

    def add(self, name: str, zoom: Zoom, output: Output) -> None:
        """Add a run and clear the request log."""
        heavy = sum(request.label == "Heavy" for request in zoom.log)
        records = sum(map(len, output.records.values()))
        size = len(json.dumps(output.state))
        self.table.add_row(name, *(f"{n:,}" for n in (heavy, len(zoom.log), records, size)))
        zoom.log.clear()


@contextmanager
def _unpaced() -> Iterator[None]:
    """Send requests without waiting for rate limits: only their number matters here."""
    with patch.dict(
        rate_limits.PUBLISHED_RATES, {"business": dict.fromkeys(RateLimitLabel, 300.0)}
    ):
        yield


def _run(zoom: Zoom, state: Row | None = None) -> Output:
    # Send one request at a time, so that the requests don't depend on the speed of the machine.
    return extract(zoom, catalog_of(*REPORTS), state=state, max_concurrency=1)


def nights(figures: Figures) -> int:
    """Add initial, nightly and interrupted runs; return the initial run's Heavy requests."""
    with account(size=USERS) as zoom:
        first = _run(zoom)
        heavy = sum(request.label == "Heavy" for request in zoom.log)
        figures.add("initial run, six months", zoom, first)
        figures.add("again, without delay", zoom, _run(zoom, first.state))
        zoom.clock.advance(days=1)
        figures.add("the next night", zoom, _run(zoom, first.state))
    with account(size=USERS) as zoom:
        lines = _run(zoom).stdout.splitlines(keepends=True)
        partial = Output("".join(lines[: len(lines) // 2]))
        zoom.log.clear()
        figures.add("resumed after a kill halfway", zoom, _run(zoom, partial.state))
    return heavy


def backfill(figures: Figures, heavy: int) -> None:
    """Read six months of data under a daily limit that allows about a fifth of it."""
    daily = int(heavy / DAYS / SHARE)
    with account(size=USERS, daily={"heavy": daily}, now="2026-08-31T02:00:00Z") as zoom:
        state: Row | None = None
        for day in range(1, MAX_DAYS + 1):
            output = _run(zoom, state)
            state = output.state
            figures.add(f"backfill, day {day}, {daily:,} Heavy per day", zoom, output)
            zoom.clock.advance(days=1)
            if output.error is None:
                figures.add("the night after the backfill", zoom, _run(zoom, state))
                return
    sys.exit(f"The backfill isn't complete after {MAX_DAYS} days.")


def main() -> None:
    """Run everything and print the table."""
    figures = Figures(f"Report streams, {USERS} users, six months of sessions")
    with _unpaced():
        backfill(figures, nights(figures))
    Console().print(figures.table)


if __name__ == "__main__":
    main()
