"""Phone calls, generated day by day from the seed and therefore reproducible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from sandbox.clock import midnight
from sandbox.seeded_random import SeededRandom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.options import Options

CACHED_DAYS = 128
"""Days kept in memory: the pages of one window need the same month again and again."""


@dataclass(frozen=True, slots=True)
class Leg:
    """The part of a call that involves one extension. A transferred call has several."""

    key: tuple[int, int, int]
    """The day, the number of the call and the number of the leg."""
    start: datetime
    ringing: int
    """Seconds until it is answered, or until the caller gives up."""
    seconds: int
    """Total duration."""
    answered: bool
    inbound: bool
    recorded: bool
    user: int
    """The user whose extension it is."""

    @property
    def end(self) -> datetime:
        """Return the end time."""
        return self.start + timedelta(seconds=self.seconds)

    @property
    def recorded_from(self) -> datetime:
        """Return when its recording began."""
        return self.start + timedelta(seconds=self.ringing)


def has_phone(index: int) -> bool:
    """Return whether a user has a phone while active."""
    return index % 4 != 3


class PhoneCalls:
    """The phone calls of one account."""

    def __init__(
        self, options: Options, anchor: datetime, active_users: Callable[[], list[int]]
    ) -> None:
        self._seed = options.seed
        self._calls_per_day = 3 + options.users // 16
        self._active_users = active_users
        self.first = anchor - timedelta(days=options.history_days)
        self._last = anchor + timedelta(days=options.future_days)
        self._of_day = lru_cache(maxsize=CACHED_DAYS)(self._make_day)

    def between(
        self, start: datetime, end: datetime, now: datetime, *, by_end: bool = False
    ) -> list[Leg]:
        """Return the legs that began (or ended) between two times, newest first."""
        return [
            leg
            for leg in self._around(start, end, now)
            if start <= (leg.end if by_end else leg.start) < end
        ]

    def recorded_between(
        self, start: datetime, end: datetime, now: datetime, *, by_end: bool = False
    ) -> list[Leg]:
        """Return the legs whose recording began (or ended) between two times, newest first."""
        return [
            leg
            for leg in self._around(start, end, now)
            if leg.recorded and start <= (leg.end if by_end else leg.recorded_from) < end
        ]

    def _around(self, start: datetime, end: datetime, now: datetime) -> list[Leg]:
        """Return all finished legs of the days in question, newest first."""
        first = max(start, self.first).date() - timedelta(days=1)  # some calls last past midnight
        last = min(end, now).date()
        found = [
            leg
            for ordinal in range(first.toordinal(), last.toordinal() + 1)
            for leg in self._of_day(ordinal)
            if leg.end <= now
        ]
        return sorted(found, key=lambda leg: (leg.start, leg.key), reverse=True)

    def _make_day(self, ordinal: int) -> tuple[Leg, ...]:
        rng = SeededRandom(self._seed, "calls", ordinal)
        people = [index for index in self._active_users() if has_phone(index)]
        start_of_day = midnight(date.fromordinal(ordinal))
        legs: list[Leg] = []
        for number in range(rng.randrange(self._calls_per_day)):
            edge = rng.randrange(20)
            second = {0: 0, 1: 86_399}.get(edge, rng.randrange(86_400))
            start = start_of_day + timedelta(seconds=second)
            legs += self._make_call((ordinal, number), start, people)
        return tuple(leg for leg in legs if self.first <= leg.start <= self._last)

    def _make_call(self, key: tuple[int, int], start: datetime, people: list[int]) -> Iterator[Leg]:
        rng = SeededRandom(self._seed, "call", *key)
        inbound = rng.chance(0.6)
        count = rng.choice((1, 1, 1, 2, 3)) if inbound else 1
        for number in range(count):
            ringing = rng.randint(1, 30)
            answered = rng.chance(0.75)
            seconds = ringing + (rng.randint(1, 2400) if answered else 0)
            leg = Leg(
                key=(*key, number),
                start=start,
                ringing=ringing,
                seconds=seconds,
                answered=answered,
                inbound=inbound,
                recorded=answered and rng.chance(0.3),
                user=rng.choice(people),
            )
            yield leg
            start = leg.end
