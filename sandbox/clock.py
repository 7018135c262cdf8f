"""The sandbox's clock, which decides what has expired, appeared or reset."""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def parse(text: str) -> datetime:
    """Parse an ISO date or date-time; without a time zone, it is UTC."""
    value = datetime.fromisoformat(text)
    return as_utc(value)


def as_utc(value: datetime) -> datetime:
    """Convert a time to UTC; without a time zone, it already is."""
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value.astimezone(timezone.utc)


@lru_cache(maxsize=8192)
def format_utc(moment: datetime) -> str:
    """Format a time the way Zoom usually does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> datetime:
    """Return the start of a day in UTC, as all reports use."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def months_before(day: date, months: int) -> date:
    """Go back by calendar months; a day that the month lacks becomes its last day."""
    years, month = divmod(day.month - 1 - months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_after(day: date, months: int) -> date:
    """Go forward by calendar months."""
    return months_before(day, -months)


class Clock:
    """A wall clock with a settable time, which can be frozen."""

    def __init__(
        self,
        start: datetime,
        *,
        frozen: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.frozen = frozen
        self.monotonic = monotonic
        self._base = start
        self._mark = monotonic()

    def now(self) -> datetime:
        """Return the sandbox's current time."""
        if self.frozen:
            return self._base
        return self._base + timedelta(seconds=self.monotonic() - self._mark)

    def set(self, moment: datetime | str) -> None:
        """Set the time, forward or backward."""
        self._base = parse(moment) if isinstance(moment, str) else as_utc(moment)
        self._mark = self.monotonic()

    def advance(self, seconds: float = 0, *, days: float = 0) -> None:
        """Move the time forward."""
        self.set(self.now() + timedelta(days=days, seconds=seconds))
