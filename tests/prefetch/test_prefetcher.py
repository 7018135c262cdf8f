"""The prefetcher: the output is the same as without it, and urgent lists come first."""

from __future__ import annotations

import threading
from inspect import signature
from random import Random

import pytest

from tap_zoom.api.client import ZoomClient
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import PlannedRequest
from tests.fake_prefetch import (
    REFUSAL,
    FakeClient,
    FakeLimiter,
    Node,
    join_workers,
    leaf,
    leaves,
    live_workers,
    make_request,
    parent,
    random_tree,
)
from tests.prefetch.harness import UNBOUNDED, prefetching, read_one_by_one

SEEDS = range(25)


def test_fake_client_has_the_parameters_of_the_client() -> None:
    real, fake = signature(ZoomClient.request), signature(FakeClient.request)

    assert [(p.name, p.kind, p.default) for p in fake.parameters.values()] == [
        (p.name, p.kind, p.default) for p in real.parameters.values()
    ]


# --- the same as without prefetching ----------------------------------------------------------


@pytest.mark.parametrize("memory", [0, 10_000, UNBOUNDED])
@pytest.mark.parametrize("seed", SEEDS)
def test_lists_come_as_if_fetched_one_by_one(seed: int, memory: int) -> None:
    """The same lists in the same order, and errors where the list that failed is read."""
    random = Random(seed)
    nodes = [*random_tree(random), leaf("/last", endpoint="/last")]
    filtered = {
        node.request.path for root in nodes[:-1] for node in root.all() if random.random() < 0.1
    }
    expected = read_one_by_one(nodes, filtered)
    max_in_flight = random.choice([None, 2, 5])
    with prefetching(nodes, max_in_flight=max_in_flight, memory=memory) as prefetcher:
        walk = prefetcher.read(nodes, filtered)

        assert walk.seen == expected.seen
        assert walk.error is expected.error
        if walk.error is None:
            prefetcher.assert_nothing_is_left()


def test_random_trees_are_of_all_kinds() -> None:
    """Complete and failing, long and refused ones: the test above covers all of them."""
    walks = [read_one_by_one(random_tree(Random(seed))) for seed in SEEDS]
    outcomes = {outcome.name for walk in walks for _, outcome, _ in walk.seen}

    assert 5 < sum(walk.error is not None for walk in walks) < 22
    assert outcomes == {"OK", "GONE", "NO_DATA", "FORBIDDEN", "STREAM_UNAVAILABLE"}
    assert max(len(walk.seen) for walk in walks) > 100


def test_error_is_raised_where_its_list_is_read() -> None:
    """Not before, although it occurred before."""
    failure = RuntimeError("3 failed")
    nodes = [*leaves(3), Node(make_request("3"), [failure])]
    with prefetching(nodes) as prefetcher:
        prefetcher.plan(nodes)
        prefetcher.client.wait_until_requested("3")

        assert [prefetcher.fetch(node.request).count for node in nodes[:3]] == [1, 1, 1]
        with pytest.raises(RuntimeError) as caught:
            prefetcher.fetch(nodes[3].request)
        assert caught.value is failure


def test_children_are_fetched_before_they_are_needed() -> None:
    nodes = [
        parent("0", [leaf("0/0")], [leaf("0/1")], [leaf("0/2")], endpoint="/parents"),
        leaf("1", endpoint="/others"),
    ]
    with prefetching(nodes) as prefetcher:
        barrier = threading.Barrier(3)  # the first child's list waits for the last one's
        prefetcher.client.blocked = {f"0/{row}": barrier for row in range(3)}
        walk = prefetcher.read(nodes)

        assert [path for path, *_ in walk.seen] == ["0", "0/0", "0/1", "0/2", "1"]


def test_list_that_is_needed_earlier_than_planned_does_not_cancel_others() -> None:
    """Two parents have the same record, and the list of the second one arrived first."""
    shared = make_request("shared")
    planned = [
        PlannedRequest((0,), make_request("0")),
        PlannedRequest((1,), make_request("1")),
        PlannedRequest(
            (2,), make_request("2"), lambda _: iter([PlannedRequest((2, 0, 0), shared)])
        ),
        PlannedRequest((3,), make_request("3")),
    ]
    nodes = [leaf(path) for path in ("0", "shared", "1", "2", "3")]
    with prefetching(nodes, max_in_flight=1) as prefetcher:
        prefetcher.add_tree(iter(planned))
        prefetcher.client.wait_until_requested("3")  # the only worker is done with the others
        for node in nodes:
            prefetcher.fetch(node.request)

        assert sorted(prefetcher.client.requested) == ["0", "1", "2", "3", "shared"]
        prefetcher.assert_nothing_is_left()


# --- urgent and unplanned lists ---------------------------------------------------------------


def test_list_that_the_main_thread_waits_for_overtakes_others() -> None:
    nodes = leaves(6)
    with prefetching(nodes, max_in_flight=1) as prefetcher:
        event = prefetcher.client.block("0")
        prefetcher.plan(nodes)
        prefetcher.client.wait_until_requested("0")
        prefetcher.limiter.on_queued = event.set  # the only worker continues now
        prefetcher.fetch(nodes[4].request)

        assert prefetcher.client.requested[:2] == ["0", "4"]


def test_unplanned_list_is_fetched() -> None:
    nodes = [leaf("0"), leaf("unplanned")]
    with prefetching(nodes) as prefetcher:
        prefetcher.plan(nodes[:1])

        assert prefetcher.fetch(nodes[1].request).count == 1
        assert prefetcher.fetch(nodes[0].request).count == 1
        assert sorted(prefetcher.client.requested) == ["0", "unplanned"]
        prefetcher.assert_nothing_is_left()


def test_lists_are_fetched_on_demand_if_nothing_is_planned() -> None:
    nodes = leaves(2)
    with prefetching(nodes) as prefetcher:
        assert [prefetcher.fetch(node.request).count for node in nodes] == [1, 1]
        assert prefetcher.progress() == (0, 0)


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_list_can_be_fetched_more_often_than_planned(times: int) -> None:
    """Each time, it is requested again."""
    node = leaf("0")
    with prefetching([node]) as prefetcher:
        prefetcher.plan([node] * times)
        for _ in range(2):
            assert [row["n"] for row in prefetcher.fetch(node.request).rows()] == [0]

    assert 2 <= len(prefetcher.client.requested) <= max(2, times)


# --- refusals and limits ----------------------------------------------------------------------


def test_unavailable_endpoint_is_requested_at_most_three_times() -> None:
    """The main thread then reads none of its lists, and passes those that are planned."""
    nodes = [
        parent(f"{index}", [leaf(f"{index}/0", REFUSAL, endpoint="/child")], endpoint="/parent")
        for index in range(50)
    ]
    nodes.append(leaf("last", endpoint="/last"))
    with prefetching(nodes, max_in_flight=10) as prefetcher:
        walk = prefetcher.read(nodes)

        assert walk.error is None
        assert 1 <= sum("/" in path for path in prefetcher.client.requested) <= 3
        assert len(walk.seen) == 52
        prefetcher.assert_nothing_is_left()


def test_exhausted_label_ends_the_run_at_its_first_missing_list() -> None:
    """Lists fetched before are read, and other labels are still fetched."""
    labels = (RateLimitLabel.LIGHT, RateLimitLabel.HEAVY)
    nodes = [
        leaf(f"{index}", label=labels[index % 2], endpoint=f"/{index % 2}") for index in range(20)
    ]
    with prefetching(nodes, max_in_flight=1) as prefetcher:
        prefetcher.client.remaining = {RateLimitLabel.HEAVY: 4}
        walk = prefetcher.read(nodes)
        missing = 9  # the fifth Heavy list

        assert isinstance(walk.error, LimitError)
        assert [path for path, *_ in walk.seen] == [f"{index}" for index in range(missing)]
        for index in range(missing + 1, 20, 2):
            assert prefetcher.fetch(nodes[index].request).count == 1
        with pytest.raises(LimitError):
            prefetcher.fetch(nodes[19].request)


def test_limit_reported_by_zoom_is_raised_for_its_list_and_those_missing_after_it() -> None:
    nodes = leaves(6, label=RateLimitLabel.HEAVY)
    nodes[2].pages[:] = [LimitError("too long")]
    with prefetching(nodes, max_in_flight=1) as prefetcher:
        walk = prefetcher.read(nodes)

        assert walk.error is nodes[2].pages[0]
        with pytest.raises(LimitError):
            prefetcher.fetch(nodes[5].request)


# --- progress and threads ---------------------------------------------------------------------


def test_progress_is_the_number_of_lists_read_and_known() -> None:
    nodes = [parent("0", [leaf("0/0"), leaf("0/1")], [leaf("0/2")]), leaf("1"), leaf("2")]
    with prefetching(nodes) as prefetcher:
        prefetcher.plan(nodes)
        progress = [prefetcher.progress()]
        for node in [nodes[0], *nodes[0].children[0], *nodes[0].children[1], *nodes[1:]]:
            prefetcher.fetch(node.request)
            progress.append(prefetcher.progress())

    assert progress[0] == (0, 3)
    assert [read for read, _ in progress] == list(range(7))
    assert [known for _, known in progress] == sorted(known for _, known in progress)
    assert progress[-1] == (6, 6)


@pytest.mark.parametrize("max_in_flight", [2, 7])
def test_requests_in_flight_are_bounded(max_in_flight: int) -> None:
    nodes = [
        leaf(f"{index}", label=list(RateLimitLabel)[index % 4], endpoint=f"/{index % 8}")
        for index in range(100)
    ]
    with prefetching(nodes, FakeLimiter(1000), max_in_flight=max_in_flight) as prefetcher:
        walk = prefetcher.read(nodes)

        assert len(walk.seen) == 100
        assert prefetcher.client.max_in_flight <= max_in_flight
        for label in RateLimitLabel:
            assert len(live_workers(label)) <= max_in_flight


def test_threads_end_with_the_run() -> None:
    """By themselves, without being woken up."""
    nodes = random_tree(Random(5))
    with prefetching(nodes) as prefetcher:
        prefetcher.read(nodes)
        assert live_workers()

        prefetcher.stopping.set()
        join_workers()
