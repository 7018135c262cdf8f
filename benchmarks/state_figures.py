"""What runs cost: the first, a nightly one, one that goes on after a kill, a back-fill in days.

    python benchmarks/state_figures.py

Everything is counted, nothing is timed: the figures are the same on every machine.
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
SHARE = 0.8  # of the day's requests: the tap's default
MAX_DAYS = 12

Row = dict[str, Any]


class Figures:
    """A table that fills up run by run."""

    def __init__(self, title: str) -> None:
        """Begin with the titles."""
        self.table = Table(title=title, title_justify="left")
        self.table.add_column("run", no_wrap=True)
        for name in ("Heavy", "requests", "records", "STATE, bytes"):
            self.table.add_column(name, justify="right", no_wrap=True)

    def add(self, name: str, zoom: Zoom, output: Output) -> None:
        """Take in a run, and forget its requests."""
        heavy = sum(request.label == "Heavy" for request in zoom.log)
        records = sum(map(len, output.records.values()))
        size = len(json.dumps(output.state))
        self.table.add_row(name, *(f"{n:,}" for n in (heavy, len(zoom.log), records, size)))
        zoom.log.clear()


@contextmanager
def _unpaced() -> Iterator[None]:
    """Let requests leave at once: what counts here is how many there are."""
    with patch.dict(
        rate_limits.PUBLISHED_RATES, {"business": dict.fromkeys(RateLimitLabel, 300.0)}
    ):
        yield


def _run(zoom: Zoom, state: Row | None = None) -> Output:
    # One at a time, so that what is asked for doesn't hang on how fast the machine is.
    return extract(zoom, catalog_of(*REPORTS), state=state, max_concurrency=1)


def nights(figures: Figures) -> int:
    """A first run, the two after it, and one that is killed; gives the first's Heavy requests."""
    with account(size=USERS) as zoom:
        first = _run(zoom)
        heavy = sum(request.label == "Heavy" for request in zoom.log)
        figures.add("first run, half a year", zoom, first)
        figures.add("again, at the same time", zoom, _run(zoom, first.state))
        zoom.clock.advance(days=1)
        figures.add("the next night", zoom, _run(zoom, first.state))
    with account(size=USERS) as zoom:
        lines = _run(zoom).stdout.splitlines(keepends=True)
        part = Output("".join(lines[: len(lines) // 2]))
        zoom.log.clear()
        figures.add("after a kill half-way", zoom, _run(zoom, part.state))
    return heavy


def backfill(figures: Figures, heavy: int) -> None:
    """Half a year under a limit that gives the tap about a fifth of it a day."""
    daily = int(heavy / DAYS / SHARE)
    with account(size=USERS, daily={"heavy": daily}, now="2026-08-31T02:00:00Z") as zoom:
        state: Row | None = None
        for day in range(1, MAX_DAYS + 1):
            output = _run(zoom, state)
            state = output.state
            figures.add(f"back-fill, day {day} of {daily:,} Heavy", zoom, output)
            zoom.clock.advance(days=1)
            if output.error is None:
                figures.add("the night after it", zoom, _run(zoom, state))
                return
    sys.exit(f"The back-fill isn't over after {MAX_DAYS} days.")


def main() -> None:
    """Run all of it, and print the table."""
    figures = Figures(f"Report streams, {USERS} users, half a year of sessions")
    with _unpaced():
        backfill(figures, nights(figures))
    Console().print(figures.table)


if __name__ == "__main__":
    main()
