"""A nightly run on an account where nothing happened costs next to nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import requests
from tests.e2e.harness import account
from tests.e2e.state.support import (
    ATTENDANCE,
    BY_INSTANCE,
    LISTS,
    MEETINGS,
    PARTICIPANTS,
    REPORTS,
    UNFINISHED,
    WEBINARS,
    Warehouse,
    asked,
    heavy,
    names_in,
    now,
    size,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

LOOKBACK = timedelta(days=3)


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    with account(size=10, meetings=16) as zoom:
        yield zoom


def test_a_nightly_run_asks_for_the_lists_and_sessions_of_the_lookback_and_nothing_else(
    zoom: Zoom,
) -> None:
    """On half a year's history, that is less than a tenth of the first run's requests."""
    since = (zoom.clock.now() - LOOKBACK).isoformat()
    warehouse = Warehouse()
    warehouse.run(zoom)
    first = heavy(zoom)
    second = warehouse.run(zoom)

    lists = [request.query for request in zoom.log if request.template == LISTS]
    hosts = len({request.path for request in zoom.log if request.template == LISTS})
    recent = {
        uuid: count
        for uuid, count in asked(zoom).items()
        if starts(zoom)[uuid] >= since.replace("+00:00", "Z")
    }
    assert heavy(zoom) < first / 10
    assert len(lists) == 2 * hosts
    assert all("from=2026-08-27&to=2026-08-31" in query for query in lists)
    assert asked(zoom) == recent
    assert set(recent.values()) == {1}
    assert set(requests(zoom)) <= {"/users", "/oauth/token", LISTS, *PARTICIPANTS}
    assert len(second.records[MEETINGS]) < 20
    warehouse.assert_holds(zoom)


@pytest.mark.parametrize(
    "streams",
    [
        REPORTS,
        (MEETINGS, WEBINARS),
        ATTENDANCE,
        (MEETINGS,),
        (WEBINARS,),
        (ATTENDANCE[0],),
        (ATTENDANCE[1],),
        (MEETINGS, ATTENDANCE[1]),
        BY_INSTANCE,
        (BY_INSTANCE[0],),
        (BY_INSTANCE[2],),
        ("past_webinar_instances", BY_INSTANCE[1]),
        ("past_meeting_instances",),
        ("users", "meetings"),
    ],
)
def test_a_complete_run_leaves_one_small_bookmark_for_each_stream(
    streams: tuple[str, ...],
) -> None:
    """Whichever are selected: only children, only parents, only one of siblings."""
    with account(history_days=20) as zoom:
        warehouse = Warehouse()
        outputs = [warehouse.run(zoom, streams) for _ in range(2)]

        for output in outputs:
            assert output.error is None
            assert not names_in(output.state) & set(UNFINISHED)
            assert {name: mark for name, mark in output.state["bookmarks"].items() if mark} == {
                name: {"replication_key": "start_time", "replication_key_value": now(zoom)}
                for name in streams
                if name in (*REPORTS, *BY_INSTANCE)
            }


@pytest.mark.parametrize("users", [8, 40])
def test_state_stays_below_ten_kilobytes_at_any_time_whatever_the_account(users: int) -> None:
    with account(size=users, history_days=30) as zoom:
        output = Warehouse().run(zoom, ())

        assert max(map(size, output.states)) < 4_000


def test_the_poll_results_of_past_instances_are_asked_for_once(zoom: Zoom) -> None:
    """And again within the look-back; the lists that lead to them have no dates to ask for."""
    details = ("/past_meetings/{meetingId}/polls", "/past_webinars/{webinarId}/absentees")
    warehouse = Warehouse()
    warehouse.run(zoom, BY_INSTANCE)
    first = requests(zoom)
    second = warehouse.run(zoom, BY_INSTANCE)

    assert sum(requests(zoom)[name] for name in details) < sum(first[name] for name in details) / 5
    since = (zoom.clock.now() - LOOKBACK).isoformat().replace("+00:00", "Z")
    assert all(row["start_time"] >= since for name in BY_INSTANCE for row in second.records[name])
    warehouse.assert_holds(zoom, BY_INSTANCE)
