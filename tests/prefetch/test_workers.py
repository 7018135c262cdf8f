"""Workers: urgent tasks come first, labels and trees don't wait for each other, errors stay put."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.tasks import Tree
from tests.fake_prefetch import Node, leaf, leaves, make_page
from tests.prefetch.harness import workers_for
from tests.support import USERS

if TYPE_CHECKING:
    from tap_zoom.prefetch.tasks import FetchTask

LIGHT, HEAVY = RateLimitLabel.LIGHT, RateLimitLabel.HEAVY


def with_two_pages(nodes: list[Node]) -> list[Node]:
    """Add a second page to the first list."""
    nodes[0].pages[:] = [make_page(1, token="1"), make_page(1, 1)]
    return nodes


def test_request_is_sent_unchanged() -> None:
    with workers_for([Node(USERS, [make_page(0)])]) as harness:
        harness.add()
        harness.wait_for()

    assert harness.tasks[0].result_set.outcome is Outcome.OK


# --- order ------------------------------------------------------------------------------------


def test_task_that_is_needed_first_is_fetched_first() -> None:
    """In whatever order tasks are added."""
    with workers_for(leaves(6)) as harness:
        event = harness.add_behind(5, 3, 1, 4, 0, 2)
        event.set()
        harness.wait_for()

        assert harness.requested() == [5, 0, 1, 2, 3, 4]


def test_urgent_task_overtakes_all_others() -> None:
    with workers_for(leaves(6)) as harness:
        event = harness.add_behind(0)
        harness.prioritize(4)
        event.set()
        harness.wait_for()

        assert harness.requested() == [0, 4, 1, 2, 3, 5]


def test_urgent_list_overtakes_with_all_of_its_pages() -> None:
    """Even if its first page is in flight already."""
    with workers_for(with_two_pages(leaves(3))) as harness:
        event = harness.add_behind(0)
        harness.prioritize(0)
        event.set()
        harness.wait_for()

        assert harness.requested() == [0, 0, 1, 2]
        assert harness.tasks[0].result_set.count == 2


def test_next_page_of_a_list_comes_before_lists_that_are_needed_later() -> None:
    with workers_for(with_two_pages(leaves(3))) as harness:
        harness.add()
        harness.wait_for()

        assert harness.requested() == [0, 0, 1, 2]


def test_labels_do_not_wait_for_each_other() -> None:
    nodes = [*leaves(3, label=HEAVY), leaf("3", label=LIGHT)]
    with workers_for(nodes, max_in_flight=2) as harness:
        event = harness.add_behind(0)
        harness.wait_for(3)

        assert not harness.tasks[0].done
        event.set()
        harness.wait_for()


def test_cancelled_task_is_not_fetched() -> None:
    with workers_for(leaves(4)) as harness:
        event = harness.add_behind(0)
        harness.tasks[2].cancelled = True
        event.set()
        harness.wait_for(0, 1, 3)

        assert harness.requested() == [0, 1, 3]


def test_task_that_is_cancelled_between_two_pages_is_not_continued() -> None:
    with workers_for(with_two_pages(leaves(2))) as harness:
        event = harness.add_behind(0)
        harness.tasks[0].cancelled = True
        event.set()
        harness.wait_for(1)

        assert harness.requested() == [0, 1]


def test_task_that_is_added_repeatedly_is_fetched_once() -> None:
    with workers_for(leaves(3)) as harness:
        event = harness.add_behind(0)
        harness.add(1, 1, 2)
        harness.prioritize(1)
        harness.prioritize(1)
        event.set()
        harness.wait_for()
        harness.prioritize(1)
        harness.add(2)

    assert harness.requested() == [0, 1, 2]


def test_complete_list_that_is_not_marked_done_yet_is_not_fetched_again() -> None:
    """The main thread may need it at that moment; its rows would be duplicated."""
    with workers_for(leaves(2), max_in_flight=2) as harness:

        def need_it_now(task: FetchTask) -> None:
            if task is harness.tasks[0]:
                harness.prioritize(0)
                harness.add(1)
                harness.client.wait_until_requested("1")

        harness.before_done = need_it_now
        harness.add(0)
        harness.wait_for()

    assert harness.requested() == [0, 1]
    assert harness.tasks[0].result_set.count == 1


# --- memory -----------------------------------------------------------------------------------


def test_only_urgent_tasks_are_fetched_without_room() -> None:
    with workers_for(leaves(4)) as harness:
        harness.has_room = False
        harness.add()
        harness.prioritize(2)
        harness.wait_for(2)
        assert harness.requested() == [2]

        harness.make_room()
        harness.wait_for()
        assert harness.requested() == [2, 0, 1, 3]


def test_trees_with_room_overtake_those_without() -> None:
    """In the order of need; of a full tree, only urgent tasks are fetched."""
    with workers_for(leaves(9)) as harness:
        trees = [Tree(), Tree(), Tree()]
        for index, task in enumerate(harness.tasks):
            task.tree = trees[index // 3]
        harness.full_trees = trees[:1]
        event = harness.add_behind(8)
        harness.prioritize(1)
        event.set()
        harness.wait_for(1, 3, 4, 5, 6, 7)
        assert harness.requested() == [8, 1, 3, 4, 5, 6, 7]

        harness.make_room()
        harness.wait_for()
        assert harness.requested()[7:] == [0, 2]


# --- errors -----------------------------------------------------------------------------------


def test_error_is_stored_in_its_task() -> None:
    """The others are fetched; the main thread raises it when it consumes the task."""
    failure = RuntimeError("1 failed")
    nodes = leaves(3)
    nodes[1].pages[:] = [failure]
    with workers_for(nodes) as harness:
        harness.add()
        harness.wait_for()

        assert [task.error for task in harness.tasks] == [None, failure, None]


def test_exhausted_label_is_not_requested_any_more() -> None:
    """Its remaining tasks are never done; other labels are still fetched."""
    nodes = [*leaves(5, label=HEAVY), leaf("5", label=LIGHT)]
    with workers_for(nodes) as harness:
        harness.client.remaining = {HEAVY: 2}
        harness.add()
        harness.wait_for(0, 1, 2, 5)
        harness.prioritize(4)
        harness.stop()

        assert isinstance(harness.workers.exhausted(HEAVY), LimitError)
        assert harness.workers.exhausted(LIGHT) is None
        assert [task.done for task in harness.tasks] == [True, True, True, False, False, True]
        assert harness.tasks[2].error is harness.workers.exhausted(HEAVY)
        assert sorted(harness.requested()) == [0, 1, 2, 5]


def test_limit_reported_by_zoom_exhausts_its_label_too() -> None:
    nodes = leaves(3)
    nodes[1].pages[:] = [LimitError("too long")]
    with workers_for(nodes) as harness:
        harness.add()
        harness.wait_for(0, 1)

    assert isinstance(harness.workers.exhausted(LIGHT), LimitError)
    assert isinstance(harness.tasks[1].error, LimitError)
    assert harness.requested() == [0, 1]
