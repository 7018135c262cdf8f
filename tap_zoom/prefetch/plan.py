"""What the run will request next, in the order in which it is needed.

The main thread walks through streams depth first: a parent's record, then all of its children, then
the next record. The position of a planned request is its place in that order, so the request with
the smallest position is needed first. Requests are planned lazily: a parent with a hundred thousand
children costs nothing until its turn comes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request

Position = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class PlannedRequest:
    """A request that will be needed.

    Attributes:
        position: Its place in the order of need.
        request: The request.
        expand: Plans what the result leads to; None if it leads to no further requests.
    """

    position: Position
    request: Request
    expand: Callable[[ResultSet], PlannedRequests] | None = None


PlannedRequests = Iterator[PlannedRequest]


@dataclass(slots=True)
class Frontier:
    """Requests of one tree of streams that aren't planned yet, by position."""

    _heap: list[tuple[Position, int, PlannedRequest, PlannedRequests]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def add(self, requests: PlannedRequests) -> None:
        """Add further requests, in order."""
        planned = next(requests, None)
        if planned is not None:
            heapq.heappush(self._heap, (planned.position, next(self._order), planned, requests))

    def pop(self) -> PlannedRequest | None:
        """Return the request that is needed first; None if there is none for now."""
        if not self._heap:
            return None
        _, _, planned, requests = heapq.heappop(self._heap)
        self.add(requests)
        return planned
