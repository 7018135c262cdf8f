"""Which rows a plain endpoint has: how many, when and with which ids, which others refer to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sandbox.clock import midnight
from sandbox.phone_calls import has_phone
from sandbox.plain import BY_STREAM
from sandbox.rows import organization, phone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.plain.declaration import Plain
    from sandbox.seeded_random import SeededRandom

DAY = timedelta(days=1)
WEEK = 7 * DAY
DAY_EDGES = (0, 86_399)
"""The seconds at which, on some days, something happens twice in a log, with identical rows."""
EDGY = 5
"""Every so many days are such days."""
RECENT = 31 * DAY
"""How much older than a row may be what it refers to, if that has a date."""
HOSTS = 8
"""The number of hosts whose meetings rows refer to, lest every calendar be made."""


class PlainIds:
    """Knows the rows of one endpoint under one parent, without making them."""

    def __init__(self, account: Account, plain: Plain, below: Sequence[str], variant: str) -> None:
        self.account, self.plain, self.below = account, plain, tuple(below)
        self.seed = (plain.twin or plain.path, *below, variant)

    def rng(self, *key: int | str) -> SeededRandom:
        """Return the random number generator for one thing about the rows."""
        return self.account.rng("plain", *self.seed, *key)

    def count(self) -> int:
        """Return the number of rows of a list without dates, before any occurs twice."""
        bounds = self.plain.count
        count = bounds if isinstance(bounds, int) else self.rng("count").randint(*bounds)
        for field in self.plain.keys:  # what refers to something else is there once at most
            if field in self.plain.references:
                count = min(count, len(self.referred(field, self.account.anchor)))
        return count

    def times(self, day: date) -> Iterator[tuple[int, datetime, datetime]]:
        """Yield the number of each row of a day, its time, and when it appears."""
        ordinal = day.toordinal()
        rng = self.rng("day", ordinal)
        seconds = [rng.randrange(86_400) for _ in range(rng.randint(*self.plain.per_day))]
        if not self.plain.keys and ordinal % EDGY == 0:
            seconds += [second for second in DAY_EDGES for _ in range(2)]
        previous = None
        for number, second in enumerate(sorted(seconds)):
            which = number if second != previous or second not in DAY_EDGES else number - 1
            previous = second
            at = midnight(day) + timedelta(seconds=second)
            late = self.rng("late", ordinal, which).randrange(int(self.plain.late * 3600) + 1)
            yield which, at, at + timedelta(seconds=late)

    def id(self, field: str, number: int, *row: int | str) -> Any:
        """Return the id that a row has in a field, which may be another row's."""
        if field not in self.plain.references:
            return self.rng("id", field, *row).key()
        ids = self.referred(field, self.account.anchor)
        return ids[(self.rng("refers", field).randrange(len(ids)) + number) % len(ids)]

    def ids(self, field: str, moment: datetime) -> list[Any]:
        """Return the ids of all rows without dates, or of a moment's most recent day with rows."""
        if not self.plain.is_dated:
            return [self.id(field, number, number) for number in range(self.count())]
        day, first = moment.date(), max(first_day(self.account), (moment - RECENT).date())
        while day >= first:
            of_day = (which for which, at, _ in self.times(day) if at <= moment)
            if found := [self.id(field, n, day.toordinal(), n) for n in of_day]:
                return found
            day -= DAY
        return []

    def referred(self, path: str, moment: datetime) -> Sequence[Any]:
        """Return the ids that a field may hold in a row of that time, which never change."""
        stream, _, field = self.plain.references[path].partition(".")
        known = _known.setdefault(self.account, {})
        if stream in _EVENTS:
            day = midnight(moment.date())
            if (stream, day) not in known:
                known[stream, day] = _EVENTS[stream](self.account, day)
            return [about[field] for about in known[stream, day]]
        if stream in _LISTS:
            if stream not in known:
                known[stream] = _LISTS[stream](self.account)
            return known[stream]
        plain = BY_STREAM[stream]
        place = self.below[: len(plain.variables)]
        if plain.variables != self.plain.variables[: len(place)]:
            raise ValueError(f"{self.plain.path}: {stream} has other parents")
        if plain.is_dated:
            return self._of(plain, place, field, moment)
        key = (stream, field, *place)
        if key not in known:
            known[key] = self._of(plain, place, field, moment)
        return known[key]

    def _of(self, plain: Plain, place: Sequence[str], field: str, moment: datetime) -> list[Any]:
        variants = plain.each[1] if plain.each else ("",)
        lists = (PlainIds(self.account, plain, place, variant) for variant in variants)
        return [each for ids in lists for each in ids.ids(field or plain.keys[0], moment)]


def first_day(account: Account) -> date:
    """Return the first day on which anything happened."""
    return account.anchor.date() - account.options.history_days * DAY


def _users(account: Account) -> list[str]:
    return [account.user(index).id for index in account.users("active")]


def _phone_users(account: Account) -> list[str]:
    return [account.user(index).id for index in account.users("active") if has_phone(index)]


def _groups(account: Account) -> list[str]:
    return [
        organization.group_id(account, number)
        for number in range(organization.count_groups(account))
    ]


def _calls(account: Account, moment: datetime) -> list[Row]:
    legs = account.phone_calls.between(moment - WEEK, moment, moment)
    return [{"call_id": phone.call_id(account, leg)} for leg in legs]


def _meetings(account: Account, moment: datetime) -> list[Row]:
    hosts = [account.user(index) for index in account.users("active")[:HOSTS]]
    held = [
        {"uuid": session.uuid, "user_id": host.id}
        for host in hosts
        for session in account.calendar(host.index).sessions
        if not session.webinar and moment - RECENT < session.start < session.end <= moment
    ]
    return held or [{"uuid": "", "user_id": host.id} for host in hosts]


_LISTS = {"users": _users, "phone_users": _phone_users, "groups": _groups}
_EVENTS = {"phone_call_history": _calls, "report_meetings": _meetings}
_known: WeakKeyDictionary[Account, dict[Any, Sequence[Any]]] = WeakKeyDictionary()
