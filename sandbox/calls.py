"""Phone calls, day by day: made from the seed, the same however often they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.account import Account

REMEMBERED_DAYS = 128
"""Days kept in memory: a window has a month of them, and its pages are asked for in turn."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A call as far as one extension had to do with it. One that is passed on has several."""

    key: tuple[int, int, int]
    """The day, the number of the call and that of the leg."""
    start: datetime
    ringing: int
    """Seconds until it is answered, if it is."""
    seconds: int
    """How long it took in all."""
    answered: bool
    inbound: bool
    recorded: bool
    user: int
    """Whose extension it is."""

    @property
    def end(self) -> datetime:
        """Give the time when it ended."""
        return self.start + timedelta(seconds=self.seconds)

    @property
    def recorded_from(self) -> datetime:
        """Give the time when its recording began."""
        return self.start + timedelta(seconds=self.ringing)


def has_phone(index: int) -> bool:
    """Say whether a user has a phone, provided that he is active."""
    return index % 4 != 3


class Calls:
    """The calls of one account."""

    def __init__(self, account: Account) -> None:
        """Prepare for one account; nothing is made before it is asked for."""
        self._account = account
        days = timedelta(days=account.options.history_days)
        self.first = account.anchor - days
        self._last = account.anchor + timedelta(days=account.options.future_days)
        self._of_day = lru_cache(maxsize=REMEMBERED_DAYS)(self._make_day)

    def between(
        self, start: datetime, end: datetime, now: datetime, *, by_end: bool = False
    ) -> list[Leg]:
        """Give the legs that began or ended from one time on and before another, newest first."""
        return [
            leg
            for leg in self._around(start, end, now)
            if start <= (leg.end if by_end else leg.start) < end
        ]

    def recorded_between(
        self, start: datetime, end: datetime, now: datetime, *, by_end: bool = False
    ) -> list[Leg]:
        """Give the legs whose recording began or ended in this time, newest first."""
        return [
            leg
            for leg in self._around(start, end, now)
            if leg.recorded and start <= (leg.end if by_end else leg.recorded_from) < end
        ]

    def _around(self, start: datetime, end: datetime, now: datetime) -> list[Leg]:
        """Give all legs of the days in question that are over, newest first."""
        first = max(start, self.first).date() - timedelta(days=1)  # some go on past midnight
        last = min(end, now).date()
        found = [
            leg
            for ordinal in range(first.toordinal(), last.toordinal() + 1)
            for leg in self._of_day(ordinal)
            if leg.end <= now
        ]
        return sorted(found, key=lambda leg: (leg.start, leg.key), reverse=True)

    def _make_day(self, ordinal: int) -> tuple[Leg, ...]:
        dice = self._account.dice("calls", ordinal)
        people = [index for index in self._account.users("active") if has_phone(index)]
        midnight = visible.midnight(date.fromordinal(ordinal))
        legs: list[Leg] = []
        for number in range(dice.below(3 + self._account.size // 16)):
            edge = dice.below(20)
            second = {0: 0, 1: 86_399}.get(edge, dice.below(86_400))
            legs += self._make_call((ordinal, number), midnight, second, people)
        return tuple(leg for leg in legs if self.first <= leg.start <= self._last)

    def _make_call(
        self, key: tuple[int, int], midnight: datetime, second: int, people: list[int]
    ) -> Iterator[Leg]:
        dice = self._account.dice("call", *key)
        inbound = dice.chance(0.6)
        start = midnight + timedelta(seconds=second)
        count = dice.pick((1, 1, 1, 2, 3)) if inbound else 1
        for number in range(count):
            ringing = dice.between(1, 30)
            answered = dice.chance(0.75)
            seconds = ringing + (dice.between(1, 2400) if answered else 0)
            leg = Leg(
                key=(*key, number),
                start=start,
                ringing=ringing,
                seconds=seconds,
                answered=answered,
                inbound=inbound,
                recorded=answered and dice.chance(0.3),
                user=dice.pick(people),
            )
            yield leg
            start = leg.end
