"""/report."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import query, resolve, visible, windows
from sandbox.clock import stamp
from sandbox.endpoint import Call, get
from sandbox.errors import Refusal
from sandbox.limits import HEAVY
from sandbox.paging import Listing, Paging
from sandbox.rows import polls, sessions, users
from sandbox.rows.common import Lazy
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from sandbox.model import Row, Session

READ = "report:read:admin"

SINGLE = 1
"""A session with so many people is in another list than all others."""


def _in_window(call: Call) -> list[Session]:
    """Give all hosts' sessions in the window that is asked for."""
    first, last = windows.check(call.query, call.now)
    end = visible.midnight(last) + timedelta(days=1)
    found = call.account.sessions_between(visible.midnight(first), end)
    return [s for s in found if visible.reported(call.account, s, call.now)]


def _window(call: Call) -> Row:
    return {"from": call.query["from"].isoformat(), "to": call.query["to"].isoformat()}


@get(
    "/report/users",
    HEAVY,
    READ,
    "report:read:list_users:admin",
    paging=Paging("users", over="refuse"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("active", "inactive"),
    group_id=query.text,
)
def list_hosts(call: Call) -> Listing:
    """List who held meetings in the window, or who didn't."""
    account = call.account
    held: dict[int, list[Session]] = defaultdict(list)
    for session in _in_window(call):
        held[session.host].append(session)
    if call.query.get("type") == "inactive":
        indexes = [i for s in ("active", "inactive") for i in account.users(s) if i not in held]
    else:
        indexes = sorted(held)

    def make(number: int) -> Row:
        user = account.user(indexes[number])
        mine = held.get(user.index, [])
        people = sum(session.people for session in mine)
        minutes = sum(session.minutes for session in mine)
        return users.report_row(account, user, len(mine), minutes, people)

    totals = [session for mine in held.values() for session in mine]
    return Listing(
        Lazy(len(indexes), make),
        {
            **_window(call),
            "page_number": call.query.get("page_number", 1),
            "total_meetings": len(totals),
            "total_meeting_minutes": sum(session.minutes for session in totals),
            "total_participants": sum(session.people for session in totals),
        },
    )


@get(
    "/report/users/{userId}/meetings",
    HEAVY,
    READ,
    "report:read:user:admin",
    paging=Paging("meetings", over="refuse"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("past", "pastOne", "pastJoined"),
)
def list_sessions(call: Call) -> Listing:
    """List a host's sessions in the window: those with company, those without, or those joined."""
    user = resolve.user(call)
    account = call.account
    first, last = windows.check(call.query, call.now)
    wanted = call.query.get("type", "past")
    if wanted == "pastJoined":
        hosts = (user.index, (user.index + 1) % account.size)
        every = [s for host in hosts for s in account.book(host).sessions if s.people > SINGLE]
        joined = visible.report_sessions(account, every, call.now, first, last)
        return Listing(
            Lazy(len(joined), lambda n: sessions.joined_row(account, joined[n], user, call.now)),
            _window(call),
        )
    held = account.book(user.index).sessions
    found = [
        session
        for session in visible.report_sessions(account, held, call.now, first, last)
        if (session.people == SINGLE) == (wanted == "pastOne")
    ]
    return Listing(
        Lazy(len(found), lambda n: sessions.report_row(account, found[n], call.now)),
        _window(call),
    )


@get(
    "/report/history_meetings",
    HEAVY,
    READ,
    "report:read:list_history_meetings:admin",
    paging=Paging("history_meetings", total=False, end="absent"),
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
def list_history(call: Call) -> Listing:
    """List all hosts' sessions in the window, those of deleted users as well."""
    wanted = call.query.get("meeting_type", "all")
    found = [
        session
        for session in _in_window(call)
        if wanted == "all" or session.webinar == (wanted == "webinar")
    ]
    return Listing(
        Lazy(len(found), lambda n: sessions.history_row(call.account, found[n], call.now))
    )


def _show(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    if call.account.user(found.host).gone:
        raise Refusal(404, 1001, "User does not exist.")
    return sessions.report_detail(call.account, found, call.now)


def _participants(call: Call, *, webinar: bool) -> Listing:
    found = resolve.reported(call, webinar=webinar)
    registrant = "include_fields" in call.query
    attendance = Attendance(call.account, found)
    return Listing(attendance.rows(call.now, report=True, registrant=registrant))


def _polls(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    rows = polls.reported_results(call.account, found)
    return {**sessions.envelope(found), "questions": rows}


def _questions(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    rows = polls.reported_questions(call.account, found)
    return {**sessions.envelope(found), "questions": rows}


def _survey(call: Call, *, webinar: bool) -> Row:
    found = resolve.reported(call, webinar=webinar)
    kind = "webinar" if webinar else "meeting"
    return {
        f"{kind}_id": found.meeting_id,
        f"{kind}_uuid": found.uuid,
        "start_time": stamp(found.start),
        "survey_id": call.account.dice("survey id", found.uuid).key(),
        "survey_name": "How was it?",
        "survey_answers": polls.survey_answers(call.account, found),
    }


@get("/report/meetings/{meetingId}", HEAVY, READ, "report:read:meeting:admin", feature="reports")
def show_meeting(call: Call) -> Row:
    """Give a meeting session's report."""
    return _show(call, webinar=False)


@get("/report/webinars/{webinarId}", HEAVY, READ, "report:read:webinar:admin", feature="reports")
def show_webinar(call: Call) -> Row:
    """Give a webinar session's report."""
    return _show(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/participants",
    HEAVY,
    READ,
    "report:read:list_meeting_participants:admin",
    paging=Paging("participants"),
    feature="reports",
    include_fields=query.one_of("registrant_id"),
)
def list_participants(call: Call) -> Listing:
    """List a meeting session's attendance."""
    return _participants(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/participants",
    HEAVY,
    READ,
    "report:read:list_webinar_participants:admin",
    paging=Paging("participants", end="null"),
    feature="reports",
    include_fields=query.one_of("registrant_id"),
)
def list_webinar_participants(call: Call) -> Listing:
    """List a webinar session's attendance."""
    return _participants(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/polls",
    HEAVY,
    READ,
    "report:read:list_meeting_polls:admin",
    feature="reports",
)
def list_polls(call: Call) -> Row:
    """Give the poll results of a meeting's session."""
    return _polls(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/polls",
    HEAVY,
    READ,
    "report:read:list_webinar_polls:admin",
    feature="reports",
)
def list_webinar_polls(call: Call) -> Row:
    """Give the poll results of a webinar's session."""
    return _polls(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/qa",
    HEAVY,
    READ,
    "report:read:meeting_qna:admin",
    feature="reports",
)
def list_questions(call: Call) -> Row:
    """Give the questions asked in a meeting's session."""
    return _questions(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/qa",
    HEAVY,
    READ,
    "report:read:webinar_qna:admin",
    feature="reports",
)
def list_webinar_questions(call: Call) -> Row:
    """Give the questions asked in a webinar's session."""
    return _questions(call, webinar=True)


@get(
    "/report/meetings/{meetingId}/survey",
    HEAVY,
    READ,
    "report:read:meeting_survey:admin",
    feature="reports",
)
def show_survey(call: Call) -> Row:
    """Give the survey after a meeting's session."""
    return _survey(call, webinar=False)


@get(
    "/report/webinars/{webinarId}/survey",
    HEAVY,
    READ,
    "report:read:webinar_survey:admin",
    feature="reports",
)
def show_webinar_survey(call: Call) -> Row:
    """Give the survey after a webinar's session."""
    return _survey(call, webinar=True)
