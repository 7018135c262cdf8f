"""States and sessions whose times are invalid, unusual or missing."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.exceptions import ConfigError
from tap_zoom.state.bookmark import Bookmark, SyncRange, session_sort_key
from tests.support import json_values

State = dict[str, Any]

DAY = timedelta(days=1)
RUN = datetime(2026, 11, 20, 2, 0, 0, 700_000, tzinfo=timezone.utc)
COMPLETE = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


def bookmark(state: State) -> Bookmark:
    """Start a run."""
    return Bookmark("report_meetings", state, SyncRange(RUN, None, 3 * DAY))


# --- invalid states ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"replication_key_value": 1767225600},
        {"replication_key_value": "yesterday"},
        {"replication_key_value": ""},
        {"replication_key_value": ["2026-11-19T02:00:00Z"]},
        {"replication_key_value": "9999-12-31T23:59:59-05:00"},
        {"replication_key_value": "two\nlines"},
        {"reread_from": "soon"},
        {"position": "2026-11-19T02:00:00Z"},
        {"position": {"start_time": 7, "uuid": "m"}},
        {"position": {"start_time": "2026-11-19T02:00:00Z", "unsettled_from": "x"}},
    ],
    ids=repr,
)
def test_an_invalid_bookmark_is_one_clear_line(change: State) -> None:
    with pytest.raises(ConfigError, match="no valid bookmark for report_meetings") as caught:
        bookmark({**COMPLETE, **change})

    assert "\n" not in str(caught.value)


def test_the_message_shows_the_value_and_what_to_do() -> None:
    with pytest.raises(ConfigError) as caught:
        bookmark({**COMPLETE, "reread_from": "soon"})

    assert str(caught.value) == (
        "The state holds no valid bookmark for report_meetings: 'soon'. Use the last good state, "
        "or remove this stream's bookmark to read it again from start_date."
    )


times = st.datetimes(timezones=st.sampled_from([timezone.utc, timezone(5 * DAY / 24)])).map(
    datetime.isoformat
)
any_values = times | times.map(lambda text: text[:10]) | json_values


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "replication_key": st.just("start_time") | json_values,
            "replication_key_value": any_values,
            "reread_from": any_values,
            "position": st.fixed_dictionaries(
                {"start_time": any_values},
                optional={"uuid": json_values, "unsettled_from": any_values},
            )
            | json_values,
        },
    )
)
def test_any_state_is_either_used_or_refused(state: State) -> None:
    """It neither breaks the run later, nor leads to a state that the next run refuses."""
    try:
        run = bookmark(state)
    except ConfigError:
        return
    run.includes(("2026-11-19T02:00:00Z", "m"))
    run.advance(("2026-11-19T02:00:00Z", "m"))
    run.save_position()
    bookmark(deepcopy(state))
    run.finish()
    bookmark(state)


# --- the order of sessions --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "start"),
    [
        ({"start_time": "2026-11-19T10:00:00Z"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19T12:00:00+02:00"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19 10:00:00"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19T10:00:00.500Z"}, "2026-11-19T10:00:00Z"),
        (
            {"start_time": "2026-11-19T10:00:00Z", "end_time": "2026-11-19T11:00:00Z"},
            "2026-11-19T10:00:00Z",
        ),
        ({"start_time": "", "end_time": "2026-11-19T11:00:00Z"}, "2026-11-19T11:00:00Z"),
        ({"end_time": "2026-11-19T11:00:00Z"}, "2026-11-19T11:00:00Z"),
        ({"start_time": None}, ""),
        ({"start_time": "11/19/2026 10:00"}, ""),
        ({"start_time": "soon, in time zone Z"}, ""),
        ({"start_time": 1767225600}, ""),
        ({}, ""),
    ],
    ids=repr,
)
def test_sessions_are_sorted_by_their_start_in_utc(session: State, start: str) -> None:
    """By their end if they have no start."""
    assert session_sort_key({**session, "uuid": "m"}) == (start, "m")


def test_a_session_without_a_uuid_has_no_id() -> None:
    assert session_sort_key({"start_time": "2026-11-19T10:00:00Z"}) == ("2026-11-19T10:00:00Z", "")
    assert session_sort_key({"uuid": None}) == ("", "")


@given(st.text() | times.map(lambda text: text + "Z") | times)
def test_no_session_leads_to_a_state_that_the_next_run_refuses(start_time: str) -> None:
    state: State = {}
    run = bookmark(state)
    run.advance(session_sort_key({"start_time": start_time, "uuid": "m"}))
    run.save_position()

    bookmark(state)
