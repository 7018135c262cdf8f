"""/users/{userId}/webinars and /webinars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import errors, query, resolve, visible
from sandbox.clock import stamp
from sandbox.endpoint import get
from sandbox.errors import Refusal
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.routes.meetings import prepared_polls, prepared_survey, registrants
from sandbox.rows import meetings, registration, webinars

if TYPE_CHECKING:
    from sandbox.model import Definition, Row
    from sandbox.request_context import RequestContext

READ = "webinar:read:admin"


@get(
    "/users/{userId}/webinars",
    MEDIUM,
    READ,
    "webinar:read:list_webinars:admin",
    paging=Paging("webinars", numbered=True),
    feature="webinars",
    type=query.one_of("scheduled", "upcoming"),
    include_events_webinar=query.flag,
)
def list_webinars(request: RequestContext) -> Listing | Row:
    """List a host's unexpired webinars, a series once for each occurrence."""
    user = resolve.user(request)
    if user.webinars == "refused_as_success":
        return errors.inside_success(errors.NO_WEBINAR_PLAN)
    if user.webinars == "refused":
        raise Refusal(400, 200, errors.NO_WEBINAR_PLAN)
    rows: list[Row] = []
    for definition in visible.listed(request.account, user, request.now, webinar=True):
        rows += meetings.list_rows(request.account, definition, request.now)
    if request.query.get("type") == "upcoming":
        rows = [r for r in rows if r.get("start_time", "") >= stamp(request.now)]
    return Listing(rows)


def open_webinar(request: RequestContext) -> Definition:
    """Give the webinar that is asked about."""
    found = resolve.current(request, webinar=True)
    if not found.webinar:
        raise Refusal(400, 300, "Invalid webinar ID.")
    return found


@get(
    "/webinars/{webinarId}",
    LIGHT,
    READ,
    "webinar:read:webinar:admin",
    feature="webinars",
    occurrence_id=query.text,
    show_previous_occurrences=query.flag,
)
def show_webinar(request: RequestContext) -> Row:
    """Give one webinar."""
    found = open_webinar(request)
    return meetings.webinar_detail(
        request.account,
        found,
        request.now,
        resolve.occurrence(request, found),
        previous=request.query.get("show_previous_occurrences", False),
    )


@get(
    "/webinars/{webinarId}/registrants",
    MEDIUM,
    READ,
    "webinar:read:list_registrants:admin",
    paging=Paging("registrants", end="null", numbered=True),
    feature="webinars",
    status=query.one_of(*registration.STATUSES),
    occurrence_id=query.text,
    tracking_source_id=query.text,
)
def list_registrants(request: RequestContext) -> Listing:
    """List a webinar's registrants of one status; without registration there just are none."""
    found = open_webinar(request)
    return registrants(request, found) if found.registration else Listing([])


@get(
    "/webinars/{webinarId}/registrants/questions",
    LIGHT,
    READ,
    "webinar:read:list_registration_questions:admin",
    feature="webinars",
)
def show_questions(request: RequestContext) -> Row:
    """Give what a webinar's registrants are asked."""
    found = open_webinar(request)
    if not found.registration:
        raise Refusal(400, 3000, "Registration has not been enabled for this webinar.")
    return registration.questions(request.account, found)


@get(
    "/webinars/{webinarId}/panelists",
    MEDIUM,
    READ,
    "webinar:read:list_panelists:admin",
    feature="webinars",
)
def list_panelists(request: RequestContext) -> Row:
    """List a webinar's panelists."""
    rows = webinars.panelists(request.account, open_webinar(request))
    return {"total_records": len(rows), "panelists": rows}


@get(
    "/webinars/{webinarId}/polls",
    LIGHT,
    READ,
    "webinar:read:list_polls:admin",
    feature="webinars",
    anonymous=query.flag,
)
def list_polls(request: RequestContext) -> Row:
    """List a webinar's polls."""
    return prepared_polls(request, open_webinar(request))


@get("/webinars/{webinarId}/survey", LIGHT, READ, "webinar:read:survey:admin", feature="webinars")
def show_survey(request: RequestContext) -> Row:
    """Give what people are asked after a webinar."""
    return prepared_survey(request, open_webinar(request))


@get(
    "/webinars/{webinarId}/tracking_sources",
    MEDIUM,
    READ,
    "webinar:read:list_tracking_sources:admin",
    feature="webinars",
)
def list_tracking_sources(request: RequestContext) -> Row:
    """List where a webinar's visitors came from."""
    rows = webinars.tracking_sources(request.account, open_webinar(request))
    return {"total_records": len(rows), "tracking_sources": rows}


ENDPOINTS = (
    list_webinars,
    show_webinar,
    list_registrants,
    show_questions,
    list_panelists,
    list_polls,
    show_survey,
    list_tracking_sources,
)
