"""/past_meetings and /past_webinars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox import errors, lookup, query, visible
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import HEAVY, LIGHT, MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import polls, registration, sessions
from sandbox.rows.common import LazyRows
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.endpoint import Endpoint
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

    Handler = Callable[..., Row | ResultSet]

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
    """Return one session."""
    found = lookup.within_a_year(request, lookup.session(request, webinar=False))
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
    lookup.definition(request, webinar=False)
    meeting_id = lookup.meeting_number(request)
    held = visible.instances(request.account, meeting_id, request.now)
    if not held or held[0].webinar:
        raise errors.meeting_not_found(meeting_id)
    first, last = request.query.get("from"), request.query.get("to")
    held = [s for s in held if first is None or s.start.date() >= first]
    held = [s for s in held if last is None or s.start.date() <= last]
    return {"meetings": [sessions.instance(request.account, session) for session in held]}


@get(
    "/past_webinars/{webinarId}/instances",
    LIGHT,
    READ_WEBINAR,
    "webinar:read:list_past_instances:admin",
    feature="webinars",
)
def list_webinar_instances(request: RequestContext) -> Row:
    """List a webinar's sessions; the error for one that was never held has no code."""
    found = lookup.definition(request, webinar=True)
    if found and not found.webinar:
        raise ApiError(400, 300, "Invalid webinar ID.")
    held = visible.instances(request.account, lookup.meeting_number(request), request.now)
    if not held:
        raise ApiError(404, None, "Webinar has not been held.")
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
def list_absentees(request: RequestContext) -> ResultSet:
    """List who registered for a webinar and did not attend."""
    found = lookup.session(request, webinar=True)
    if found.start < request.now - visible.DETAILS_BACK:
        raise ApiError(404, 3001, f"Webinar {found.uuid} not found or expired.")
    definition = found.definition
    if definition is None or not definition.registration:
        message = f"This webinar doesn't have registration required: {found.uuid}."
        raise ApiError(400, 3000, message)
    wanted = request.query.get("occurrence_id")
    if wanted not in (None, found.occurrence_id):
        raise ApiError(400, 300, f"invalid occurrence ID: {wanted}.")
    numbers = registration.absentees(request.account, found)
    return ResultSet(
        LazyRows(len(numbers), lambda n: registration.row(request.account, definition, numbers[n]))
    )


def _participants(request: RequestContext, *, webinar: bool) -> ResultSet:
    """List a session's attendance."""
    found = lookup.within_a_year(request, lookup.session(request, webinar=webinar))
    return ResultSet(Attendance(request.account, found).rows(request.now, report=False))


def _poll_results(request: RequestContext, *, webinar: bool) -> Row:
    """Return the poll results of a session, by respondent."""
    found = lookup.within_a_year(request, lookup.session(request, webinar=webinar))
    return {**sessions.envelope(found), "questions": polls.results(request.account, found)}


def _questions(request: RequestContext, *, webinar: bool) -> Row:
    """Return the questions asked in a session, however old."""
    found = lookup.session(request, webinar=webinar)
    return {**sessions.envelope(found), "questions": polls.questions_asked(request.account, found)}


def _twins(*, webinar: bool) -> tuple[Endpoint, ...]:
    """Declare what meetings and webinars have in common."""
    kind = "webinar" if webinar else "meeting"

    def twin(
        rest: str, scope: str, handler: Handler, feature: str | None = None, **more: Any
    ) -> Endpoint:
        endpoint = get(
            f"/past_{kind}s/{{{kind}Id}}/{rest}",
            MEDIUM,
            READ_WEBINAR if webinar else READ,
            f"{kind}:read:{scope}:admin",
            feature="webinars" if webinar else feature,
            **more,
        )
        return endpoint(partial(handler, webinar=webinar))

    only: dict[str, Any] = {"paging": Paging("participants", last_token="null")}
    if not webinar:
        only["paging"] = Paging("participants", last_token="absent")
        only["include_fields"] = query.one_of("registrant_id")
    poll_results = "list_past_polls" if webinar else "list_poll_results"
    return (
        twin("participants", "list_past_participants", _participants, "past", **only),
        twin("polls", poll_results, _poll_results, "polls"),
        twin("qa", "past_qa", _questions),
    )


ENDPOINTS = (
    show_past_meeting,
    list_instances,
    list_webinar_instances,
    list_absentees,
    *_twins(webinar=False),
    *_twins(webinar=True),
)
