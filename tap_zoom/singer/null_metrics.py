"""The SDK's running commentary, silenced.

The SDK measures each sync of each stream, and a child stream is synced once for each parent: on an
account of ten thousand meetings that would be a hundred thousand log lines. The tap counts for
itself and shows one table (``summary.py``).
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk import metrics
from singer_sdk.streams import RESTStream
from typing_extensions import override

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self


class _Silent:
    """What neither measures nor logs."""

    def __enter__(self) -> Self:
        """Begin nothing."""
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        """End nothing."""


class SilentCounter(_Silent, metrics.Counter):
    """A counter that neither counts nor logs."""

    @override
    def increment(self, value: int = 1) -> None:
        pass


class SilentTimer(_Silent, metrics.Timer):
    """A timer that neither measures nor logs."""


class QuietStream(RESTStream[str]):
    """A REST stream that leaves the talking to the tap."""

    @override
    def log(
        self,
        message: str,
        *args: Any,
        level: int = logging.INFO,
        **kwargs: Any,
    ) -> None:
        # The SDK's own words: "Beginning sync" once for each parent, and an error once for each
        # stream that it passes through on its way up.
        super().log(message, *args, level=min(level, logging.DEBUG), **kwargs)

    @override
    def get_record_counter(
        self,
        *,
        endpoint: str | None = None,
        log_interval: float = metrics.DEFAULT_LOG_INTERVAL,
    ) -> metrics.Counter:
        return self._silent_counter

    @override
    def get_sync_timer(self) -> metrics.Timer:
        return self._silent_timer

    @cached_property
    def _silent_counter(self) -> SilentCounter:
        return SilentCounter(metrics.Metric.RECORD_COUNT)

    @cached_property
    def _silent_timer(self) -> SilentTimer:
        return SilentTimer(metrics.Metric.SYNC_DURATION)
