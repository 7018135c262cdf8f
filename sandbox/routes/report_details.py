"""/report: the details of one session, for meetings and webinars alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox import errors, lookup, query
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import HEAVY
from sandbox.paging import Paging, ResultSet
from sandbox.routes.reports import READ
from sandbox.rows import report_feedback, sessions
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.endpoint import Endpoint
    from sandbox.model import Row, Session
    from sandbox.request_context import RequestContext

    Handler = Callable[..., Row | ResultSet]


def _of_a_host(request: RequestContext, *, webinar: bool) -> Session:
    found = lookup.reported(request, webinar=webinar)
    if request.account.user(found.host).gone:
        raise ApiError(404, 1001, "User does not exist.")
    return found


def _show(request: RequestContext, *, webinar: bool) -> Row:
    """Return a session's report."""
    found = _of_a_host(request, webinar=webinar)
    return sessions.report_detail(request.account, found, request.now)


def _participants(request: RequestContext, *, webinar: bool) -> ResultSet:
    """List a session's attendance."""
    found = lookup.reported(request, webinar=webinar)
    registrant = "include_fields" in request.query
    attendance = Attendance(request.account, found)
    return ResultSet(attendance.rows(request.now, report=True, registrant=registrant))


def _unless_none(request: RequestContext, found: Session, rows: list[Row]) -> list[Row]:
    """Return the rows; where there are none, Zoom sometimes sends an error, not an empty list."""
    if not rows and request.account.rng("nothing", found.uuid).chance(0.5):
        raise errors.not_in_reports(found.uuid, webinar=found.webinar)
    return rows


def _envelope(found: Session) -> Row:
    envelope = sessions.envelope(found)
    return {**envelope, "start_time": envelope["start_time"].replace("Z", ".66Z")}


def _polls(request: RequestContext, *, webinar: bool) -> Row:
    """Return a session's poll results, by respondent."""
    found = lookup.reported(request, webinar=webinar)
    rows = _unless_none(request, found, report_feedback.poll_results(request.account, found))
    return {**_envelope(found), "questions": rows}


def _questions(request: RequestContext, *, webinar: bool) -> Row:
    """Return the questions asked in a session, by person."""
    found = _of_a_host(request, webinar=webinar)
    rows = _unless_none(request, found, report_feedback.questions(request.account, found))
    return {**sessions.envelope(found), "questions": rows}


def _survey(request: RequestContext, *, webinar: bool) -> Row:
    """Return the survey answers of a session, by respondent."""
    found = lookup.reported(request, webinar=webinar)
    rows = _unless_none(request, found, report_feedback.survey_answers(request.account, found))
    kind = "webinar" if webinar else "meeting"
    return {
        f"{kind}_id": found.meeting_id,
        f"{kind}_uuid": found.uuid,
        "start_time": _envelope(found)["start_time"],
        **report_feedback.survey_id(request.account, found),
        "survey_answers": rows,
    }


def _twins(*, webinar: bool) -> tuple[Endpoint, ...]:
    """Declare what meetings and webinars have in common."""
    kind = "webinar" if webinar else "meeting"

    def twin(rest: str, scope: str, handler: Handler, **more: Any) -> Endpoint:
        path = f"/report/{kind}s/{{{kind}Id}}{rest}"
        endpoint = get(path, HEAVY, READ, f"report:read:{scope}:admin", feature="reports", **more)
        return endpoint(partial(handler, webinar=webinar))

    return (
        twin("", kind, _show),
        twin(
            "/participants",
            f"list_{kind}_participants",
            _participants,
            paging=Paging("participants", last_token="null" if webinar else "empty"),
            include_fields=query.one_of("registrant_id"),
        ),
        twin("/polls", f"list_{kind}_polls", _polls),
        twin("/qa", f"{kind}_qna", _questions),
        twin("/survey", f"{kind}_survey", _survey),
    )


ENDPOINTS = (*_twins(webinar=False), *_twins(webinar=True))
