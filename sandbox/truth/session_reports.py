"""Truth about the reports of single sessions, which are found through each host's list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox import recordings, visible
from sandbox.rows import report_feedback, sessions
from sandbox.rows.participants import Attendance
from sandbox.rows.recordings import Recordings
from sandbox.truth.extraction import session_fields

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.account import Account
    from sandbox.model import Row, Session, User
    from sandbox.truth.extraction import Extraction, Rows, Streams

    RowsOfSession = Callable[[Account, Session], list[Row]]


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    found: dict[str, Rows] = {"meeting_transcripts": partial(_transcripts, extraction)}
    for kind in ("meeting", "webinar"):
        webinar = kind == "webinar"
        responses = partial(_responses, extraction, webinar=webinar)
        found |= {
            f"report_{kind}s": partial(_sessions, extraction, webinar=webinar),
            f"report_{kind}_participants": partial(_participants, extraction, webinar=webinar),
            f"report_{kind}_polls": partial(responses, report_feedback.poll_results),
            f"report_{kind}_qna": partial(responses, report_feedback.questions),
            f"report_{kind}_survey": partial(_surveys, extraction, webinar=webinar),
        }
    return found


def _listed(extraction: Extraction, *, webinar: bool) -> Iterator[tuple[Session, User]]:
    """Yield the sessions in the hosts' lists of the reports."""
    if not extraction.features.reports:
        return
    account, now = extraction.account, extraction.now
    first, last = visible.earliest_report_day(now), now.date()
    for user in extraction.readable_users():
        held = account.calendar(user.index).sessions
        for session in visible.report_sessions(account, held, now, first, last):
            if session.webinar == webinar and extraction.includes(session.start):
                yield session, user


def _sessions(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield all sessions, including those with a single participant."""
    for session, user in _listed(extraction, webinar=webinar):
        row = sessions.report_row(extraction.account, session, extraction.now)
        yield {**row, "user_id": user.id}


def _participants(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield attendance; Zoom reports none for a host who was alone."""
    for session, _ in _listed(extraction, webinar=webinar):
        attendance = Attendance(extraction.account, session)
        for row in attendance.rows(extraction.now, report=True):
            yield {**row, **session_fields(session)}


def _transcripts(extraction: Extraction) -> Iterator[Row]:
    """Yield the state of each transcript, whether it can be downloaded or not."""
    if not extraction.features.recordings:
        return
    rows = Recordings(extraction.account, extraction.base_url, extraction.now)
    for session, _ in _listed(extraction, webinar=False):
        recording = recordings.of_session(extraction.account, session)
        row = rows.transcript(recording) if recording else None
        if row is not None:
            yield {**row, **session_fields(session)}


def _responses(extraction: Extraction, make: RowsOfSession, *, webinar: bool) -> Iterator[Row]:
    for session, _ in _listed(extraction, webinar=webinar):
        for row in make(extraction.account, session):
            yield {**row, **session_fields(session)}


def _surveys(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield one row for each respondent, with the id of the survey."""
    for session, _ in _listed(extraction, webinar=webinar):
        survey = report_feedback.survey_id(extraction.account, session)
        for row in report_feedback.survey_answers(extraction.account, session):
            yield {**row, **survey, **session_fields(session)}
