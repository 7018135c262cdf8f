"""What Zoom shows at a given time: expiry, report lag, lookback."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sandbox import model
from sandbox.clock import midnight, months_before

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sandbox.account import Account
    from sandbox.model import Definition, Occurrence, Session, User

ONE_OFF_LIFE = timedelta(days=30)
SERIES_LIFE = timedelta(days=365)
INSTANCES_BACK = timedelta(days=456)
DETAILS_BACK = timedelta(days=365)
REPORT_MONTHS = 6


def earliest_report_day(now: datetime) -> date:
    """Return the oldest day that reports still cover."""
    return months_before(now.date(), REPORT_MONTHS)


def unexpired(definition: Definition, now: datetime) -> bool:
    """Return whether a meeting's id is still valid."""
    if definition.created > now:
        return False
    if definition.type in model.ONE_OFF and definition.start:
        return definition.start + ONE_OFF_LIFE > now
    if definition.occurrences:
        return definition.occurrences[-1].start + SERIES_LIFE > now
    return True


def listed(account: Account, user: User, now: datetime, *, webinar: bool) -> list[Definition]:
    """Return the meetings or webinars in a host's list, each one once."""
    return [
        definition
        for definition in account.calendar(user.index).definitions.values()
        if definition.webinar == webinar and unexpired(definition, now)
    ]


def coming(definition: Definition, now: datetime) -> list[Occurrence]:
    """Return the occurrences that aren't over, including deleted ones."""
    return [o for o in definition.occurrences if o.start + timedelta(minutes=o.minutes) >= now]


def listed_occurrences(definition: Definition, now: datetime) -> list[Occurrence]:
    """Return the occurrences with their own row in a host's list, at least one."""
    kept = [o for o in definition.occurrences if not o.deleted]
    recent = [o for o in kept if o.start + ONE_OFF_LIFE > now]
    return recent or kept[-1:]


def instances(account: Account, meeting_id: int, now: datetime) -> list[Session]:
    """Return the ended sessions of a meeting id that Zoom still keeps."""
    return [s for s in account.held(meeting_id) if s.end <= now and s.start >= now - INSTANCES_BACK]


def reported(account: Account, session: Session, now: datetime) -> bool:
    """Return whether the reports have a session by now."""
    lag = timedelta(seconds=account.options.report_lag)
    return session.end + lag + session.delay <= now


def settled(session: Session, now: datetime) -> bool:
    """Return whether the reports' numbers about a session are final."""
    return session.end + session.settling <= now


def report_day(account: Account, session: Session, *, by_end: bool | None = None) -> date:
    """Return the day on which reports list a session, whatever the times in its row.

    It is that of the start or, if the options or the request say so, of the end, in the time zone
    that the options name.
    """
    if by_end is None:
        by_end = account.options.report_dates == "end"
    zone = account.options.report_time_zone
    name = account.time_zone(session.host) if zone == "host" else zone
    moment = session.end if by_end else session.start
    return (moment if name == "UTC" else moment.astimezone(ZoneInfo(name))).date()


def report_sessions(
    account: Account,
    sessions: Iterable[Session],
    now: datetime,
    first: date,
    last: date,
    *,
    by_end: bool | None = None,
) -> list[Session]:
    """Return the sessions that reports show for a window of whole days, both inclusive."""
    return [
        session
        for session in sessions
        if reported(account, session, now)
        and first <= report_day(account, session, by_end=by_end) <= last
    ]


def report_sessions_of_all(
    account: Account, now: datetime, first: date, last: date, *, by_end: bool | None = None
) -> list[Session]:
    """Return all hosts' sessions that reports show for a window of whole days."""
    start, end = midnight(first), midnight(last) + timedelta(days=1)
    # Time zones and the length of a session move it by up to two days.
    near = account.sessions_between(start - timedelta(days=2), end + timedelta(days=1))
    return report_sessions(account, near, now, first, last, by_end=by_end)
