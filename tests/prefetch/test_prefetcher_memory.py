"""The prefetcher's memory: bounded, shared by all trees, and given back."""

from __future__ import annotations

import gc
import string
from random import Random

import pytest

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.prefetch.tasks import FetchTask
from tests.fake_prefetch import (
    FakeLimiter,
    Node,
    Walk,
    leaf,
    make_page,
    make_request,
    parent,
    random_tree,
)
from tests.prefetch.harness import prefetching, read_one_by_one

LIGHT, HEAVY = RateLimitLabel.LIGHT, RateLimitLabel.HEAVY
CHARGED = 3_100  # bytes that a list is charged with, at most, in addition to its text


def sized(path: str, size: int, label: RateLimitLabel = LIGHT) -> Node:
    """Make a list of about so many bytes, which hardly shrinks when it is compressed."""
    noise = "".join(Random(path).choices(string.ascii_letters + string.digits, k=size))
    return Node(make_request(path, label), [make_page(1, filler=noise)])


@pytest.mark.parametrize("memory", [1, 20_000, 200_000])
def test_buffered_bytes_are_bounded(memory: int) -> None:
    """By half of the memory for one tree, plus the lists in flight when that was reached."""
    nodes = [sized(f"{index}", 10_000) for index in range(100)]
    buffered: list[int] = []
    with prefetching(nodes, max_in_flight=4, memory=memory) as prefetcher:
        prefetcher.client.on_request = lambda _: buffered.append(prefetcher.tree.buffered_bytes)
        walk = prefetcher.read(nodes)

        assert len(walk.seen) == 100
        assert max(buffered) <= memory / 2 + 4 * (10_000 + CHARGED)
        prefetcher.assert_nothing_is_left()


def test_memory_is_used_up_while_the_main_thread_is_busy() -> None:
    """Ten lists fill the half of the memory, and no more are fetched."""
    nodes = [*(sized(f"{index}", 1_000) for index in range(25)), leaf("unplanned")]
    with prefetching(nodes, max_in_flight=1, memory=80_000) as prefetcher:
        prefetcher.plan(nodes[:-1])
        prefetcher.client.wait_until_requested("9")
        prefetcher.fetch(nodes[-1].request)  # by the only worker, after the tenth list

        assert prefetcher.client.requested == [*(f"{index}" for index in range(10)), "unplanned"]
        assert 40_000 <= prefetcher.tree.buffered_bytes < 40_000 + 1_000 + CHARGED


def test_lists_in_flight_are_expected_to_be_like_those_before() -> None:
    """Otherwise each of a hundred threads would still fetch one large list."""
    nodes = [sized(f"{index}", 100_000) for index in range(60)]
    with prefetching(nodes, FakeLimiter(1000), memory=1_000_000) as prefetcher:
        walk = prefetcher.read(nodes)

        assert len(walk.seen) == 60
        assert prefetcher.client.max_in_flight <= 10
        prefetcher.assert_nothing_is_left()


def test_lists_are_fetched_one_by_one_without_memory() -> None:
    nodes = [*random_tree(Random(5)), leaf("/last", endpoint="/last")]
    expected = read_one_by_one(nodes)
    with prefetching(nodes, memory=0) as prefetcher:
        walk = prefetcher.read(nodes)

        assert expected.error is None
        requested = list(dict.fromkeys(prefetcher.client.requested))
        assert requested == [path for path, *_ in expected.seen]
        assert walk.seen == expected.seen


@pytest.mark.parametrize("label", [HEAVY, LIGHT])
def test_full_tree_does_not_block_another_tree(label: RateLimitLabel) -> None:
    """Each has its share of the memory, even if the full tree is first in the same queue."""
    trees = [
        [sized(f"a{index}", 10_000, LIGHT) for index in range(20)],
        [sized(f"b{index}", 10_000, label) for index in range(20)],
    ]
    nodes = [*trees[0], *trees[1]]
    with prefetching(nodes, max_in_flight=2, memory=40_000) as prefetcher:
        walks = [Walk(prefetcher.fetch) for _ in trees]
        for index, walk in enumerate(walks):
            prefetcher.add_tree(walk.planned(trees[index], (index,)))
        prefetcher.client.wait_until_requested("b1")

        for index, walk in enumerate(walks):
            walk.read(trees[index])
        assert [len(walk.seen) for walk in walks] == [20, 20]
        prefetcher.assert_nothing_is_left()


def test_passed_lists_are_cancelled() -> None:
    """Such as the children of a record that a stream map filters out."""
    children = [[leaf(f"0/{row}", endpoint="/child")] for row in range(5)]
    nodes = [parent("0", *children, endpoint="/list"), leaf("1", endpoint="/list")]
    with prefetching(nodes) as prefetcher:
        prefetcher.plan(nodes)
        prefetcher.fetch(nodes[0].request)
        prefetcher.fetch(children[2][0].request)
        assert prefetcher.tree.position == (0, 2, 0)
        assert prefetcher.progress()[0] == 4  # the parent, two passed children, and one read
        assert all(position > prefetcher.tree.position for position, *_ in prefetcher.tree.in_order)

        prefetcher.fetch(nodes[1].request)
        prefetcher.assert_nothing_is_left()


def count_tasks() -> int:
    """Count the tasks that are in memory."""
    gc.collect()
    return sum(isinstance(found, FetchTask) for found in gc.get_objects())


def test_consumed_and_passed_lists_are_not_kept() -> None:
    before = count_tasks()
    nodes = [
        parent(f"{index}", [leaf(f"{index}/0")], [leaf(f"{index}/1", endpoint="/other")])
        for index in range(100)
    ]
    nodes.append(leaf("last", endpoint="/last"))
    filtered = {f"{index}/1" for index in range(50)}
    with prefetching(nodes, max_in_flight=3) as prefetcher:
        walk = prefetcher.read(nodes, filtered)

        assert len(walk.seen) == 251
        assert count_tasks() - before < 10


def test_large_lists_are_compressed_while_they_wait() -> None:
    """More of them fit, and their rows are the same. Four would fit as they are."""
    nodes = [
        Node(make_request(f"{index}"), [make_page(1, filler="x" * 10_000)]) for index in range(10)
    ]
    with prefetching(nodes, max_in_flight=1, memory=80_000) as prefetcher:
        prefetcher.plan(nodes)
        prefetcher.client.wait_until_requested("9")
        walk = Walk(prefetcher.fetch)
        walk.read(nodes)

        assert [numbers for *_, numbers in walk.seen] == [[0]] * 10
        prefetcher.assert_nothing_is_left()
