"""The frontier: it returns the request that is needed first, and plans none ahead of its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.prefetch.plan import Frontier, PlannedRequest
from tests.support import USERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.prefetch.plan import PlannedRequests, Position


class Source:
    """Planned requests in order, and how many of them have been planned."""

    def __init__(self, positions: Iterable[Position]) -> None:
        self.positions = list(positions)
        self.planned = 0

    def __iter__(self) -> PlannedRequests:
        """Plan the requests."""
        for position in self.positions:
            self.planned += 1
            yield PlannedRequest(position, USERS)


positions = st.lists(st.integers(0, 4), max_size=4).map(tuple)
sorted_positions = st.lists(positions, max_size=6).map(sorted)


@given(st.lists(sorted_positions, max_size=6), st.data())
def test_smallest_known_position_comes_first(
    lists: list[list[Position]], data: st.DataObject
) -> None:
    """In whatever order requests are added and popped."""
    frontier, popped = Frontier(), 0
    known: list[Position] = []
    for source in lists:
        frontier.add(iter(Source(source)))
        known += source
        for _ in range(data.draw(st.integers(0, 4))):
            planned = frontier.pop()
            assert (planned and planned.position) == (min(known) if known else None)
            if planned is not None:
                known.remove(planned.position)
                popped += 1
    while (planned := frontier.pop()) is not None:
        assert planned.position == min(known)
        known.remove(planned.position)
        popped += 1

    assert known == []
    assert popped == sum(map(len, lists))


@given(st.lists(sorted_positions, min_size=1, max_size=5), st.integers(0, 12))
def test_each_source_is_planned_one_request_ahead(lists: list[list[Position]], pops: int) -> None:
    """One request per source tells which is the smallest."""
    frontier = Frontier()
    sources = [Source(positions) for positions in lists]
    for source in sources:
        frontier.add(iter(source))

    assert [source.planned for source in sources] == [min(1, len(found)) for found in lists]
    popped = sum(frontier.pop() is not None for _ in range(pops))
    assert sum(source.planned for source in sources) <= popped + len(sources)


def test_source_is_not_planned_before_its_turn() -> None:
    """A parent with a hundred thousand children costs nothing until then."""
    frontier = Frontier()
    near, far = Source([(0, n) for n in range(100)]), Source([(1, n) for n in range(100)])
    frontier.add(iter(far))
    frontier.add(iter(near))
    for _ in range(99):
        frontier.pop()

    assert (near.planned, far.planned) == (100, 1)


def test_requests_of_one_position_come_in_the_order_in_which_they_were_added() -> None:
    """Neither planned requests nor requests have an order."""
    frontier = Frontier()
    added = [PlannedRequest((1,), USERS) for _ in range(5)]
    for planned in added:
        frontier.add(iter([planned]))

    popped = [frontier.pop() for _ in added]

    assert all(found is planned for found, planned in zip(popped, added, strict=True))


def test_empty_frontier_returns_none_until_more_is_added() -> None:
    frontier = Frontier()
    frontier.add(iter(()))
    assert frontier.pop() is None

    frontier.add(iter(Source([(3,)])))
    assert frontier.pop() == PlannedRequest((3,), USERS)
    assert frontier.pop() is None


def test_frontier_does_not_expand_requests() -> None:
    """Expanding a request takes its result; what it leads to is added then."""
    frontier = Frontier()
    children = Source([(0, 0), (0, 1)])
    root = PlannedRequest((0,), USERS, lambda _: iter(children))
    frontier.add(iter([root, PlannedRequest((1,), USERS)]))

    assert frontier.pop() is root
    assert children.planned == 0
    frontier.add(iter(children))
    assert [frontier.pop() for _ in range(4)] == [
        PlannedRequest((0, 0), USERS),
        PlannedRequest((0, 1), USERS),
        PlannedRequest((1,), USERS),
        None,
    ]
