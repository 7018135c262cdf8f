"""/report: the account's usage by day and by call, and its upcoming events."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox import errors, query, visible, windows
from sandbox.clock import months_after
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import HEAVY
from sandbox.paging import Paging, ResultSet
from sandbox.routes.reports import READ
from sandbox.rows import usage

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

MONTH_TOO_OLD = (
    "Daily report can only be provided for a month that falls within the recent 6 months"
)
DAYS_TOO_MANY = "The time between 'from' and 'to' can't be more than 30 days."
DAY_TOO_NEW = "Invalid parameter: 'to' can be yesterday at the latest."


@get(
    "/report/daily",
    HEAVY,
    READ,
    "report:read:daily_usage:admin",
    feature="reports",
    year=query.number,
    month=query.number,
    group_id=query.text,
)
def show_days(request: RequestContext) -> Row:
    """Return the days of a month up to today; of the oldest month, those still available."""
    today = request.now.date()
    year, month = request.query.get("year", today.year), request.query.get("month", today.month)
    if month > 12 or year > 9998:
        raise errors.invalid_field("month")
    first = date(year, month, 1)
    last = months_after(first, 1) - timedelta(days=1)
    earliest = visible.earliest_report_day(request.now)
    if last < earliest or first > today:
        raise ApiError(400, 300, MONTH_TOO_OLD)
    rows = usage.daily(request.account, max(first, earliest), min(last, today), request.now)
    return {"year": year, "month": month, "dates": rows}


@get(
    "/report/telephone",
    HEAVY,
    READ,
    "report:read:telephone:admin",
    paging=Paging("telephony_usage", oversize="reject", page_numbers=True),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of(*usage.CALLS),
    query_date_type=query.one_of(
        "start_time", "end_time", "meeting_start_time", "meeting_end_time"
    ),
)
def list_calls(request: RequestContext) -> ResultSet:
    """List the calls of one type."""
    window = windows.report_window(request.query, request.now)
    by = request.query.get("query_date_type", "start_time")
    rows = usage.calls(request.account, request.query.get("type", "1"), window, request.now, by)
    return ResultSet(rows, windows.echo(request.query))


@get(
    "/report/cloud_recording",
    HEAVY,
    READ,
    "report:read:cloud_recording:admin",
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    group_id=query.text,
)
def show_storage(request: RequestContext) -> Row:
    """Return the storage of at most thirty days, until yesterday."""
    first, last = windows.report_window(request.query, request.now)
    if last - first > timedelta(days=29):
        raise ApiError(400, 300, DAYS_TOO_MANY, malformed=True)
    if last >= request.now.date():
        raise ApiError(400, 300, DAY_TOO_NEW, malformed=True)
    rows = usage.storage(request.account, first, last)
    return {**windows.echo(request.query), "cloud_recording_storage": rows}


@get(
    "/report/upcoming_events",
    HEAVY,
    READ,
    "report:read:upcoming_meetings_webinars:admin",
    paging=Paging("upcoming_events", oversize="reject"),
    feature="reports",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
    type=query.one_of("meeting", "webinar", "all"),
    group_id=query.text,
)
def list_upcoming(request: RequestContext) -> ResultSet:
    """List the upcoming events in the window."""
    first, last = windows.report_window(request.query, request.now)
    rows = usage.upcoming(
        request.account, first, last, request.now, request.query.get("type", "all")
    )
    return ResultSet(rows, windows.echo(request.query))


ENDPOINTS = (
    show_days,
    list_calls,
    show_storage,
    list_upcoming,
)
