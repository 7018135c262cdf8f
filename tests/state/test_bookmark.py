"""Bookmarks: what a run writes, and what the next one makes of it."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tap_zoom.state.bookmark import Bookmark, Span, stamp

State = dict[str, Any]

DAY = timedelta(days=1)
RUN = datetime(2026, 11, 20, 2, 0, 0, 700_000, tzinfo=timezone.utc)
COMPLETE = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


def bookmark(
    state: State, *, now: datetime = RUN, lookback: float = 3, start_date: datetime | None = None
) -> Bookmark:
    """Begin a run."""
    return Bookmark("report_meetings", state, Span(now, start_date, lookback * DAY))


def at(text: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


# --- where a run begins -----------------------------------------------------------------------


def test_a_first_run_begins_at_the_start_date() -> None:
    first = bookmark({}, start_date=at("2026-10-01"))

    assert first.since == at("2026-10-01")
    assert first.wants(("2026-10-01T00:00:00Z", "a"))
    assert not first.wants(("2026-09-30T23:59:59Z", "a"))


def test_a_first_run_without_a_start_date_reads_all() -> None:
    assert bookmark({}).wants(("1999-01-01T00:00:00Z", "a"))


def test_a_later_run_begins_a_lookback_before_the_one_before() -> None:
    """The start date counts no more."""
    later = bookmark(dict(COMPLETE), start_date=at("2026-11-19"))

    assert later.since == at("2026-11-16T02:00:00")
    assert later.wants(("2026-11-16T02:00:00Z", "a"))
    assert not later.wants(("2026-11-16T01:59:59Z", "z"))


def test_a_run_goes_on_behind_the_last_session_of_one_that_was_stopped() -> None:
    position = {"start_time": "2026-06-10T10:00:00Z", "uuid": "m"}
    resumed = bookmark({**COMPLETE, "position": position})

    assert resumed.since == at("2026-06-10T10:00:00")
    assert not resumed.wants(("2026-06-10T10:00:00Z", "m"))
    assert resumed.wants(("2026-06-10T10:00:00Z", "n"))
    assert resumed.wants(("2026-06-10T10:00:01Z", "a"))


@pytest.mark.parametrize("state", [{}, COMPLETE, {"position": {"start_time": stamp(RUN)}}])
def test_a_session_without_a_start_is_always_read(state: State) -> None:
    """Where it belongs can't be said, so it is rather read twice than never."""
    assert bookmark(deepcopy(state)).wants(("", "a"))


def test_a_clock_that_was_ahead_leaves_no_gap() -> None:
    """A bookmark in the future counts as one of now, and stays where it is."""
    state = {**COMPLETE, "replication_key_value": "2030-01-01T00:00:00Z"}
    run = bookmark(state)
    run.delivered((stamp(RUN), "a"))
    run.commit()
    assert state["replication_key_value"] == "2030-01-01T00:00:00Z"
    run.complete()

    assert run.since == RUN - 3 * DAY
    assert state["replication_key_value"] == "2030-01-01T00:00:00Z"


@pytest.mark.parametrize("key", ["updated_at", "", None, 7])
def test_a_bookmark_of_another_tap_is_none(key: object) -> None:
    """Another replication key's value says nothing here."""
    state = {**COMPLETE, "replication_key": key, "position": {"start_time": stamp(RUN)}}
    run = bookmark(state, start_date=at("2026-10-01"))

    assert run.since == at("2026-10-01")
    assert state == {}


def test_a_bookmark_of_a_plain_singer_tap_is_used() -> None:
    run = bookmark({"replication_key_value": "2026-11-19T04:00:00+02:00"})

    assert run.since == at("2026-11-16T02:00:00")


# --- what it writes ---------------------------------------------------------------------------


def test_nothing_is_written_until_a_commit() -> None:
    state: State = {}
    run = bookmark(state)
    run.delivered(("2026-06-10T10:00:00Z", "m"))

    assert state == {}


def test_a_commit_without_a_session_changes_nothing() -> None:
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.delivered(("", "without a start"))
    run.commit()

    assert state == COMPLETE


def test_a_commit_writes_the_last_session() -> None:
    state: State = {}
    run = bookmark(state)
    run.delivered(("2026-06-10T10:00:00Z", "m"))
    run.commit()

    assert state == {
        "replication_key": "start_time",
        "replication_key_value": "2026-06-10T10:00:00Z",
        "position": {"start_time": "2026-06-10T10:00:00Z", "uuid": "m"},
    }


def test_a_commit_within_the_lookback_remembers_that_it_is_not_settled() -> None:
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.delivered(("2026-11-18T10:00:00Z", "m"))
    run.commit()

    assert state["replication_key_value"] == COMPLETE["replication_key_value"]
    assert state["position"]["unsettled_from"] == "2026-11-17T02:00:00Z"


def test_a_session_that_begins_after_the_run_does_not_move_the_bookmark_beyond_it() -> None:
    state: State = {}
    run = bookmark(state)
    run.delivered(("2026-11-20T02:30:00Z", "m"))
    run.commit()

    assert state["replication_key_value"] == "2026-11-20T02:00:00Z"


def test_a_complete_run_leaves_its_start_and_nothing_else() -> None:
    state: State = dict(COMPLETE)
    run = bookmark(state)
    run.delivered(("2026-11-18T10:00:00Z", "m"))
    run.commit()
    run.complete()

    assert state == {**COMPLETE, "replication_key_value": "2026-11-20T02:00:00Z"}


def test_a_start_date_in_the_future_writes_nothing() -> None:
    """Or else the run after it would begin today."""
    state: State = {}
    bookmark(state, start_date=RUN + DAY).complete()

    assert state == {}


def test_what_a_stopped_run_read_unsettled_is_read_again_after_the_resumed_one() -> None:
    state: State = dict(COMPLETE)
    stopped = bookmark(state)
    stopped.delivered(("2026-11-19T10:00:00Z", "m"))
    stopped.commit()
    bookmark(state, now=RUN + 10 * DAY).complete()

    after = bookmark(state, now=RUN + 11 * DAY)
    assert after.since == at("2026-11-17T02:00:00")
    after.complete()
    assert bookmark(state, now=RUN + 12 * DAY).since == at("2026-11-28T02:00:00")


def test_a_shorter_lookback_later_on_leaves_no_gap() -> None:
    """The resumed run's own look-back covers what is unsettled; that of the next one doesn't."""
    state: State = dict(COMPLETE)
    stopped = bookmark(state, lookback=3)
    stopped.delivered(("2026-11-19T10:00:00Z", "m"))
    stopped.commit()
    bookmark(state, now=RUN + 5 * DAY, lookback=30).complete()

    assert bookmark(state, now=RUN + 6 * DAY, lookback=3).since == at("2026-11-17T02:00:00")
