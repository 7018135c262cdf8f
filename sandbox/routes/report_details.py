"""/report: what there is about one session, for meetings and webinars alike."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox import errors, query, resolve
from sandbox.endpoint import Call, get
from sandbox.errors import Refusal
from sandbox.limits import HEAVY
from sandbox.paging import Listing, Paging
from sandbox.routes.reports import READ
from sandbox.rows import reported, sessions
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.model import Row, Session


def _of_a_host(call: Call, *, webinar: bool) -> Session:
    found = resolve.reported(call, webinar=webinar)
    if call.account.user(found.host).gone:
        raise Refusal(404, 1001, "User does not exist.")
    return found


def _show(call: Call, *, webinar: bool) -> Row:
    """Give a session's report."""
    found = _of_a_host(call, webinar=webinar)
    return sessions.report_detail(call.account, found, call.now)


def _participants(call: Call, *, webinar: bool) -> Listing:
    """List a session's attendance."""
    found = resolve.reported(call, webinar=webinar)
    registrant = "include_fields" in call.query
    attendance = Attendance(call.account, found)
    return Listing(attendance.rows(call.now, report=True, registrant=registrant))


def _unless_none(call: Call, found: Session, rows: list[Row]) -> list[Row]:
    """Where there is nothing Zoom says so in two ways: an empty list here, a refusal there."""
    if not rows and call.account.dice("nothing", found.uuid).chance(0.5):
        raise errors.not_in_reports(found.uuid, webinar=found.webinar)
    return rows


def _envelope(found: Session) -> Row:
    envelope = sessions.envelope(found)
    return {**envelope, "start_time": envelope["start_time"].replace("Z", ".66Z")}


def _polls(call: Call, *, webinar: bool) -> Row:
    """Give who answered what in a session's polls."""
    found = resolve.reported(call, webinar=webinar)
    rows = _unless_none(call, found, reported.poll_results(call.account, found))
    return {**_envelope(found), "questions": rows}


def _questions(call: Call, *, webinar: bool) -> Row:
    """Give who asked what in a session."""
    found = _of_a_host(call, webinar=webinar)
    rows = _unless_none(call, found, reported.questions(call.account, found))
    return {**sessions.envelope(found), "questions": rows}


def _survey(call: Call, *, webinar: bool) -> Row:
    """Give what people answered after a session."""
    found = resolve.reported(call, webinar=webinar)
    rows = _unless_none(call, found, reported.survey_answers(call.account, found))
    kind = "webinar" if webinar else "meeting"
    return {
        f"{kind}_id": found.meeting_id,
        f"{kind}_uuid": found.uuid,
        "start_time": _envelope(found)["start_time"],
        **reported.survey_id(call.account, found),
        "survey_answers": rows,
    }


def _register(*, webinar: bool) -> None:
    kind = "webinar" if webinar else "meeting"
    attendance = {
        "paging": Paging("participants", end="null" if webinar else "empty"),
        "include_fields": query.one_of("registrant_id"),
    }
    table: tuple[tuple[str, str, Callable[..., Row | Listing], dict[str, Any]], ...] = (
        ("", kind, _show, {}),
        ("/participants", f"list_{kind}_participants", _participants, attendance),
        ("/polls", f"list_{kind}_polls", _polls, {}),
        ("/qa", f"{kind}_qna", _questions, {}),
        ("/survey", f"{kind}_survey", _survey, {}),
    )
    for rest, scope, handler, more in table:
        path = f"/report/{kind}s/{{{kind}Id}}{rest}"
        registered = get(path, HEAVY, READ, f"report:read:{scope}:admin", feature="reports", **more)
        registered(partial(handler, webinar=webinar))


_register(webinar=False)
_register(webinar=True)
