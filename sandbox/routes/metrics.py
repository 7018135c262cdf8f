"""/metrics: the two lists, which are the only Resource-intensive ones here, and who took part."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import query, resolve, windows
from sandbox.clock import midnight
from sandbox.endpoint import get
from sandbox.errors import Refusal
from sandbox.limits import HEAVY, INTENSIVE
from sandbox.paging import Listing, Paging
from sandbox.rows import dashboard, quality
from sandbox.rows.common import Lazy

if TYPE_CHECKING:
    from sandbox.model import Session
    from sandbox.request_context import RequestContext

MEETINGS, WEBINARS = "dashboard_meetings:read:admin", "dashboard_webinars:read:admin"
WIDER = ("dashboard:read:admin",)


def _list(request: RequestContext, *, webinar: bool) -> Listing:
    """List what began in the window; Zoom takes "live" if no type is named, which hides the rest.

    Only some accounts may go by the time when sessions ended.
    """
    first, last = windows.check(request.query, request.now)
    if request.query.get("query_date_type") == "end_time":
        raise Refusal(400, 12700, "This account cannot query meetings by `end_time`.")
    wanted = request.query.get("type", "live")
    tracking = "include_fields" in request.query
    end = midnight(last) + timedelta(days=1)
    found = [
        session
        for session in request.account.sessions_between(midnight(first), end)
        if session.webinar == webinar
        and session.end <= request.now
        and dashboard.session_type(session) == wanted
    ]
    return Listing(
        Lazy(
            len(found),
            lambda n: dashboard.session_row(request.account, found[n], tracking=tracking),
        ),
        windows.named(request.query),
    )


def _ended(request: RequestContext, *, webinar: bool) -> Session:
    """Give a session under the type that it has; under any other it isn't there."""
    found = resolve.within_a_year(request, resolve.session(request, webinar=webinar))
    if request.query.get("type", "live") != dashboard.session_type(found):
        kind = "Webinar" if webinar else "Meeting"
        raise Refusal(404, 3001, f"{kind} ID is invalid or has not ended.")
    return found


def _people(request: RequestContext, *, webinar: bool) -> Listing:
    found = _ended(request, webinar=webinar)
    registrant = "include_fields" in request.query
    people = dashboard.People(request.account, found, registrant=registrant)
    return Listing(people.rows(), _number(found))


def _number(found: Session) -> dict[str, str]:
    return {f"{'webinar' if found.webinar else 'meeting'}_number": str(found.meeting_id)}


@get(
    "/metrics/meetings",
    INTENSIVE,
    MEETINGS,
    "dashboard:read:list_meetings:admin",
    paging=Paging("meetings"),
    feature="dashboard",
    required=("from", "to"),
    also=WIDER,
    from_=query.day,
    to=query.day,
    type=query.one_of("live", "past", "pastOne"),
    query_date_type=query.one_of("start_time", "end_time"),
    include_fields=query.one_of("tracking_fields"),
    group_id=query.text,
    group_include_participant=query.flag,
)
def list_meetings(request: RequestContext) -> Listing:
    """List the account's meetings; those that are over only if asked for."""
    return _list(request, webinar=False)


@get(
    "/metrics/webinars",
    INTENSIVE,
    WEBINARS,
    "dashboard:read:list_webinars:admin",
    paging=Paging("webinars"),
    feature="dashboard",
    required=("from", "to"),
    also=WIDER,
    from_=query.day,
    to=query.day,
    type=query.one_of("live", "past"),
    query_date_type=query.one_of("start_time", "end_time"),
    group_id=query.text,
    group_include_participant=query.flag,
)
def list_webinars(request: RequestContext) -> Listing:
    """List the account's webinars; those that are over only if asked for."""
    return _list(request, webinar=True)


@get(
    "/metrics/meetings/{meetingId}/participants",
    HEAVY,
    MEETINGS,
    "dashboard:read:list_meeting_participants:admin",
    paging=Paging("participants"),
    feature="dashboard",
    also=WIDER,
    type=query.one_of("live", "past", "pastOne"),
    include_fields=query.one_of("registrant_id"),
)
def list_participants(request: RequestContext) -> Listing:
    """List who took part in a meeting, one row for each stay."""
    return _people(request, webinar=False)


@get(
    "/metrics/webinars/{webinarId}/participants",
    HEAVY,
    WEBINARS,
    "dashboard:read:list_webinar_participants:admin",
    paging=Paging("participants", end="null"),
    feature="dashboard",
    also=WIDER,
    type=query.one_of("live", "past"),
    include_fields=query.one_of("registrant_id"),
)
def list_webinar_participants(request: RequestContext) -> Listing:
    """List who took part in a webinar, one row for each stay."""
    return _people(request, webinar=True)


@get(
    "/metrics/meetings/{meetingId}/participants/qos",
    HEAVY,
    MEETINGS,
    "dashboard:read:list_meeting_participants_qos:admin",
    paging=Paging("participants", default=1, cap=10, over="refuse", end="absent"),
    feature="dashboard",
    also=WIDER,
    type=query.one_of("live", "past"),
)
def list_quality(request: RequestContext) -> Listing:
    """List how well people saw and heard, ten at a time at most."""
    found = _ended(request, webinar=False)
    return Listing(quality.rows(request.account, found), _number(found))


ENDPOINTS = (
    list_meetings,
    list_webinars,
    list_participants,
    list_webinar_participants,
    list_quality,
)
