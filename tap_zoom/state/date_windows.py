"""Date windows for Zoom's report lists.

Zoom answers a report list for at most one month, within the last six, by whole days
(https://developers.zoom.us/docs/api/meetings/#tag/reports). It doesn't say in which time zone a
day begins nor whether the last day counts, so neighbouring windows share a day, and the first one
begins a day early.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

KEPT_MONTHS = 6
MOST_DAYS = 31  # a month in any reading
_ALL = 1970  # a start in this year stands for none at all
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A span of days, both included."""

    first: date
    last: date

    @property
    def params(self) -> dict[str, str]:
        """The window as query parameters."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def covers_until(self) -> datetime:
        """The moment before which the window has all, however Zoom counts its days."""
        return datetime.combine(self.last - _DAY, time(), timezone.utc)

    @property
    def shares_until(self) -> datetime:
        """The moment before which the window before it, if any, has all as well."""
        return datetime.combine(self.first + _DAY, time(), timezone.utc)


class Kept:
    """The days that Zoom still answers for: it may count its six months stricter than we do."""

    _earliest = date.min

    def clip(self, window: Window) -> Window:
        """Leave out the days that have been refused."""
        return Window(min(max(window.first, self._earliest), window.last), window.last)

    def refuse(self, window: Window) -> bool:
        """Note that a window was refused as too old.

        Args:
            window: The window as it was asked for.

        Returns:
            Whether it is worth asking again, a day later.
        """
        self._earliest = max(self._earliest, window.first + _DAY)
        return window.first < window.last


def add_months(day: date, months: int) -> date:
    """Go a number of months on (or back), to the month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def oldest_day(now: datetime) -> date:
    """The oldest day that Zoom still answers for."""
    return add_months(now.date(), -KEPT_MONTHS)


def objection_to(start: datetime, now: datetime) -> str:
    """Say why not all from ``start`` on can be read.

    Returns:
        A line for the user; empty when all can be, or all that there is was asked for.
    """
    oldest = oldest_day(now)
    if start > now:
        return f"start_date {start:%Y-%m-%dT%H:%M:%SZ} is in the future: nothing dated is read."
    if start.year > _ALL and start.date() < oldest:
        return (
            f"start_date or the state asks for all from {start.date()} on, but Zoom keeps reports, "
            f"dashboards and calls for six months: they begin at {oldest}."
        )
    return ""


def windows(
    start: datetime,
    now: datetime,
    *,
    oldest: date | None = None,
    most_days: int = MOST_DAYS,
    until: date | None = None,
) -> list[Window]:
    """Cut the time from ``start`` to ``now`` into windows that Zoom accepts.

    Args:
        start: The earliest moment that is wanted, in UTC.
        now: The current time, in UTC.
        oldest: The oldest day that there is; by default, that of reports.
        most_days: The most days of a window, both ends included; never more than a month.
        until: The last day that there is; by default, today.

    Returns:
        Windows from old to new, each sharing its first day with the one before; none when
        ``start`` lies in the future.
    """
    if start > now:
        return []
    until = until or now.date()
    first = min(max(start.date(), (oldest or oldest_day(now)) + _DAY) - _DAY, until)
    found = []
    while True:
        last = min(first + (most_days - 1) * _DAY, add_months(first, 1), until)
        found.append(Window(first, last))
        if last >= until:
            return found
        first = last


def months(start: datetime, now: datetime) -> list[Window]:
    """Cut the time from ``start`` to ``now`` into calendar months.

    Returns:
        Months from old to new; the first begins no earlier than Zoom keeps reports, the last one
        ends today. None when ``start`` lies in the future.
    """
    if start > now:
        return []
    first = max(start.date().replace(day=1), oldest_day(now))
    found = []
    while True:
        following = add_months(first.replace(day=1), 1)
        found.append(Window(first, min(following - _DAY, now.date())))
        if following > now.date():
            return found
        first = following
