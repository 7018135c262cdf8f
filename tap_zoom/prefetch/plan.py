"""What the run will ask for next, in the order in which it will need it.

The main thread goes through streams depth first: a parent's record, then all of its children, then
the next record. A plan's path is its place in that order, so whatever has the smallest path is
needed soonest. Plans are made lazily: a parent of a hundred thousand children costs nothing until
its turn comes.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call

Path = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A call that will be needed.

    Attributes:
        path: Its place in the order of need.
        call: The call.
        then: What its answer will lead to; None for a call that leads no further.
    """

    path: Path
    call: Call
    then: Callable[[Listing], Plans] | None = None


Plans = Iterator[Plan]


@dataclass(slots=True)
class Frontier:
    """Plans not yet made, of one tree of streams: the next is always the one needed soonest."""

    _heap: list[tuple[Path, int, Plan, Plans]] = field(default_factory=list)
    _order: Iterator[int] = field(default_factory=count)

    def add(self, plans: Plans) -> None:
        """Take in further plans, themselves in order."""
        plan = next(plans, None)
        if plan is not None:
            heapq.heappush(self._heap, (plan.path, next(self._order), plan, plans))

    def pop(self) -> Plan | None:
        """The next plan; None when there is none for now."""
        if not self._heap:
            return None
        _, _, plan, plans = heapq.heappop(self._heap)
        self.add(plans)
        return plan
