"""Truth about the sessions that were held under known meetings and webinars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.rows import polls, registration, sessions
from sandbox.rows.participants import Attendance
from sandbox.truth import planned
from sandbox.truth.extraction import session_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row, Session
    from sandbox.truth.extraction import Extraction, Rows, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    found: dict[str, Rows] = {
        "past_meeting_details": partial(_details, extraction),
        "webinar_absentees": partial(_absentees, extraction),
    }
    for kind in ("meeting", "webinar"):
        webinar = kind == "webinar"
        found |= {
            f"past_{kind}_instances": partial(_instances, extraction, webinar=webinar),
            f"past_{kind}_participants": partial(_participants, extraction, webinar=webinar),
            f"{kind}_poll_results": partial(poll_results, extraction, webinar=webinar),
            f"{kind}_qna_results": partial(questions_asked, extraction, webinar=webinar),
        }
    return found


def _held(extraction: Extraction, *, webinar: bool) -> Iterator[tuple[Session, Row]]:
    for definition, parents in planned.definitions(extraction, webinar=webinar):
        for session in visible.instances(extraction.account, definition.id, extraction.now):
            yield session, parents


def _with_details(
    extraction: Extraction, *, webinar: bool, unlimited: bool = False
) -> Iterator[tuple[Session, Row]]:
    """Yield the sessions whose details Zoom still has; some details have no age limit."""
    first = extraction.now - visible.DETAILS_BACK
    for session, parents in _held(extraction, webinar=webinar):
        if (unlimited or session.start >= first) and extraction.includes(session.start):
            yield session, {**parents, **session_fields(session)}


def _instances(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    for session, parents in _held(extraction, webinar=webinar):
        yield {**sessions.instance(extraction.account, session), **parents}


def _details(extraction: Extraction) -> Iterator[Row]:
    if extraction.features.past:
        for session, parents in _with_details(extraction, webinar=False):
            row = sessions.past(extraction.account, session)
            yield {**row, "user_id": parents["user_id"]}


def _participants(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    if webinar or extraction.features.past:
        for session, parents in _with_details(extraction, webinar=webinar):
            attendance = Attendance(extraction.account, session)
            for row in attendance.rows(extraction.now, report=False):
                # The row comes last, since its user_id is the participant's own.
                yield {**parents, **row}


def poll_results(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield one row for each respondent."""
    if webinar or extraction.features.polls:
        for session, parents in _with_details(extraction, webinar=webinar):
            for row in polls.results(extraction.account, session):
                yield {**row, **parents}


def questions_asked(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield one row for each person who asked something."""
    for session, parents in _with_details(extraction, webinar=webinar, unlimited=True):
        for row in polls.questions_asked(extraction.account, session):
            yield {**row, **parents}


def _absentees(extraction: Extraction) -> Iterator[Row]:
    for session, parents in _with_details(extraction, webinar=True):
        definition = session.definition
        if definition and definition.registration:
            for number in registration.absentees(extraction.account, session):
                yield {**registration.row(extraction.account, definition, number), **parents}
