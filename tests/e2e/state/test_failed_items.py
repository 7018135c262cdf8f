"""What Zoom fails to return holds up nothing else, and arrives once Zoom returns it."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tap_zoom.exceptions import IncompleteSync
from tap_zoom.records.times import format_utc
from tests.e2e.expected import catalog_of, contents
from tests.e2e.harness import Output, Row, account, extract, quick_retries
from tests.e2e.state.support import (
    LISTS,
    PARTICIPANTS,
    REPORTS,
    Warehouse,
    asked,
    killed,
    now,
    size,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

ATTENDANCE = "report_meeting_participants"
BY_INSTANCE = ("meeting_poll_results", "meeting_poll_answers", "past_meeting_participants")
INSTANCES = "/past_meetings/{meetingId}/instances"
STREAMS = (*REPORTS, *BY_INSTANCE, "report_meeting_polls", "report_meeting_poll_answers")
LOOKBACK = timedelta(days=3)
#: A month and a half, and a start before it: two windows, most of them before the look-back.
FEW: Row = {"size": 5, "history_days": 40, "max_participants": 9, "secrets": "core"}
EARLY = "2026-07-20T00:00:00Z"
LONG_AGO = "2026-07-01T00:00:00Z"
RECENT = "2026-08-20T00:00:00Z"
BAD_REQUEST = {"code": 300, "message": "Invalid field."}


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with quick_retries():
        yield


def failed(warehouse: Warehouse) -> list[Row]:
    """Return the failed items in the last STATE."""
    return list((warehouse.state or {}).get("failed_items", []))


def an_old_session(zoom: Zoom) -> str:
    """Return the UUID of a meeting with participants, from before the look-back."""
    rows = zoom.truth(streams=[ATTENDANCE])[ATTENDANCE]
    return str(min(rows, key=lambda row: row["join_time"])["meeting_uuid"])


def test_a_dead_session_costs_its_own_rows_alone_until_it_heals() -> None:
    """Each night asks for it first and for nothing else again; then its rows arrive."""
    with account(**FEW) as zoom:
        dead = an_old_session(zoom)
        zoom.faults.add(PARTICIPANTS[0], items=dead, status=500, name="dead")
        warehouse, without = Warehouse(), {}
        for _ in range(3):
            output = warehouse.run(zoom, start_date=EARLY)

            assert isinstance(output.error, IncompleteSync)
            assert f"{ATTENDANCE}: 1" in str(output.error)
            assert output.log.count("/participants failed (HTTP 500") == 1
            assert [item["context"]["meeting_uuid"] for item in failed(warehouse)] == [dead]
            without = dict(asked(zoom))
            assert without.pop(dead) in {6, 7}  # tries
            assert set(without.values()) == {1}
            truth = zoom.truth(streams=[ATTENDANCE])[ATTENDANCE]
            assert {key[0] for key in warehouse.rows[ATTENDANCE]} == {
                row["meeting_uuid"] for row in truth if row["meeting_uuid"] != dead
            }
            zoom.clock.advance(24 * 3600)
        zoom.faults.remove("dead")
        output = warehouse.run(zoom, start_date=EARLY)
        assert output.error is None
        assert failed(warehouse) == []
        assert next(iter(asked(zoom))) == dead
        assert set(asked(zoom).values()) == {1}
        assert len(asked(zoom)) < len(without) + 3
        warehouse.assert_holds(zoom)


def test_a_setting_lets_runs_with_failed_items_succeed() -> None:
    with account(**FEW) as zoom:
        zoom.faults.add(PARTICIPANTS[0], items=an_old_session(zoom), status=500)
        output = Warehouse().run(zoom, start_date=EARLY, on_failed_items="warn")
        assert output.error is None
        assert f"Zoom failed to return some items ({ATTENDANCE}: 1)" in output.log


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 404, "body": {"code": 9404, "message": "Nobody foresaw this."}},
        {"kind": "page", "status": 403},
        {"kind": "page", "status": 200},
        {"kind": "empty"},
        {"kind": "body", "body": b"{}"},
        {"kind": "body", "body": {"error": "It went wrong."}},
        {"kind": "renamed_list", "key": "people"},
        {"kind": "missing_list"},
        {"kind": "null_list"},
    ],
    ids=str,
)
def test_no_answer_passes_for_an_empty_list(fault: dict[str, Any]) -> None:
    """Neither of a session nor of a host: everything else arrives, and then this does, too."""
    with account(**FEW) as zoom:
        dead = an_old_session(zoom)
        sessions = zoom.truth(streams=["report_meetings"])["report_meetings"]
        (host,) = {row["user_id"] for row in sessions if row["uuid"] == dead}
        other = next(row["user_id"] for row in sessions if row["user_id"] != host)
        for match, item in ((PARTICIPANTS[0], dead), (LISTS, other)):
            zoom.faults.add(match, items=item, **fault)
        warehouse = Warehouse()
        output = warehouse.run(zoom, start_date=EARLY)
        assert isinstance(output.error, IncompleteSync)
        contexts = [item["context"] for item in failed(warehouse)]
        assert dead in [context.get("meeting_uuid") for context in contexts]
        assert other in [context.get("host") for context in contexts]

        zoom.faults.clear()
        assert warehouse.run(zoom, start_date=EARLY).error is None
        assert not failed(warehouse)
        warehouse.assert_holds(zoom)


def test_a_firewall_that_blocks_everything_for_a_while_loses_nothing() -> None:
    with account(**FEW) as zoom:
        warehouse = Warehouse()
        zoom.faults.add("^/v2/report/", kind="page", status=403)
        assert warehouse.run(zoom, start_date=EARLY).error is not None
        assert not any(warehouse.rows.values())

        zoom.faults.clear()
        assert warehouse.run(zoom, start_date=EARLY).error is None
        warehouse.assert_holds(zoom)


class Settled(NamedTuple):
    """An account, and a warehouse after a run that succeeded some days ago."""

    zoom: Zoom
    warehouse: Warehouse


@pytest.fixture(scope="module")
def settled() -> Iterator[Settled]:
    with account(size=12, secrets="core", max_participants=9) as zoom:
        warehouse = Warehouse()
        assert warehouse.run(zoom, start_date=RECENT).error is None
        zoom.clock.advance(days=10)
        yield Settled(zoom, warehouse)


@pytest.mark.parametrize(
    ("match", "fault"),
    [
        (PARTICIPANTS[0], {"kind": "gone"}),
        (LISTS, {"kind": "gone", "item_share": 0.9}),
        (LISTS, {"kind": "refused", "message": "No permission.", "item_share": 0.9}),
        ("^/users$", {"kind": "empty_list", "query": "status=active"}),
    ],
    ids=["all sessions gone", "most hosts gone", "most hosts refused", "no active user"],
)
def test_more_than_is_plausible_is_not_read_and_no_bookmark_moves(
    settled: Settled, match: str, fault: dict[str, Any]
) -> None:
    """Even after runs that succeeded, and however often it happens."""
    zoom, before = settled
    warehouse = deepcopy(before)
    zoom.faults.add(match, **fault)
    for _ in range(2):
        output = warehouse.run(zoom, start_date=RECENT)
        assert isinstance(output.error, IncompleteSync)
        assert warehouse.bookmark(ATTENDANCE) == before.bookmark(ATTENDANCE)

    zoom.faults.clear()
    assert warehouse.run(zoom, start_date=RECENT).error is None
    warehouse.assert_holds(zoom, since=RECENT)


def test_state_stays_small_however_many_items_fail() -> None:
    """Beyond what STATE can hold, the bookmark stays instead."""
    few: Row = {"size": 12, "meetings": 12, "history_days": 60, "max_participants": 4}
    with account(**few, participants=3, secrets="core") as zoom:
        # Not so many in a row that the endpoint is given up. Zoom knows this code, so that an item
        # fails at the third try.
        zoom.faults.add(PARTICIPANTS[0], item_share=0.8, status=400, body=BAD_REQUEST)
        warehouse = Warehouse()
        for _ in range(2):
            output = warehouse.run(zoom, start_date=LONG_AGO)
            assert isinstance(output.error, IncompleteSync)
            assert 20_000 < max(map(size, output.states)) < 50_000

        zoom.faults.clear()
        assert warehouse.run(zoom, start_date=LONG_AGO).error is None
        assert warehouse.run(zoom, start_date=LONG_AGO).error is None
        warehouse.assert_holds(zoom)


def test_what_zoom_no_longer_has_is_given_up_in_one_line() -> None:
    with account(**FEW) as zoom:
        dead = an_old_session(zoom)
        warehouse = Warehouse()
        zoom.faults.add(PARTICIPANTS[0], items=dead, status=500)
        assert warehouse.run(zoom, start_date=EARLY).error is not None

        zoom.faults.clear()
        zoom.faults.add(PARTICIPANTS[0], items=dead, kind="gone")
        output = warehouse.run(zoom, start_date=EARLY)
        assert output.error is None
        assert output.log.count("is given up: meeting or webinar not found") == 1
        assert failed(warehouse) == []


def test_what_failed_waits_while_its_stream_is_not_selected() -> None:
    with account(**FEW) as zoom:
        warehouse = Warehouse()
        zoom.faults.add(PARTICIPANTS[0], items=an_old_session(zoom), status=500)
        assert warehouse.run(zoom, start_date=EARLY).error is not None
        zoom.faults.clear()
        assert warehouse.run(zoom, ["report_meetings"], start_date=EARLY).error is None
        assert failed(warehouse)
        assert warehouse.run(zoom, start_date=EARLY).error is None
        assert not failed(warehouse)
        warehouse.assert_holds(zoom)


def test_failed_items_come_out_the_same_with_and_without_prefetching() -> None:
    """Message by message: while they fail, and when they are read again."""
    few: Row = {"size": 4, "meetings": 2, "participants": 2, "max_participants": 8}
    with account(seed=5, history_days=40, **few) as zoom:
        lasting: list[Row] = [{"kind": "status", "status": 500}, {"kind": "missing_list"}]
        zoom.faults.random_items(5, share=0.2, kinds=lasting, nights=(1, 2))
        state: Row = {}
        found: list[int] = []
        for _ in range(3):
            outputs = [
                extract(
                    zoom,
                    catalog_of(*STREAMS),
                    state=state,
                    start_date=EARLY,
                    max_concurrency=most,
                )
                for most in (None, 1)
            ]
            first, second = map(_messages, outputs)
            assert first == second
            state = outputs[0].state
            found.append(len(state.get("failed_items", ())))
            zoom.clock.advance(24 * 3600)
        assert found[0] > found[1] > found[2] == 0


def _messages(output: Output) -> list[Row]:
    found = [json.loads(line) for line in output.stdout.splitlines()]
    return [{name: v for name, v in each.items() if name != "time_extracted"} for each in found]


@settings(max_examples=2)
@given(
    seed=st.integers(0, 999),
    share=st.sampled_from([0.02, 0.1, 0.3]),
    cuts=st.lists(st.none() | st.floats(0, 1), min_size=2, max_size=4),
    concurrency=st.sampled_from([None, 1]),
)
@example(seed=41, share=0.3, cuts=[0.75, 0.0, None], concurrency=None)
def test_whatever_fails_for_some_nights_arrives_in_the_end_and_nothing_twice(
    seed: int, share: float, cuts: list[float | None], concurrency: int | None
) -> None:
    """Items that fail and heal, runs that are killed: the union of all runs is the account."""
    few: Row = {"size": 5, "meetings": 2, "participants": 2, "max_participants": 8}
    with account(seed=seed, history_days=60, **few) as zoom:
        zoom.faults.random_items(seed, share=share, nights=(1, len(cuts)))
        warehouse = Warehouse()
        read: dict[str, set[str]] = {}  # what complete runs have read, by when they began
        for cut in [*cuts, None, None]:
            zoom.log.clear()
            catalog = catalog_of(*STREAMS)
            output = extract(
                zoom,
                catalog,
                state=warehouse.state,
                start_date=LONG_AGO,
                max_concurrency=concurrency,
            )
            assert output.error is None or isinstance(output.error, IncompleteSync)
            output.assert_keys_hold()
            answered = Counter(
                f"{entry.path}?{entry.query}"
                for entry in zoom.log
                if not entry.fault and entry.item != "me"
            )
            twice = [request for request, count in answered.items() if count > 1]
            assert twice == []
            _assert_not_read_before(zoom, read)
            if cut is not None:
                output = killed(output, round(cut * output.stdout.count("\n")))
            else:
                read[now(zoom)] = {entry.path for entry in zoom.log if not entry.fault}
            warehouse.store(output)
            zoom.clock.advance(24 * 3600)
        zoom.clock.advance(-24 * 3600)

        assert output.error is None
        assert failed(warehouse) == []
        warehouse.assert_holds(zoom, (*REPORTS, "report_meeting_polls"))
        # What Zoom lists no more by the last night stays in the warehouse.
        for stream in ("meeting_poll_results", "past_meeting_participants"):
            there = contents(zoom.truth(streams=[stream])[stream])
            assert not there - contents(warehouse.rows[stream].values()), stream


def _assert_not_read_before(zoom: Zoom, read: dict[str, set[str]]) -> None:
    """Assert that what lies before the look-back of a complete run isn't requested again."""
    truth = zoom.truth(streams=["report_meetings", "past_meeting_instances"])
    starts = {
        row["uuid"]: row["start_time"]
        for rows in truth.values()
        for row in rows
        if row["start_time"]
    }
    for began, paths in read.items():
        for entry in zoom.log:
            start = starts.get(entry.item or "")
            if start is not None and entry.path in paths:
                assert start > _before(began), (began, entry.path, entry.fault)


def _before(began: str) -> str:
    moment = datetime.fromisoformat(began) - LOOKBACK
    return format_utc(moment)
