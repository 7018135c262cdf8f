"""A prefetcher and its workers, each with fakes around it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tap_zoom.api import pagination
from tap_zoom.prefetch.plan import PlannedRequest
from tap_zoom.prefetch.prefetcher import Prefetcher
from tap_zoom.prefetch.tasks import FetchTask, Tree
from tap_zoom.prefetch.workers import Workers
from tests.fake_prefetch import (
    TIMEOUT,
    FakeClient,
    FakeLimiter,
    Node,
    Walk,
    as_client,
    as_limiter,
    join_workers,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

UNBOUNDED = 2**30  # bytes


def read_one_by_one(nodes: list[Node], filtered: Collection[str] = ()) -> Walk:
    """Read lists without prefetching."""
    client = FakeClient(nodes)
    walk = Walk(lambda request: pagination.fetch(request, client.request), filtered)
    walk.read(nodes)
    return walk


class PrefetcherHarness(Prefetcher):
    """A prefetcher with fakes around it, and a look inside."""

    def __init__(
        self,
        nodes: list[Node],
        limiter: FakeLimiter | None = None,
        *,
        max_in_flight: int | None = None,
        memory: int = UNBOUNDED,
    ) -> None:
        self.client = FakeClient(nodes)
        self.limiter = limiter or FakeLimiter()
        self.limiter.limit(self.client, max_in_flight)
        self.stopping = threading.Event()
        super().__init__(
            as_client(self.client),
            as_limiter(self.limiter),
            max_in_flight=max_in_flight,
            memory=memory,
            stopping=self.stopping,
        )

    def plan(self, nodes: list[Node]) -> None:
        """Prefetch lists."""
        self.add_tree(Walk(self.fetch).planned(nodes))

    def read(self, nodes: list[Node], filtered: Collection[str] = ()) -> Walk:
        """Prefetch lists, and read them."""
        walk = Walk(self.fetch, filtered)
        self.add_tree(walk.planned(nodes))
        walk.read(nodes)
        return walk

    @property
    def tree(self) -> Tree:
        """The only tree."""
        (tree,) = self._trees
        return tree

    def assert_nothing_is_left(self) -> None:
        """Assert that all planned lists were consumed or passed, and that none of them is kept."""
        read, known = self.progress()
        assert read == known
        for tree in self._trees:
            assert (tree.buffered_bytes, tree.pending) == (0, 0)
        assert not self._tasks

    def stop(self) -> None:
        """End the workers."""
        self.stopping.set()
        with self._lock:
            self._workers.wake()  # otherwise, idle workers notice within a second
        join_workers()


@contextmanager
def prefetching(
    nodes: list[Node],
    limiter: FakeLimiter | None = None,
    *,
    max_in_flight: int | None = None,
    memory: int = UNBOUNDED,
) -> Iterator[PrefetcherHarness]:
    """Make a prefetcher for lists, and end its workers."""
    prefetcher = PrefetcherHarness(nodes, limiter, max_in_flight=max_in_flight, memory=memory)
    try:
        yield prefetcher
    finally:
        prefetcher.stop()


class WorkersHarness:
    """Workers with fakes around them, and one task per list."""

    def __init__(self, nodes: list[Node], limiter: FakeLimiter, max_in_flight: int | None) -> None:
        self.client = FakeClient(nodes)
        self.limiter = limiter
        self.limiter.limit(self.client, max_in_flight)
        self.stopping = threading.Event()
        self.lock = threading.RLock()
        self.has_room = True
        self.full_trees: list[Tree] = []
        self.before_done: Callable[[FetchTask], object] = lambda _: None
        self._new_done = threading.Condition(self.lock)
        self.workers = Workers(
            as_client(self.client),
            as_limiter(limiter),
            max_in_flight=max_in_flight,
            stopping=self.stopping,
            lock=self.lock,
            has_room=lambda task: self.has_room and task.tree not in self.full_trees,
            on_done=self._on_done,
        )
        self.tasks = [
            FetchTask(PlannedRequest((index,), node.request)) for index, node in enumerate(nodes)
        ]

    def _on_done(self, task: FetchTask) -> None:
        self.before_done(task)
        with self.lock:
            task.done = True
            self._new_done.notify_all()

    def add(self, *indexes: int) -> None:
        """Add tasks to their queues, by default all."""
        with self.lock:
            for index in indexes or range(len(self.tasks)):
                self.workers.add(self.tasks[index])

    def add_behind(self, first: int, *others: int) -> threading.Event:
        """Add tasks while the only worker is blocked by the first of them."""
        event = self.client.block(f"{first}")
        self.add(first)
        self.client.wait_until_requested(f"{first}")
        self.add(*(others or (index for index in range(len(self.tasks)) if index != first)))
        return event

    def prioritize(self, index: int) -> None:
        """Make a task urgent."""
        with self.lock:
            self.workers.prioritize(self.tasks[index])

    def make_room(self) -> None:
        """Let there be room for all tasks."""
        with self.lock:
            self.has_room, self.full_trees = True, []
            self.workers.wake()

    def wait_for(self, *indexes: int) -> None:
        """Wait until tasks are done, by default all."""
        awaited = [self.tasks[index] for index in indexes or range(len(self.tasks))]
        with self.lock:
            assert self._new_done.wait_for(lambda: all(task.done for task in awaited), TIMEOUT)

    def requested(self) -> list[int]:
        """Return the indexes of the tasks that were requested, in order."""
        return [int(path) for path in self.client.requested]

    def stop(self) -> None:
        """End the workers."""
        self.stopping.set()
        with self.lock:
            self.workers.wake()
        join_workers()


@contextmanager
def workers_for(
    nodes: list[Node], limiter: FakeLimiter | None = None, max_in_flight: int | None = 1
) -> Iterator[WorkersHarness]:
    """Make workers, by default one per label, and end them."""
    harness = WorkersHarness(nodes, limiter or FakeLimiter(), max_in_flight)
    try:
        yield harness
    finally:
        harness.stop()
