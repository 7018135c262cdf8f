"""What a run did, counted along the way and logged at its end."""

from __future__ import annotations

import logging
import re
import threading
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.run.endpoint_health import EndpointHealth
from tap_zoom.run.tables import format_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request

logger = logging.getLogger("tap-zoom")

_NAMED = 3  # failed items of a stream that are logged one by one
_LISTED = 5  # streams that are listed for each cause; the table has all of them
_TRACKING_ID = re.compile(r"tracking id [^\s)]+")
#: What follows a reason: Zoom's words in parentheses, or the names of scopes.
_DETAIL = re.compile(r" \(|(?<=scope missing): ")


class Summary:
    """The counts of one run.

    Attributes:
        records: Records written, by stream.
        requests: Requests sent, by stream.
        requests_by_label: Requests sent, by rate limit label.
        statuses: Responses, by HTTP status.
        skipped: Items without rows, by stream and reason.
        unavailable: Why a stream can't be read, by stream.
        failed: Items that failed, by stream.
        given_up: Items that failed in an earlier run and that Zoom no longer has, by stream.
        limit: The error of a daily limit that was used up; "" if there is none.
        mismatches: Rows that Zoom reported and rows received, by stream.
        invalid_values: Values that were set to null, by stream and field.
        reading: The stream that is being read; "" before the first one.
        titles: What to call streams that are not in the catalog, by name.
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
        self.reading = ""
        self.titles: dict[str, str] = {}
        self.failed: Counter[str] = Counter()
        self.given_up: Counter[str] = Counter()
        self._health: defaultdict[str, defaultdict[str, EndpointHealth]] = defaultdict(
            lambda: defaultdict(EndpointHealth)
        )

    def on_request(self, request: Request, status: int) -> None:
        """Count a request, from any thread."""
        with self._lock:
            self.requests[request.stream] += 1
            self.requests_by_label[request.label.value] += 1
            self.statuses[status] += 1

    def skip(self, stream: str, reason: str) -> None:
        """Count an item without rows."""
        self.skipped[stream][reason] += 1

    def count(self, result_set: ResultSet) -> bool:
        """Count a list, and compare its rows with the number that Zoom reported.

        Returns:
            Whether its endpoint has failed or refused so much that it should not be requested any
            more.
        """
        stream, endpoint = result_set.request.stream, result_set.request.endpoint
        is_ok = result_set.outcome is Outcome.OK
        if is_ok and result_set.total is not None and result_set.total != result_set.count:
            self.count_mismatch(stream, result_set.total, result_set.count)
        health = self._health[stream][endpoint]
        health.count(result_set.outcome, result_set.reason)
        return health.is_hopeless

    def doubts(self, stream: str) -> list[str]:
        """Return why the responses to a stream can't be believed, for each such endpoint."""
        return [health.doubt for health in self._health[stream].values() if health.doubt]

    def fail(self, stream: str, item: str, why: str) -> None:
        """Count an item that failed; the first ones of a stream are named in the log."""
        self.failed[stream] += 1
        level = logging.WARNING if self.failed[stream] <= _NAMED else logging.DEBUG
        logger.log(level, "%s: %s failed (%s).", self.title(stream), item, why)

    def give_up(self, stream: str, item: str, why: str) -> None:
        """Count an item that failed in an earlier run and that Zoom no longer has."""
        self.given_up[stream] += 1
        logger.warning(
            "%s: %s, which failed in an earlier run, is given up: %s.",
            self.title(stream),
            item,
            why,
        )

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

    def causes(self) -> str:
        """Return why streams can't be read: each cause once, with its streams."""
        streams: dict[str, list[str]] = {}
        told: dict[str, str] = {}
        for stream, why in self.unavailable.items():  # parents before their children
            # The scopes are in a table of their own, before the first request.
            reason = _reason(why)
            text = f"{reason} (see the table above)" if why.startswith(f"{reason}: ") else why
            cause = _TRACKING_ID.sub("", text)
            told.setdefault(cause, text)
            streams.setdefault(cause, []).append(stream)
        parts = []
        for cause, names in streams.items():
            more = f" and {len(names) - _LISTED:,} more" if len(names) > _LISTED else ""
            parts.append(f"{', '.join(names[:_LISTED])}{more}: {told[cause]}")
        return "; ".join(parts)

    def title(self, stream: str) -> str:
        """Return what to call a stream."""
        return self.titles.get(stream, stream)

    def log_table(self) -> None:
        """Log the counts as a table; if only warnings are logged, the streams with problems."""
        if logger.isEnabledFor(logging.INFO):
            for line in self.lines():
                logger.info(line)
            return
        problems = {*self.failed, *self.given_up, *self.mismatches}
        # Missing scopes have a table of their own.
        problems.update(s for s, why in self.unavailable.items() if _reason(why) != "scope missing")
        problems.update(stream for stream, _ in self.invalid_values)
        for line in self.lines(problems) if problems else ():
            logger.warning(line)

    def lines(self, streams: Collection[str] | None = None) -> list[str]:
        """Return the counts of some or all streams as a table."""
        counts = (self.records, self.requests, self.skipped, self.unavailable, self.failed)
        names = sorted(streams or {name for count in counts for name in count})
        rows = [
            (
                self.title(name),
                f"{self.records[name]:,}",
                f"{self.requests[name]:,}",
                self._remarks(name),
            )
            for name in names
        ]
        return format_table(("stream", "records", "requests", "skipped"), rows, numbers=(1, 2))

    def _remarks(self, name: str) -> str:
        parts = [f"{reason}: {count:,}" for reason, count in sorted(self.skipped[name].items())]
        if self.failed[name]:
            parts.insert(0, f"failed: {self.failed[name]:,}")
        if self.given_up[name]:
            parts.append(f"given up: {self.given_up[name]:,}")
        if name in self.unavailable:
            parts.insert(0, f"not read: {_reason(self.unavailable[name])}")
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


def _reason(why: str) -> str:
    """Return why a stream can't be read in a few words, without Zoom's own."""
    return _DETAIL.split(why, maxsplit=1)[0]
