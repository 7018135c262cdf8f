"""Metrics that neither measure nor log.

The SDK logs metrics for each sync of each stream, and syncs a child stream once per parent: on an
account of ten thousand meetings, that would be a hundred thousand log lines. The tap keeps its own
counts and logs one table at the end of a run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from singer_sdk import metrics
from typing_extensions import override

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class _Null:
    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        pass


class NullCounter(_Null, metrics.Counter):
    """A counter that neither counts nor logs."""

    @override
    def increment(self, value: int = 1) -> None:
        pass


class NullTimer(_Null, metrics.Timer):
    """A timer that neither measures nor logs."""
