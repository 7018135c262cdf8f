"""/report: what there is about one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import query, resolve
from sandbox.clock import stamp
from sandbox.endpoint import Call, get
from sandbox.errors import Refusal
from sandbox.limits import HEAVY
from sandbox.paging import Listing, Paging
from sandbox.routes.reports import READ
from sandbox.rows import polls, sessions
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from sandbox.model import Row


def _show(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    if call.account.user(found.host).gone:
        raise Refusal(404, 1001, "User does not exist.")
    return sessions.report_detail(call.account, found, call.now)


def _participants(call: Call, *, webinar: bool) -> Listing:
    found = resolve.reported(call, webinar=webinar)
    registrant = "include_fields" in call.query
    attendance = Attendance(call.account, found)
    return Listing(attendance.rows(call.now, report=True, registrant=registrant))


def _polls(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    rows = polls.reported_results(call.account, found)
    return {**sessions.envelope(found), "questions": rows}


def _questions(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    rows = polls.reported_questions(call.account, found)
    return {**sessions.envelope(found), "questions": rows}


def _survey(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    kind = "webinar" if webinar else "meeting"
    return {
        f"{kind}_id": found.meeting_id,
        f"{kind}_uuid": found.uuid,
        "start_time": stamp(found.start),
        "survey_id": call.account.dice("survey id", found.uuid).key(),
        "survey_name": "How was it?",
        "survey_answers": polls.survey_answers(call.account, found),
    }


@get("/report/meetings/{meetingId}", HEAVY, READ, "report:read:meeting:admin", feature="reports")
def show_meeting(call: Call) -> Row:
    """Give a meeting session's report."""
    return _show(call, webinar=False)


@get("/report/webinars/{webinarId}", HEAVY, READ, "report:read:webinar:admin", feature="reports")
def show_webinar(call: Call) -> Row:
    """Give a webinar session's report."""
    return _show(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/participants",
    HEAVY,
    READ,
    "report:read:list_meeting_participants:admin",
    paging=Paging("participants"),
    feature="reports",
    include_fields=query.one_of("registrant_id"),
)
def list_participants(call: Call) -> Listing:
    """List a meeting session's attendance."""
    return _participants(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/participants",
    HEAVY,
    READ,
    "report:read:list_webinar_participants:admin",
    paging=Paging("participants", end="null"),
    feature="reports",
    include_fields=query.one_of("registrant_id"),
)
def list_webinar_participants(call: Call) -> Listing:
    """List a webinar session's attendance."""
    return _participants(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/polls",
    HEAVY,
    READ,
    "report:read:list_meeting_polls:admin",
    feature="reports",
)
def list_polls(call: Call) -> Row:
    """Give the poll results of a meeting's session."""
    return _polls(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/polls",
    HEAVY,
    READ,
    "report:read:list_webinar_polls:admin",
    feature="reports",
)
def list_webinar_polls(call: Call) -> Row:
    """Give the poll results of a webinar's session."""
    return _polls(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/qa",
    HEAVY,
    READ,
    "report:read:meeting_qna:admin",
    feature="reports",
)
def list_questions(call: Call) -> Row:
    """Give the questions asked in a meeting's session."""
    return _questions(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/qa",
    HEAVY,
    READ,
    "report:read:webinar_qna:admin",
    feature="reports",
)
def list_webinar_questions(call: Call) -> Row:
    """Give the questions asked in a webinar's session."""
    return _questions(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/survey",
    HEAVY,
    READ,
    "report:read:meeting_survey:admin",
    feature="reports",
)
def show_survey(call: Call) -> Row:
    """Give the survey after a meeting's session."""
    return _survey(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/survey",
    HEAVY,
    READ,
    "report:read:webinar_survey:admin",
    feature="reports",
)
def show_webinar_survey(call: Call) -> Row:
    """Give the survey after a webinar's session."""
    return _survey(call, webinar=True)
