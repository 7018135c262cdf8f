"""Workers: what is needed soonest goes first, and an endpoint that refuses is soon let alone."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import Label
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import Plan
from tap_zoom.prefetch.tasks import Task, Tree
from tap_zoom.prefetch.workers import Workers
from tests.fake_ahead import (
    PATIENCE,
    REFUSAL,
    FakeApi,
    FakeLimits,
    Node,
    as_api,
    as_limits,
    end_workers,
    leaf,
    rows,
    workers_alive,
)
from tests.support import USERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tap_zoom.api.response import Answer


class Bench:
    """Workers with what surrounds them."""

    def __init__(self, nodes: list[Node], limits: FakeLimits, most: int | None) -> None:
        self.api = FakeApi(nodes)
        self.limits = limits
        self.limits.bound(self.api, most)
        self.stopping = threading.Event()
        self.lock = threading.RLock()
        self.has_room = True
        self.full: list[Tree] = []
        self.before_done: Callable[[Task], object] = lambda _: None
        self.news = threading.Condition(self.lock)
        self.workers = Workers(
            as_api(self.api),
            as_limits(limits),
            most_at_once=most,
            stopping=self.stopping,
            lock=self.lock,
            has_room=lambda task: self.has_room and task.owner not in self.full,
            on_done=self._done,
        )
        self.tasks = [Task(Plan((place,), node.call)) for place, node in enumerate(nodes)]

    def _done(self, task: Task) -> None:
        self.before_done(task)
        with self.lock:
            task.done = True
            self.news.notify_all()

    def add(self, *places: int) -> None:
        """Put tasks in their lanes."""
        with self.lock:
            for place in places or range(len(self.tasks)):
                self.workers.add(self.tasks[place])

    def hurry(self, place: int) -> None:
        """Need a task at once."""
        with self.lock:
            self.workers.hurry(self.tasks[place])

    def wait_for(self, *places: int) -> None:
        """Wait until tasks are done."""
        wanted = [self.tasks[place] for place in places or range(len(self.tasks))]
        with self.lock:
            assert self.news.wait_for(lambda: all(task.done for task in wanted), PATIENCE)

    def asked(self) -> list[int]:
        """Which tasks were asked for, in order."""
        return [int(path) for path in self.api.asked]


@contextmanager
def bench(
    nodes: list[Node], limits: FakeLimits | None = None, most: int | None = 1
) -> Iterator[Bench]:
    """Make workers, at first one for each label, and end them."""
    made = Bench(nodes, limits or FakeLimits(), most)
    try:
        yield made
    finally:
        made.stopping.set()
        with made.lock:
            made.workers.wake()
        end_workers()


def leaves(count: int, page: Answer | Exception | None = None, **more: object) -> list[Node]:
    """Make lists, named for their places."""
    return [leaf(f"{place}", page, **more) for place in range(count)]


def add_behind(made: Bench, first: int, *others: int) -> threading.Event:
    """Put tasks in their lanes while the only worker is held up by the first of them."""
    event = made.api.hold_up(f"{first}")
    made.add(first)
    made.api.wait_until_asked(f"{first}")
    made.add(*(others or (place for place in range(len(made.tasks)) if place != first)))
    return event


# --- the order --------------------------------------------------------------------------------


def test_what_is_needed_soonest_goes_first() -> None:
    """In whatever order it was added."""
    with bench(leaves(6)) as made:
        go = add_behind(made, 5, 3, 1, 4, 0, 2)
        go.set()
        made.wait_for()

        assert made.asked() == [5, 0, 1, 2, 3, 4]


def test_an_urgent_task_overtakes_all_others() -> None:
    with bench(leaves(6)) as made:
        go = add_behind(made, 0)
        made.hurry(4)
        go.set()
        made.wait_for()

        assert made.asked() == [0, 4, 1, 2, 3, 5]


def test_an_urgent_list_overtakes_with_all_its_pages() -> None:
    """Also when its first page is already under way."""
    nodes = [Node(leaf("0").call, [rows(1, token="1"), rows(1, 1)]), *leaves(3)[1:]]
    with bench(nodes) as made:
        go = add_behind(made, 0)
        made.hurry(0)
        go.set()
        made.wait_for()

        assert made.asked() == [0, 0, 1, 2]
        assert made.tasks[0].listing.count == 2


def test_a_list_of_several_pages_stays_in_its_place() -> None:
    """Its next page goes before lists that are needed later."""
    nodes = [Node(leaf("0").call, [rows(1, token="1"), rows(1, 1)]), *leaves(3)[1:]]
    with bench(nodes) as made:
        made.add()
        made.wait_for()

        assert made.asked() == [0, 0, 1, 2]


def test_labels_do_not_wait_for_each_other() -> None:
    nodes = [*leaves(3, label=Label.HEAVY), leaf("3", label=Label.LIGHT)]
    with bench(nodes, most=2) as made:
        go = add_behind(made, 0)
        made.wait_for(3)

        assert not made.tasks[0].done
        go.set()
        made.wait_for()


def test_what_nobody_wants_any_more_is_not_asked_for() -> None:
    with bench(leaves(4)) as made:
        go = add_behind(made, 0)
        made.tasks[2].dropped = True
        go.set()
        made.wait_for(0, 1, 3)

        assert made.asked() == [0, 1, 3]


def test_what_is_dropped_amid_its_pages_is_not_read_to_its_end() -> None:
    nodes = [Node(leaf("0").call, [rows(1, token="1"), rows(1, 1)]), *leaves(2)[1:]]
    with bench(nodes) as made:
        go = add_behind(made, 0)
        made.tasks[0].dropped = True
        go.set()
        made.wait_for(1)

        assert made.asked() == [0, 1]


def test_a_task_is_asked_for_once_however_often_it_is_added() -> None:
    with bench(leaves(3)) as made:
        go = add_behind(made, 0)
        made.add(1, 1, 2)
        made.hurry(1)
        made.hurry(1)
        go.set()
        made.wait_for()
        made.hurry(1)
        made.add(2)

    assert made.asked() == [0, 1, 2]


def test_a_list_that_is_whole_but_not_yet_handed_over_is_not_asked_for_again() -> None:
    """The main thread may need it just then; its rows would be doubled."""
    with bench(leaves(2), most=2) as made:

        def need_it_now(task: Task) -> None:
            if task is made.tasks[0]:
                made.hurry(0)
                made.add(1)
                made.api.wait_until_asked("1")

        made.before_done = need_it_now
        made.add(0)
        made.wait_for()

    assert made.asked() == [0, 1]
    assert made.tasks[0].listing.count == 1


# --- memory -----------------------------------------------------------------------------------


def test_without_room_only_what_is_urgent_goes() -> None:
    with bench(leaves(4)) as made:
        made.has_room = False
        made.add()
        made.hurry(2)
        made.wait_for(2)
        assert made.asked() == [2]

        with made.lock:
            made.has_room = True
            made.workers.wake()
        made.wait_for()
        assert made.asked() == [2, 0, 1, 3]


def test_trees_with_room_go_on_past_those_without() -> None:
    """In the order of need; of a full tree only what is urgent goes."""
    with bench(leaves(9)) as made:
        trees = [Tree(), Tree(), Tree()]
        for place, task in enumerate(made.tasks):
            task.owner = trees[place // 3]
        made.full = trees[:1]
        go = add_behind(made, 8)
        made.hurry(1)
        go.set()
        made.wait_for(1, 3, 4, 5, 6, 7)
        assert made.asked() == [8, 1, 3, 4, 5, 6, 7]

        with made.lock:
            made.full = []
            made.workers.wake()
        made.wait_for()
        assert made.asked()[7:] == [0, 2]


# --- errors -----------------------------------------------------------------------------------


def test_an_error_stays_with_its_task() -> None:
    """The others are fetched; the main thread raises it where it takes the task."""
    trouble = RuntimeError("1 failed")
    nodes = leaves(3)
    nodes[1].pages[:] = [trouble]
    with bench(nodes) as made:
        made.add()
        made.wait_for()

        assert [task.error for task in made.tasks] == [None, trouble, None]


def test_a_label_that_is_used_up_asks_no_more() -> None:
    """Its remaining tasks stay undone; other labels go on."""
    nodes = [*leaves(5, label=Label.HEAVY), leaf("5", label=Label.LIGHT)]
    with bench(nodes) as made:
        made.api.days = {Label.HEAVY: 2}
        made.add()
        made.wait_for(0, 1, 2, 5)
        made.hurry(4)
        made.stopping.set()
        with made.lock:
            made.workers.wake()
        end_workers()

        assert isinstance(made.workers.used_up(Label.HEAVY), LimitError)
        assert made.workers.used_up(Label.LIGHT) is None
        assert [task.done for task in made.tasks] == [True, True, True, False, False, True]
        assert made.tasks[2].error is made.workers.used_up(Label.HEAVY)
        assert sorted(made.asked()) == [0, 1, 2, 5]


def test_a_limit_that_zoom_tells_ends_its_label_too() -> None:
    nodes = leaves(3)
    nodes[1].pages[:] = [LimitError("too long")]
    with bench(nodes) as made:
        made.add()
        made.wait_for(0, 1)

    assert isinstance(made.workers.used_up(Label.LIGHT), LimitError)
    assert isinstance(made.tasks[1].error, LimitError)
    assert made.asked() == [0, 1]


# --- endpoints that refuse --------------------------------------------------------------------


def test_an_endpoint_that_refuses_is_asked_three_times_ahead() -> None:
    """Three may go before the first answer is there, and none after it."""
    nodes = [*leaves(20, REFUSAL), leaf("20", endpoint="/other")]
    with bench(nodes, most=10) as made:
        together = threading.Barrier(3)
        made.api.held_up = {f"{place}": together for place in range(20)}
        made.add()
        made.wait_for(0, 1, 2, 20)

        assert sorted(made.asked()) == [0, 1, 2, 20]
        assert not together.broken


def test_an_endpoint_that_refused_is_asked_when_the_main_thread_insists() -> None:
    with bench(leaves(5, REFUSAL)) as made:
        made.add(0)
        made.wait_for(0)
        made.add(1, 2, 3, 4)
        made.hurry(3)
        made.wait_for(3)

    assert made.asked() == [0, 3]
    assert made.tasks[3].listing.outcome is Outcome.UNAVAILABLE


def test_an_endpoint_that_has_answered_is_asked_by_many_at_once() -> None:
    with bench(leaves(9), most=8) as made:
        made.add(0)
        made.wait_for(0)
        together = threading.Barrier(8)
        made.api.held_up = {f"{place}": together for place in range(1, 9)}
        made.add(*range(1, 9))
        made.wait_for()

        assert made.api.most == 8


def test_waiting_tasks_go_in_their_order_once_an_endpoint_has_answered() -> None:
    with bench(leaves(8), most=4) as made:
        together, go = threading.Barrier(3), threading.Event()
        made.api.held_up = {f"{place}": together for place in (0, 1, 2)}
        made.api.held_up |= {f"{place}": go for place in range(3, 8)}
        made.add()
        made.wait_for(0, 1, 2)
        go.set()
        made.wait_for()

        assert set(made.asked()[:3]) == {0, 1, 2}
        assert set(made.asked()) == set(range(8))


@pytest.mark.parametrize("outcome", [Outcome.REFUSED, None])
def test_a_refused_item_or_an_error_proves_nothing(outcome: Outcome | None) -> None:
    """It may be all items that are refused: no more than three at a time go on being asked."""
    page: Answer | Exception = RuntimeError("failed")
    if outcome is not None:
        page = type(REFUSAL)(outcome, "no permission", "HTTP 400")
    with bench(leaves(30, page), most=10) as made:
        made.add()
        made.wait_for()

        assert made.api.most <= 3
        assert len(made.asked()) == 30


@pytest.mark.parametrize("outcome", [Outcome.SKIP, Outcome.EMPTY, Outcome.TOO_OLD])
def test_an_item_that_is_gone_proves_an_endpoint_open(outcome: Outcome) -> None:
    nodes = leaves(6, type(REFUSAL)(outcome, "gone", "HTTP 404"))
    with bench(nodes, most=5) as made:
        made.add(0)
        made.wait_for(0)
        together = threading.Barrier(5)
        made.api.held_up = {f"{place}": together for place in range(1, 6)}
        made.add(*range(1, 6))
        made.wait_for()


# --- threads ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("rate", "most", "threads"), [(2, None, 5), (10, 4, 4), (1000, None, 150)])
def test_a_label_has_as_many_workers_as_its_rate_calls_for(
    rate: float, most: int | None, threads: int
) -> None:
    with bench(leaves(200), FakeLimits(rate), most) as made:
        gate = threading.Event()
        made.api.held_up = {f"{place}": gate for place in range(200)}
        made.add()

        assert len(workers_alive(Label.LIGHT)) == threads
        assert workers_alive(Label.HEAVY) == []
        gate.set()
        made.wait_for()
        assert made.api.most <= threads


def test_most_at_once_bounds_all_labels_together() -> None:
    nodes = [
        leaf(f"{place}", label=list(Label)[place % 3], endpoint=f"/{place}") for place in range(60)
    ]
    with bench(nodes, FakeLimits(1000), most=4) as made:
        together = threading.Barrier(4)
        made.api.held_up = {f"{place}": together for place in range(60)}
        made.add()
        made.wait_for()

        assert made.api.most == 4
        assert len(workers_alive()) <= 3 * 4


def test_who_waits_for_a_slot_takes_no_place_among_the_requests_in_flight() -> None:
    """Else a label of ten requests a minute would keep the others from going on."""
    nodes = [leaf(f"{place}", label=list(Label)[place % 2]) for place in range(20)]
    slow, quick = Label.MEDIUM, Label.LIGHT
    with bench(nodes, FakeLimits(1000), most=2) as made:
        made.limits.held_up = {slow: threading.Event()}
        made.add(*range(1, 20, 2))
        assert len(workers_alive(slow)) == 2
        made.add(*range(0, 20, 2))
        made.wait_for(*range(0, 20, 2))
        assert len(workers_alive(quick)) == 2

        made.limits.held_up[slow].set()
        made.wait_for()


def test_a_slot_without_anything_to_send_gives_its_place_back() -> None:
    with bench(leaves(20), FakeLimits(1000), most=2) as made:
        made.limits.held_up = {Label.LIGHT: threading.Event()}
        made.add(0, 1)
        for place in (0, 1):
            made.tasks[place].dropped = True
        made.limits.held_up[Label.LIGHT].set()
        made.add(*range(2, 20))
        made.wait_for(*range(2, 20))


def test_a_worker_that_is_free_is_used_again() -> None:
    with bench(leaves(20), most=None) as made:
        for place in range(20):
            made.add(place)
            made.wait_for(place)

        assert len(workers_alive()) <= 4


def test_workers_end_when_the_run_does() -> None:
    """By themselves: those that wait for work too."""
    with bench(leaves(8, label=Label.HEAVY), most=3) as made:
        made.add()
        made.wait_for()
        assert workers_alive()

        made.stopping.set()
        end_workers()


def test_nothing_is_asked_for_after_the_end() -> None:
    with bench(leaves(3)) as made:
        go = add_behind(made, 0)
        made.stopping.set()
        go.set()
        end_workers()

        assert made.asked() == [0]


def test_a_call_goes_as_it_is() -> None:
    with bench([Node(USERS, [rows(0)])]) as made:
        made.add()
        made.wait_for()

    assert made.tasks[0].listing.outcome is Outcome.OK
