"""Progress of a run: a log line at an interval, or a live display on a terminal."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from collections import Counter
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.text import Text

from tap_zoom.api.request import RateLimitLabel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.api.rate_limiter import RateLimiter
    from tap_zoom.run.summary import Summary

logger = logging.getLogger("tap-zoom")

_REFRESH_RATE = 2  # per second
_MIN_ELAPSED = 10  # seconds, before which a rate says nothing


class Progress:
    """Reports the progress of a run.

    Args:
        summary: The run's counts.
        limiter: The account's rate limits.
        requests: Returns how many planned requests are done, and how many there are so far.
        interval: Seconds between two log lines.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        summary: Summary,
        limiter: RateLimiter,
        *,
        requests: Callable[[], tuple[int, int]],
        interval: float,
        clock: Callable[[], float],
    ) -> None:
        """Start the first interval."""
        self._summary = summary
        self._limiter = limiter
        self._requests = requests
        self._interval = interval
        self._clock = clock
        self._started = self._since = clock()
        self._before: Counter[str] = Counter()

    def line(self) -> str:
        """Return how far the run is, and how busy the limits have been since the last line."""
        now = self._clock()
        summary = self._summary
        sent = sum(summary.requests.values())
        parts = [f"{summary.records.total():,} records, {sent:,} requests"]
        if summary.reading:
            parts.append(f"reading {summary.title(summary.reading)}")
        done, known = self._requests()
        if left := known - done:
            parts.append(f"at least {left:,} requests to go{self._time_left(now, done, left)}")
        if busiest := self._busiest_limit(now):
            parts.append(busiest)
        return f"{_duration(now - self._started)}: {'; '.join(parts)}"

    def _time_left(self, now: float, done: int, left: int) -> str:
        elapsed = now - self._started
        if elapsed < _MIN_ELAPSED or not done:
            return ""
        return f" ({_duration(elapsed / done * left)} at this rate)"

    def _busiest_limit(self, now: float) -> str:
        requests = Counter(self._summary.requests_by_label)
        elapsed = max(now - self._since, 1e-9)
        shares = {
            label: (requests[label.value] - self._before[label.value])
            / elapsed
            / self._limiter.account_rate(label)
            for label in RateLimitLabel
        }
        self._since, self._before = now, requests
        label = max(shares, key=lambda each: shares[each])
        return f"{shares[label]:.0%} of Zoom's {label.value} limit used" if shares[label] else ""

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Report progress while the block runs."""
        is_terminal = sys.stderr is not None and sys.stderr.isatty()
        with self._live() if is_terminal else self._logged():
            yield

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        finished = threading.Event()

        def log() -> None:
            while not finished.wait(self._interval):
                logger.info(self.line())

        threading.Thread(target=log, name="progress", daemon=True).start()
        try:
            yield
        finally:
            finished.set()

    @contextlib.contextmanager
    def _live(self) -> Iterator[None]:
        handlers = [
            handler
            for handler in logging.getLogger().handlers
            if isinstance(handler, logging.StreamHandler) and handler.stream is sys.stderr
        ]
        live = Live(
            console=Console(stderr=True),
            get_renderable=lambda: Text(self.line()),
            refresh_per_second=_REFRESH_RATE,
            transient=True,
            redirect_stdout=False,
        )
        with live:
            # Log lines go above the display.
            streams = [handler.setStream(sys.stderr) for handler in handlers]
            try:
                yield
            finally:
                for handler, stream in zip(handlers, streams, strict=True):
                    handler.setStream(stream)


def _duration(seconds: float) -> str:
    hours, rest = divmod(int(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
