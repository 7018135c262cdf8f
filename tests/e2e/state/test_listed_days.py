"""Whatever day Zoom lists a session under, and whatever date it gives it: the session arrives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import visible
from sandbox.clock import midnight, parse
from sandbox.rows import sessions
from tap_zoom.exceptions import IncompleteSync, LimitError
from tests.e2e.expected import catalog_of
from tests.e2e.harness import Row, account, extract
from tests.e2e.state.support import (
    LISTS,
    MEETINGS,
    REPORTS,
    WEBINARS,
    Warehouse,
    assert_onward,
    heavy,
    killed,
    now,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox import Zoom
    from sandbox.model import Session

#: Two windows and a bit, so that they meet twice.
SMALL: dict[str, Any] = {
    "size": 4,
    "history_days": 70,
    "meetings": 12,
    "participants": 2,
    "max_participants": 5,
    "secrets": "core",
}
#: Before all of its sessions: the half-year that Zoom keeps has windows without any.
SINCE = "2026-06-15T00:00:00Z"
#: Before the sessions of tests that have only recent ones.
RECENT = "2026-08-20T00:00:00Z"
DAY = timedelta(days=1)


def hold_daily(zoom: Zoom, *hours: float, first_day: int = -68) -> None:
    """Let each host hold a session of two hours a day, as far as the host's sessions go.

    With several times of day, each day has a session at each of them.
    """
    today = midnight(parse(now(zoom)).date())
    for index in range(zoom.account.size):
        calendar = zoom.account.calendar(index)
        # Most of them where windows meet: backward from today, and around each month before.
        days = [first_day + n // len(hours) for n in range(len(calendar.sessions))]
        times = [today + day * DAY for day in days]
        calendar.sessions[:] = [
            replace(session, start=day + timedelta(hours=hour), seconds=7_200)
            for session, day, hour in zip(calendar.sessions, times, cycle(hours), strict=False)
        ]
        calendar.by_number.update({session.number: session for session in calendar.sessions})


def list_by(monkeypatch: pytest.MonkeyPatch, listed_at: Callable[[Session], datetime]) -> None:
    """List sessions under the day of another time than their start."""

    def report_sessions(account: Any, held: Any, now: Any, first: Any, last: Any) -> list[Session]:
        start, end = midnight(first), midnight(last) + DAY
        return [
            session
            for session in held
            if start <= listed_at(session) < end and visible.reported(account, session, now)
        ]

    monkeypatch.setattr(visible, "report_sessions", report_sessions)


def by_end(session: Session) -> datetime:
    """Return the end of a session."""
    return session.end


def in_zones(west: int, east: int) -> Callable[[Session], datetime]:
    """Return the start in the host's time zone: every other host is in the east."""

    def listed_at(session: Session) -> datetime:
        return session.start + timedelta(hours=east if session.host % 2 else west)

    return listed_at


def early(session: Session) -> datetime:
    """Return a time long before the start: only the lists of an earlier day have the session."""
    return session.start - timedelta(hours=47)


def late(session: Session) -> datetime:
    """Return a time long after the start: only the lists of a later day have the session."""
    return session.start + timedelta(hours=60)


LISTINGS = {
    "long after the start": late,
    "long before the start": early,
    "by end": by_end,
    "hosts at -8 and +9": in_zones(-8, 9),
    "hosts at -12 and +14": in_zones(-12, 14),
}


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    with account(**SMALL) as zoom:
        yield zoom


@pytest.mark.parametrize("listing", LISTINGS)
def test_sessions_at_the_edges_of_windows_arrive_whatever_day_zoom_lists_them_under(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch, listing: str
) -> None:
    """In the first and in the last hours of a day, of hosts in the west and in the east."""
    hold_daily(zoom, 1, 23, first_day=-53)
    list_by(monkeypatch, LISTINGS[listing])
    warehouse = Warehouse()
    output = warehouse.run(zoom, start_date=SINCE)

    output.assert_keys_hold()
    warehouse.assert_holds(zoom)


@pytest.mark.parametrize("listing", ["by end", "hosts at -12 and +14"])
def test_a_run_resumed_after_any_position_loses_none_of_them(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch, listing: str
) -> None:
    hold_daily(zoom, 23)
    list_by(monkeypatch, LISTINGS[listing])
    output = extract(zoom, catalog_of(*REPORTS), start_date=SINCE)
    lines = output.stdout.splitlines()
    states = [number for number, line in enumerate(lines, start=1) if '"position"' in line]
    for after in states[::4]:
        warehouse = Warehouse()
        warehouse.store(killed(output, after))
        warehouse.run(zoom, start_date=SINCE)
        warehouse.assert_holds(zoom)


@pytest.mark.parametrize("hours", [2, 22])
def test_nightly_runs_without_lookback_lose_no_session(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """Zoom lists neither a session under way, nor the day that only some hosts have reached."""
    hold_daily(zoom, hours - 0.5, first_day=-4)
    list_by(monkeypatch, LISTINGS["hosts at -12 and +14"])
    zoom.clock.set(midnight(parse(now(zoom)).date()) + timedelta(hours=hours))
    warehouse = Warehouse()
    for _ in range(4):
        warehouse.run(zoom, lookback_days=0, start_date=RECENT)
        zoom.clock.advance(days=1)
    zoom.clock.advance(days=-1)

    warehouse.assert_holds(zoom)


# --- dates that can't be right ------------------------------------------------------------------


def change_row(monkeypatch: pytest.MonkeyPatch, changed: Session, **fields: str | None) -> None:
    """Change fields of a session's row in all lists; None removes one."""
    original = sessions.report_row

    def report_row(account: Any, session: Session, now: Any) -> Row:
        row = original(account, session, now)
        if session is not changed:
            return row
        return {name: v for name, v in (row | fields).items() if v is not None}

    monkeypatch.setattr(sessions, "report_row", report_row)


@pytest.mark.parametrize(
    "date", ["2099-01-01T00:00:00Z", "2019-05-01T10:00:00Z", "2026-08-31T10:30:00Z"]
)
def test_a_row_dated_outside_its_window_arrives_and_moves_no_bookmark(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch, date: str
) -> None:
    """Whether the run is interrupted behind it or not, nothing else is lost."""
    hold_daily(zoom, 11)
    odd = zoom.account.calendar(0).sessions[3]
    change_row(monkeypatch, odd, start_time=date)
    output = extract(zoom, catalog_of(*REPORTS), start_date=SINCE)
    whole = Warehouse()
    whole.store(output)
    whole.assert_holds(zoom)
    assert_onward(output.states, now(zoom))

    lines = output.stdout.splitlines()
    place = next(n for n, line in enumerate(lines) if odd.uuid in line)
    following = next(n for n, line in enumerate(lines[place:], place + 1) if '"STATE"' in line)
    warehouse = Warehouse()
    warehouse.store(killed(output, following))
    mark = warehouse.bookmark(MEETINGS)
    # The first window ends a month after the first session.
    assert mark["replication_key_value"] == mark["position"]["start_time"] < "2026-08-01"
    again = warehouse.run(zoom, start_date=SINCE)
    warehouse.assert_holds(zoom)
    assert_onward(again.states, now(zoom))


def test_a_recent_session_with_a_date_years_back_arrives_with_the_nightly_run(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_daily(zoom, 5, first_day=-4)
    odd = zoom.account.calendar(0).sessions[5]  # tomorrow
    change_row(monkeypatch, odd, start_time="2019-05-01T10:00:00Z")
    warehouse = Warehouse()
    warehouse.run(zoom, start_date=RECENT)
    zoom.clock.advance(days=1)
    output = warehouse.run(zoom, start_date=RECENT)

    attended = output.records["report_meeting_participants"]
    assert odd.uuid in {row["meeting_uuid"] for row in attended}
    assert warehouse.bookmark(MEETINGS)["replication_key_value"] == now(zoom)
    warehouse.assert_holds(zoom, (MEETINGS, WEBINARS))


def test_a_session_without_a_uuid_costs_itself_alone(
    zoom: Zoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = zoom.account.calendar(0).sessions[3]
    change_row(monkeypatch, lost, uuid=None)
    output = extract(zoom, catalog_of(MEETINGS, WEBINARS))

    assert isinstance(output.error, IncompleteSync)
    assert "(report sessions): a row failed (without an id)." in output.log
    found = {*output.ids(MEETINGS, "uuid"), *output.ids(WEBINARS, "uuid")}
    monkeypatch.undo()
    assert set(starts(zoom)) - found == {lost.uuid}


# --- start_date -----------------------------------------------------------------------------------


def test_start_date_bounds_later_runs_too(zoom: Zoom) -> None:
    """Their lookback doesn't reach before it."""
    hold_daily(zoom, 3, first_day=-5)
    start_date = "2026-08-30T12:00:00Z"
    warehouse = Warehouse()
    for _ in range(2):
        output = warehouse.run(zoom, start_date=start_date)
        assert output.records[MEETINGS]
        assert min(output.ids(MEETINGS, "start_time")) >= start_date
    warehouse.assert_holds(zoom, since=start_date)


# --- one host's refusal ---------------------------------------------------------------------------

TOO_OLD = {
    "code": 300,
    "message": "The request can only be queried for a month that falls within the last six months.",
}


@pytest.mark.parametrize("concurrency", [1, None])
def test_one_host_that_zoom_calls_too_old_costs_the_others_nothing(
    zoom: Zoom, concurrency: int | None
) -> None:
    host = zoom.account.user(0).id
    zoom.faults.add(f"^/v2/report/users/{host}/meetings", status=400, body=TOO_OLD)
    output = extract(zoom, catalog_of(MEETINGS), max_concurrency=concurrency)

    there = zoom.truth(streams=[MEETINGS])[MEETINGS]
    assert {row["uuid"] for row in output.records[MEETINGS]} == {
        row["uuid"] for row in there if row["user_id"] != host
    }
    lists = Counter(request.path for request in zoom.log if request.template == LISTS)
    # In the first window, each of its two lists is requested with up to three days less.
    assert lists.pop(f"/v2/report/users/{host}/meetings") == max(lists.values()) + 2 * 3
    assert len(set(lists.values())) == 1


@pytest.mark.parametrize("concurrency", [1, None])
def test_an_account_that_zoom_keeps_two_days_less_of_is_read_from_there_on(
    zoom: Zoom, concurrency: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = visible.earliest_report_day
    monkeypatch.setattr(visible, "earliest_report_day", lambda now: original(now) + 2 * DAY)
    output = extract(zoom, catalog_of(MEETINGS), max_concurrency=concurrency)

    assert output.error is None
    assert len([request for request in zoom.log if request.status == 400]) <= 6
    assert {row["uuid"] for row in zoom.truth(streams=[MEETINGS])[MEETINGS]} == set(
        output.ids(MEETINGS, "uuid")
    )


# --- a daily limit that the lists of one window exceed -------------------------------------------

ADVICE = "Set report_source to history or active_hosts, or raise rate_limit_share."


def test_more_lists_than_a_days_requests_are_refused_at_once_with_advice() -> None:
    with account(size=25, daily={"heavy": 40}) as zoom:
        output = extract(zoom, catalog_of(*REPORTS), max_concurrency=1)

        assert isinstance(output.error, LimitError)
        assert str(output.error).endswith(ADVICE)
        assert "32 a day" in str(output.error)
        assert "resumes" not in str(output.error)
        assert heavy(zoom) == 1


def test_a_daily_limit_within_the_first_lists_does_not_promise_that_the_next_run_resumes() -> None:
    with account(size=25, daily={"heavy": 20}, headers="none") as zoom:
        output = extract(zoom, catalog_of(*REPORTS), max_concurrency=1)

        assert isinstance(output.error, LimitError)
        assert "daily limit for Heavy" in str(output.error)
        assert "resumes" not in str(output.error)
        assert str(output.error).endswith(ADVICE)
