"""How far a run is, while it goes: a line in the log at an interval, or a live display."""

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

from tap_zoom.api.request import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.api.rate_limiter import Limits
    from tap_zoom.run.summary import Summary

logger = logging.getLogger("tap-zoom")

_REFRESHES = 2  # a second


class Progress:
    """Says how far the run is.

    Args:
        summary: The run's counts.
        limits: The account's limits.
        lists: Says how many lists are read, and how many are known to be needed.
        interval: Seconds between two lines.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        summary: Summary,
        limits: Limits,
        *,
        lists: Callable[[], tuple[int, int]],
        interval: float,
        clock: Callable[[], float],
    ) -> None:
        """Begin the first interval."""
        self._summary = summary
        self._limits = limits
        self._lists = lists
        self._interval = interval
        self._clock = clock
        self._began = self._since = clock()
        self._before: Counter[str] = Counter()

    def line(self) -> str:
        """What happened so far, and at what share of the limits since the last line."""
        now = self._clock()
        requests = Counter(self._summary.requests_by_label)
        elapsed = max(now - self._since, 1e-9)
        parts = []
        for label in Label:
            if count := requests[label.value]:
                rate = (count - self._before[label.value]) / elapsed
                share = rate / self._limits.whole_rate(label)
                parts.append(f"{label.value} {count:,} ({share:.0%} of the limit)")
        self._since, self._before = now, requests
        done, known = self._lists()
        of_known = f", {done:,} of {known:,} known lists" if known else ""
        minutes, seconds = divmod(int(now - self._began), 60)
        return (
            f"{minutes}:{seconds:02d}: {sum(self._summary.records.values()):,} records{of_known}; "
            f"requests: {', '.join(parts) or 'none yet'}"
        )

    @contextlib.contextmanager
    def shown(self) -> Iterator[None]:
        """Show progress as long as the block runs."""
        with self._live() if sys.stderr.isatty() else self._logged():
            yield

    @contextlib.contextmanager
    def _logged(self) -> Iterator[None]:
        over = threading.Event()

        def log() -> None:
            while not over.wait(self._interval):
                logger.info(self.line())

        threading.Thread(target=log, name="progress", daemon=True).start()
        try:
            yield
        finally:
            over.set()

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
            refresh_per_second=_REFRESHES,
            transient=True,
            redirect_stdout=False,
        )
        with live:
            # Log lines go above the display, not through it.
            streams = [handler.setStream(sys.stderr) for handler in handlers]
            try:
                yield
            finally:
                for handler, stream in zip(handlers, streams, strict=True):
                    handler.setStream(stream)
