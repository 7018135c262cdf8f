"""The SDK's meters, silenced.

The SDK measures each sync of each stream, and a child stream is synced once for each parent: on an
account of ten thousand meetings that would be a hundred thousand log lines. The tap counts for
itself and shows one table (``summary.py``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import metrics
from typing_extensions import override

if TYPE_CHECKING:
    from types import TracebackType


class SilentCounter(metrics.Counter):
    """A counter that neither counts nor logs."""

    @override
    def __enter__(self) -> SilentCounter:
        return self

    @override
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        pass

    @override
    def increment(self, value: int = 1) -> None:
        pass


class SilentTimer(metrics.Timer):
    """A timer that neither measures nor logs."""

    @override
    def __enter__(self) -> SilentTimer:
        return self

    @override
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        pass
