"""What a complete extraction finds of meetings and webinars, beyond what is read by default."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox.rows import polls, sessions
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.model import Row
    from sandbox.truth import Truth


def makers(truth: Truth) -> dict[str, Callable[[], Iterator[Row]]]:
    """Give, by the streams' names, what makes their rows."""
    return {
        "meeting_surveys": partial(truth.surveys, webinar=False),
        "webinar_surveys": partial(truth.surveys, webinar=True),
        "past_meeting_details": partial(_details, truth),
        "past_meeting_participants": partial(_participants, truth, webinar=False),
        "past_webinar_participants": partial(_participants, truth, webinar=True),
        "meeting_qna_results": partial(_asked, truth),
    }


def _details(truth: Truth) -> Iterator[Row]:
    if truth.features.past:
        for session, parents in truth.recent(webinar=False):
            yield {**sessions.past(truth.account, session), "user_id": parents["user_id"]}


def _participants(truth: Truth, *, webinar: bool) -> Iterator[Row]:
    if webinar or truth.features.past:
        for session, parents in truth.recent(webinar=webinar):
            for row in Attendance(truth.account, session).rows(truth.now, report=False):
                # Behind the parents, since the user_id here is the participant's own.
                yield {**parents, **row}


def _asked(truth: Truth) -> Iterator[Row]:
    for session, parents in truth.recent(webinar=False, older=True):
        for row in polls.questions_asked(truth.account, session):
            yield {**row, **parents}
