"""Worker threads that fetch lists: one queue per rate limit label, the most urgent list first."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.label_queue import LabelQueue

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_zoom.api.client import ZoomClient
    from tap_zoom.api.rate_limiter import RateLimiter
    from tap_zoom.prefetch.tasks import FetchTask

logger = logging.getLogger(__name__)

_MAX_LATENCY = 1.5  # seconds: with slower responses, the rate is not sustained
_MAX_WORKERS = 150  # per label
_MAX_FAILURES = 50  # in a row: the main thread will give up the endpoint as well
_PROBES = 3  # requests at a time to an endpoint that hasn't responded successfully yet


class _CircuitBreaker:
    """What is known about one endpoint: one that refuses requests should not get hundreds.

    It is closed, as in an electric circuit, once the endpoint has responded successfully.
    """

    def __init__(self) -> None:
        self.closed = False
        self.open = False
        self.in_flight = 0
        self.failures = 0  # in a row
        self.waiting: list[FetchTask] = []


class Workers:
    """Fetches tasks as fast as the limits allow.

    Args:
        client: Sends requests.
        limiter: Says when a request may leave.
        max_in_flight: Maximum requests in flight, or None for no maximum.
        stopping: Set when the run has to end.
        lock: Guards tasks, here and in the caller.
        has_room: Returns whether there is memory for a task's list; called with the lock held.
        on_done: Called with each task that is fetched or has failed, to mark it done.
        on_start: Called with each task that is about to be requested; called with the lock held.
    """

    def __init__(
        self,
        client: ZoomClient,
        limiter: RateLimiter,
        *,
        max_in_flight: int | None,
        stopping: threading.Event,
        lock: threading.RLock,
        has_room: Callable[[FetchTask], bool],
        on_done: Callable[[FetchTask], None],
        on_start: Callable[[FetchTask], None] = lambda _: None,
    ) -> None:
        """Start without threads."""
        self._client = client
        self._limiter = limiter
        self._max_in_flight = max_in_flight or _MAX_WORKERS
        self._stopping = stopping
        self._lock = lock
        self._on_done = on_done
        self._on_start = on_start
        self._queues = {label: LabelQueue(lock, has_room) for label in RateLimitLabel}
        self._breakers: defaultdict[str, _CircuitBreaker] = defaultdict(_CircuitBreaker)
        self._is_short_of_threads = False

    def add(self, task: FetchTask) -> None:
        """Add a task to its queue; the lock is held."""
        label = task.planned.request.label
        queue = self._queues[label]
        queue.push(task)
        if queue.idle:
            queue.ready.notify()
        max_workers = min(self._limiter.rate(label) * _MAX_LATENCY + 2, self._max_in_flight)
        if len(queue) > queue.idle and queue.workers < max_workers:
            self._start_worker(label)

    def _start_worker(self, label: RateLimitLabel) -> None:
        """Start a thread, or go on with fewer where the system allows no more; the lock is held."""
        queue = self._queues[label]
        thread = threading.Thread(target=self._work, args=(label,), name=label.value, daemon=True)
        queue.workers += 1
        try:
            thread.start()
        except RuntimeError as error:
            queue.workers -= 1
            if not self._is_short_of_threads:
                self._is_short_of_threads = True
                logger.warning("Fetching with fewer threads, which may take longer: %s", error)

    def prioritize(self, task: FetchTask) -> None:
        """Fetch a task before all others; the lock is held."""
        task.priority = ()
        if not task.in_progress:
            self.add(task)

    def exhausted(self, label: RateLimitLabel) -> BaseException | None:
        """Return why nothing of a label is fetched any more, such as that its limit is used up."""
        return self._queues[label].exhausted

    def has_workers(self, label: RateLimitLabel) -> bool:
        """Return whether any thread fetches tasks of a label; the lock is held."""
        return self._queues[label].workers > 0

    def fetch_here(self, task: FetchTask) -> None:
        """Fetch the next page of a task on the calling thread, for want of workers."""
        request = task.planned.request
        self._limiter.acquire(request.label)
        with self._lock:
            is_free = not (task.in_progress or task.done)
            if is_free:
                self._breakers[request.endpoint].in_flight += 1
                task.in_progress = True
        if is_free:
            self._fetch(task, self._queues[request.label])
        else:  # a worker could be started after all
            self._limiter.release()

    def wake(self) -> None:
        """Continue now that there is room; the lock is held."""
        for queue in self._queues.values():
            queue.ready.notify_all()

    def _work(self, label: RateLimitLabel) -> None:
        try:
            self._fetch_tasks(label)
        except BaseException as error:  # noqa: BLE001 - the main thread would wait forever
            with self._lock:
                queue = self._queues[label]
                queue.exhausted = queue.exhausted or error

    def _fetch_tasks(self, label: RateLimitLabel) -> None:
        queue = self._queues[label]
        while not self._stopping.is_set():
            with self._lock:
                queue.idle += 1
                while queue.available() <= queue.pacing and not self._stopping.is_set():
                    queue.ready.wait(1.0)
                queue.idle -= 1
                queue.pacing += 1
            self._limiter.acquire(label)
            # The task is chosen after the wait, since one may have become urgent.
            with self._lock:
                queue.pacing -= 1
                task = self._next(queue)
            if task is None or self._stopping.is_set():
                self._limiter.release()
            else:
                self._fetch(task, queue)

    def _next(self, queue: LabelQueue) -> FetchTask | None:
        """Return the most urgent task that may be sent now; the lock is held."""
        while (task := queue.pop()) is not None:
            breaker = self._breakers[task.planned.request.endpoint]
            if task.priority and breaker.open:
                continue  # only if the main thread asks for it
            if task.priority and not breaker.closed and breaker.in_flight >= _PROBES:
                breaker.waiting.append(task)
                continue
            breaker.in_flight += 1
            task.in_progress = True
            self._on_start(task)
            return task
        return None

    def _fetch(self, task: FetchTask, queue: LabelQueue) -> None:
        request, result_set = task.planned.request, task.result_set
        outcome = None
        try:
            response = self._client.request(request, result_set.page_params, has_slot=True)
            outcome = response.outcome
            result_set.advance(response)
        except BaseException as error:  # noqa: BLE001 - raised when the main thread consumes the task
            task.error = error
            if isinstance(error, LimitError):
                self._mark_exhausted(queue, error)
        with self._lock:
            self._update_breaker(request.endpoint, outcome, queue)
            if task.error is None and not result_set.finished:
                task.in_progress = False
                if not task.cancelled:
                    self.add(task)
                return
        # In progress until it is marked done, so that no other worker picks it up.
        try:
            self._on_done(task)
        except Exception as error:  # noqa: BLE001 - as above
            task.error = task.error or error
            self._on_done(task)

    def _update_breaker(self, endpoint: str, outcome: Outcome | None, queue: LabelQueue) -> None:
        """Allow more requests to an endpoint once it has responded; the lock is held."""
        breaker = self._breakers[endpoint]
        breaker.in_flight -= 1
        breaker.failures = breaker.failures + 1 if outcome is Outcome.FAILED else 0
        if outcome is Outcome.STREAM_UNAVAILABLE or breaker.failures >= _MAX_FAILURES:
            breaker.open = True
        elif outcome is not None and outcome is not Outcome.FORBIDDEN:
            breaker.closed = True
        waiting, breaker.waiting = breaker.waiting, []
        for task in waiting:
            queue.push(task)
        if waiting:
            queue.ready.notify(len(waiting))

    def _mark_exhausted(self, queue: LabelQueue, error: LimitError) -> None:
        with self._lock:
            queue.exhausted = queue.exhausted or error
