"""Meeting summaries: the account's list, and the text of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import errors, lookup, query
from sandbox.clock import format_utc
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import summaries
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

READ = "meeting_summary:read:admin"

RESTRICTED = (
    "Access to meeting summaries is restricted by account settings. To use this feature, "
    "disable the setting that shares summaries by e-mail only."
)
TRASHED = "The meeting summary has been moved to Trash and cannot be accessed."


@get(
    "/meetings/meeting_summaries",
    MEDIUM,
    READ,
    "meeting:read:list_summaries:admin",
    paging=Paging("summaries"),
    feature="summaries",
    from_=query.moment,
    to=query.moment,
    time_filter_field=query.one_of("summary_start_time", "summary_created_time"),
)
def list_summaries(request: RequestContext) -> ResultSet:
    """List all hosts' summaries, including those of webinars."""
    last = request.query.get("to", request.now)
    first = request.query.get("from", last - timedelta(days=1))
    by_creation = request.query.get("time_filter_field") == "summary_created_time"
    sessions = request.account.sessions_between(
        first - summaries.MAX_DELAY, last + timedelta(seconds=1)
    )
    found = [
        summary
        for session in sessions
        for summary in summaries.of_session(request.account, session, request.now)
        if first <= (summary.created if by_creation else summary.start) <= last
    ]
    return ResultSet(
        LazyRows(len(found), lambda n: summaries.list_row(request.account, found[n])),
        {"from": format_utc(first), "to": format_utc(last)},
    )


@get(
    "/meetings/{meetingId}/meeting_summary",
    LIGHT,
    READ,
    "meeting:read:summary:admin",
    feature="summaries",
)
def show_summary(request: RequestContext) -> Row:
    """Return a session's latest summary; only UUIDs are accepted."""
    if request.arg.isdecimal():
        raise ApiError(400, 300, "Invalid meeting ID.", malformed=True)
    uuid = lookup.uuid(request)
    session = request.account.find_session(uuid)
    found = summaries.of_session(request.account, session, request.now) if session else []
    if not found or found[-1].fate == "missing":
        raise errors.meeting_not_found(uuid)
    if found[-1].fate != "kept":
        raise ApiError(403, 2305, RESTRICTED if found[-1].fate == "restricted" else TRASHED)
    return summaries.detail(request.account, found[-1])


ENDPOINTS = (
    list_summaries,
    show_summary,
)
