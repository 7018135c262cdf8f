"""Truth about account-wide reports."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible, windows
from sandbox.clock import format_utc, months_after
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
    audited = extraction.features.audit_trail
    activities = reports.meeting_activities if audited else list
    return {**found, "report_meeting_activities": activities}


class _Reports:
    """Covers all days that reports still have, up to now."""

    def __init__(self, extraction: Extraction) -> None:
        self.account, self.now, self.since = extraction.account, extraction.now, extraction.since
        self.first, self.last = visible.earliest_report_day(self.now), self.now.date()

    def _from_start(self, rows: Iterable[Row], key: str) -> list[Row]:
        """Keep the rows since the start date; daily rows are kept for its whole day."""
        since = self.since
        start = format_utc(since)[:19] if since else ""
        return [row for row in rows if row[key][:19] >= start[: len(row[key])]]

    def _held(self, first: date) -> list[Session]:
        """Return the sessions from a day until the end of its month."""
        return visible.report_sessions_of_all(self.account, self.now, first, _month_end(first))

    def _months(self) -> Iterator[date]:
        """Yield the first day that counts in each month."""
        first = self.first
        while first <= self.last:
            yield first
            first = _month_end(first) + timedelta(days=1)

    def hosts(self) -> Iterator[Row]:
        """Yield each user's totals per month."""
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
        """Return all hosts' sessions, including deleted users'."""
        rows = (
            sessions.history_row(self.account, session, self.now)
            for first in self._months()
            for session in self._held(first)
        )
        return self._from_start(rows, "start_time")

    def daily(self) -> list[Row]:
        """Return each day's totals."""
        rows = usage.daily(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "date")

    def storage(self) -> list[Row]:
        """Return each day's storage, until the last day that is over in every time zone."""
        over = (self.now - timedelta(hours=12)).date() - timedelta(days=1)
        rows = usage.storage(self.account, self.first, over)
        return self._from_start(rows, "date")

    def activities(self) -> list[Row]:
        """Return sign-ins and sign-outs."""
        rows = logs.activities(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "time")

    def operations(self) -> list[Row]:
        """Return administrators' changes."""
        rows = logs.operations(self.account, self.first, self.last, self.now)
        return self._from_start(rows, "time")

    def calls(self) -> list[Row]:
        """Return the calls of all types."""
        rows = (
            row
            for asked in usage.CALLS
            for row in usage.calls(self.account, asked, (self.first, self.last), self.now)
        )
        return self._from_start(rows, "start_time")

    def upcoming(self) -> list[Row]:
        """Return the upcoming events in the longest window starting today."""
        return usage.upcoming(self.account, self.last, windows.last_day(self.last), self.now)

    def meeting_activities(self) -> list[Row]:
        """Return the events in meetings, with times in the usual format."""
        rows = []
        for row in logs.meeting_activities(self.account, self.first, self.last, self.now):
            moment, _, thousandth = row["activity_time"].replace(" ", "T").rpartition(":")
            rows.append({**row, "activity_time": f"{moment}.{thousandth}Z"})
        return self._from_start(rows, "activity_time")


def _month_end(day: date) -> date:
    return months_after(day.replace(day=1), 1) - timedelta(days=1)
