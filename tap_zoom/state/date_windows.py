"""Date windows for Zoom's report lists.

Zoom returns report lists for at most one month, within the last six, in whole days
(https://developers.zoom.us/docs/api/meetings/#tag/reports). It doesn't say in which time zone a day
begins, nor whether the last day is included. Adjacent windows therefore overlap by a day, and the
first one begins a day early.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

RETENTION_MONTHS = 6
MAX_DAYS = 31  # the longest month
_EPOCH_YEAR = 1970  # a start in this year means "no start"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A range of days, both ends included."""

    first: date
    last: date

    @property
    def params(self) -> dict[str, str]:
        """Return the window as query parameters."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}

    @property
    def complete_until(self) -> datetime:
        """Return until when the window is complete, however Zoom counts its days."""
        return datetime.combine(self.last - _DAY, time(), timezone.utc)

    @property
    def overlap_until(self) -> datetime:
        """Return until when the previous window, if any, is complete as well."""
        return datetime.combine(self.first + _DAY, time(), timezone.utc)


class Retention:
    """The days that Zoom still has data for; it may count six months more strictly than we do."""

    _earliest = date.min

    def clip(self, window: Window) -> Window:
        """Remove the days that Zoom has refused."""
        return Window(min(max(window.first, self._earliest), window.last), window.last)

    def refuse(self, window: Window) -> bool:
        """Record that Zoom refused a window as too old.

        Args:
            window: The window as it was requested.

        Returns:
            Whether to try again with a window that begins a day later.
        """
        self._earliest = max(self._earliest, window.first + _DAY)
        return window.first < window.last


def add_months(day: date, months: int) -> date:
    """Add a number of months (or subtract it), staying within the resulting month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def earliest_report_day(now: datetime) -> date:
    """Return the earliest day that Zoom keeps reports for."""
    return add_months(now.date(), -RETENTION_MONTHS)


def start_date_warning(start: datetime, now: datetime) -> str:
    """Explain why not everything since ``start`` can be read.

    Returns:
        A line for the user; empty if everything can be read, or no start was given.
    """
    earliest = earliest_report_day(now)
    if start > now:
        moment = f"{start:%Y-%m-%dT%H:%M:%SZ}"
        return f"start_date {moment} is in the future: no incremental stream will return records."
    if start.year > _EPOCH_YEAR and start.date() < earliest:
        return (
            f"start_date or the state asks for everything since {start.date()}, but Zoom keeps "
            f"reports, dashboards and calls for six months: they begin on {earliest}."
        )
    return ""


def windows(
    start: datetime,
    now: datetime,
    *,
    earliest: date | None = None,
    max_days: int = MAX_DAYS,
    until: date | None = None,
) -> list[Window]:
    """Split the time from ``start`` to ``now`` into windows that Zoom accepts.

    Args:
        start: The earliest time to read, in UTC.
        now: The current time, in UTC.
        earliest: The earliest day with data; by default, that of reports.
        max_days: Maximum days of a window, both ends included; never more than a month.
        until: The last day with data; by default, today.

    Returns:
        Windows from old to new, each sharing its first day with the previous one; none if
        ``start`` is in the future.
    """
    if start > now:
        return []
    until = until or now.date()
    first = min(max(start.date(), (earliest or earliest_report_day(now)) + _DAY) - _DAY, until)
    found = []
    while True:
        last = min(first + (max_days - 1) * _DAY, add_months(first, 1), until)
        found.append(Window(first, last))
        if last >= until:
            return found
        first = last


def months(start: datetime, now: datetime) -> list[Window]:
    """Split the time from ``start`` to ``now`` into calendar months.

    Returns:
        Months from old to new; the first begins no earlier than Zoom keeps reports, the last one
        ends today. None if ``start`` is in the future.
    """
    if start > now:
        return []
    first = max(start.date().replace(day=1), earliest_report_day(now))
    found = []
    while True:
        following = add_months(first.replace(day=1), 1)
        found.append(Window(first, min(following - _DAY, now.date())))
        if following > now.date():
            return found
        first = following
