"""What a complete extraction of the dashboards finds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import midnight
from sandbox.rows import dashboard, quality

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sandbox.model import Row, Session
    from sandbox.truth import Truth

    Maker = Callable[[], Iterable[Row]]


def makers(truth: Truth) -> Mapping[str, Maker]:
    """Give what makes the rows of each stream; nothing does if the account has no dashboard."""
    found: dict[str, Maker] = {
        "dashboard_meetings": lambda: _meetings(truth),
        "dashboard_meeting_participants": lambda: _people(truth, webinar=False),
        "dashboard_meeting_qos": lambda: _quality(truth),
        "dashboard_webinars": lambda: _webinars(truth),
        "dashboard_webinar_participants": lambda: _people(truth, webinar=True),
    }
    return found if truth.features.dashboard else dict.fromkeys(found, list)


def _held(truth: Truth, *, webinar: bool) -> list[Session]:
    """Give the sessions in the lists: of all hosts, and as soon as they are over."""
    first = midnight(visible.earliest_report_day(truth.now))
    every = truth.account.sessions_between(first, truth.now + timedelta(seconds=1))
    return [
        s for s in every if s.webinar == webinar and s.end <= truth.now and truth.wanted(s.start)
    ]


def _meetings(truth: Truth) -> Iterator[Row]:
    for session in _held(truth, webinar=False):
        row = dashboard.session_row(truth.account, session, tracking=True)
        yield {**row, "session_type": dashboard.session_type(session)}


def _webinars(truth: Truth) -> Iterator[Row]:
    for session in _held(truth, webinar=True):
        yield dashboard.session_row(truth.account, session, tracking=False)


def _people(truth: Truth, *, webinar: bool) -> Iterator[Row]:
    for session in _held(truth, webinar=webinar):
        for row in dashboard.People(truth.account, session).rows():
            yield {**row, **truth.of_session(session)}


def _quality(truth: Truth) -> Iterator[Row]:
    """Give what there is about sessions with company."""
    for session in _held(truth, webinar=False):
        if dashboard.session_type(session) == "past":
            for row in quality.rows(truth.account, session):
                yield {**row, **truth.of_session(session)}
