"""What a complete extraction of the further reports finds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible, windows
from sandbox.clock import midnight, months_after, stamp
from sandbox.rows import logs, reported, sessions, usage, users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.truth import Truth

    Maker = Callable[[], Iterable[Row]]


def makers(truth: Truth) -> Mapping[str, Maker]:
    """Give what makes the rows of each stream; nothing does if the account has no reports."""
    reports = _Reports(truth)
    found: dict[str, Maker] = {
        "report_hosts": reports.hosts,
        "report_history_meetings": reports.history,
        "report_daily_usage": reports.daily,
        "report_activities": reports.activities,
        "report_operation_logs": reports.operations,
        "report_telephone": reports.calls,
        "report_cloud_recording": reports.storage,
        "report_upcoming_events": reports.upcoming,
        "report_meeting_polls": lambda: reports.answers(reported.poll_results, webinar=False),
        "report_meeting_qna": lambda: reports.answers(reported.questions, webinar=False),
        "report_meeting_survey": lambda: reports.surveys(webinar=False),
        "report_webinar_polls": lambda: reports.answers(reported.poll_results, webinar=True),
        "report_webinar_qna": lambda: reports.answers(reported.questions, webinar=True),
        "report_webinar_survey": lambda: reports.surveys(webinar=True),
    }
    if not truth.features.reports:
        found = dict.fromkeys(found, list)
    trail = truth.features.audit_trail
    return {**found, "report_meeting_activities": reports.trail if trail else list}


class _Reports:
    """Goes through the days that reports still have, until now."""

    def __init__(self, truth: Truth) -> None:
        self.truth, self.account, self.now = truth, truth.account, truth.now
        self.first, self.last = visible.earliest_report_day(truth.now), truth.now.date()

    def _from_start(self, rows: Iterable[Row], key: str) -> list[Row]:
        """Leave out what was before the start of what is wanted; of days, those before its day."""
        since = self.truth.since
        start = stamp(since)[:19] if since else ""
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
        since = self.truth.since
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

    def answers(
        self, make: Callable[[Account, Session], list[Row]], *, webinar: bool
    ) -> Iterator[Row]:
        """Give a row for each respondent in the sessions of the hosts' lists."""
        for session, _ in self.truth.reported(webinar=webinar):
            for row in make(self.account, session):
                yield {**row, **self.truth.of_session(session)}

    def surveys(self, *, webinar: bool) -> Iterator[Row]:
        """Give a row for each respondent, with which survey it was."""
        for session, _ in self.truth.reported(webinar=webinar):
            about = reported.survey_id(self.account, session)
            for row in reported.survey_answers(self.account, session):
                yield {**row, **about, **self.truth.of_session(session)}


def _month_end(day: date) -> date:
    return months_after(day.replace(day=1), 1) - timedelta(days=1)
