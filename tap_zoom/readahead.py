"""Fetching ahead of need, in order of need, within the account's limits and a bounded memory.

The main thread alone plans, reads and writes; worker threads only fetch. What comes out is the
same, message by message, as without them: an error, too, rises where the main thread meets it.
"""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict, deque
from contextlib import nullcontext
from itertools import count
from typing import TYPE_CHECKING

from tap_zoom.calls import Label
from tap_zoom.errors import Outcome
from tap_zoom.exceptions import LimitError
from tap_zoom.lists import Listing
from tap_zoom.plans import Frontier, Plan

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tap_zoom.api import Api
    from tap_zoom.calls import Call
    from tap_zoom.limits import Limits
    from tap_zoom.plans import Path, Plans

_MOST_OPEN = 3_000  # lists of one tree on their way: far more than any latency calls for
_LONGEST_LATENCY = 1.5  # seconds: with slower answers, the rate is no longer kept up
_PACK_ABOVE = 0.25  # of the budget
_PER_LISTING = 1_000  # bytes that a waiting list takes up besides its rows
_UNPROVEN = 3  # requests at a time to an endpoint that has given no answer yet


class _Task:
    """A list to fetch, being fetched, or fetched.

    ``path`` is its place in the queue, and empty once the main thread waits for it; ``busy`` says
    that a worker has it, ``taken`` that the main thread has, ``dropped`` that nobody will want it.
    """

    __slots__ = (
        "busy",
        "done",
        "dropped",
        "error",
        "listing",
        "path",
        "plan",
        "size",
        "taken",
        "tree",
    )

    def __init__(self, plan: Plan, tree: _Tree | None) -> None:
        self.plan = plan
        self.path: Path = plan.path
        self.tree = tree
        self.listing = Listing(plan.call)
        self.error: BaseException | None = None
        self.busy = self.done = self.taken = self.dropped = False
        self.size = 0


class _Tree:
    """One tree of streams: what is planned, what waits, and where the main thread is in it."""

    def __init__(self) -> None:
        self.frontier = Frontier()
        self.in_order: list[tuple[Path, int, _Task]] = []
        self.position: Path = ()
        self.open = 0  # tasks that are planned and not done
        self.held = 0  # bytes of lists that wait


class ReadAhead:
    """Reads lists for the main thread, most of them before it asks.

    Args:
        api: Makes requests.
        limits: Paces them.
        most_at_once: Most requests in flight, or None for as many as the limits call for.
        budget: Bytes that lists may take up while they wait, for each tree of streams.
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
        self._api = api
        self._limits = limits
        self._budget = budget
        self._stopping = stopping
        self._in_flight: AbstractContextManager[object] = (
            threading.BoundedSemaphore(most_at_once) if most_at_once else nullcontext()
        )
        self._lock = threading.RLock()
        self._main = threading.Condition(self._lock)
        self._lanes = {label: _Lane(threading.Condition(self._lock)) for label in Label}
        self._order = count()
        self._trees: list[_Tree] = []
        self._tasks: defaultdict[Call, deque[_Task]] = defaultdict(deque)
        self._arrived: deque[_Task] = deque()
        self._gates: defaultdict[str, _Gate] = defaultdict(_Gate)

    # --- the main thread ---------------------------------------------------------------------

    def follow(self, plans: Plans) -> None:
        """Fetch ahead what a tree of streams will need."""
        tree = _Tree()
        tree.frontier.add(plans)
        self._trees.append(tree)
        self._fill(tree)

    def read(self, call: Call) -> Listing:
        """A list, whole; fetched by now, or else next.

        Raises:
            TapZoomError: What fetching it met.
        """
        self._plan_further()
        with self._lock:
            task = self._take(call)
            if not task.done:
                task.path = ()
                if not task.busy:
                    self._queue(task)
        self._wait_for(task)
        if task.tree is not None:
            self._move_to(task.plan.path, task.tree)
        if task.error is not None:
            raise task.error
        return task.listing

    def _take(self, call: Call) -> _Task:
        tasks = self._tasks.get(call, ())
        while tasks:
            task = tasks.popleft()
            if not tasks:
                del self._tasks[call]
            if not task.dropped:
                task.taken = True
                return task
        return _Task(Plan((), call), None)

    def _wait_for(self, task: _Task) -> None:
        lane = self._lanes[task.plan.call.label]
        while True:
            with self._lock:
                while not (task.done or self._arrived):
                    if lane.used_up is not None and not task.busy:
                        raise lane.used_up
                    self._main.wait(1.0)
                if task.done:
                    return
            self._plan_further()

    def _plan_further(self) -> None:
        while self._arrived:
            task = self._arrived.popleft()
            if task.plan.then is not None and task.tree is not None and not task.dropped:
                task.tree.frontier.add(task.plan.then(task.listing))
        for tree in self._trees:
            self._fill(tree)

    def _fill(self, tree: _Tree) -> None:
        while tree.open < _MOST_OPEN:
            plan = tree.frontier.pop()
            if plan is None:
                return
            if plan.path <= tree.position:
                continue
            task = _Task(plan, tree)
            with self._lock:
                tree.open += 1
                heapq.heappush(tree.in_order, (plan.path, next(self._order), task))
                self._tasks[plan.call].append(task)
                self._queue(task)

    def _move_to(self, path: Path, tree: _Tree) -> None:
        """Note where the main thread is, and drop what it has passed by.

        It passes by the children of a record that a stream map filters out.
        """
        with self._lock:
            was_full = tree.held >= self._budget
            tree.position = path
            while tree.in_order and tree.in_order[0][0] <= path:
                task = heapq.heappop(tree.in_order)[2]
                tree.held -= task.size
                task.size = 0
                if not task.taken:
                    self._drop(task)
            if was_full and tree.held < self._budget:
                for lane in self._lanes.values():
                    lane.ready.notify_all()

    def _drop(self, task: _Task) -> None:
        task.dropped = True
        if not task.done and task.tree is not None:
            task.tree.open -= 1
        tasks = self._tasks.get(task.plan.call)
        if tasks and task in tasks:
            tasks.remove(task)
            if not tasks:
                del self._tasks[task.plan.call]

    def _queue(self, task: _Task) -> None:
        """Let a worker have the task; the lock is held."""
        label = task.plan.call.label
        lane = self._lanes[label]
        heapq.heappush(lane.queue, (task.path, next(self._order), task))
        if lane.idle:
            lane.ready.notify()
        elif lane.workers < self._limits.rate(label) * _LONGEST_LATENCY + 2:
            lane.workers += 1
            threading.Thread(
                target=self._work, args=(label,), name=label.value, daemon=True
            ).start()

    # --- the workers -------------------------------------------------------------------------

    def _work(self, label: Label) -> None:
        lane = self._lanes[label]
        while not self._stopping.is_set():
            with self._lock:
                lane.idle += 1
                while not self._has_work(lane) and not self._stopping.is_set():
                    lane.ready.wait(1.0)
                lane.idle -= 1
                lane.pacing += 1
            with self._in_flight:
                try:
                    self._limits.acquire(label)
                except LimitError as error:
                    self._use_up(lane, error)
                    return
                finally:
                    with self._lock:
                        lane.pacing -= 1
                with self._lock:
                    task = self._next(lane)
                if task is not None:
                    self._fetch(task, lane)

    def _has_work(self, lane: _Lane) -> bool:
        if lane.used_up is not None or len(lane.queue) <= lane.pacing:
            return False
        path, _, task = lane.queue[0]
        return not path or self._has_room(task)

    def _has_room(self, task: _Task) -> bool:
        return task.tree is None or task.tree.held < self._budget

    def _next(self, lane: _Lane) -> _Task | None:
        """The task that is needed soonest and may be sent now; the lock is held."""
        while lane.queue and lane.used_up is None:
            path, _, task = lane.queue[0]
            if path and not self._has_room(task):
                return None
            heapq.heappop(lane.queue)
            if task.done or task.busy or task.dropped or task.path != path:
                continue
            gate = self._gates[task.plan.call.endpoint]
            if path and gate.refused:
                continue  # only if the main thread insists
            if path and not gate.proven and gate.in_flight >= _UNPROVEN:
                gate.parked.append(task)
                continue
            gate.in_flight += 1
            task.busy = True
            return task
        return None

    def _fetch(self, task: _Task, lane: _Lane) -> None:
        call, listing = task.plan.call, task.listing
        outcome = None
        try:
            answer = self._api.get(call, listing.page_params, has_slot=True)
            outcome = answer.outcome
            listing.add(answer)
        except BaseException as error:  # noqa: BLE001 - rises where the main thread takes the task
            task.error = error
            if isinstance(error, LimitError):
                self._use_up(lane, error)
        tree = task.tree
        if tree is not None and tree.held > _PACK_ABOVE * self._budget:
            listing.pack()
        with self._lock:
            task.busy = False
            self._open_gate(call.endpoint, outcome, lane)
            if task.error is None and not listing.done:
                if not task.dropped:
                    self._queue(task)
                return
            task.done = True
            if tree is not None and not task.dropped:
                tree.open -= 1
                task.size = listing.size + _PER_LISTING
                tree.held += task.size
            self._arrived.append(task)
            self._main.notify()

    def _open_gate(self, endpoint: str, outcome: Outcome | None, lane: _Lane) -> None:
        """Let more requests to an endpoint go once it has given an answer; the lock is held."""
        gate = self._gates[endpoint]
        gate.in_flight -= 1
        if outcome is Outcome.UNAVAILABLE:
            gate.refused = True
        elif outcome is not None and outcome is not Outcome.REFUSED:
            gate.proven = True
        parked, gate.parked = gate.parked, []
        for task in parked:
            heapq.heappush(lane.queue, (task.path, next(self._order), task))
        if parked:
            lane.ready.notify(len(parked))

    def _use_up(self, lane: _Lane, error: LimitError) -> None:
        with self._lock:
            lane.used_up = lane.used_up or error
            self._main.notify()


class _Lane:
    """The queue and the workers of one label."""

    def __init__(self, ready: threading.Condition) -> None:
        self.ready = ready
        self.queue: list[tuple[Path, int, _Task]] = []
        self.workers = 0
        self.idle = 0  # of the workers: those that wait for work
        self.pacing = 0  # those that wait for a slot
        self.used_up: LimitError | None = None


class _Gate:
    """What is known of one endpoint: when it refuses us, it should not be asked in hundreds."""

    def __init__(self) -> None:
        self.proven = False
        self.refused = False
        self.in_flight = 0
        self.parked: list[_Task] = []
