"""Too few threads, or threads that die: the main thread gets its lists, or an error."""

from __future__ import annotations

import threading
from random import Random
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.pagination import ResultSet
from tests.fake_prefetch import FakeLimiter, leaves, live_workers, make_page, random_tree
from tests.prefetch.harness import prefetching, read_one_by_one

if TYPE_CHECKING:
    from tap_zoom.api.request import RateLimitLabel
    from tests.fake_prefetch import Node
    from tests.prefetch.harness import PrefetcherHarness


@pytest.fixture
def allowed(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One item for each thread that the system still allows to start; by default none."""
    start = threading.Thread.start
    items: list[None] = []

    def start_if_allowed(thread: threading.Thread) -> None:
        if not items:
            raise RuntimeError("can't start new thread")
        items.pop()
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_if_allowed)
    return items


@pytest.mark.parametrize("threads", [0, 1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_lists_are_fetched_with_as_many_threads_as_there_are(
    allowed: list[None], caplog: pytest.LogCaptureFixture, threads: int, seed: int
) -> None:
    allowed += [None] * threads
    nodes = random_tree(Random(seed))
    expected = read_one_by_one(nodes)
    with prefetching(nodes) as prefetcher:
        walk = prefetcher.read(nodes)

        assert walk.seen == expected.seen
        assert str(walk.error) == str(expected.error)
        assert len(live_workers()) <= threads
    assert caplog.text.count("can't start new thread") == 1


def test_thread_that_becomes_available_is_used(allowed: list[None]) -> None:
    nodes = leaves(9)
    with prefetching(nodes, max_in_flight=1) as prefetcher:
        prefetcher.plan(nodes[:3])
        prefetcher.fetch(nodes[0].request)
        assert prefetcher.client.requested == ["0"]

        allowed.append(None)
        prefetcher.plan(nodes[3:])
        prefetcher.client.wait_until_requested("8")
        assert len(live_workers()) == 1


class BrokenLimiter(FakeLimiter):
    """A limiter with a defect."""

    def acquire(self, label: RateLimitLabel) -> None:
        """Fail."""
        raise OverflowError("timestamp too large")


def test_thread_that_dies_does_not_leave_the_main_thread_waiting() -> None:
    nodes = leaves(5)
    with prefetching(nodes, BrokenLimiter()) as prefetcher:
        prefetcher.plan(nodes)
        with pytest.raises(OverflowError):
            prefetcher.fetch(nodes[0].request)


def read_all(prefetcher: PrefetcherHarness, nodes: list[Node]) -> None:
    """Read lists that are planned."""
    for node in nodes:
        prefetcher.fetch(node.request)


def test_defect_after_a_response_fails_its_list(monkeypatch: pytest.MonkeyPatch) -> None:
    def compress(_: ResultSet) -> None:
        raise MemoryError

    monkeypatch.setattr(ResultSet, "compress", compress)
    nodes = leaves(9, make_page(1, filler="x" * 10_000))
    with prefetching(nodes, max_in_flight=1, memory=80_000) as prefetcher:
        prefetcher.plan(nodes)
        prefetcher.client.wait_until_requested("2")

        with pytest.raises(MemoryError):
            read_all(prefetcher, nodes)
