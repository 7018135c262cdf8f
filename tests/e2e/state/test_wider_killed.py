"""Runs of streams that have to be asked for that are cut short: the next one loses nothing."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import wire_uuid
from tap_zoom.exceptions import ConfigError, LimitError
from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, extract
from tests.e2e.state.support import Warehouse, assert_onward, killed, now, values
from tests.e2e.state.trees import FAMILIES, KEYS, SINCE, SMALL, assert_all

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.e2e.harness import Output, Row

#: Those of which much is asked for each session, and whose bookmarks move session by session.
BY_SESSION = tuple(f for f in FAMILIES if f[0].startswith(("dashboard", "report_meeting_polls")))


@cache
def whole(streams: tuple[str, ...]) -> Output:
    """What a whole run writes."""
    with account(**SMALL) as zoom:
        return extract(zoom, catalog_of(*streams), start_date=SINCE)


@pytest.mark.parametrize("share", [0.3, 0.95])
@pytest.mark.parametrize("streams", FAMILIES, ids=lambda streams: streams[0])
def test_killed_at_any_message_all_arrives(streams: tuple[str, ...], share: float) -> None:
    with account(**SMALL) as zoom:
        output = whole(streams)
        warehouse = Warehouse()
        part = warehouse.store(killed(output, round(share * output.stdout.count("\n"))))
        again = warehouse.run(zoom, streams, start_date=SINCE)

        assert again.error is None
        assert_all(zoom, warehouse, streams)
        assert_onward([*part.states, *again.states], now(zoom))


@pytest.mark.parametrize("share", [0.3, 0.8])
@pytest.mark.parametrize("concurrency", [1, None])
@pytest.mark.parametrize("streams", BY_SESSION, ids=lambda streams: streams[0])
def test_a_run_that_fails_goes_on_where_it_was(
    streams: tuple[str, ...], concurrency: int | None, share: float
) -> None:
    """The sessions that its STATE covers aren't asked for again."""
    with account(**SMALL) as zoom:
        extract(zoom, catalog_of(*streams), start_date=SINCE)
        nth = round(share * len(zoom.log))
        fault = zoom.faults.add("^/v2/", status=418, body={"code": 1, "message": "?"}, nth=nth)
        warehouse = Warehouse()
        output = warehouse.run(zoom, streams, start_date=SINCE, max_concurrency=concurrency)
        assert output.error is not None
        zoom.faults.remove(fault)
        again = warehouse.run(zoom, streams, start_date=SINCE, max_concurrency=concurrency)

        assert again.error is None
        assert_all(zoom, warehouse, streams)
        asked = {request.path for request in zoom.log}
        for row in covered(output):
            uuid = wire_uuid(row.get("meeting_uuid") or row["webinar_uuid"])
            assert not [path for path in asked if uuid in path.split("/")]


def covered(output: Output) -> list[Row]:
    """Rows of sessions that had come when the last STATE was written."""
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    last = max(n for n, message in enumerate(messages) if message["type"] == "STATE")
    position = {
        mark["position"]["start_time"]
        for mark in messages[last]["value"]["bookmarks"].values()
        if "position" in mark
    }
    rows = [m["record"] for m in messages[:last] if m["type"] == "RECORD"]
    since = min(position, default="")
    return [row for row in rows if row.keys() & _UUIDS and row["start_time"] < since]


_UUIDS = {"meeting_uuid", "webinar_uuid"}


@pytest.mark.parametrize("lookback", [0, 3])
@pytest.mark.parametrize("stream", ["report_hosts", "report_daily_usage", "report_cloud_recording"])
def test_a_day_that_was_not_over_when_a_run_was_killed_is_read_again(
    stream: str, lookback: int
) -> None:
    settings: dict[str, Any] = {"start_date": SINCE, "lookback_days": lookback}
    with account(**SMALL) as zoom:
        zoom.clock.set("2026-08-30T15:00:00Z")
        output = extract(zoom, catalog_of(stream), **settings)
        for states in range(1, len(output.states) + 1):
            place = [n for n, line in enumerate(output.stdout.splitlines()) if '"STATE"' in line]
            warehouse = Warehouse()
            warehouse.store(killed(output, place[states - 1] + 1))
            assert all(found[-1] <= now(zoom) for found in positions(warehouse.state or {}))
            zoom.clock.advance(days=1)
            assert warehouse.run(zoom, (stream,), **settings).error is None
            assert_all(zoom, warehouse, (stream,))
            zoom.clock.advance(days=-1)


def positions(state: Row) -> list[list[str]]:
    """The times in a STATE, position by position."""
    marks = [mark for mark in state["bookmarks"].values() if "position" in mark]
    return [*values([state]).values(), *([mark["position"]["start_time"]] for mark in marks)]


# --- limits of a day ----------------------------------------------------------------------------


def days(zoom: Zoom, warehouse: Warehouse, streams: tuple[str, ...]) -> tuple[int, Output]:
    """Run once a day until a run is complete; give how many it took, and the first one."""
    first: Output | None = None
    for day in range(1, 15):
        output = warehouse.run(zoom, streams, start_date=SINCE, max_concurrency=4)
        first = first or output
        if output.error is None:
            return day, first
        assert isinstance(output.error, LimitError)
        assert "00:00 UTC" in str(output.error) or "resets in" in str(output.error)
        zoom.clock.advance(days=1)
    raise AssertionError(f"not complete: {warehouse.state}")


@pytest.mark.parametrize(
    ("streams", "limit"),
    [(BY_SESSION[0], 150), (("dashboard_meeting_qos",), 120), (BY_SESSION[-1], 60)],
    ids=lambda value: value if isinstance(value, int) else value[0],
)
def test_a_daily_limit_amid_the_sessions_lets_the_next_day_go_on(
    streams: tuple[str, ...], limit: int
) -> None:
    """What comes before in a run, and goes by other budgets, is whole on the first day.

    A session is indivisible: the quality of a large one takes most of such a limit.
    """
    before = ("groups", "phone_call_history", "recordings", "meeting_summaries")
    with account(daily={"heavy": limit}, **SMALL) as zoom:
        began = zoom.clock.now()
        warehouse = Warehouse()
        took, first = days(zoom, warehouse, (*before, *streams))
        assert took > 1
        while took > 1:
            zoom.clock.advance(days=1)
            took -= warehouse.run(zoom, (*before, *streams), start_date=SINCE).error is None
        assert_all(zoom, warehouse, streams)
        zoom.clock.set(began)
        for stream, rows in zoom.truth(streams=before, since=SINCE).items():
            assert len(first.records[stream]) == len(rows), stream


def test_the_phones_daily_limit_lets_the_next_day_go_on() -> None:
    others = ("groups", "report_operation_logs")  # before and behind
    streams = (*others, "phone_call_history")
    with account(daily={"phone heavy": 4}, page_cap=15, **SMALL) as zoom:
        began = zoom.clock.now()
        warehouse = Warehouse()
        took, first = days(zoom, warehouse, streams)

        assert took > 1
        over = zoom.clock.now()
        zoom.clock.set(began)
        for stream, rows in zoom.truth(streams=others, since=SINCE).items():
            assert len(first.records[stream]) == len(rows), stream
        zoom.clock.set(over)
        zoom.limits.daily.clear()
        warehouse.run(zoom, streams, start_date=SINCE)
        assert_all(zoom, warehouse, ("phone_call_history",))


# --- broken bookmarks ---------------------------------------------------------------------------


@pytest.mark.parametrize("streams", FAMILIES, ids=lambda streams: streams[0])
@pytest.mark.parametrize(
    "broken",
    [{"replication_key_value": "soon"}, {"position": {"start_time": "2026-13-01"}}],
    ids=lambda broken: next(iter(broken)),
)
def test_a_broken_bookmark_is_one_line_that_names_the_stream(
    streams: tuple[str, ...], broken: Row
) -> None:
    for stream in streams:
        mark = {"replication_key": KEYS[stream], **broken}
        output = extract(None, catalog_of(stream), {"bookmarks": {stream: mark}}, **SIGN_IN)

        assert isinstance(output.error, ConfigError)
        assert f"bookmark for {stream}:" in str(output.error)
        assert "\n" not in str(output.error)


SIGN_IN = {"account_id": "a", "client_id": "b", "client_secret": "c"}
