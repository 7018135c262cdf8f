"""Night after night: every row is extracted, once, and a run where nothing happened is cheap."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.closing import table
from tests.e2e.expected import ALL_STREAMS, DEFAULT_STREAMS, requests
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

LOOKBACK = timedelta(days=3)
NIGHTS = 3
#: Streams whose rows are there as soon as their time has come: they need no look-back.
PUNCTUAL = (
    *("report_hosts", "report_daily_usage", "report_cloud_recording"),
    *("report_activities", "report_operation_logs"),
)


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    with account(size=10, meetings=16) as zoom:
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
    with account(history_days=20, max_participants=9) as zoom:
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


@pytest.mark.parametrize(
    ("streams", "users", "bytes_"),
    [(DEFAULT_STREAMS, 24, 4_000), (ALL_STREAMS, 8, 20_000)],
    ids=["default streams", "all streams"],
)
def test_state_stays_small_throughout_a_run(
    streams: tuple[str, ...], users: int, bytes_: int
) -> None:
    with account(**{**SMALL, "size": users}) as zoom:
        output = Warehouse().run(zoom, streams, start_date=SINCE)

        assert output.error is None
        assert set(output.records) == set(streams)
        assert max(map(size, output.states)) < bytes_
        assert len(output.states) < 100 + len(streams)
        assert_onward(output.states, now(zoom))


def test_a_second_run_reads_only_the_lookback_and_yields_the_same() -> None:
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        # Early enough for two windows at least.
        settings: dict[str, Any] = {"start_date": "2026-07-20T00:00:00Z"}
        first = warehouse.run(zoom, INCREMENTAL, **settings)
        second = warehouse.run(zoom, INCREMENTAL, **settings)
        since = (zoom.clock.now() - LOOKBACK).isoformat()[:19]

        first.assert_keys_hold()
        second.assert_keys_hold()
        before, after = table(first.log), table(second.log)
        for tree in TREES:
            cost = sum(before[stream].requests for stream in tree)
            again = sum(after[stream].requests for stream in tree if stream in after)
            assert again < cost, tree
        for stream, key in KEYS.items():
            rows = first.by_key(stream)
            assert rows
            assert second.by_key(stream).items() <= rows.items()
            recent = {k for k, row in rows.items() if row[key][:19] >= since[: len(row[key])]}
            reread = second.by_key(stream).keys()
            assert recent == reread or (stream in REREAD and recent < reread), stream
            assert warehouse.bookmark(stream) == {
                "replication_key": key,
                "replication_key_value": now(zoom),
            }
        assert not names_in(second.state) & set(UNFINISHED)


@pytest.mark.parametrize(
    ("streams", "lookback"), [(INCREMENTAL, 3), (PUNCTUAL, 0)], ids=["lookback", "no lookback"]
)
def test_nightly_runs_together_yield_what_one_run_after_them_yields(
    streams: tuple[str, ...], lookback: int
) -> None:
    """The same rows by the same keys, including days and a month that end in between."""
    with account(**SMALL) as zoom:
        zoom.clock.set("2026-08-30T23:40:00Z")
        warehouse = Warehouse()
        for night in range(NIGHTS):
            zoom.clock.advance(days=bool(night))
            warehouse.run(zoom, streams, start_date=SINCE, lookback_days=lookback)
            assert_onward([warehouse.state or {}], now(zoom))

        whole = Warehouse()
        whole.run(zoom, streams, start_date=SINCE)
        assert_all(zoom, whole, streams)
        for stream in streams:
            assert warehouse.rows[stream] == whole.rows[stream], stream


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
