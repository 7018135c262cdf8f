"""The sandbox's own time: everything that expires, appears or resets goes by it."""

from __future__ import annotations

import time
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def parse(text: str) -> datetime:
    """Read an ISO date or date-time; without a zone it is UTC."""
    value = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return as_utc(value)


def as_utc(value: datetime) -> datetime:
    """Take a time without a zone for UTC."""
    if value.tzinfo is None:
        return value.replace(tzinfo=timezone.utc)
    return value.astimezone(timezone.utc)


def format_utc(moment: datetime) -> str:
    """Write a time the way Zoom mostly does."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def midnight(day: date) -> datetime:
    """Give the start of a day, which is UTC in all of the reports."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.utc)


def months_before(day: date, months: int) -> date:
    """Go back by calendar months; a day that the month lacks becomes its last one."""
    years, month = divmod(day.month - 1 - months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def months_after(day: date, months: int) -> date:
    """Go on by calendar months."""
    return months_before(day, -months)


class Clock:
    """Wall time that starts where it is told to and can be moved; it stands still if frozen."""

    def __init__(
        self,
        start: datetime,
        *,
        frozen: bool = False,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start at a time."""
        self.frozen = frozen
        self.monotonic = monotonic
        self._base = start
        self._mark = monotonic()

    def now(self) -> datetime:
        """Give the time in the sandbox."""
        if self.frozen:
            return self._base
        return self._base + timedelta(seconds=self.monotonic() - self._mark)

    def set(self, moment: datetime | str) -> None:
        """Move to a time, forward or back."""
        self._base = parse(moment) if isinstance(moment, str) else as_utc(moment)
        self._mark = self.monotonic()

    def advance(self, seconds: float = 0, *, days: float = 0) -> None:
        """Move on by so much."""
        self.set(self.now() + timedelta(days=days, seconds=seconds))
