"""What a run did, counted along the way and logged at its end."""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tap_zoom.run.tables import format_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request

_ENOUGH_REFUSALS = 50  # without one success, after which an endpoint is not requested any more


class Summary:
    """The counts of one run.

    Attributes:
        records: Records written, by stream.
        requests: Requests sent, by stream.
        requests_by_label: Requests sent, by rate limit label.
        statuses: Responses, by HTTP status.
        skipped: Items without rows, by stream and reason.
        unavailable: Why a stream can't be read, by stream.
        limit: The error of a daily limit that was used up; "" if there is none.
        mismatches: Rows that Zoom reported and rows received, by stream.
        invalid_values: Values that were set to null, by stream and field.
    """

    def __init__(self) -> None:
        """Start at zero."""
        self._lock = threading.Lock()
        self.records: Counter[str] = Counter()
        self.requests: Counter[str] = Counter()
        self.requests_by_label: Counter[str] = Counter()
        self.statuses: Counter[int] = Counter()
        self.skipped: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.unavailable: dict[str, str] = {}
        self.limit = ""
        self.mismatches: dict[str, tuple[int, int]] = {}
        self.invalid_values: Counter[tuple[str, str]] = Counter()
        self._successful: set[tuple[str, str]] = set()
        self._refusals: Counter[tuple[str, str]] = Counter()
        self._refused: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def on_request(self, request: Request, status: int) -> None:
        """Count a request, from any thread."""
        with self._lock:
            self.requests[request.stream] += 1
            self.requests_by_label[request.label.value] += 1
            self.statuses[status] += 1

    def skip(self, stream: str, reason: str) -> None:
        """Count an item without rows."""
        self.skipped[stream][reason] += 1

    def on_success(self, result_set: ResultSet) -> None:
        """Count a list that was read, and compare its rows with the number that Zoom reported."""
        stream, endpoint = result_set.request.stream, result_set.request.endpoint
        self._successful.add((stream, endpoint))
        self._refused[stream].pop(endpoint, None)
        if result_set.total is not None and result_set.total != result_set.count:
            self.count_mismatch(stream, result_set.total, result_set.count)

    def count_mismatch(self, stream: str, reported: int, received: int) -> None:
        """Count rows that Zoom reported and rows received, if they differ."""
        before = self.mismatches.get(stream, (0, 0))
        self.mismatches[stream] = (before[0] + reported, before[1] + received)

    def on_invalid_value(self, stream: str, field: str) -> None:
        """Count a value that was set to null."""
        self.invalid_values[stream, field] += 1

    def mark_unavailable(self, stream: str, why: str) -> None:
        """Record that a stream can't be read."""
        self.unavailable.setdefault(stream, why)

    def is_always_refused(self, request: Request, reason: str) -> bool:
        """Count an item that Zoom refuses.

        Returns:
            Whether Zoom has refused so many items, and returned none, that it will refuse all.
        """
        key = (request.stream, request.endpoint)
        self._refusals[key] += 1
        if key in self._successful:
            return False
        self._refused[request.stream][request.endpoint] = reason
        return self._refusals[key] >= _ENOUGH_REFUSALS

    def refused_endpoints(self, stream: str) -> Mapping[str, str]:
        """Return the endpoints that have refused every item of a stream so far, and why."""
        return self._refused[stream]

    def lines(self) -> list[str]:
        """Return the counts as a table."""
        names = sorted({*self.records, *self.requests, *self.skipped, *self.unavailable})
        rows = [
            (name, f"{self.records[name]:,}", f"{self.requests[name]:,}", self._remarks(name))
            for name in names
        ]
        return format_table(("stream", "records", "requests", "skipped"), rows, numbers=(1, 2))

    def _remarks(self, name: str) -> str:
        parts = [f"{reason}: {count:,}" for reason, count in sorted(self.skipped[name].items())]
        if name in self.unavailable:
            parts.insert(0, f"not read: {self.unavailable[name]}")
        if name in self.mismatches:
            reported, received = self.mismatches[name]
            parts.append(f"row count mismatch: Zoom reported {reported:,}, received {received:,}")
        invalid = [
            f"{field} ({count:,})"
            for (stream, field), count in sorted(self.invalid_values.items())
            if stream == name
        ]
        if invalid:
            parts.append("invalid values set to null: " + ", ".join(invalid))
        return "; ".join(parts)
