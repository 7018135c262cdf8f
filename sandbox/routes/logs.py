"""/report: the logs, whose rows have no keys."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import query, windows
from sandbox.endpoint import get
from sandbox.limits import HEAVY
from sandbox.paging import Paging, ResultSet
from sandbox.routes.reports import READ
from sandbox.rows import logs

if TYPE_CHECKING:
    from sandbox.request_context import RequestContext

OPERATIONS = (
    *("all", "user", "user_settings", "account", "billing", "im", "recording", "phone_contacts"),
    *("webinar", "sub_account", "role", "zoom_rooms"),
)
ACTIVITIES = (
    *("All Activities", "Meeting Created", "Meeting Started", "User Join", "User Left"),
    *("Remote Control", "In-Meeting Chat", "Meeting Ended"),
)
ALL_ACTIVITIES = "-1"
"""Undocumented, but other clients have sent it for years."""


@get(
    "/report/activities",
    HEAVY,
    READ,
    "report:read:user_activities:admin",
    paging=Paging("activity_logs"),
    feature="reports",
    from_=query.day,
    to=query.day,
)
def list_activities(request: RequestContext) -> ResultSet:
    """List sign-ins and sign-outs, by default of the last 28 days."""
    today = request.now.date()
    window = {"from": today - timedelta(days=27), "to": today, **request.query}
    first, last = windows.report_window(window, request.now)
    rows = logs.activities(request.account, first, last, request.now)
    return ResultSet(rows, {"from": f"{first}T00:00:00Z", "to": f"{last}T00:00:00Z"})


@get(
    "/report/operationlogs",
    HEAVY,
    READ,
    "report:read:operation_logs:admin",
    paging=Paging("operation_logs"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    category_type=query.one_of(*OPERATIONS),
)
def list_operations(request: RequestContext) -> ResultSet:
    """List administrators' changes."""
    first, last = windows.report_window(request.query, request.now)
    wanted = request.query.get("category_type", "all")
    rows = logs.operations(request.account, first, last, request.now)
    return ResultSet([row for row in rows if wanted in ("all", row["category_type"])])


@get(
    "/report/meeting_activities",
    HEAVY,
    READ,
    "report:read:meeting_activity_log:admin",
    paging=Paging("meeting_activity_logs", oversize="reject"),
    feature="audit_trail",
    required=("from", "to", "activity_type"),
    from_=query.day,
    to=query.day,
    activity_type=query.one_of(*ACTIVITIES, ALL_ACTIVITIES),
    meeting_number=query.number,
    search_key=query.text,
)
def list_meeting_activities(request: RequestContext) -> ResultSet:
    """List events in meetings."""
    first, last = windows.report_window(request.query, request.now)
    rows = logs.meeting_activities(request.account, first, last, request.now)
    kind, number = request.query["activity_type"], request.query.get("meeting_number")
    if kind not in (ACTIVITIES[0], ALL_ACTIVITIES):
        rows = [row for row in rows if row["activity_category"] == kind]
    if number:
        rows = [row for row in rows if row["meeting_number"].replace(" ", "") == str(number)]
    if "search_key" in request.query:
        rows = [row for row in rows if request.query["search_key"] in row["operator"]]
    return ResultSet(rows)


ENDPOINTS = (
    list_activities,
    list_operations,
    list_meeting_activities,
)
