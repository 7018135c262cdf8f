"""Circuit breakers: an endpoint that refuses requests gets three at a time, and soon none."""

from __future__ import annotations

import threading

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import ApiResponse
from tests.fake_prefetch import REFUSAL, leaf, leaves
from tests.prefetch.harness import workers_for


def test_unavailable_endpoint_gets_three_prefetched_requests() -> None:
    """Three may be sent before the first response, and none after it."""
    nodes = [*leaves(20, REFUSAL), leaf("20", endpoint="/other")]
    with workers_for(nodes, max_in_flight=10) as harness:
        barrier = threading.Barrier(3)
        harness.client.blocked = {f"{index}": barrier for index in range(20)}
        harness.add()
        harness.wait_for(0, 1, 2, 20)

        assert sorted(harness.requested()) == [0, 1, 2, 20]
        assert not barrier.broken


def test_unavailable_endpoint_is_requested_if_the_main_thread_needs_it() -> None:
    with workers_for(leaves(5, REFUSAL)) as harness:
        harness.add(0)
        harness.wait_for(0)
        harness.add(1, 2, 3, 4)
        harness.prioritize(3)
        harness.wait_for(3)

    assert harness.requested() == [0, 3]
    assert harness.tasks[3].result_set.outcome is Outcome.STREAM_UNAVAILABLE


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.GONE, Outcome.NO_DATA, Outcome.TOO_OLD])
def test_endpoint_that_has_responded_gets_many_requests_at_once(outcome: Outcome) -> None:
    """Even if the item was gone."""
    page = None if outcome is Outcome.OK else ApiResponse(outcome, "gone", "HTTP 404")
    with workers_for(leaves(9, page), max_in_flight=8) as harness:
        harness.add(0)
        harness.wait_for(0)
        barrier = threading.Barrier(8)
        harness.client.blocked = {f"{index}": barrier for index in range(1, 9)}
        harness.add(*range(1, 9))
        harness.wait_for()

        assert harness.client.max_in_flight == 8


def test_waiting_tasks_follow_once_an_endpoint_has_responded() -> None:
    with workers_for(leaves(8), max_in_flight=4) as harness:
        barrier, event = threading.Barrier(3), threading.Event()
        harness.client.blocked = {f"{index}": barrier for index in (0, 1, 2)}
        harness.client.blocked |= {f"{index}": event for index in range(3, 8)}
        harness.add()
        harness.wait_for(0, 1, 2)
        event.set()
        harness.wait_for()

        assert set(harness.requested()[:3]) == {0, 1, 2}
        assert set(harness.requested()) == set(range(8))


@pytest.mark.parametrize("outcome", [Outcome.FORBIDDEN, None])
def test_forbidden_item_or_error_is_no_successful_response(outcome: Outcome | None) -> None:
    """All items may be forbidden: no more than three at a time are requested."""
    page: ApiResponse | Exception = RuntimeError("failed")
    if outcome is not None:
        page = ApiResponse(outcome, "no permission", "HTTP 400")
    with workers_for(leaves(30, page), max_in_flight=10) as harness:
        harness.add()
        harness.wait_for()

        assert harness.client.max_in_flight <= 3
        assert len(harness.requested()) == 30
