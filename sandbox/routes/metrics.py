"""/metrics: sessions, in the only Resource-intensive lists here, their participants and quality."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox import lookup, query, windows
from sandbox.clock import midnight
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import HEAVY, INTENSIVE
from sandbox.paging import Paging, ResultSet
from sandbox.rows import dashboard, quality
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.endpoint import Endpoint
    from sandbox.model import Row, Session
    from sandbox.request_context import RequestContext

READ_MEETINGS, READ_WEBINARS = "dashboard_meetings:read:admin", "dashboard_webinars:read:admin"


def _sessions(request: RequestContext, *, webinar: bool) -> ResultSet:
    """List the sessions that began in the window; the default type "live" hides ended ones.

    Filtering by end time is limited to some accounts.
    """
    first, last = windows.report_window(request.query, request.now)
    if request.query.get("query_date_type") == "end_time":
        raise ApiError(400, 12700, "This account cannot query meetings by `end_time`.")
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
    return ResultSet(
        LazyRows(
            len(found),
            lambda n: dashboard.session_row(request.account, found[n], tracking=tracking),
        ),
        windows.echo(request.query),
    )


def _ended(request: RequestContext, *, webinar: bool) -> Session:
    """Return the session in the path, which is found under its own type only."""
    found = lookup.within_a_year(request, lookup.session(request, webinar=webinar))
    if request.query.get("type", "live") != dashboard.session_type(found):
        kind = "Webinar" if webinar else "Meeting"
        raise ApiError(404, 3001, f"{kind} ID is invalid or has not ended.")
    return found


def _participants(request: RequestContext, *, webinar: bool) -> ResultSet:
    found = _ended(request, webinar=webinar)
    registrant = "include_fields" in request.query
    people = dashboard.Participants(request.account, found, registrant=registrant)
    return ResultSet(people.rows(), _number(found))


def _number(found: Session) -> dict[str, str]:
    return {f"{'webinar' if found.webinar else 'meeting'}_number": str(found.meeting_id)}


@get(
    "/metrics/meetings/{meetingId}/participants/qos",
    HEAVY,
    READ_MEETINGS,
    "dashboard:read:list_meeting_participants_qos:admin",
    paging=Paging(
        "participants", default_size=1, max_size=10, oversize="reject", last_token="absent"
    ),
    feature="dashboard",
    type=query.one_of("live", "past"),
)
def list_quality(request: RequestContext) -> ResultSet:
    """List each participant's quality of service, at most ten per page."""
    found = _ended(request, webinar=False)
    return ResultSet(quality.rows(request.account, found), _number(found))


@get(
    "/metrics/quality",
    HEAVY,
    "dashboard_home:read:admin",
    "dashboard:read:meeting_quality_score:admin",
    feature="dashboard",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of(*quality.COUNTED),
)
def sum_quality(request: RequestContext) -> Row:
    """Return one object, which counts how often each rating was given in the window."""
    first, last = windows.report_window(request.query, request.now)
    counted = request.query.get("type", "meeting")
    found = quality.scores(request.account, first, last, counted)
    return {**windows.echo(request.query), "quality": found}


def _twins(*, webinar: bool) -> tuple[Endpoint, ...]:
    """Declare what meetings and webinars have in common."""
    kind = "webinar" if webinar else "meeting"

    def twin(
        rest: str, label: str, scope: str, handler: Callable[..., ResultSet], **more: Any
    ) -> Endpoint:
        endpoint = get(
            f"/metrics/{kind}s{rest}",
            label,
            READ_WEBINARS if webinar else READ_MEETINGS,
            f"dashboard:read:{scope}:admin",
            feature="dashboard",
            type=query.one_of("live", "past", *(() if webinar else ("pastOne",))),
            **more,
        )
        return endpoint(partial(handler, webinar=webinar))

    only = {} if webinar else {"include_fields": query.one_of("tracking_fields")}
    return (
        twin(
            "",
            INTENSIVE,
            f"list_{kind}s",
            _sessions,
            paging=Paging(f"{kind}s"),
            required=("from", "to"),
            from_=query.day,
            to=query.day,
            query_date_type=query.one_of("start_time", "end_time"),
            group_id=query.text,
            group_include_participant=query.flag,
            **only,
        ),
        twin(
            f"/{{{kind}Id}}/participants",
            HEAVY,
            f"list_{kind}_participants",
            _participants,
            paging=Paging("participants", last_token="null" if webinar else "empty"),
            include_fields=query.one_of("registrant_id"),
        ),
    )


ENDPOINTS = (*_twins(webinar=False), *_twins(webinar=True), list_quality, sum_quality)
