"""The account's logs: rows without keys, some of them identical."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible, words
from sandbox.clock import format_utc, midnight
from sandbox.rows.common import outsider, with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.seeded_random import SeededRandom

DAY = timedelta(days=1)
DAY_EDGES = (0, 86_399)
"""The seconds of each day at which something happens twice, with identical rows."""

ACTIONS = ("Add", "Update", "Delete", "Sign in as")
CATEGORIES = ("user", "user_settings", "account", "recording", "webinar", "role")
STARTED, ENDED, JOINED, LEFT, CHATTED = (
    "Meeting Started",
    "Meeting Ended",
    "User Join",
    "User Left",
    "In-Meeting Chat",
)


def _log(
    account: Account,
    days: tuple[date, date],
    now: datetime,
    *,
    busy: int,
    key: str,
    make: Callable[[Account, SeededRandom, str], Row],
) -> list[Row]:
    """Return a log of some days, up to now and newest first.

    ``busy`` bounds how often something happens per day; ``key`` seeds when.
    """
    rows: list[Row] = []
    first, last = days
    for number in range((min(last, now.date()) - first).days + 1):
        day = first + number * DAY
        rng = account.rng(key, day.isoformat())
        for second in sorted(
            [*DAY_EDGES, *(rng.randrange(86_400) for _ in range(rng.randrange(busy)))]
        ):
            at = midnight(day) + timedelta(seconds=second)
            row = make(account, rng, format_utc(at))
            twice = rng.chance(0.1) or second in DAY_EDGES
            if at <= now:
                rows += [with_extra_fields(account, dict(row)) for _ in range(1 + twice)]
    return rows[::-1]


def _activity(account: Account, rng: SeededRandom, at: str) -> Row:
    client = rng.choice(("Browser", "Windows", "Mac", "iOS"))
    return {
        "email": account.user(rng.randrange(account.size)).email,
        "time": at,
        "type": rng.choice(("Sign in", "Sign out")),
        "ip_address": f"192.0.2.{rng.randrange(256)}",
        "client_type": client,
        "version": "" if client == "Browser" else "5.9.1.2581",
    }


def activities(account: Account, first: date, last: date, now: datetime) -> list[Row]:
    """Return sign-ins and sign-outs."""
    busy = 4 + min(account.size, 400) // 8
    return _log(account, (first, last), now, busy=busy, key="_activity", make=_activity)


def _operation(account: Account, rng: SeededRandom, at: str) -> Row:
    category, action = rng.choice(CATEGORIES), rng.choice(ACTIONS)
    user = account.user(rng.randrange(account.size))
    return {
        "time": at,
        "operator": account.user(0).email,
        "category_type": category,
        "action": action,
        "operation_detail": f"{action} {category} {user.email} - {user.name}",
    }


def operations(account: Account, first: date, last: date, now: datetime) -> list[Row]:
    """Return administrators' changes."""
    return _log(account, (first, last), now, busy=4, key="_operation", make=_operation)


def _meeting_events(account: Account, session: Session) -> list[tuple[datetime, Row]]:
    """Return the events of one meeting; those of a person without a name can be identical."""
    host, rng = account.user(session.host), account.rng("audit trail", session.uuid)
    digits = str(session.meeting_id)
    middle = len(digits) - 4
    found: list[tuple[datetime, Row]] = []

    def add(second: int, category: str, operator: str, email: str, times: int = 1) -> None:
        at = session.start + timedelta(seconds=second, milliseconds=rng.randrange(1000))
        chat = rng.choice(words.ANSWERS)
        row = {
            "meeting_number": f"{digits[:3]} {digits[3:middle]} {digits[middle:]}",
            "activity_time": f"{at:%Y-%m-%d %H:%M:%S}:{at.microsecond // 1000:03}",
            "operator": operator,
            "operator_email": email,
            "activity_category": category,
            "activity_detail": f"{operator}: {chat}" if category == CHATTED else category,
        }
        found.extend((at, with_extra_fields(account, dict(row))) for _ in range(times))

    add(0, STARTED, host.name, host.email)
    for _ in range(min(session.people - 1, 3)):
        first, last, _ = outsider(rng)
        name = "" if session.blank else f"{first} {last}"
        joined = rng.randrange(session.seconds)
        add(joined, JOINED, name, "", 1 + session.blank)
        if rng.chance(0.3):
            add(rng.randint(joined, session.seconds), CHATTED, name, "")
        add(session.seconds, LEFT, name, "")
    add(session.seconds, ENDED, host.name, host.email)
    return found


def meeting_activities(account: Account, first: date, last: date, now: datetime) -> list[Row]:
    """Return the events in meetings that fall on the given days."""
    start, end = midnight(first), midnight(last) + DAY
    every = (
        moment
        for session in account.sessions_between(start - DAY, end)
        if not session.webinar and visible.reported(account, session, now)
        for moment in _meeting_events(account, session)
    )
    found = [(at, row) for at, row in every if start <= at < end]
    return [row for _, row in sorted(found, key=lambda moment: moment[0])]
