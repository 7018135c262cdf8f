"""The account's usage by day and by call, its storage and its upcoming events."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import format_utc, midnight
from sandbox.rows.common import topic, with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sandbox.account import Account
    from sandbox.model import Definition, Row, Session

DAY = timedelta(days=1)

CALLS = {
    "1": ("toll-free", "call-out"),
    "2": ("Toll", "US toll-number", "global toll-number"),
    "3": ("call-in",),
}
"""The kinds of calls in each requested type."""


def days(first: date, last: date) -> list[date]:
    """Return all days from first to last."""
    return [first + number * DAY for number in range((last - first).days + 1)]


def daily(account: Account, first: date, last: date, now: datetime) -> list[Row]:
    """Return each day's totals, which grow while late sessions come in."""
    held: dict[date, list[Session]] = {day: [] for day in days(first, last)}
    for session in account.sessions_between(midnight(first), midnight(last) + DAY):
        if visible.reported(account, session, now):
            held[session.start.date()].append(session)
    return [
        with_extra_fields(
            account,
            {
                "date": day.isoformat(),
                "new_users": account.rng("new users", day.isoformat()).randrange(3),
                "meetings": len(sessions),
                "participants": sum(session.people for session in sessions),
                "meeting_minutes": sum(session.minutes for session in sessions),
            },
        )
        for day, sessions in held.items()
    ]


def storage(account: Account, first: date, last: date) -> list[Row]:
    """Return each day's storage, as strings with units."""
    return [
        with_extra_fields(
            account,
            {
                "date": day.isoformat(),
                "free_usage": account.rng("storage", day.isoformat()).choice(("Unlimited", "1 GB")),
                "plan_usage": "3 TB",
                "usage": f"{account.rng('storage used', day.isoformat()).randrange(900)} MB",
            },
        )
        for day in days(first, last)
    ]


def _calls(account: Account, session: Session) -> Iterator[tuple[str, datetime, datetime, Row]]:
    """Yield a session's calls with type, start and end; some are repeated identically."""
    rng, host = account.rng("telephone", session.uuid), account.user(session.host)
    for _ in range(rng.randrange(min(session.people, 4))):
        asked = rng.choice(tuple(CALLS))
        start = session.start + timedelta(seconds=rng.randrange(session.seconds))
        end = start + timedelta(seconds=rng.randint(1, session.seconds))
        minutes = -(-(end - start) // timedelta(minutes=1))
        rate = rng.choice((0, 0.03, 0.1))
        number = f"+1 {rng.randint(1000, 9999)}"
        row = {
            "uuid": session.uuid,
            "meeting_id": session.meeting_id,
            "meeting_type": "Webinar" if session.webinar else "Meeting",
            "type": rng.choice(CALLS[asked]),
            "host_id": host.id,
            "host_name": host.name,
            "host_email": host.email,
            "dept": host.department,
            "call_in_number": "ZoomGW" if asked == "3" else number,
            "phone_number": number,
            "signaled_number": "" if asked == "2" else number,
            "country_name": rng.choice(("US", "DE", "")),
            "start_time": format_utc(start),
            "end_time": format_utc(end),
            "duration": minutes,
            "rate": rate,
            "total": round(rate * minutes, 2),
        }
        for _ in range(1 + rng.chance(0.2)):
            yield asked, start, end, with_extra_fields(account, dict(row))


def calls(
    account: Account,
    asked: str,
    window: tuple[date, date],
    now: datetime,
    by: str = "start_time",
) -> list[Row]:
    """Return the calls of one type, filtered by the given kind of time."""
    start, end = midnight(window[0]), midnight(window[1]) + DAY
    found = []
    for session in account.sessions_between(start - DAY, end):
        if visible.reported(account, session, now):
            times = {"meeting_start_time": session.start, "meeting_end_time": session.end}
            for kind, began, ended, row in _calls(account, session):
                at = {**times, "start_time": began, "end_time": ended}[by]
                if kind == asked and start <= at < end:
                    found.append(row)
    return found


def _event(account: Account, definition: Definition, date: datetime) -> Row:
    host = account.user(definition.host)
    return with_extra_fields(
        account,
        {
            "id": definition.uuid,
            "dept": host.department,
            "host_id": host.id,
            "host_name": host.name,
            "start_time": format_utc(date),
            "topic": topic(account, definition),
        },
    )


def upcoming(
    account: Account, first: date, last: date, now: datetime, wanted: str = "all"
) -> list[Row]:
    """Return upcoming events: one per occurrence, all with the series' id."""
    start, end = max(now, midnight(first)), midnight(last) + DAY
    return [
        _event(account, definition, date)
        for date, definition in account.planned_between(start, end)
        if definition.created <= now
        and definition.fate != "vanished"
        and not account.user(definition.host).gone
        and (wanted == "all" or definition.webinar == (wanted == "webinar"))
    ]
