"""Bookmarks: what a run writes, and where the next run begins."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tap_zoom.records.times import format_utc
from tap_zoom.state.bookmark import Bookmark, SyncRange

State = dict[str, Any]

DAY = timedelta(days=1)
RUN = datetime(2026, 11, 20, 2, 0, 0, 700_000, tzinfo=timezone.utc)
COMPLETE = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


def bookmark(
    state: State, *, now: datetime = RUN, lookback: float = 3, start_date: datetime | None = None
) -> Bookmark:
    """Start a run."""
    return Bookmark("report_meetings", state, SyncRange(now, start_date, lookback * DAY))


def utc(text: str) -> datetime:
    """Return a time in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


# --- where a run begins -----------------------------------------------------------------------


def test_the_first_run_begins_at_the_start_date() -> None:
    first = bookmark({}, start_date=utc("2026-10-01"))

    assert first.since == utc("2026-10-01")
    assert first.includes(("2026-10-01T00:00:00Z", "a"))
    assert not first.includes(("2026-09-30T23:59:59Z", "a"))


def test_the_first_run_without_a_start_date_reads_everything() -> None:
    assert bookmark({}).includes(("1999-01-01T00:00:00Z", "a"))


def test_a_later_run_begins_a_lookback_before_the_previous_one() -> None:
    later = bookmark(dict(COMPLETE))

    assert later.since == utc("2026-11-16T02:00:00")
    assert later.includes(("2026-11-16T02:00:00Z", "a"))
    assert not later.includes(("2026-11-16T01:59:59Z", "z"))


@pytest.mark.parametrize(
    ("start_date", "since"),
    [
        ("2026-11-15T00:00:00", "2026-11-16T02:00:00"),
        ("2026-11-18T00:00:00", "2026-11-18T00:00:00"),
        ("2026-11-19T02:00:00", "2026-11-19T02:00:00"),
        ("2026-11-19T02:00:01", "2026-11-16T02:00:00"),
        ("2026-12-01T00:00:00", "2026-11-16T02:00:00"),
    ],
)
def test_a_start_date_bounds_the_lookback_unless_it_is_after_the_bookmark(
    start_date: str, since: str
) -> None:
    """A later one must not leave a gap."""
    assert bookmark(dict(COMPLETE), start_date=utc(start_date)).since == utc(since)


@pytest.mark.parametrize("lookback", [0, 0.5, 1])
def test_the_lookback_is_a_day_at_least(lookback: float) -> None:
    """Zoom lists neither a session under way nor a day that hasn't begun in UTC."""
    assert bookmark(dict(COMPLETE), lookback=lookback).since == utc("2026-11-18T02:00:00")

    state: State = {}
    run = bookmark(state, lookback=lookback)
    run.advance(("2026-11-20T01:00:00Z", "m"))
    run.save_position()
    assert state["position"]["unsettled_from"] == "2026-11-19T02:00:00Z"


def test_a_run_resumes_after_the_last_session_of_an_interrupted_one() -> None:
    position = {"start_time": "2026-06-10T10:00:00Z", "uuid": "m"}
    resumed = bookmark({**COMPLETE, "position": position})

    assert resumed.since == utc("2026-06-10T10:00:00")
    assert not resumed.includes(("2026-06-10T10:00:00Z", "m"))
    assert resumed.includes(("2026-06-10T10:00:00Z", "n"))
    assert resumed.includes(("2026-06-10T10:00:01Z", "a"))


@pytest.mark.parametrize("uuid", [{}, {"uuid": None}])
def test_a_position_without_a_uuid_is_before_all_sessions_of_that_time(uuid: State) -> None:
    resumed = bookmark({"position": {"start_time": "2026-06-10T10:00:00Z", **uuid}})

    assert resumed.includes(("2026-06-10T10:00:00Z", "A"))
    assert not resumed.includes(("2026-06-10T09:59:59Z", "z"))


@pytest.mark.parametrize("state", [{}, COMPLETE, {"position": {"start_time": format_utc(RUN)}}])
def test_a_session_without_a_start_is_always_read(state: State) -> None:
    """Its place in the order is unknown, so reading it twice is better than never."""
    assert bookmark(deepcopy(state)).includes(("", "a"))


FUTURE = "2026-11-20T03:00:01Z"


@pytest.mark.parametrize(
    "state",
    [
        {**COMPLETE, "replication_key_value": FUTURE},
        {**COMPLETE, "position": {"start_time": FUTURE, "uuid": "m"}},
        {**COMPLETE, "reread_from": FUTURE},
        {"position": {"start_time": "2026-06-10T10:00:00Z", "unsettled_from": FUTURE}},
    ],
)
def test_a_bookmark_from_the_future_is_not_believed(
    state: State, caplog: pytest.LogCaptureFixture
) -> None:
    """It was written under a wrong clock: whatever it seems to cover is read again."""
    run = bookmark(state, start_date=utc("2026-10-01"))

    assert run.since == utc("2026-10-01")
    assert run.includes(("2026-10-01T00:00:00Z", "a"))
    assert state == {}
    (line,) = caplog.messages
    assert line == (
        "The state's bookmark for report_meetings (2026-11-20T03:00:01Z) is in the future: it was "
        "written while the clock was wrong, so what it covers is unknown. The stream is read again "
        "from start_date, or from as far back as Zoom keeps its data."
    )
    run.finish()
    assert state == {**COMPLETE, "replication_key_value": "2026-11-20T02:00:00Z"}


def test_a_clock_that_is_ahead_by_minutes_is_believed_up_to_the_present(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ahead = "2026-11-20T03:00:00Z"
    position = {"start_time": ahead, "uuid": "m", "unsettled_from": "2026-11-17T03:00:00Z"}
    state = {**COMPLETE, "replication_key_value": ahead, "position": position}
    run = bookmark(state)

    present = "2026-11-20T02:00:00Z"
    assert state["replication_key_value"] == present
    assert state["position"] == {
        "start_time": present,
        "unsettled_from": "2026-11-17T03:00:00Z",
    }
    assert run.since == utc("2026-11-20T02:00:00")
    assert run.includes((present, "a"))
    assert caplog.messages == []


@pytest.mark.parametrize(
    ("reread_from", "since"),
    [
        ("2026-11-10T00:00:00Z", "2026-11-10T00:00:00"),
        ("2026-11-16T02:00:01Z", "2026-11-16T02:00:00"),
    ],
)
def test_a_run_begins_at_the_earlier_of_lookback_and_reread_from(
    reread_from: str, since: str
) -> None:
    assert bookmark({**COMPLETE, "reread_from": reread_from}).since == utc(since)


@pytest.mark.parametrize("key", ["updated_at", "", None, 7])
def test_a_bookmark_with_another_replication_key_is_ignored(key: object) -> None:
    """It was written by another tap; its value means nothing here."""
    state = {**COMPLETE, "replication_key": key, "position": {"start_time": format_utc(RUN)}}
    run = bookmark(state, start_date=utc("2026-10-01"))

    assert run.since == utc("2026-10-01")
    assert state == {}


def test_a_bookmark_without_a_replication_key_is_used() -> None:
    """As older taps write it; any UTC offset is valid."""
    run = bookmark({"replication_key_value": "2026-11-19T04:00:00+02:00"})

    assert run.since == utc("2026-11-16T02:00:00")


def test_a_bookmark_before_1970_counts_as_1970() -> None:
    """A lookback can be subtracted from it in any case."""
    run = bookmark({**COMPLETE, "replication_key_value": "0001-01-01T00:00:00Z"})

    assert run.since == utc("1970-01-01") - 3 * DAY


# --- what a run writes ------------------------------------------------------------------------


def test_nothing_is_written_until_the_position_is_saved() -> None:
    state: State = {}
    run = bookmark(state)
    run.advance(("2026-06-10T10:00:00Z", "m"))

    assert state == {}


def test_saving_without_a_dated_session_changes_nothing() -> None:
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.advance(("", "without a start"))
    run.save_position()

    assert state == COMPLETE


def test_saving_writes_the_last_dated_session() -> None:
    state: State = {}
    run = bookmark(state)
    run.advance(("2026-06-10T09:00:00Z", "z"))
    run.advance(("2026-06-10T10:00:00Z", "m"))
    run.advance(("", "without a start"))
    run.save_position()

    assert state == {
        "replication_key": "start_time",
        "replication_key_value": "2026-06-10T10:00:00Z",
        "position": {"start_time": "2026-06-10T10:00:00Z", "uuid": "m"},
    }


def test_the_replication_key_of_the_stream_is_written() -> None:
    state: State = {"replication_key": "date", "replication_key_value": "2026-11-19T02:00:00Z"}
    run = Bookmark("report_daily", state, SyncRange(RUN, None, 3 * DAY), "date")
    assert run.since == utc("2026-11-16T02:00:00")

    run.advance(("2026-11-19T23:59:59Z", ""))
    run.save_position()
    assert state["replication_key"] == "date"
    run.finish()
    assert state["replication_key"] == "date"


def test_a_position_within_the_lookback_is_marked_as_unsettled() -> None:
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.advance(("2026-11-18T10:00:00Z", "m"))
    run.save_position()

    assert state["replication_key_value"] == COMPLETE["replication_key_value"]
    assert state["position"]["unsettled_from"] == "2026-11-17T02:00:00Z"


def test_a_position_where_the_lookback_begins_is_settled() -> None:
    """Whatever comes later is read again by the next run."""
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.advance(("2026-11-17T02:00:00Z", "m"))
    run.save_position()
    assert "unsettled_from" not in state["position"]

    run.advance(("2026-11-17T02:00:01Z", "m"))
    run.save_position()
    assert state["position"]["unsettled_from"] == "2026-11-17T02:00:00Z"


@pytest.mark.parametrize("start", ["2026-11-20T02:00:01Z", "2099-01-01T00:00:00Z"])
def test_a_session_after_the_start_of_the_run_moves_neither_bookmark_nor_position(
    start: str,
) -> None:
    """The next run reads it again, and what is before it is not behind the run."""
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.advance((start, "m"))
    run.save_position()
    assert state == COMPLETE

    run.advance(("2026-11-18T10:00:00Z", "m"))
    run.advance((start, "m"))
    run.save_position()
    assert state["replication_key_value"] == COMPLETE["replication_key_value"]
    assert state["position"]["start_time"] == "2026-11-18T10:00:00Z"


def test_an_earlier_session_does_not_move_the_position_back() -> None:
    state: State = {}
    run = bookmark(state)
    run.advance(("2026-06-10T10:00:00Z", "m"))
    run.advance(("2026-06-10T09:00:00Z", "z"))
    run.save_position()

    assert state["position"] == {"start_time": "2026-06-10T10:00:00Z", "uuid": "m"}


@pytest.mark.parametrize(
    "state", [{}, COMPLETE, {**COMPLETE, "position": {"start_time": "2026-06-10T10:00:00Z"}}]
)
def test_a_bookmark_can_be_restored_to_what_the_run_began_with(state: State) -> None:
    """Nothing that the rest of the run does changes it again."""
    written = deepcopy(state)
    run = bookmark(written)
    run.advance(("2026-11-18T10:00:00Z", "m"))
    run.save_position()
    assert written != state
    run.restore()
    assert written == state

    run.advance(("2026-11-19T10:00:00Z", "m"))
    run.save_position()
    run.finish()
    assert written == state


def test_a_complete_run_writes_its_start_and_nothing_else() -> None:
    state: State = {**COMPLETE, "reread_from": "2026-11-10T00:00:00Z"}
    run = bookmark(state)
    run.advance(("2026-11-18T10:00:00Z", "m"))
    run.save_position()
    run.finish()

    complete = {**COMPLETE, "replication_key_value": "2026-11-20T02:00:00Z"}
    assert state == complete
    run.save_position()
    assert state == complete


@pytest.mark.parametrize(("start_date", "is_written"), [(RUN, True), (RUN + DAY, False)])
def test_a_start_date_in_the_future_writes_nothing(
    start_date: datetime, *, is_written: bool
) -> None:
    """Otherwise the next run would begin today."""
    state: State = {}
    bookmark(state, start_date=start_date).finish()

    assert bool(state) == is_written


# --- interrupted runs -------------------------------------------------------------------------


def test_unsettled_sessions_of_an_interrupted_run_are_read_again_after_the_resumed_run() -> None:
    state: State = dict(COMPLETE)
    interrupted = bookmark(state)
    interrupted.advance(("2026-11-19T10:00:00Z", "m"))
    interrupted.save_position()
    bookmark(state, now=RUN + 10 * DAY).finish()
    assert state["reread_from"] == "2026-11-17T02:00:00Z"

    after = bookmark(state, now=RUN + 11 * DAY)
    assert after.since == utc("2026-11-17T02:00:00")
    after.finish()
    assert bookmark(state, now=RUN + 12 * DAY).since == utc("2026-11-28T02:00:00")


def test_a_run_that_is_interrupted_twice_remembers_the_first_unsettled_time() -> None:
    state: State = dict(COMPLETE)
    for days, start in [(0, "2026-11-19T10:00:00Z"), (1, "2026-11-20T10:00:00Z")]:
        interrupted = bookmark(state, now=RUN + days * DAY)
        interrupted.advance((start, "m"))
        interrupted.save_position()

        assert state["position"]["unsettled_from"] == "2026-11-17T02:00:00Z"


def test_a_lookback_that_becomes_shorter_leaves_no_gap() -> None:
    """The lookback of the resumed run covers what is unsettled; that of the next one doesn't."""
    state: State = dict(COMPLETE)
    interrupted = bookmark(state, lookback=3)
    interrupted.advance(("2026-11-19T10:00:00Z", "m"))
    interrupted.save_position()
    bookmark(state, now=RUN + 5 * DAY, lookback=30).finish()

    assert bookmark(state, now=RUN + 6 * DAY, lookback=3).since == utc("2026-11-17T02:00:00")
