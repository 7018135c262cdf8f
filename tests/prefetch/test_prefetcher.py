"""Reading ahead: nothing comes out otherwise than without it, and memory stays within bounds."""

from __future__ import annotations

import gc
import string
import sys
import threading
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tap_zoom.api import pagination
from tap_zoom.api.client import Api
from tap_zoom.api.request import Label
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import Plan
from tap_zoom.prefetch.prefetcher import ReadAhead
from tap_zoom.prefetch.tasks import Task
from tests.fake_ahead import (
    PATIENCE,
    REFUSAL,
    FakeApi,
    FakeLimits,
    Node,
    Walk,
    as_api,
    as_limits,
    call,
    end_workers,
    leaf,
    parent,
    random_tree,
    rows,
    workers_alive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tap_zoom.prefetch.tasks import Tree

HUGE = 2**30


class Ahead(ReadAhead):
    """Reading ahead on a bench, with what can be seen from outside."""

    def __init__(
        self,
        api: FakeApi,
        limits: FakeLimits | None = None,
        *,
        most: int | None = None,
        budget: int = HUGE,
    ) -> None:
        self.api = api
        self.stopping = threading.Event()
        limits = limits or FakeLimits()
        limits.bound(api, most)
        super().__init__(
            as_api(api),
            as_limits(limits),
            most_at_once=most,
            budget=budget,
            stopping=self.stopping,
        )

    def walk(self, nodes: list[Node], passes_by: set[str] | None = None) -> Walk:
        """Go through lists that are read ahead."""
        walk = Walk(self.read, passes_by or set())
        self.follow(walk.plans(nodes))
        walk.through(nodes)
        return walk

    @property
    def tree(self) -> Tree:
        """The only tree."""
        (tree,) = self._trees
        return tree

    def assert_nothing_is_left(self) -> None:
        """All that was planned has been read or passed by, and nothing of it is kept."""
        for tree in self._trees:
            assert (tree.held, tree.open, tree.in_order) == (0, 0, [])
        assert not self._tasks


@contextmanager
def ending(ahead: Ahead) -> Iterator[Ahead]:
    """End the workers at the end."""
    try:
        yield ahead
    finally:
        ahead.stopping.set()
        with ahead._lock:
            ahead._workers.wake()
        end_workers()


@pytest.fixture(autouse=True)
def _quick_switches() -> Iterator[None]:
    """Let threads take turns so often that all orders come up."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


def one_by_one(nodes: list[Node], passes_by: set[str] | None = None) -> Walk:
    """Go through lists without reading ahead."""
    api = FakeApi(nodes)
    walk = Walk(lambda asked: pagination.read(asked, api.get), passes_by or set())
    walk.through(nodes)
    return walk


# --- the same as without ----------------------------------------------------------------------


@pytest.mark.parametrize("budget", [0, 10_000, HUGE])
@pytest.mark.parametrize("seed", range(25))
def test_lists_come_as_if_read_one_by_one(seed: int, budget: int) -> None:
    """The same lists, in the same order, and an error where the list is read that met it."""
    random = Random(seed)
    nodes = [*random_tree(random), leaf("/last", endpoint="/last")]
    passes_by = {
        node.call.path for root in nodes[:-1] for node in root.all() if random.random() < 0.1
    }
    expected = one_by_one(nodes, passes_by)
    most = random.choice([None, 2, 5])
    with ending(Ahead(FakeApi(nodes), most=most, budget=budget)) as ahead:
        came = ahead.walk(nodes, passes_by)

        assert came.seen == expected.seen
        assert came.error is expected.error
        if came.error is None:
            ahead.assert_nothing_is_left()


def test_the_trees_are_of_all_kinds() -> None:
    """Those of the test above: whole ones and failing ones, long ones and refused ones."""
    walks = [one_by_one(random_tree(Random(seed))) for seed in range(25)]
    outcomes = {outcome.name for walk in walks for _, outcome, _ in walk.seen}

    assert 5 < sum(walk.error is not None for walk in walks) < 22
    assert outcomes == {"OK", "SKIP", "EMPTY", "REFUSED", "UNAVAILABLE"}
    assert max(len(walk.seen) for walk in walks) > 100


def test_an_error_rises_where_its_list_is_read() -> None:
    """Not before, although it is met ahead."""
    trouble = RuntimeError("3 failed")
    nodes = [leaf("0"), leaf("1"), leaf("2"), Node(call("3"), [trouble])]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        ahead.follow(Walk(ahead.read).plans(nodes))
        ahead.api.wait_until_asked("3")

        assert [ahead.read(node.call).count for node in nodes[:3]] == [1, 1, 1]
        with pytest.raises(RuntimeError) as caught:
            ahead.read(nodes[3].call)
        assert caught.value is trouble


def test_children_are_read_before_they_are_needed() -> None:
    nodes = [
        parent("0", [leaf("0/0")], [leaf("0/1")], [leaf("0/2")], endpoint="/parents"),
        leaf("1", endpoint="/others"),
    ]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        together = threading.Barrier(3)  # their parent's first child waits for its last one
        ahead.api.held_up = {f"0/{row}": together for row in range(3)}
        walk = ahead.walk(nodes)

        assert [path for path, *_ in walk.seen] == ["0", "0/0", "0/1", "0/2", "1"]


def test_what_is_needed_earlier_than_planned_leaves_all_else_in_place() -> None:
    """A record that two parents have, the second of which came in first."""
    shared = call("shared")
    plans = [
        Plan((0,), call("0")),
        Plan((1,), call("1")),
        Plan((2,), call("2"), lambda _: iter([Plan((2, 0, 0), shared)])),
    ]
    nodes = [leaf(name) for name in ("0", "shared", "1", "2")]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        ahead.follow(iter(plans))
        with ahead._lock:
            assert ahead._news.wait_for(lambda: len(ahead._arrived) == len(plans), PATIENCE)
        for node in nodes:
            ahead.read(node.call)

        assert sorted(ahead.api.asked) == ["0", "1", "2", "shared"]
        ahead.assert_nothing_is_left()


# --- what is needed at once -------------------------------------------------------------------


def test_what_the_main_thread_waits_for_overtakes() -> None:
    nodes = [leaf(f"{place}") for place in range(6)]
    with ending(Ahead(FakeApi(nodes), most=1)) as ahead:
        go = ahead.api.hold_up("0")
        hurry = ahead._workers.hurry

        def hurry_and_go(task: object) -> None:
            hurry(task)  # type: ignore[arg-type]
            go.set()

        with patch.object(ahead._workers, "hurry", hurry_and_go):
            ahead.follow(Walk(ahead.read).plans(nodes))
            ahead.api.wait_until_asked("0")
            ahead.read(nodes[4].call)

        assert ahead.api.asked[:2] == ["0", "4"]


def test_what_nobody_planned_is_read_all_the_same() -> None:
    nodes = [leaf("0"), leaf("unplanned")]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        ahead.follow(Walk(ahead.read).plans(nodes[:1]))

        assert ahead.read(nodes[1].call).count == 1
        assert ahead.read(nodes[0].call).count == 1
        assert sorted(ahead.api.asked) == ["0", "unplanned"]
        ahead.assert_nothing_is_left()


def test_without_anything_to_follow_lists_are_read_as_they_come() -> None:
    nodes = [leaf("0"), leaf("1")]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        assert [ahead.read(node.call).count for node in nodes] == [1, 1]
        assert ahead.lists() == (0, 0)


@pytest.mark.parametrize("planned", [0, 1, 2, 3])
def test_the_same_call_can_be_read_more_than_once(planned: int) -> None:
    """Planned as often or not: each time it is asked anew."""
    node = leaf("0")
    with ending(Ahead(FakeApi([node]))) as ahead:
        ahead.follow(Walk(ahead.read).plans([node] * planned))
        for _ in range(2):
            assert [row["n"] for row in ahead.read(node.call).rows()] == [0]

    assert 2 <= len(ahead.api.asked) <= max(2, planned)


# --- refusals and limits ----------------------------------------------------------------------


def test_an_endpoint_that_refuses_is_asked_three_times_at_most() -> None:
    """The main thread then closes it; what else was planned of it is passed by."""
    nodes = [
        parent(f"{place}", [leaf(f"{place}/0", REFUSAL, endpoint="/closed")], endpoint="/open")
        for place in range(50)
    ]
    nodes.append(leaf("last", endpoint="/last"))
    with ending(Ahead(FakeApi(nodes), most=10)) as ahead:
        walk = ahead.walk(nodes)

        assert walk.error is None
        assert 1 <= sum("/" in path for path in ahead.api.asked) <= 3
        assert len(walk.seen) == 52
        ahead.assert_nothing_is_left()


def test_a_label_that_is_used_up_ends_the_run_at_its_first_missing_list() -> None:
    """What was fetched before is delivered; the other labels go on until then."""
    nodes = [
        leaf(f"{place}", label=Label.HEAVY if place % 2 else Label.LIGHT, endpoint=f"/{place % 2}")
        for place in range(20)
    ]
    with ending(Ahead(FakeApi(nodes), most=1)) as ahead:
        ahead.api.days = {Label.HEAVY: 4}
        walk = ahead.walk(nodes)
        missing = 9  # the fifth

        assert isinstance(walk.error, LimitError)
        assert [path for path, *_ in walk.seen] == [f"{place}" for place in range(missing)]
        for place in range(missing + 1, 20, 2):
            assert ahead.read(nodes[place].call).count == 1
        with pytest.raises(LimitError):
            ahead.read(nodes[19].call)


def test_a_limit_that_zoom_tells_rises_at_its_list_and_at_what_is_missing_after() -> None:
    nodes = [leaf(f"{place}", label=Label.HEAVY) for place in range(6)]
    nodes[2].pages[:] = [LimitError("too long")]
    with ending(Ahead(FakeApi(nodes), most=1)) as ahead:
        walk = ahead.walk(nodes)

        assert walk.error is nodes[2].pages[0]
        with pytest.raises(LimitError):
            ahead.read(nodes[5].call)


# --- memory -----------------------------------------------------------------------------------


def sized(path: str, size: int, label: Label = Label.LIGHT) -> Node:
    """Make a list of about so many bytes, which packing makes not much smaller."""
    noise = "".join(Random(path).choices(string.ascii_letters + string.digits, k=size))
    return Node(call(path, label), [rows(1, filler=noise)])


@pytest.mark.parametrize("budget", [1, 20_000, 200_000])
def test_what_waits_is_bounded(budget: int) -> None:
    """By half of the budget for a tree, and what was in flight when that was reached."""
    nodes = [sized(f"{place}", 10_000) for place in range(100)]
    held: list[int] = []
    with ending(Ahead(FakeApi(nodes), most=4, budget=budget)) as ahead:
        ahead.api.on_request = lambda _: held.append(ahead.tree.held)
        walk = ahead.walk(nodes)

        assert len(walk.seen) == 100
        assert max(held) <= budget / 2 + 4 * 13_100
        ahead.assert_nothing_is_left()


def test_room_is_used() -> None:
    """All that fits is fetched while the main thread is busy elsewhere."""
    nodes = [sized(f"{place}", 10_000) for place in range(25)]
    with ending(Ahead(FakeApi(nodes), most=1, budget=200_000)) as ahead:
        full, made = threading.Event(), ahead._done

        def done(task: object) -> None:
            made(task)  # type: ignore[arg-type]
            if ahead.tree.held >= 100_000:
                full.set()

        with patch.object(ahead._workers, "_on_done", done):
            ahead.follow(Walk(ahead.read).plans(nodes))
            assert full.wait(10)

        assert 100_000 <= ahead.tree.held < 100_000 + 13_100
        assert len(ahead.api.asked) < 20


def test_without_any_room_lists_are_read_one_by_one() -> None:
    nodes = [*random_tree(Random(5)), leaf("/last", endpoint="/last")]
    expected = one_by_one(nodes)
    with ending(Ahead(FakeApi(nodes), budget=0)) as ahead:
        walk = ahead.walk(nodes)

        assert expected.error is None
        assert list(dict.fromkeys(ahead.api.asked)) == [path for path, *_ in expected.seen]
        assert walk.seen == expected.seen


@pytest.mark.parametrize("label", [Label.HEAVY, Label.LIGHT])
def test_a_full_tree_does_not_keep_the_other_from_going_on(label: Label) -> None:
    """Each has its part of the budget; what it can't fetch heads the queue of a label in vain."""
    first = [sized(f"a{place}", 10_000, Label.LIGHT) for place in range(20)]
    second = [sized(f"b{place}", 10_000, label) for place in range(20)]
    with ending(Ahead(FakeApi([*first, *second]), most=2, budget=40_000)) as ahead:
        walks = [Walk(ahead.read) for _ in range(2)]
        ahead.follow(walks[0].plans(first, (0,)))
        ahead.follow(walks[1].plans(second, (1,)))
        ahead.api.wait_until_asked("b1")

        walks[0].through(first)
        walks[1].through(second)
        assert [len(walk.seen) for walk in walks] == [20, 20]
        ahead.assert_nothing_is_left()


def test_what_is_passed_by_is_dropped() -> None:
    """Such as the children of a record that a stream map leaves out."""
    nodes = [
        parent("0", *[[leaf(f"0/{row}", endpoint="/child")] for row in range(5)], endpoint="/list"),
        leaf("1", endpoint="/list"),
    ]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        ahead.follow(Walk(ahead.read).plans(nodes))
        ahead.read(nodes[0].call)
        ahead.read(nodes[0].children[2][0].call)
        assert ahead.tree.position == (0, 2, 0)
        assert all(path > ahead.tree.position for path, *_ in ahead.tree.in_order)

        ahead.read(nodes[1].call)
        ahead.assert_nothing_is_left()


def test_what_has_been_read_is_not_kept() -> None:
    """Memory doesn't grow with what has been read, or passed by."""
    nodes = [
        parent(f"{place}", [leaf(f"{place}/0")], [leaf(f"{place}/1", endpoint="/other")])
        for place in range(100)
    ]
    nodes.append(leaf("last", endpoint="/last"))
    passes_by = {f"{place}/1" for place in range(50)}
    with ending(Ahead(FakeApi(nodes), most=3)) as ahead:
        walk = ahead.walk(nodes, passes_by)
        gc.collect()

        assert len(walk.seen) == 251
        assert sum(isinstance(each, Task) for each in gc.get_objects()) < 10


def test_large_lists_are_packed_while_they_wait() -> None:
    nodes = [Node(call(f"{place}"), [rows(1, filler="x" * 50_000)]) for place in range(10)]
    with ending(Ahead(FakeApi(nodes), most=1, budget=80_000)) as ahead:
        walk = ahead.walk(nodes)

        assert [numbers for *_, numbers in walk.seen] == [[0]] * 10
        ahead.assert_nothing_is_left()


# --- counts, threads --------------------------------------------------------------------------


def test_it_says_how_many_lists_are_read_and_known() -> None:
    nodes = [parent("0", [leaf("0/0"), leaf("0/1")], [leaf("0/2")]), leaf("1"), leaf("2")]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        walk = Walk(ahead.read)
        ahead.follow(walk.plans(nodes))
        said = [ahead.lists()]
        order = [nodes[0], *nodes[0].children[0], *nodes[0].children[1], *nodes[1:]]
        for node in order:
            ahead.read(node.call)
            said.append(ahead.lists())

    assert said[0] == (0, 3)
    assert [read for read, _ in said] == list(range(7))
    assert [known for _, known in said] == sorted(known for _, known in said)
    assert said[-1] == (6, 6)


@pytest.mark.parametrize("most", [2, 7])
def test_no_more_requests_go_at_once_than_allowed(most: int) -> None:
    nodes = [
        leaf(f"{place}", label=list(Label)[place % 4], endpoint=f"/{place % 8}")
        for place in range(100)
    ]
    with ending(Ahead(FakeApi(nodes), FakeLimits(1000), most=most)) as ahead:
        walk = ahead.walk(nodes)

        assert len(walk.seen) == 100
        assert ahead.api.most <= most
        for label in Label:
            assert len(workers_alive(label)) <= most


def test_all_threads_end_with_the_run() -> None:
    nodes = [*random_tree(Random(5))]
    with ending(Ahead(FakeApi(nodes))) as ahead:
        ahead.walk(nodes)
        assert workers_alive()

        ahead.stopping.set()
        end_workers()


def test_the_stand_in_answers_as_the_api_does() -> None:
    """With the same parameters."""
    from inspect import signature  # noqa: PLC0415

    theirs, ours = signature(Api.get), signature(FakeApi.get)
    assert [(p.kind, p.default) for p in theirs.parameters.values()] == [
        (p.kind, p.default) for p in ours.parameters.values()
    ]
