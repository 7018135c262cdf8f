"""Night after night: every row is extracted, once, and a run where nothing happened is cheap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.closing import table
from tests.e2e.expected import DEFAULT_STREAMS, requests
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
    assert_onward,
    heavy,
    names_in,
    now,
    size,
    starts,
)
from tests.e2e.state.trees import INCREMENTAL, KEYS, REREAD, SINCE, SMALL, TREES, assert_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tests.e2e.harness import Output

LOOKBACK = timedelta(days=3)
#: Streams with a list for each month.
BY_MONTH = ("contact_center_engagement_dispositions", "report_daily_usage", "report_hosts")
#: Early enough for two windows at least.
START = "2026-07-31T00:00:00Z"
#: Streams whose rows are there as soon as their time has come: they need no look-back.
PUNCTUAL = (
    *("report_hosts", "report_daily_usage", "report_cloud_recording"),
    *("report_activities", "report_operation_logs"),
)


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    with account(size=5, meetings=16, participants=2, max_participants=8) as zoom:
        yield zoom


def test_a_nightly_run_requests_the_lists_and_sessions_of_the_lookback_and_nothing_else(
    zoom: Zoom,
) -> None:
    """With half a year's history, that is less than a tenth of the first run's requests."""
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
        (WEBINARS,),
        (ATTENDANCE[0],),
        (MEETINGS, ATTENDANCE[1]),
        BY_INSTANCE,
        (BY_INSTANCE[2],),
        ("past_webinar_instances", BY_INSTANCE[1]),
        ("past_meeting_instances",),
        ("users", "meetings"),
    ],
)
def test_a_complete_run_leaves_one_small_bookmark_for_each_stream(
    streams: tuple[str, ...],
) -> None:
    """Whichever are selected: only children, only parents, only one of several siblings."""
    with account(size=4, history_days=20, max_participants=9, secrets="core") as zoom:
        warehouse = Warehouse()
        since = "2026-08-11T00:00:00Z"
        outputs = [warehouse.run(zoom, streams, start_date=since) for _ in range(2)]
        assert all(outputs[0].records[stream] for stream in streams)

        for output in outputs:
            assert output.error is None
            assert not names_in(output.state) & set(UNFINISHED)
            assert {name: mark for name, mark in output.state["bookmarks"].items() if mark} == {
                name: {"replication_key": "start_time", "replication_key_value": now(zoom)}
                for name in streams
                if name in (*REPORTS, *BY_INSTANCE)
            }


def test_the_poll_results_of_past_instances_are_requested_once(zoom: Zoom) -> None:
    """And again within the look-back; the lists that lead to them can't be requested by date."""
    details = ("/past_meetings/{meetingId}/polls", "/past_webinars/{webinarId}/absentees")
    warehouse = Warehouse()
    warehouse.run(zoom, BY_INSTANCE)
    first = requests(zoom)
    second = warehouse.run(zoom, BY_INSTANCE)

    assert sum(requests(zoom)[name] for name in details) < sum(first[name] for name in details) / 5
    since = (zoom.clock.now() - LOOKBACK).isoformat().replace("+00:00", "Z")
    assert all(row["start_time"] >= since for name in BY_INSTANCE for row in second.records[name])
    warehouse.assert_holds(zoom, BY_INSTANCE)


def test_state_does_not_grow_with_the_users() -> None:
    with account(**{**SMALL, "size": 24}) as zoom:
        output = Warehouse().run(zoom, DEFAULT_STREAMS, start_date=SINCE)

        assert output.error is None
        assert set(output.records) == set(DEFAULT_STREAMS)
        assert max(map(size, output.states)) < 4_000
        assert len(output.states) < 100 + len(DEFAULT_STREAMS)
        assert_onward(output.states, now(zoom))


# --- all incremental streams ----------------------------------------------------------------------


class Nights(NamedTuple):
    """Two nightly runs over an account, when they began, and what a warehouse has after them."""

    zoom: Zoom
    began: tuple[str, str]
    first: Output
    second: Output
    warehouse: Warehouse


@pytest.fixture(scope="module")
def nights() -> Iterator[Nights]:
    """Run at the end of a month, and a day later."""
    with account(**{**SMALL, "now": "2026-08-31T23:40:00Z"}) as zoom:
        warehouse = Warehouse()
        before = now(zoom)
        first = warehouse.run(zoom, INCREMENTAL, start_date=START)
        zoom.clock.advance(days=1)
        second = warehouse.run(zoom, INCREMENTAL, start_date=START)
        yield Nights(zoom, (before, now(zoom)), first, second, warehouse)


def test_nightly_runs_together_yield_every_row_once(nights: Nights) -> None:
    """A row that both have read has one key, also where a day and a month end in between."""
    assert_all(nights.zoom, nights.warehouse, INCREMENTAL, START)


def test_a_second_night_reads_the_lookback_and_no_more(nights: Nights) -> None:
    began, _ = nights.began
    since = (datetime.fromisoformat(began) - LOOKBACK).isoformat()[:19]
    nights.first.assert_keys_hold()
    nights.second.assert_keys_hold()
    for stream, key in KEYS.items():
        rows = nights.warehouse.rows[stream]
        assert nights.first.records[stream]
        recent = {k for k, row in rows.items() if row[key][:19] >= since[: len(row[key])]}
        again = nights.second.by_key(stream).keys()
        assert recent == again or (stream in REREAD and recent < again), stream


def test_a_second_night_costs_less_than_the_first(nights: Nights) -> None:
    before, after = table(nights.first.log), table(nights.second.log)
    for tree in TREES:
        cost = sum(before[stream].requests for stream in tree)
        again = sum(after[stream].requests for stream in tree if stream in after)
        # The month that has begun is one more list.
        assert again < cost + (tree[0] in BY_MONTH), tree


def test_each_night_leaves_one_bookmark_for_each_stream(nights: Nights) -> None:
    for began, output in zip(nights.began, (nights.first, nights.second), strict=True):
        for stream, key in KEYS.items():
            assert output.state["bookmarks"][stream] == {
                "replication_key": key,
                "replication_key_value": began,
            }
        assert not names_in(output.state) & set(UNFINISHED)


def test_state_stays_small_throughout_a_run(nights: Nights) -> None:
    states = nights.first.states

    assert max(map(size, states)) < 20_000
    assert len(states) < 250
    assert_onward(states, nights.began[0])


def test_streams_without_late_rows_need_no_lookback() -> None:
    with account(**SMALL) as zoom:
        zoom.clock.set("2026-08-30T23:40:00Z")
        warehouse = Warehouse()
        for night in range(3):
            zoom.clock.advance(days=bool(night))
            warehouse.run(zoom, PUNCTUAL, start_date=SINCE, lookback_days=0)
            assert_onward([warehouse.state or {}], now(zoom))

        assert_all(zoom, warehouse, PUNCTUAL)
