"""Fetching ahead of need, in order of need, within the account's limits and a bounded memory.

The main thread alone plans, reads and writes; worker threads only fetch. What comes out is the
same, message by message, as without them: an error, too, rises where the main thread meets it.
"""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict, deque
from itertools import count
from typing import TYPE_CHECKING

from tap_zoom.prefetch.plan import Plan
from tap_zoom.prefetch.tasks import Task, Tree
from tap_zoom.prefetch.workers import Workers

if TYPE_CHECKING:
    from tap_zoom.api.client import Api
    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.rate_limiter import Limits
    from tap_zoom.api.request import Call
    from tap_zoom.prefetch.plan import Plans

_MOST_OPEN = 3_000  # lists of one tree on their way: far more than any latency calls for
_PACK_ABOVE = 0.25  # of the budget
_LATELY = 100  # reads, of which one had to wait: then more that is fetched ahead is worth something
_PER_LISTING = 3_000  # bytes that a waiting list takes up besides its rows


class ReadAhead:
    """Reads lists for the main thread, most of them before it asks.

    Args:
        api: Makes requests.
        limits: Paces them.
        most_at_once: Most requests in flight, or None for as many as the limits call for.
        budget: Bytes that lists may take up while they wait; each tree of streams has its share.
        stopping: Set when the run has to end.
    """

    def __init__(
        self,
        api: Api,
        limits: Limits,
        *,
        most_at_once: int | None,
        budget: int,
        stopping: threading.Event,
    ) -> None:
        """Start without any thread."""
        self._whole_budget = budget
        self._lock = threading.RLock()
        self._news = threading.Condition(self._lock)
        self._workers = Workers(
            api,
            limits,
            most_at_once=most_at_once,
            stopping=stopping,
            lock=self._lock,
            has_room=self._has_room,
            on_done=self._done,
        )
        self._waited = _LATELY
        self._order = count()
        self._trees: list[Tree] = []
        # Lists, although they are queues: nearly all have one task, and a deque takes 700 bytes.
        self._tasks: defaultdict[Call, list[Task]] = defaultdict(list)
        self._arrived: deque[Task] = deque()

    def follow(self, plans: Plans) -> None:
        """Fetch ahead what a tree of streams will need."""
        tree = Tree()
        tree.frontier.add(plans)
        self._trees.append(tree)
        self._fill(tree)

    @property
    def _budget(self) -> int:
        """Bytes for each tree. Two are to be expected: users and what hangs off them, reports."""
        return self._whole_budget // max(2, len(self._trees))

    def read(self, call: Call) -> Listing:
        """A list, whole; fetched by now, or else next.

        Raises:
            TapZoomError: What fetching it met.
        """
        self._plan_further()
        with self._lock:
            task = self._take(call)
            self._waited = max(0, self._waited - 1) if task.done else _LATELY
            if not task.done:
                self._workers.hurry(task)
        self._wait_for(task)
        self._come_by(task)
        if task.error is not None:
            raise task.error
        return task.listing

    def lists(self) -> tuple[int, int]:
        """How many of the lists that are known to be needed have been read, and how many are."""
        known = sum(tree.planned for tree in self._trees)
        return known - sum(len(tree.in_order) for tree in self._trees), known

    # --- planning: the main thread -----------------------------------------------------------

    def _plan_further(self) -> None:
        while self._arrived:
            task = self._arrived.popleft()
            if task.plan.then is not None and task.owner is not None and task.error is None:
                task.owner.frontier.add(task.plan.then(task.listing))
        for tree in self._trees:
            self._fill(tree)

    def _fill(self, tree: Tree) -> None:
        while tree.open < _MOST_OPEN:
            plan = tree.frontier.pop()
            if plan is None:
                return
            if plan.path <= tree.position:
                continue
            task = Task(plan, tree)
            with self._lock:
                tree.open += 1
                tree.planned += 1
                tree.ahead.add(plan.path)
                heapq.heappush(tree.in_order, (plan.path, next(self._order), task))
                self._tasks[plan.call].append(task)
                self._workers.add(task)

    # --- taking: the main thread -------------------------------------------------------------

    def _take(self, call: Call) -> Task:
        tasks = self._tasks.get(call)
        if not tasks:
            return Task(Plan((), call))
        task = tasks.pop(0)
        if not tasks:
            del self._tasks[call]
        task.taken = True
        if task.owner is not None:
            task.owner.ahead.discard(task.plan.path)
        return task

    def _wait_for(self, task: Task) -> None:
        label = task.plan.call.label
        while True:
            with self._lock:
                while not (task.done or self._arrived):
                    limit = self._workers.used_up(label)
                    if limit is not None and not task.busy:
                        raise limit
                    self._news.wait(1.0)
                if task.done:
                    return
            self._plan_further()

    def _come_by(self, task: Task) -> None:
        """Note where the main thread is, and drop what it has passed by.

        It passes by the children of a record that a stream map filters out. Those of a record that
        several parents have may have been planned for a later one, whose list came in earlier: the
        main thread isn't there yet.
        """
        with self._lock:
            tree = task.owner
            if tree is None:
                return
            was_full = tree.held >= self._budget
            tree.held -= task.size
            task.size = 0
            if not tree.is_ahead(task.plan.path):
                tree.position = task.plan.path
            while tree.in_order and tree.is_behind(tree.in_order[0][2]):
                passed = heapq.heappop(tree.in_order)[2]
                tree.held -= passed.size
                passed.size = 0
                if not passed.taken:
                    self._drop(passed, tree)
            if was_full and tree.held < self._budget:
                self._workers.wake()

    def _drop(self, task: Task, tree: Tree) -> None:
        tree.ahead.discard(task.plan.path)
        task.dropped = True
        task.owner = None
        tree.open -= not task.done
        tasks = self._tasks[task.plan.call]
        tasks.remove(task)
        if not tasks:
            del self._tasks[task.plan.call]

    # --- for the workers ---------------------------------------------------------------------

    def _has_room(self, task: Task) -> bool:
        return task.owner is None or task.owner.held < self._budget

    def _done(self, task: Task) -> None:
        tree = task.owner
        # Where the main thread is the slower one, packing would only take its processor.
        if tree is not None and self._waited and tree.held > _PACK_ABOVE * self._budget:
            task.listing.pack()
        with self._lock:
            task.done = True
            if task.owner is not None:
                task.owner.open -= 1
                if not task.taken:
                    task.size = task.listing.size + _PER_LISTING
                    task.owner.held += task.size
            self._arrived.append(task)
            self._news.notify()
