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


class Progress:
    """Reports the progress of a run.

    Args:
        summary: The run's counts.
        limiter: The account's rate limits.
        lists: Returns how many lists have been read, and how many are known to be needed.
        interval: Seconds between two log lines.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        summary: Summary,
        limiter: RateLimiter,
        *,
        lists: Callable[[], tuple[int, int]],
        interval: float,
        clock: Callable[[], float],
    ) -> None:
        """Start the first interval."""
        self._summary = summary
        self._limiter = limiter
        self._lists = lists
        self._interval = interval
        self._clock = clock
        self._started = self._since = clock()
        self._before: Counter[str] = Counter()

    def line(self) -> str:
        """Return the totals so far, and the share of the rate limits used since the last line."""
        now = self._clock()
        requests = Counter(self._summary.requests_by_label)
        elapsed = max(now - self._since, 1e-9)
        parts = []
        for label in RateLimitLabel:
            if count := requests[label.value]:
                rate = (count - self._before[label.value]) / elapsed
                share = rate / self._limiter.account_rate(label)
                parts.append(f"{label.value} {count:,} ({share:.0%} of the limit)")
        self._since, self._before = now, requests
        done, known = self._lists()
        of_known = f", {done:,} of {known:,} known lists" if known else ""
        minutes, seconds = divmod(int(now - self._started), 60)
        return (
            f"{minutes}:{seconds:02d}: {sum(self._summary.records.values()):,} records{of_known}; "
            f"requests: {', '.join(parts) or 'none yet'}"
        )

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
