"""Random plans of failing items, for property tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import visible
from sandbox.seeded_random import SeededRandom

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.faults.fault import Fault
    from sandbox.model import User

AREAS = ("sessions", "hosts", "instances")

LASTING: tuple[str | Mapping[str, Any], ...] = (
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 404, "code": 9404, "message": "Something is not there."},
    {"kind": "status", "status": 400, "code": 9400, "message": "Something is not right."},
    {"kind": "page", "status": 403},
    {"kind": "page", "status": 200},
    "empty",
    "body",
    "missing_list",
    "null_list",
)
"""Failures that no client can foresee or mistake for an empty list."""


@dataclass(frozen=True, slots=True)
class Place:
    """Something that can fail by itself."""

    template: str
    item: str
    """The id in the path, not encoded."""
    covers: str = ""
    """For a list by windows: only windows with this day fail."""


@dataclass(frozen=True, slots=True)
class DeadItem:
    """An item that fails for a while."""

    place: Place
    fault: Fault
    until: datetime
    """When it heals, by the sandbox's clock."""


def random_places(
    account: Account, now: datetime, seed: int, share: float, among: Collection[str]
) -> Iterator[tuple[Place, SeededRandom]]:
    """Yield a share of all places, each with random numbers of its own."""
    if unknown := set(among) - set(AREAS):
        raise ValueError(f"{unknown.pop()!r} is not one of {', '.join(AREAS)}")
    for place in _places(account, now, among):
        rng = SeededRandom(seed, place.template, place.item, place.covers)
        if rng.chance(share):
            yield place, rng


def fault_fields(
    place: Place, how: Sequence[str | Mapping[str, Any]], until: datetime, rng: SeededRandom
) -> dict[str, Any]:
    """Return the fields of the fault that lets a place fail in one of several ways."""
    kind = rng.choice(how)
    chosen = {"kind": kind} if isinstance(kind, str) else dict(kind)
    own = {"match": f"^{place.template}$", "items": place.item, "covers": place.covers}
    return {**own, "until": until, **chosen}


def healing(now: datetime, nights: int | tuple[int, int], rng: SeededRandom) -> datetime:
    """Return when a place heals."""
    low, high = (nights, nights) if isinstance(nights, int) else nights
    return now + timedelta(days=rng.randint(low, high))


def _places(account: Account, now: datetime, among: Collection[str]) -> Iterator[Place]:
    for index in (*account.users("active"), *account.users("inactive")):
        user = account.user(index)
        if not user.gone:
            yield from _reported(account, user, now, among)
            yield from _instances(account, user, now) if "instances" in among else ()


def _reported(
    account: Account, user: User, now: datetime, among: Collection[str]
) -> Iterator[Place]:
    held = account.calendar(user.index).sessions
    first, last = visible.earliest_report_day(now), now.date()
    days: set[str] = set()
    for session in visible.report_sessions(account, held, now, first, last):
        days.add(visible.report_day(account, session).isoformat())
        if "sessions" in among:
            kind = "webinar" if session.webinar else "meeting"
            for rest in ("participants", "polls", "qa", "survey"):
                yield Place(f"/report/{kind}s/{{{kind}Id}}/{rest}", session.uuid)
    if "hosts" in among:
        for day in sorted(days):
            yield Place("/report/users/{userId}/meetings", user.id, day)


def _instances(account: Account, user: User, now: datetime) -> Iterator[Place]:
    for webinar in (False, True):
        base = "/past_webinars/{webinarId}" if webinar else "/past_meetings/{meetingId}"
        absentees = ("absentees",) if webinar else ()
        for definition in visible.listed(account, user, now, webinar=webinar):
            if definition.fate == "kept":
                for session in visible.instances(account, definition.id, now):
                    for rest in ("participants", "polls", "qa", *absentees):
                        yield Place(f"{base}/{rest}", session.uuid)
