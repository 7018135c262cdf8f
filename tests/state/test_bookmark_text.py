"""States and sessions whose times are damaged, odd or missing."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.exceptions import ConfigError
from tap_zoom.state.bookmark import Bookmark, Span, in_utc, session_key, stamp
from tests.support import json_values

State = dict[str, Any]

DAY = timedelta(days=1)
RUN = datetime(2026, 11, 20, 2, 0, 0, 700_000, tzinfo=timezone.utc)
COMPLETE = {"replication_key": "start_time", "replication_key_value": "2026-11-19T02:00:00Z"}


def bookmark(state: State) -> Bookmark:
    """Begin a run."""
    return Bookmark("report_meetings", state, Span(RUN, None, 3 * DAY))


# --- damaged states ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
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
)
def test_a_damaged_bookmark_is_one_clear_line(damage: State) -> None:
    with pytest.raises(ConfigError, match="no usable bookmark for report_meetings") as caught:
        bookmark({**COMPLETE, **damage})

    assert "\n" not in str(caught.value)


moments = st.datetimes(timezones=st.sampled_from([timezone.utc, timezone(5 * DAY / 24)])).map(
    datetime.isoformat
)
oddities = moments | moments.map(lambda text: text[:10]) | json_values


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "replication_key": st.just("start_time") | json_values,
            "replication_key_value": oddities,
            "reread_from": oddities,
            "position": st.fixed_dictionaries(
                {"start_time": oddities},
                optional={"uuid": json_values, "unsettled_from": oddities},
            )
            | json_values,
        },
    )
)
def test_any_state_is_either_used_or_refused(state: State) -> None:
    """It never breaks a run later on, nor makes a state that the next run refuses."""
    try:
        run = bookmark(state)
    except ConfigError:
        return
    run.wants(("2026-11-19T02:00:00Z", "m"))
    run.delivered(("2026-11-19T02:00:00Z", "m"))
    run.commit()
    bookmark(deepcopy(state))
    run.complete()
    bookmark(state)


# --- sessions in order ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "start"),
    [
        ({"start_time": "2026-11-19T10:00:00Z"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19T12:00:00+02:00"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19 10:00:00"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "2026-11-19T10:00:00.500Z"}, "2026-11-19T10:00:00Z"),
        ({"start_time": "", "end_time": "2026-11-19T11:00:00Z"}, "2026-11-19T11:00:00Z"),
        ({"start_time": None}, ""),
        ({"start_time": "11/19/2026 10:00"}, ""),
        ({"start_time": "soon, in the time zone Z"}, ""),
        ({"start_time": 1767225600}, ""),
        ({}, ""),
    ],
)
def test_sessions_are_ordered_by_their_start_in_utc(session: State, start: str) -> None:
    assert session_key({**session, "uuid": "m"}) == (start, "m")


def test_a_day_is_as_late_as_its_last_second() -> None:
    """So that a day which was read while it lasted is read again."""
    assert in_utc("2026-11-20") == "2026-11-20T23:59:59Z"
    assert in_utc("2026-11-31") == in_utc(None) == ""


@given(st.datetimes(), st.datetimes())
def test_stamps_sort_by_time(one: datetime, other: datetime) -> None:
    """To the second, in every year."""
    seconds = [m.replace(microsecond=0, tzinfo=timezone.utc) for m in (one, other)]

    assert sorted(seconds) == sorted(seconds, key=stamp)


@given(st.text() | moments.map(lambda text: text + "Z") | moments)
def test_no_session_makes_a_state_that_the_next_run_refuses(start_time: str) -> None:
    state: State = {}
    run = bookmark(state)
    run.delivered(session_key({"start_time": start_time, "uuid": "m"}))
    run.commit()

    bookmark(state)
