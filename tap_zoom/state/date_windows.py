"""Date windows for Zoom's report lists.

Zoom returns report lists for at most one month, within the last six, in whole days
(https://developers.zoom.us/docs/api/meetings/#tag/reports). It doesn't say whether a session counts
for the day it started or ended, nor in which time zone a day begins: that may be each host's own,
from UTC-12 to UTC+14. A list of days is therefore only complete for sessions that start

- from noon (UTC) of its first day on, when that day has begun everywhere;
- until midnight (UTC) before its last day but one has ended: 34 hours later, the last day ends in
  the easternmost time zone, and a session of up to 34 hours that starts before that is in the list
  by its end, too.

So the first window begins a day before the first session to read, and each further one begins a day
before the previous one is no longer complete (``Window.complete_until``): they share three days.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from tap_zoom.records.times import format_utc

if TYPE_CHECKING:
    from collections.abc import Sequence

RETENTION_MONTHS = 6
MAX_DAYS = 31  # the longest month
#: Days by which Zoom may count six months more strictly: with time zones, one or two.
MAX_REFUSED_DAYS = 3
_EPOCH_YEAR = 1970  # a start in this year means "no start"
_DAY = timedelta(days=1)
_OVERLAP = 2 * _DAY  # between the first day of a window and the last one of the previous window
_NEVER = "~"  # sorts after all times


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
    def month_fields(self) -> dict[str, str]:
        """Return the window and its month as fields of a row."""
        return {**self.params, "month": f"{self.last:%Y-%m}"}

    @property
    def times(self) -> tuple[str, str]:
        """Return the first and the last second of the window, in UTC."""
        return (f"{self.first}T00:00:00Z", f"{self.last}T23:59:59Z")

    @property
    def complete_until(self) -> datetime:
        """Return until when all sessions are in the window, however Zoom counts its days."""
        return _midnight(self.last - _DAY)


@dataclass(frozen=True, slots=True)
class RowRange:
    """Which rows of a window's lists are emitted with it, by their times as STATE writes them.

    Attributes:
        earliest: Rows before are not dated plausibly.
        begin: Rows before belong to the previous window.
        end: Rows from here on belong to the next window.
        latest: Rows from here on are not dated plausibly.
    """

    earliest: str
    begin: str
    end: str
    latest: str

    def is_plausible(self, time: str) -> bool:
        """Return whether a row of this time can be in the lists of the window."""
        return self.earliest <= time < self.latest

    def includes(self, time: str) -> bool:
        """Return whether a row of this time is emitted with this window; "" is with any."""
        return not time or self.begin <= time < self.end


def row_ranges(windows: Sequence[Window]) -> dict[Window, RowRange]:
    """Divide the time among windows, so that each row belongs to one.

    Args:
        windows: Windows from old to new; each may share days with the next one.
    """
    found = {}
    begin = ""
    for window, following in zip(windows, [*windows[1:], None], strict=True):
        shares_days = following is not None and following.first <= window.last
        end = format_utc(window.complete_until) if shares_days else _NEVER
        earliest, latest = (_midnight(d) for d in (window.first - _DAY, window.last + 2 * _DAY))
        found[window] = RowRange(format_utc(earliest), begin, end, format_utc(latest))
        begin = end if shares_days else ""
    return found


class Retention:
    """The days that Zoom still has data for; it may count six months more strictly than we do.

    Args:
        earliest: The earliest day that Zoom should have data for.
    """

    def __init__(self, earliest: date) -> None:
        """Expect Zoom to keep its word."""
        self._earliest = earliest
        self._last_try = earliest + MAX_REFUSED_DAYS * _DAY

    def clip(self, window: Window) -> Window:
        """Remove the days that Zoom has no data for."""
        return Window(min(max(window.first, self._earliest), window.last), window.last)

    def later(self, refused: Window) -> Window | None:
        """Return the window to try after Zoom has refused one as too old.

        Returns:
            A window that begins a day later; None if its age can't be the reason.
        """
        first = refused.first + _DAY
        return Window(first, refused.last) if first <= min(refused.last, self._last_try) else None

    def may_lack(self, window: Window) -> bool:
        """Return whether all days of a window may be older than Zoom keeps."""
        return window.last <= self._last_try

    def accept(self, window: Window) -> None:
        """Record that Zoom accepted a window after having refused one that began a day earlier."""
        self._earliest = max(self._earliest, window.first)


def add_months(day: date, months: int) -> date:
    """Add a number of months (or subtract it), staying within the resulting month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def earliest_report_day(now: datetime, months: int = RETENTION_MONTHS) -> date:
    """Return the earliest day that Zoom keeps reports for."""
    return add_months(now.date(), -months)


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
        Windows from old to new, each sharing its first three days with the previous one; none if
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
        first = last - _OVERLAP


def consecutive_windows(first: date, last: date, max_days: int = MAX_DAYS) -> list[Window]:
    """Split days into windows that Zoom accepts and that share no days, from old to new."""
    found = []
    while first <= last:
        end = min(first + (max_days - 1) * _DAY, add_months(first, 1) - _DAY, last)
        found.append(Window(first, end))
        first = end + _DAY
    return found


def months(start: datetime, now: datetime, earliest: date | None = None) -> list[Window]:
    """Split the time from ``start`` to ``now`` into calendar months.

    Returns:
        Months from old to new; the first begins no earlier than Zoom keeps reports, the last one
        ends today. None if ``start`` is in the future.
    """
    if start > now:
        return []
    first = max(start.date().replace(day=1), earliest or earliest_report_day(now))
    found = []
    while True:
        following = add_months(first.replace(day=1), 1)
        found.append(Window(first, min(following - _DAY, now.date())))
        if following > now.date():
            return found
        first = following


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.utc)
