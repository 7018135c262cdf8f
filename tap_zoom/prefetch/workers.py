"""Worker threads that fetch: a lane for each rate label, the list that is needed soonest first."""

from __future__ import annotations

import heapq
import threading
from collections import defaultdict
from itertools import count
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import Label
from tap_zoom.exceptions import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.api.client import Api
    from tap_zoom.api.rate_limiter import Limits
    from tap_zoom.prefetch.plan import Path
    from tap_zoom.prefetch.tasks import Task, Tree

    _Heap = list[tuple[Path, int, Task]]

_LONGEST_LATENCY = 1.5  # seconds: with slower answers, the rate is no longer kept up
_MOST_WORKERS = 150  # of one label
_UNPROVEN = 3  # requests at a time to an endpoint that has given no answer yet


class _Lane:
    """The queue and the workers of one label; the lock is held for all of it."""

    def __init__(self, lock: threading.RLock, has_room: Callable[[Task], bool]) -> None:
        self.ready = threading.Condition(lock)
        self.workers = 0
        self.idle = 0  # of the workers: those that wait for work
        self.pacing = 0  # those that wait for a slot
        self.used_up: LimitError | None = None
        self._has_room = has_room
        self._order = count()
        # One for each tree of streams: what one lacks room for doesn't hold up the others.
        self._heaps: defaultdict[Tree | None, _Heap] = defaultdict(list)

    def __len__(self) -> int:
        """How many tasks are in the queue; some may be there twice."""
        return sum(map(len, self._heaps.values()))

    def push(self, task: Task) -> None:
        """Put a task into the queue."""
        heapq.heappush(self._heaps[task.owner], (task.path, next(self._order), task))

    def pop(self) -> Task | None:
        """Take the task that is needed soonest, of those that may go."""
        if self.used_up is not None:
            return None
        heap = min(self._open(), key=lambda heap: heap[0][:2], default=None)
        return None if heap is None else heapq.heappop(heap)[2]

    def waiting(self) -> int:
        """How many of them may go now."""
        if self.used_up is not None:
            return 0
        return sum(len(heap) if self._has_room(heap[0][2]) else 1 for heap in self._open())

    def _open(self) -> Iterator[_Heap]:
        """The heaps whose first task may go: there is room for it, or it is urgent."""
        for heap in self._heaps.values():
            while heap and _is_stale(*heap[0]):
                heapq.heappop(heap)
            if heap and (not heap[0][0] or self._has_room(heap[0][2])):
                yield heap


def _is_stale(path: Path, _: int, task: Task) -> bool:
    return task.done or task.busy or task.dropped or task.path != path


class _Gate:
    """What is known of one endpoint: one that refuses us should not be asked by the hundred."""

    def __init__(self) -> None:
        self.proven = False
        self.refused = False
        self.in_flight = 0
        self.parked: list[Task] = []


class Workers:
    """Fetches tasks, as fast as the limits allow.

    Args:
        api: Makes requests.
        limits: Paces them.
        most_at_once: Most requests that the limits let be in flight, or None for any number.
        stopping: Set when the run has to end.
        lock: Guards tasks, here and at the owner's.
        has_room: Whether there is memory for a task's list; asked with the lock held.
        on_done: Told each task that is fetched or has failed; marks it done.
    """

    def __init__(
        self,
        api: Api,
        limits: Limits,
        *,
        most_at_once: int | None,
        stopping: threading.Event,
        lock: threading.RLock,
        has_room: Callable[[Task], bool],
        on_done: Callable[[Task], None],
    ) -> None:
        """Start without any thread."""
        self._api = api
        self._limits = limits
        self._most_at_once = most_at_once or _MOST_WORKERS
        self._stopping = stopping
        self._lock = lock
        self._on_done = on_done
        self._lanes = {label: _Lane(lock, has_room) for label in Label}
        self._gates: defaultdict[str, _Gate] = defaultdict(_Gate)

    def add(self, task: Task) -> None:
        """Put a task in its lane; the lock is held."""
        label = task.plan.call.label
        lane = self._lanes[label]
        lane.push(task)
        if lane.idle:
            lane.ready.notify()
        most = min(self._limits.rate(label) * _LONGEST_LATENCY + 2, self._most_at_once)
        if len(lane) > lane.idle and lane.workers < most:
            lane.workers += 1
            threading.Thread(
                target=self._work, args=(label,), name=label.value, daemon=True
            ).start()

    def hurry(self, task: Task) -> None:
        """Let a task go before all others; the lock is held."""
        task.path = ()
        if not task.busy:
            self.add(task)

    def used_up(self, label: Label) -> LimitError | None:
        """Why nothing of a label is fetched any more, if it is so."""
        return self._lanes[label].used_up

    def wake(self) -> None:
        """There is room again; the lock is held."""
        for lane in self._lanes.values():
            lane.ready.notify_all()

    def _work(self, label: Label) -> None:
        lane = self._lanes[label]
        while not self._stopping.is_set():
            with self._lock:
                lane.idle += 1
                while lane.waiting() <= lane.pacing and not self._stopping.is_set():
                    lane.ready.wait(1.0)
                lane.idle -= 1
                lane.pacing += 1
            self._limits.acquire(label)
            # Which task is chosen now, not before the wait: one may have become urgent.
            with self._lock:
                lane.pacing -= 1
                task = self._next(lane)
            if task is None or self._stopping.is_set():
                self._limits.release()
            else:
                self._fetch(task, lane)

    def _next(self, lane: _Lane) -> Task | None:
        """The task that is needed soonest and may be sent now; the lock is held."""
        while (task := lane.pop()) is not None:
            gate = self._gates[task.plan.call.endpoint]
            if task.path and gate.refused:
                continue  # only if the main thread insists
            if task.path and not gate.proven and gate.in_flight >= _UNPROVEN:
                gate.parked.append(task)
                continue
            gate.in_flight += 1
            task.busy = True
            return task
        return None

    def _fetch(self, task: Task, lane: _Lane) -> None:
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
        with self._lock:
            self._open_gate(call.endpoint, outcome, lane)
            if task.error is None and not listing.done:
                task.busy = False
                if not task.dropped:
                    self.add(task)
                return
        # Still busy, until it is marked done: nobody may take it for one that is to be fetched.
        self._on_done(task)

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
            lane.push(task)
        if parked:
            lane.ready.notify(len(parked))

    def _use_up(self, lane: _Lane, error: LimitError) -> None:
        with self._lock:
            lane.used_up = lane.used_up or error
