"""/report: the lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import lookup, query, visible, windows
from sandbox.endpoint import get
from sandbox.limits import HEAVY
from sandbox.paging import Paging, ResultSet
from sandbox.rows import sessions, users
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.model import Session
    from sandbox.request_context import RequestContext

READ = "report:read:admin"

SINGLE = 1
"""Sessions with this many people are in a list of their own."""


def _in_window(request: RequestContext) -> list[Session]:
    """Return all hosts' sessions that began (or, on request, ended) in the window."""
    first, last = windows.report_window(request.query, request.now)
    by_end = True if request.query.get("date_type") == "end_time" else None
    return visible.report_sessions_of_all(request.account, request.now, first, last, by_end=by_end)


@get(
    "/report/users",
    HEAVY,
    READ,
    "report:read:list_users:admin",
    paging=Paging("users", oversize="reject", page_numbers=True),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of(*users.ACTIVITIES),
    group_id=query.text,
)
def list_hosts(request: RequestContext) -> ResultSet:
    """List the users who held meetings in the window, or those who didn't."""
    account = request.account
    every = _in_window(request)
    held = users.by_host(every)
    indexes = users.hosts(account, held, request.query.get("type", "active"))
    return ResultSet(
        LazyRows(
            len(indexes),
            lambda n: users.report_row(account, indexes[n], held.get(indexes[n], [])),
        ),
        {
            **windows.echo(request.query),
            "total_meetings": len(every),
            "total_meeting_minutes": sum(session.minutes for session in every),
            "total_participants": sum(session.people for session in every),
        },
    )


@get(
    "/report/users/{userId}/meetings",
    HEAVY,
    READ,
    "report:read:user:admin",
    paging=Paging("meetings", oversize="reject"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("past", "pastOne", "pastJoined"),
)
def list_sessions(request: RequestContext) -> ResultSet:
    """List a host's sessions in the window: with other people, alone, or as a participant."""
    user = lookup.user(request)
    account = request.account
    first, last = windows.report_window(request.query, request.now)
    wanted = request.query.get("type", "past")
    if wanted == "pastJoined":
        hosts = (user.index, (user.index + 1) % account.size)
        every = [s for host in hosts for s in account.calendar(host).sessions if s.people > SINGLE]
        joined = visible.report_sessions(account, every, request.now, first, last)
        return ResultSet(
            LazyRows(
                len(joined), lambda n: sessions.joined_row(account, joined[n], user, request.now)
            ),
            windows.echo(request.query),
        )
    held = account.calendar(user.index).sessions
    found = [
        session
        for session in visible.report_sessions(account, held, request.now, first, last)
        if (session.people == SINGLE) == (wanted == "pastOne")
    ]
    return ResultSet(
        LazyRows(len(found), lambda n: sessions.report_row(account, found[n], request.now)),
        windows.echo(request.query),
    )


@get(
    "/report/history_meetings",
    HEAVY,
    READ,
    "report:read:list_history_meetings:admin",
    paging=Paging("history_meetings", last_token="absent"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    date_type=query.one_of("start_time", "end_time"),
    meeting_type=query.one_of("meeting", "webinar", "all"),
    report_type=query.one_of("all", "poll", "survey", "qa", "resource", "reaction"),
    search_key=query.text,
    group_id=query.text,
    meeting_feature=query.text,
)
def list_history(request: RequestContext) -> ResultSet:
    """List all hosts' sessions in the window, including deleted users'."""
    wanted = request.query.get("meeting_type", "all")
    found = [
        session
        for session in _in_window(request)
        if wanted == "all" or session.webinar == (wanted == "webinar")
    ]
    return ResultSet(
        LazyRows(len(found), lambda n: sessions.history_row(request.account, found[n], request.now))
    )


ENDPOINTS = (
    list_hosts,
    list_sessions,
    list_history,
)
