"""/metrics: the two lists, which are the only Resource-intensive ones here."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import query, visible, windows
from sandbox.endpoint import Call, get
from sandbox.limits import INTENSIVE
from sandbox.paging import Listing, Paging
from sandbox.rows import sessions
from sandbox.rows.common import Lazy

if TYPE_CHECKING:
    from sandbox.model import Row, Session


def _dashboard(call: Call, *, webinar: bool) -> Listing:
    first, last = windows.check(call.query, call.now)
    wanted = call.query.get("type", "live")
    end = visible.midnight(last) + timedelta(days=1)
    found: list[Session] = []
    if wanted != "live":
        found = [
            session
            for session in call.account.sessions_between(visible.midnight(first), end)
            if session.webinar == webinar
            and session.end <= call.now
            and (session.people == 1) == (wanted == "pastOne")
        ]

    def make(number: int) -> Row:
        session = found[number]
        row = sessions.past(call.account, session)
        minutes, seconds = divmod(session.seconds, 60)
        row.update(host=row["user_name"], email=row["user_email"], participants=session.people)
        row["duration"] = f"{minutes:02}:{seconds:02}"
        return row

    window = {"from": first.isoformat(), "to": last.isoformat()}
    return Listing(Lazy(len(found), make), window)


@get(
    "/metrics/meetings",
    INTENSIVE,
    "dashboard_meetings:read:admin",
    "dashboard:read:list_meetings:admin",
    paging=Paging("meetings"),
    feature="dashboard",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("live", "past", "pastOne"),
)
def list_meetings(call: Call) -> Listing:
    """List the account's meetings; those that are over only if asked for."""
    return _dashboard(call, webinar=False)


@get(
    "/metrics/webinars",
    INTENSIVE,
    "dashboard_webinars:read:admin",
    "dashboard:read:list_webinars:admin",
    paging=Paging("webinars"),
    feature="dashboard",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("live", "past"),
)
def list_webinars(call: Call) -> Listing:
    """List the account's webinars; those that are over only if asked for."""
    return _dashboard(call, webinar=True)
