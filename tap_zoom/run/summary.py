"""What a run did, counted while it goes and shown at its end."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call

_ENOUGH = 50  # refusals without one answer, after which an endpoint is asked no more


class Summary:
    """Counts of one run."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._lock = threading.Lock()
        self.records: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.requests_by_label: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.skipped: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.unavailable: dict[str, str] = {}
        self.limit = ""
        self.differences: dict[str, tuple[int, int]] = {}
        self.misfits: Counter[tuple[str, str]] = Counter()
        self._answered: set[tuple[str, str]] = set()
        self._refused: Counter[tuple[str, str]] = Counter()
        self._withheld: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def requested(self, call: Call, status: int) -> None:
        """Count a request, from any thread."""
        with self._lock:
            self.requests[call.stream] += 1
            self.requests_by_label[call.label.value] += 1
            self.statuses[status] += 1

    def skip(self, stream: str, reason: str) -> None:
        """Count an item that has no rows, and why."""
        self.skipped[stream][reason] += 1

    def answered(self, listing: Listing) -> None:
        """Count a list that was read, and compare its rows with what Zoom announced."""
        stream, endpoint = listing.call.stream, listing.call.endpoint
        self._answered.add((stream, endpoint))
        self._withheld[stream].pop(endpoint, None)
        if listing.total is not None and listing.total != listing.count:
            self.differ(stream, listing.total, listing.count)

    def differ(self, stream: str, announced: int, came: int) -> None:
        """Count rows that were announced against rows that came, where they differ."""
        before = self.differences.get(stream, (0, 0))
        self.differences[stream] = (before[0] + announced, before[1] + came)

    def misfit(self, stream: str, field: str) -> None:
        """Count a value that had to be replaced by null."""
        self.misfits[stream, field] += 1

    def close(self, stream: str, why: str) -> None:
        """Note that a stream can't be read."""
        self.unavailable.setdefault(stream, why)

    def refused_throughout(self, call: Call, reason: str) -> bool:
        """Count an item that Zoom keeps from us.

        Returns:
            Whether it has kept so many, and given none, that it will keep all.
        """
        key = (call.stream, call.endpoint)
        self._refused[key] += 1
        if key in self._answered:
            return False
        self._withheld[call.stream][call.endpoint] = reason
        return self._refused[key] >= _ENOUGH

    def withheld(self, stream: str) -> Mapping[str, str]:
        """Endpoints that have refused a stream every item so far, few as they may be, and why."""
        return self._withheld[stream]

    def lines(self) -> list[str]:
        """The counts as a table, line by line."""
        names = sorted({*self.records, *self.requests, *self.skipped, *self.unavailable})
        rows = [
            (name, f"{self.records[name]:,}", f"{self.requests[name]:,}", self._left_out(name))
            for name in names
        ]
        return table_lines(("stream", "records", "requests", "left out"), rows, numbers=(1, 2))

    def _left_out(self, name: str) -> str:
        parts = [f"{reason}: {count:,}" for reason, count in sorted(self.skipped[name].items())]
        if name in self.unavailable:
            parts.insert(0, f"not read: {self.unavailable[name]}")
        if name in self.differences:
            announced, came = self.differences[name]
            parts.append(f"Zoom announced {announced:,} rows where {came:,} came")
        misfits = [f"{f} ({n:,})" for (s, f), n in sorted(self.misfits.items()) if s == name]
        if misfits:
            parts.append("values that fit no reading: " + ", ".join(misfits))
        return "; ".join(parts)


def table_lines(
    titles: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int] = ()
) -> list[str]:
    """Lay out a table for the log.

    Args:
        titles: One for each column.
        rows: One text for each column.
        numbers: Columns that are aligned to the right.

    Returns:
        Its lines.
    """
    table = Table(box=None, pad_edge=False, header_style="")
    for place, title in enumerate(titles):
        table.add_column(title, justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*row)
    console = Console(width=160, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]
