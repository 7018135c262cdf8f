"""The frontier: always the plan that is needed soonest, and none made before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.prefetch.plan import Frontier, Plan
from tests.support import USERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.prefetch.plan import Path, Plans


class Counted:
    """Plans in order, and how many of them have been made."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = list(paths)
        self.made = 0

    def __iter__(self) -> Plans:
        """Make them."""
        for path in self.paths:
            self.made += 1
            yield Plan(path, USERS)


paths = st.lists(st.integers(0, 4), max_size=4).map(tuple)
in_order = st.lists(paths, max_size=6).map(sorted)


@given(st.lists(in_order, max_size=6), st.data())
def test_the_smallest_path_comes_first(lists: list[list[Path]], data: st.DataObject) -> None:
    """However adding and taking alternate: of all that is known, the one that is needed soonest."""
    frontier, left, came = Frontier(), [], 0
    for plans in lists:
        frontier.add(iter(Counted(plans)))
        left += plans
        for _ in range(data.draw(st.integers(0, 4))):
            plan = frontier.pop()
            assert (plan and plan.path) == (min(left) if left else None)
            if plan is not None:
                left.remove(plan.path)
                came += 1
    while (plan := frontier.pop()) is not None:
        assert plan.path == min(left)
        left.remove(plan.path)
        came += 1

    assert left == []
    assert came == sum(map(len, lists))


@given(st.lists(in_order, min_size=1, max_size=5), st.integers(0, 12))
def test_plans_are_made_no_sooner_than_needed(lists: list[list[Path]], taken: int) -> None:
    """One of each source, to know which is the smallest, and none beyond it."""
    frontier = Frontier()
    sources = [Counted(plans) for plans in lists]
    for source in sources:
        frontier.add(iter(source))

    assert [source.made for source in sources] == [min(1, len(plans)) for plans in lists]
    came = sum(frontier.pop() is not None for _ in range(taken))
    assert sum(source.made for source in sources) <= came + len(sources)


def test_a_source_waits_until_its_turn_comes() -> None:
    """A parent of a hundred thousand children costs nothing before."""
    frontier = Frontier()
    near, far = Counted([(0, n) for n in range(100)]), Counted([(1, n) for n in range(100)])
    frontier.add(iter(far))
    frontier.add(iter(near))
    for _ in range(99):
        frontier.pop()

    assert (near.made, far.made) == (100, 1)


def test_plans_of_the_same_place_come_as_they_were_added() -> None:
    """Neither plans nor calls are compared."""
    frontier = Frontier()
    plans = [Plan((1,), USERS) for _ in range(5)]
    for plan in plans:
        frontier.add(iter([plan]))

    assert [frontier.pop() for _ in plans] == plans


def test_an_empty_frontier_gives_none_until_there_is_more() -> None:
    frontier = Frontier()
    frontier.add(iter(()))
    assert frontier.pop() is None

    frontier.add(iter(Counted([(3,)])))
    assert (frontier.pop() or Plan((), USERS)).path == (3,)
    assert frontier.pop() is None


def test_what_a_plan_leads_to_is_not_made_by_the_frontier() -> None:
    """That takes its answer, which is added when it is there."""
    frontier = Frontier()
    child = Counted([(0, 0), (0, 1)])
    root = Plan((0,), USERS, lambda _: iter(child))
    frontier.add(iter([root, Plan((1,), USERS)]))

    assert frontier.pop() is root
    assert child.made == 0
    frontier.add(iter(child))
    assert [frontier.pop() for _ in range(4)] == [
        Plan((0, 0), USERS),
        Plan((0, 1), USERS),
        Plan((1,), USERS),
        None,
    ]
