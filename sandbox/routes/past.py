"""/past_meetings and /past_webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import errors, query, resolve, visible
from sandbox.endpoint import get
from sandbox.errors import Refusal
from sandbox.limits import HEAVY, LIGHT, MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.rows import polls, registration, sessions
from sandbox.rows.common import Lazy
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

READ = "meeting:read:admin"
READ_WEBINAR = "webinar:read:admin"


@get(
    "/past_meetings/{meetingId}",
    LIGHT,
    READ,
    "meeting:read:past_meeting:admin",
    feature="past",
)
def show_past_meeting(request: RequestContext) -> Row:
    """Give one session."""
    found = resolve.within_a_year(request, resolve.session(request, webinar=False))
    return sessions.past(request.account, found)


@get(
    "/past_meetings/{meetingId}/instances",
    MEDIUM,
    READ,
    "meeting:read:list_past_instances:admin",
    from_=query.day,
    to=query.day,
)
def list_instances(request: RequestContext) -> Row:
    """List a meeting's sessions."""
    resolve.definition(request, webinar=False)
    meeting_id = resolve.number(request)
    held = visible.instances(request.account, meeting_id, request.now)
    if not held or held[0].webinar:
        raise errors.meeting_missing(meeting_id)
    first, last = request.query.get("from"), request.query.get("to")
    held = [s for s in held if first is None or s.start.date() >= first]
    held = [s for s in held if last is None or s.start.date() <= last]
    return {"meetings": [sessions.instance(request.account, session) for session in held]}


def participants(request: RequestContext, *, webinar: bool) -> Listing:
    """List a session's attendance as the past endpoints do."""
    found = resolve.within_a_year(request, resolve.session(request, webinar=webinar))
    return Listing(Attendance(request.account, found).rows(request.now, report=False))


@get(
    "/past_meetings/{meetingId}/participants",
    MEDIUM,
    READ,
    "meeting:read:list_past_participants:admin",
    paging=Paging("participants", end="absent"),
    feature="past",
    include_fields=query.one_of("registrant_id"),
)
def list_participants(request: RequestContext) -> Listing:
    """List a meeting session's attendance."""
    return participants(request, webinar=False)


def poll_results(request: RequestContext, *, webinar: bool) -> Row:
    """Give who answered what in a session's polls."""
    found = resolve.within_a_year(request, resolve.session(request, webinar=webinar))
    return {**sessions.envelope(found), "questions": polls.results(request.account, found)}


@get(
    "/past_meetings/{meetingId}/polls",
    MEDIUM,
    READ,
    "meeting:read:list_poll_results:admin",
    feature="polls",
)
def list_poll_results(request: RequestContext) -> Row:
    """Give the poll results of a meeting's session."""
    return poll_results(request, webinar=False)


def questions(request: RequestContext, *, webinar: bool) -> Row:
    """Give who asked what in a session, however long ago."""
    found = resolve.session(request, webinar=webinar)
    return {**sessions.envelope(found), "questions": polls.questions_asked(request.account, found)}


@get("/past_meetings/{meetingId}/qa", MEDIUM, READ, "meeting:read:past_qa:admin")
def list_questions(request: RequestContext) -> Row:
    """Give the questions asked in a meeting's session."""
    return questions(request, webinar=False)


@get(
    "/past_webinars/{webinarId}/instances",
    LIGHT,
    READ_WEBINAR,
    "webinar:read:list_past_instances:admin",
    feature="webinars",
)
def list_webinar_instances(request: RequestContext) -> Row:
    """List a webinar's sessions; for one that was never held the refusal has no code."""
    found = resolve.definition(request, webinar=True)
    if found and not found.webinar:
        raise Refusal(400, 300, "Invalid webinar ID.")
    held = visible.instances(request.account, resolve.number(request), request.now)
    if not held:
        raise Refusal(404, None, "Webinar has not been held.")
    return {"webinars": [sessions.instance(request.account, session) for session in held]}


@get(
    "/past_webinars/{webinarId}/absentees",
    HEAVY,
    READ_WEBINAR,
    "webinar:read:list_absentees:admin",
    paging=Paging("registrants"),
    feature="webinars",
    occurrence_id=query.text,
)
def list_absentees(request: RequestContext) -> Listing:
    """List who registered for a webinar and stayed away."""
    found = resolve.session(request, webinar=True)
    if found.start < request.now - visible.DETAILS_BACK:
        raise Refusal(404, 3001, f"Webinar {found.uuid} not found or expired.")
    definition = found.definition
    if definition is None or not definition.registration:
        message = f"This webinar doesn't have registration required: {found.uuid}."
        raise Refusal(400, 3000, message)
    wanted = request.query.get("occurrence_id")
    if wanted not in (None, found.occurrence_id):
        raise Refusal(400, 300, f"invalid occurrence ID: {wanted}.")
    numbers = registration.absentees(request.account, found)
    return Listing(
        Lazy(len(numbers), lambda n: registration.row(request.account, definition, numbers[n]))
    )


@get(
    "/past_webinars/{webinarId}/participants",
    MEDIUM,
    READ_WEBINAR,
    "webinar:read:list_past_participants:admin",
    paging=Paging("participants", end="null"),
    feature="webinars",
)
def list_webinar_participants(request: RequestContext) -> Listing:
    """List a webinar session's attendance."""
    return participants(request, webinar=True)


@get(
    "/past_webinars/{webinarId}/polls",
    MEDIUM,
    READ_WEBINAR,
    "webinar:read:list_past_polls:admin",
    feature="webinars",
)
def list_webinar_poll_results(request: RequestContext) -> Row:
    """Give the poll results of a webinar's session."""
    return poll_results(request, webinar=True)


@get(
    "/past_webinars/{webinarId}/qa",
    MEDIUM,
    READ_WEBINAR,
    "webinar:read:past_qa:admin",
    feature="webinars",
)
def list_webinar_questions(request: RequestContext) -> Row:
    """Give the questions asked in a webinar's session."""
    return questions(request, webinar=True)


ENDPOINTS = (
    show_past_meeting,
    list_instances,
    list_participants,
    list_poll_results,
    list_questions,
    list_webinar_instances,
    list_absentees,
    list_webinar_participants,
    list_webinar_poll_results,
    list_webinar_questions,
)
