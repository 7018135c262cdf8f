"""A run that is killed at any message loses nothing, and the next one goes on from its STATE."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.e2e.expected import catalog_of
from tests.e2e.harness import Output, account, extract
from tests.e2e.state.support import REPORTS, Warehouse, asked, assert_onward, now, stored

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


class Whole(NamedTuple):
    """An account, and a whole run over it."""

    zoom: Zoom
    output: Output

    def __repr__(self) -> str:
        """Say less than a whole run: Hypothesis shows its arguments."""
        return "Whole()"


@pytest.fixture(scope="module")
def whole() -> Iterator[Whole]:
    with account(history_days=60, meetings=8, secrets="core") as zoom:
        yield Whole(zoom, extract(zoom, catalog_of(*REPORTS)))


@pytest.mark.parametrize("concurrency", [1, None])
@settings(max_examples=10)
@given(share=st.floats(0, 1))
def test_killed_at_any_message_all_arrives_and_what_state_covers_is_not_asked_for_again(
    whole: Whole, concurrency: int | None, share: float
) -> None:
    zoom, output = whole
    after = round(share * output.stdout.count("\n"))
    part, covered = stored(output, after)
    warehouse = Warehouse()
    warehouse.store(part)
    again = warehouse.run(zoom, max_concurrency=concurrency)

    assert again.error is None
    warehouse.assert_holds(zoom)
    if "position" in str(part.states[-1:]):
        assert not covered & set(asked(zoom))
    assert_onward([*part.states, *again.states], now(zoom))


def test_a_killed_run_leaves_a_state_at_least_every_fifty_sessions(whole: Whole) -> None:
    """So a run that is killed again and again gets to its end."""
    sessions = 0
    for line in whole.output.stdout.splitlines():
        if '"type":"STATE"' in line:
            sessions = 0
        sessions += '"stream":"report_meetings"' in line or '"stream":"report_webinars"' in line
        assert sessions <= 53


@settings(max_examples=3)
@given(shares=st.lists(st.floats(0.3, 0.9), min_size=3, max_size=4))
def test_killed_night_after_night_all_arrives_in_the_end(shares: list[float]) -> None:
    """While sessions are held, reported late, and change."""
    with account(history_days=20, late_data=True, secrets="core") as zoom:
        warehouse = Warehouse()
        for share in shares:
            zoom.log.clear()
            output = extract(zoom, catalog_of(*REPORTS), state=warehouse.state)
            warehouse.store(stored(output, round(share * output.stdout.count("\n")))[0])
            zoom.clock.advance(days=1)
        for _ in range(4):
            warehouse.run(zoom)
            zoom.clock.advance(days=1)
        zoom.clock.advance(days=-1)

        warehouse.assert_holds(zoom)
