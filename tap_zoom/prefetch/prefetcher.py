"""Fetching lists ahead of need, within the account's limits and a bounded memory.

Only the main thread plans, reads and writes; worker threads only fetch. The output is the same,
message by message, as without them: even an error is raised where the main thread would have met
it.
"""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict, deque
from itertools import count
from typing import TYPE_CHECKING

from tap_zoom.prefetch.plan import PlannedRequest
from tap_zoom.prefetch.tasks import FetchTask, Tree
from tap_zoom.prefetch.workers import Workers

if TYPE_CHECKING:
    from tap_zoom.api.client import ZoomClient
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.rate_limiter import RateLimiter
    from tap_zoom.api.request import Request
    from tap_zoom.prefetch.plan import PlannedRequests

_MAX_PENDING = 3_000  # lists of one tree on their way: far more than any latency requires
_COMPRESS_ABOVE = 0.25  # of the memory
_STALL_WINDOW = 100  # lists: prefetching is worth processor time if one of them had to be awaited
_OVERHEAD = 3_000  # bytes that a waiting list takes up besides its rows
_WEIGHT = 0.3  # of the latest list in the average size of an endpoint's lists


class Prefetcher:
    """Fetches lists for the main thread, most of them before it asks.

    Args:
        client: Sends requests.
        limiter: Says when a request may leave.
        max_in_flight: Maximum requests in flight, or None for no maximum.
        memory: Bytes that waiting lists may take up; each tree of streams has its share.
        stopping: Set when the run has to end.
    """

    def __init__(
        self,
        client: ZoomClient,
        limiter: RateLimiter,
        *,
        max_in_flight: int | None,
        memory: int,
        stopping: threading.Event,
    ) -> None:
        """Start without threads."""
        self._memory = memory
        self._lock = threading.RLock()
        self._arrival = threading.Condition(self._lock)
        self._workers = Workers(
            client,
            limiter,
            max_in_flight=max_in_flight,
            stopping=stopping,
            lock=self._lock,
            has_room=self._has_room,
            on_done=self._on_done,
            on_start=self._on_start,
        )
        self._sizes: defaultdict[str, float] = defaultdict(float)  # of lists, by endpoint
        self._stalled = _STALL_WINDOW
        self._order = count()
        self._trees: list[Tree] = []
        # Lists rather than deques: nearly all hold one task, and a deque takes 700 bytes.
        self._tasks: defaultdict[Request, list[FetchTask]] = defaultdict(list)
        self._arrived: deque[FetchTask] = deque()

    def add_tree(self, requests: PlannedRequests) -> None:
        """Prefetch what a tree of streams will need."""
        tree = Tree()
        tree.frontier.add(requests)
        self._trees.append(tree)
        self._fill(tree)

    @property
    def _memory_per_tree(self) -> int:
        """Bytes for each tree. Expect two: users with their children, and reports."""
        return self._memory // max(2, len(self._trees))

    def fetch(self, request: Request) -> ResultSet:
        """Return a list: prefetched by now, or else fetched next.

        Raises:
            TapZoomError: Fetching it failed.
        """
        self._plan_further()
        with self._lock:
            task = self._consume(request)
            self._stalled = max(0, self._stalled - 1) if task.done else _STALL_WINDOW
            if not task.done:
                self._workers.prioritize(task)
        self._wait_for(task)
        self._advance_position(task)
        if task.tree is not None:
            self._fill(task.tree)  # what it has passed left room for more
        if task.error is not None:
            raise task.error
        return task.result_set

    def progress(self) -> tuple[int, int]:
        """Return how many lists have been read, and how many are known to be needed."""
        known = sum(tree.planned for tree in self._trees)
        return known - sum(len(tree.in_order) for tree in self._trees), known

    # --- planning: on the main thread --------------------------------------------------------

    def _plan_further(self) -> None:
        while self._arrived:
            task = self._arrived.popleft()
            if task.tree is None:
                continue
            if task.planned.expand is not None and task.error is None:
                task.tree.frontier.add(task.planned.expand(task.result_set))
            self._fill(task.tree)

    def _fill(self, tree: Tree) -> None:
        while tree.pending < _MAX_PENDING:
            planned = tree.frontier.pop()
            if planned is None:
                return
            if planned.position <= tree.position:
                continue
            task = FetchTask(planned, tree)
            with self._lock:
                tree.pending += 1
                tree.planned += 1
                tree.ahead.add(planned.position)
                heapq.heappush(tree.in_order, (planned.position, next(self._order), task))
                self._tasks[planned.request].append(task)
                self._workers.add(task)

    # --- consuming: on the main thread -------------------------------------------------------

    def _consume(self, request: Request) -> FetchTask:
        tasks = self._tasks.get(request)
        if not tasks:
            return FetchTask(PlannedRequest((), request))
        task = tasks.pop(0)
        if not tasks:
            del self._tasks[request]
        task.consumed = True
        if task.tree is not None:
            task.tree.ahead.discard(task.planned.position)
        return task

    def _wait_for(self, task: FetchTask) -> None:
        label = task.planned.request.label
        while True:
            with self._lock:
                has_workers = True
                while has_workers and not (task.done or self._arrived):
                    error = self._workers.exhausted(label)
                    if error is not None and not task.in_progress:
                        raise error
                    has_workers = self._workers.has_workers(label) or task.in_progress
                    if has_workers:
                        self._arrival.wait(1.0)
                if task.done:
                    return
            if not has_workers:
                self._workers.fetch_here(task)
            self._plan_further()

    def _advance_position(self, task: FetchTask) -> None:
        """Record where the main thread is, and cancel what it has passed.

        It passes the children of a record that a stream map filters out. Those of a record that
        several parents have may have been planned for a later parent whose list arrived earlier:
        the main thread isn't there yet.
        """
        with self._lock:
            tree = task.tree
            if tree is None:
                return
            was_full = tree.buffered_bytes >= self._memory_per_tree
            tree.buffered_bytes -= task.charged_bytes
            task.charged_bytes = 0
            if not tree.is_ahead(task.planned.position):
                tree.position = task.planned.position
            while tree.in_order and tree.is_behind(tree.in_order[0][2]):
                passed = heapq.heappop(tree.in_order)[2]
                tree.buffered_bytes -= passed.charged_bytes
                passed.charged_bytes = 0
                if not passed.consumed:
                    self._cancel(passed, tree)
            if was_full and tree.buffered_bytes < self._memory_per_tree:
                self._workers.wake()

    def _cancel(self, task: FetchTask, tree: Tree) -> None:
        tree.ahead.discard(task.planned.position)
        task.cancelled = True
        task.tree = None
        tree.pending -= not task.done
        tasks = self._tasks[task.planned.request]
        tasks.remove(task)
        if not tasks:
            del self._tasks[task.planned.request]

    # --- callbacks of the workers ------------------------------------------------------------

    def _has_room(self, task: FetchTask) -> bool:
        return task.tree is None or task.tree.buffered_bytes < self._memory_per_tree

    def _on_start(self, task: FetchTask) -> None:
        """Charge a task with what it will probably take: hundreds may be in flight."""
        self._charge(task, self._sizes[task.planned.request.endpoint])

    def _charge(self, task: FetchTask, size: float) -> None:
        if task.tree is not None and not task.consumed:
            task.tree.buffered_bytes -= task.charged_bytes
            task.charged_bytes = max(int(size), task.result_set.size) + _OVERHEAD
            task.tree.buffered_bytes += task.charged_bytes

    def _on_done(self, task: FetchTask) -> None:
        size, endpoint = task.result_set.size, task.planned.request.endpoint
        tree = task.tree
        # If the main thread is the bottleneck, compressing would only take its processor time.
        is_large = (
            tree is not None and tree.buffered_bytes > _COMPRESS_ABOVE * self._memory_per_tree
        )
        if is_large and self._stalled and task.error is None:
            task.result_set.compress()
        with self._lock:
            task.done = True
            self._sizes[endpoint] += (size - self._sizes[endpoint]) * _WEIGHT
            if task.tree is not None:
                was_full = not self._has_room(task)
                task.tree.pending -= 1
                self._charge(task, 0)
                if was_full and self._has_room(task):
                    self._workers.wake()
            self._arrived.append(task)
            self._arrival.notify()
