"""Truth about the reports on the whole account."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible, windows
from sandbox.clock import format_utc, midnight, months_after
from sandbox.rows import logs, sessions, usage, users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from sandbox.model import Row, Session
    from sandbox.truth.extraction import Extraction, Rows, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area, which are empty without the features they need."""
    reports = _Reports(extraction)
    found: dict[str, Rows] = {
        "report_hosts": reports.hosts,
        "report_history_meetings": reports.history,
        "report_daily_usage": reports.daily,
        "report_activities": reports.activities,
        "report_operation_logs": reports.operations,
        "report_telephone": reports.calls,
        "report_cloud_recording": reports.storage,
        "report_upcoming_events": reports.upcoming,
    }
    if not extraction.features.reports:
        found = dict.fromkeys(found, list)
    trail = extraction.features.audit_trail
    return {**found, "report_meeting_activities": reports.trail if trail else list}


class _Reports:
    """Goes through the days that reports still have, until now."""

    def __init__(self, extraction: Extraction) -> None:
        self.account, self.now, self.since = extraction.account, extraction.now, extraction.since
        self.first, self.last = visible.earliest_report_day(self.now), self.now.date()

    def _from_start(self, rows: Iterable[Row], key: str) -> list[Row]:
        """Leave out what was before the start of what is wanted; of days, those before its day."""
        since = self.since
        start = format_utc(since)[:19] if since else ""
        return [row for row in rows if row[key][:19] >= start[: len(row[key])]]

    def _held(self, first: date) -> list[Session]:
        """Give the sessions of the days from the first one until its month is over."""
        end = midnight(_month_end(first)) + timedelta(days=1)
        found = self.account.sessions_between(midnight(first), end)
        return [s for s in found if visible.reported(self.account, s, self.now)]

    def _months(self) -> Iterator[date]:
        """Give the day from which on each month counts."""
        first = self.first
        while first <= self.last:
            yield first
            first = _month_end(first) + timedelta(days=1)

    def hosts(self) -> Iterator[Row]:
        """Give each month's totals of each user."""
        since = self.since
        for first in self._months():
            to = min(_month_end(first), self.last)
            if since and to < since.date():
                continue
            held = users.by_host(self._held(first))
            own = {"month": f"{first:%Y-%m}", "from": first.isoformat(), "to": to.isoformat()}
            for activity in users.ACTIVITIES:
                for index in users.hosts(self.account, held, activity):
                    row = users.report_row(self.account, index, held.get(index, []))
                    yield {**row, **own, "activity": activity}

    def history(self) -> list[Row]:
        """Give all hosts' sessions, also those of users who are gone."""
        rows = (
            sessions.history_row(self.account, session, self.now)
            for first in self._months()
            for session in self._held(first)
        )
        return self._from_start(rows, "start_time")

    def daily(self) -> list[Row]:
        """Give each day's numbers."""
        rows = usage.daily(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "date")

    def storage(self) -> list[Row]:
        """Give each day's storage, until the last one that is over in every time zone."""
        over = (self.now - timedelta(hours=12)).date() - timedelta(days=1)
        rows = usage.storage(self.account, self.first, over)
        return self._from_start(rows, "date")

    def activities(self) -> list[Row]:
        """Give who signed in and out."""
        rows = logs.activities(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "time")

    def operations(self) -> list[Row]:
        """Give what administrators changed."""
        rows = logs.operations(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "time")

    def calls(self) -> list[Row]:
        """Give the calls of all types."""
        rows = (
            row
            for asked in usage.CALLS
            for row in usage.calls(self.account, asked, (self.first, self.last), self.now)
        )
        return self._from_start(rows, "start_time")

    def upcoming(self) -> list[Row]:
        """Give what is planned from today on, for as long as one request reaches."""
        return usage.upcoming(self.account, self.last, windows.longest(self.last), self.now)

    def trail(self) -> list[Row]:
        """Give what happened in meetings, with times as they are written elsewhere."""
        rows = []
        for row in logs.meeting_activities(self.account, self.first, self.last, self.now):
            moment, _, thousandth = row["activity_time"].replace(" ", "T").rpartition(":")
            rows.append({**row, "activity_time": f"{moment}.{thousandth}Z"})
        return self._from_start(rows, "activity_time")


def _month_end(day: date) -> date:
    return months_after(day.replace(day=1), 1) - timedelta(days=1)
