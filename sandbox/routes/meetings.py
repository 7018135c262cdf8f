"""/users/{userId}/meetings and /meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import errors, query, resolve, visible
from sandbox.clock import stamp
from sandbox.endpoint import get
from sandbox.errors import Refusal
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.rows import meetings, polls, registration
from sandbox.rows.common import Lazy

if TYPE_CHECKING:
    from sandbox.model import Definition, Row
    from sandbox.request_context import RequestContext

READ = "meeting:read:admin"


@get(
    "/users/{userId}/meetings",
    MEDIUM,
    READ,
    "meeting:read:list_meetings:admin",
    paging=Paging("meetings", numbered=True),
    type=query.one_of("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"),
    from_=query.day,
    to=query.day,
    timezone=query.text,
)
def list_meetings(request: RequestContext) -> Listing:
    """List a host's unexpired meetings, a series once for each occurrence."""
    user = resolve.user(request)
    if not user.may_host:
        raise errors.not_allowed_to_host()
    wanted = request.query.get("type", "scheduled")
    today = stamp(request.now)
    rows: list[Row] = []
    for definition in visible.listed(request.account, user, request.now, webinar=False):
        rows += meetings.list_rows(request.account, definition, request.now)
    if wanted == "live":
        rows = []
    elif wanted == "previous_meetings":
        rows = [row for row in rows if row.get("start_time", today) < today]
    elif wanted != "scheduled":
        rows = [row for row in rows if row.get("start_time", "") >= today]
    first, last = request.query.get("from"), request.query.get("to")
    if first:
        rows = [row for row in rows if row.get("start_time", "")[:10] >= first.isoformat()]
    if last:
        rows = [row for row in rows if row.get("start_time", "~")[:10] <= last.isoformat()]
    return Listing(rows)


def open_meeting(request: RequestContext, on_webinar: int) -> Definition:
    """Give the meeting that is asked about; a webinar's number gets the given code."""
    found = resolve.current(request, webinar=False)
    if found.webinar:
        raise Refusal(400, on_webinar, "Cannot access webinar info.")
    return found


@get(
    "/meetings/{meetingId}",
    LIGHT,
    READ,
    "meeting:read:meeting:admin",
    occurrence_id=query.text,
    show_previous_occurrences=query.flag,
)
def show_meeting(request: RequestContext) -> Row:
    """Give one meeting, or a host's personal room."""
    owner = request.account.find_room(resolve.number(request))
    if owner and not owner.gone and owner.may_host:
        return meetings.room(request.account, owner)
    found = open_meeting(request, 3000)
    return meetings.detail(
        request.account,
        found,
        request.now,
        resolve.occurrence(request, found),
        previous=request.query.get("show_previous_occurrences", False),
    )


def registrants(request: RequestContext, definition: Definition) -> Listing:
    """List those who registered.

    Where people register for each occurrence by itself, one has to be named, else it is the next.
    """
    occurrence = resolve.occurrence(request, definition)
    if occurrence is None and definition.registers_per_occurrence:
        coming = [o for o in visible.coming(definition, request.now) if not o.deleted]
        if not coming:
            return Listing([])
        occurrence = coming[0]
    status = request.query.get("status", "approved")
    numbers = registration.numbers(request.account, definition, status, occurrence)
    return Listing(
        Lazy(len(numbers), lambda n: registration.row(request.account, definition, numbers[n]))
    )


@get(
    "/meetings/{meetingId}/registrants",
    MEDIUM,
    READ,
    "meeting:read:list_registrants:admin",
    paging=Paging("registrants", over="refuse", numbered=True),
    feature="registration",
    status=query.one_of(*registration.STATUSES),
    occurrence_id=query.text,
)
def list_registrants(request: RequestContext) -> Listing:
    """List a meeting's registrants of one status."""
    found = open_meeting(request, 300)
    if not found.registration:
        raise Refusal(400, 300, f"This meeting has not registration required: {found.id}")
    return registrants(request, found)


@get(
    "/meetings/{meetingId}/registrants/questions",
    LIGHT,
    READ,
    "meeting:read:list_registration_questions:admin",
    feature="registration",
)
def show_questions(request: RequestContext) -> Row:
    """Give what a meeting's registrants are asked."""
    found = open_meeting(request, 3000)
    if not found.registration:
        raise Refusal(400, 3000, "Registration has not been enabled for this meeting.")
    return registration.questions(request.account, found)


def prepared_polls(request: RequestContext, definition: Definition) -> Row:
    """Give the polls of a meeting or webinar."""
    if definition.polls == "disabled":
        kind = "Webinar" if definition.webinar else "Meeting"
        raise Refusal(400, 4400, f"{kind} polls disabled.")
    if definition.polls == "missing":
        raise Refusal(404, 404, "Meeting Poll not found")
    rows = polls.prepared(request.account, definition)
    return {"total_records": len(rows), "polls": rows}


@get(
    "/meetings/{meetingId}/polls",
    LIGHT,
    READ,
    "meeting:read:list_polls:admin",
    feature="polls",
    anonymous=query.flag,
)
def list_polls(request: RequestContext) -> Row:
    """List a meeting's polls."""
    return prepared_polls(request, open_meeting(request, 300))


def prepared_survey(request: RequestContext, definition: Definition) -> Row:
    """Give the survey of a meeting or webinar."""
    found = polls.survey(request.account, definition)
    if found is None:
        kind = "Webinar" if definition.webinar else "Meeting"
        said = f'{kind} survey disabled. To enable this feature, enable the "{kind} Survey" setting'
        raise Refusal(400, 3000, f'{said} in the Zoom web portal\'s "Settings" interface.')
    return found


@get("/meetings/{meetingId}/survey", LIGHT, READ, "meeting:read:survey:admin")
def show_survey(request: RequestContext) -> Row:
    """Give what people are asked after a meeting."""
    return prepared_survey(request, open_meeting(request, 3000))


ENDPOINTS = (
    list_meetings,
    show_meeting,
    list_registrants,
    show_questions,
    list_polls,
    show_survey,
)
