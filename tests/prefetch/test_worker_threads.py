"""Worker threads: as many as the rate requires, and none after the run."""

from __future__ import annotations

import threading

import pytest

from tap_zoom.api.request import RateLimitLabel
from tests.fake_prefetch import FakeLimiter, join_workers, leaf, leaves, live_workers
from tests.prefetch.harness import workers_for

LIGHT, MEDIUM, HEAVY = RateLimitLabel.LIGHT, RateLimitLabel.MEDIUM, RateLimitLabel.HEAVY


@pytest.mark.parametrize(
    ("rate", "max_in_flight", "threads"), [(2, None, 5), (10, 4, 4), (1000, None, 150)]
)
def test_label_has_as_many_workers_as_its_rate_requires(
    rate: float, max_in_flight: int | None, threads: int
) -> None:
    with workers_for(leaves(200), FakeLimiter(rate), max_in_flight) as harness:
        event = threading.Event()
        harness.client.blocked = {f"{index}": event for index in range(200)}
        harness.add()

        assert len(live_workers(LIGHT)) == threads
        assert live_workers(HEAVY) == []
        event.set()
        harness.wait_for()
        assert harness.client.max_in_flight <= threads


def test_maximum_in_flight_holds_for_all_labels_together() -> None:
    nodes = [
        leaf(f"{index}", label=list(RateLimitLabel)[index % 3], endpoint=f"/{index}")
        for index in range(60)
    ]
    with workers_for(nodes, FakeLimiter(1000), max_in_flight=4) as harness:
        barrier = threading.Barrier(4)
        harness.client.blocked = {f"{index}": barrier for index in range(60)}
        harness.add()
        harness.wait_for()

        assert harness.client.max_in_flight == 4
        assert len(live_workers()) <= 3 * 4


def test_waiting_for_a_slot_takes_no_room_in_flight() -> None:
    """Otherwise a label with ten requests per minute would block the others."""
    nodes = [leaf(f"{index}", label=(LIGHT, MEDIUM)[index % 2]) for index in range(20)]
    with workers_for(nodes, FakeLimiter(1000), max_in_flight=2) as harness:
        event = threading.Event()
        harness.limiter.blocked = {MEDIUM: event}
        harness.add(*range(1, 20, 2))
        assert len(live_workers(MEDIUM)) == 2
        harness.add(*range(0, 20, 2))
        harness.wait_for(*range(0, 20, 2))
        assert len(live_workers(LIGHT)) == 2

        event.set()
        harness.wait_for()


def test_unused_slot_gives_its_room_back() -> None:
    with workers_for(leaves(20), FakeLimiter(1000), max_in_flight=2) as harness:
        event = threading.Event()
        harness.limiter.blocked = {LIGHT: event}
        harness.add(0, 1)
        for index in (0, 1):
            harness.tasks[index].cancelled = True
        event.set()
        harness.add(*range(2, 20))
        harness.wait_for(*range(2, 20))


def test_idle_worker_is_used_again() -> None:
    with workers_for(leaves(20), max_in_flight=None) as harness:
        for index in range(20):
            harness.add(index)
            harness.wait_for(index)

        assert len(live_workers()) <= 4


def test_workers_end_with_the_run() -> None:
    """By themselves, even while they wait for a task."""
    with workers_for(leaves(8, label=HEAVY), max_in_flight=3) as harness:
        harness.add()
        harness.wait_for()
        assert live_workers()

        harness.stopping.set()
        join_workers()


def test_nothing_is_requested_after_the_end_of_the_run() -> None:
    with workers_for(leaves(3)) as harness:
        event = harness.add_behind(0)
        harness.stopping.set()
        event.set()
        join_workers()

        assert harness.requested() == [0]
