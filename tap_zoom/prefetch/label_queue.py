"""The queue of one rate limit label."""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.prefetch.plan import Position
    from tap_zoom.prefetch.tasks import FetchTask, Tree

    _Heap = list[tuple[Position, int, FetchTask]]


class LabelQueue:
    """The queue and the workers of one label. The caller holds the lock for everything.

    Args:
        lock: Guards the queue.
        has_room: Returns whether there is memory for a task's list.

    Attributes:
        ready: Notified if a task may be fetched.
        workers: Number of workers.
        idle: Number of workers that wait for a task.
        pacing: Number of workers that wait for a slot.
        exhausted: The error that says why nothing of the label is fetched any more: usually that
            its limit is used up.
    """

    def __init__(self, lock: threading.RLock, has_room: Callable[[FetchTask], bool]) -> None:
        """Start without tasks and workers."""
        self.ready = threading.Condition(lock)
        self.workers = 0
        self.idle = 0
        self.pacing = 0
        self.exhausted: BaseException | None = None
        self._has_room = has_room
        self._order = count()
        # One heap per tree of streams, so that one without room doesn't block the others.
        self._heaps: defaultdict[Tree | None, _Heap] = defaultdict(list)

    def __len__(self) -> int:
        """Return the number of tasks in the queue; some may be in it twice."""
        return sum(map(len, self._heaps.values()))

    def push(self, task: FetchTask) -> None:
        """Add a task."""
        heapq.heappush(self._heaps[task.tree], (task.priority, next(self._order), task))

    def pop(self) -> FetchTask | None:
        """Remove and return the task that is needed first, among those that may be fetched."""
        if self.exhausted is not None:
            return None
        heap = min(self._available(), key=lambda heap: heap[0][:2], default=None)
        return None if heap is None else heapq.heappop(heap)[2]

    def available(self) -> int:
        """Return the number of tasks that may be fetched now."""
        if self.exhausted is not None:
            return 0
        return sum(len(heap) if self._has_room(heap[0][2]) else 1 for heap in self._available())

    def _available(self) -> Iterator[_Heap]:
        """Yield the heaps whose first task has room or is urgent."""
        for heap in self._heaps.values():
            while heap and _is_stale(*heap[0]):
                heapq.heappop(heap)
            if heap and (not heap[0][0] or self._has_room(heap[0][2])):
                yield heap


def _is_stale(priority: Position, _: int, task: FetchTask) -> bool:
    return task.done or task.in_progress or task.cancelled or task.priority != priority
