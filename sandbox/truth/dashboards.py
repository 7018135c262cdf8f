"""Truth about the dashboards."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import midnight
from sandbox.rows import dashboard, quality
from sandbox.truth.extraction import session_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row, Session
    from sandbox.truth.extraction import Extraction, Rows, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area, which are empty for an account without dashboards."""
    found: dict[str, Rows] = {
        "dashboard_meetings": lambda: _meetings(extraction),
        "dashboard_meeting_participants": lambda: _people(extraction, webinar=False),
        "dashboard_meeting_qos": lambda: _quality(extraction),
        "dashboard_webinars": lambda: _webinars(extraction),
        "dashboard_webinar_participants": lambda: _people(extraction, webinar=True),
        "dashboard_quality": lambda: _scores(extraction),
    }
    return found if extraction.features.dashboard else dict.fromkeys(found, list)


def _held(extraction: Extraction, *, webinar: bool) -> list[Session]:
    """Return all hosts' sessions, which are listed as soon as they are over."""
    first = midnight(visible.earliest_report_day(extraction.now))
    every = extraction.account.sessions_between(first, extraction.now + timedelta(seconds=1))
    return [
        s
        for s in every
        if s.webinar == webinar and s.end <= extraction.now and extraction.includes(s.start)
    ]


def _meetings(extraction: Extraction) -> Iterator[Row]:
    for session in _held(extraction, webinar=False):
        row = dashboard.session_row(extraction.account, session, tracking=True)
        yield {**row, "session_type": dashboard.session_type(session)}


def _webinars(extraction: Extraction) -> Iterator[Row]:
    for session in _held(extraction, webinar=True):
        yield dashboard.session_row(extraction.account, session, tracking=False)


def _people(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    for session in _held(extraction, webinar=webinar):
        for row in dashboard.Participants(extraction.account, session).rows():
            yield {**row, **session_fields(session)}


def _quality(extraction: Extraction) -> Iterator[Row]:
    """Yield quality of service, which exists only for sessions with other people."""
    for session in _held(extraction, webinar=False):
        if dashboard.session_type(session) == "past":
            for row in quality.rows(extraction.account, session):
                yield {**row, **session_fields(session)}


def _scores(extraction: Extraction) -> Iterator[Row]:
    """Yield the ratings of each of the last six months' days."""
    today = extraction.now.date()
    day = visible.earliest_report_day(extraction.now)
    if extraction.since:
        day = max(day, extraction.since.date())
    while day <= today:
        for counted in quality.COUNTED:
            days = dict.fromkeys(("date", "from", "to"), day.isoformat())
            found = quality.scores(extraction.account, day, day, counted)
            yield {**days, "counted": counted, "quality": found}
        day += timedelta(days=1)
