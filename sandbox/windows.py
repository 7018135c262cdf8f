"""The date windows that lists accept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox import visible
from sandbox.clock import midnight, months_after
from sandbox.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping

TOO_OLD = "The request can only be queried for a month that falls within the last six months."
TOO_LONG = "The time between 'from' and 'to' can't be more than a month."


def last_day(first: date) -> date:
    """Return the last day of the longest window that starts on a day."""
    return min(months_after(first, 1), first + timedelta(days=30))


def report_window(query: Mapping[str, Any], now: datetime) -> tuple[date, date]:
    """Return the first and last day of a window, or raise an error.

    A month is the shorter of a calendar month and 31 days, both ends inclusive.
    """
    first, last = query["from"], query["to"]
    require_at_most_a_month(first, last)
    if first < visible.earliest_report_day(now):
        raise ApiError(400, 300, TOO_OLD)
    return first, last


def require_at_most_a_month(first: date, last: date) -> None:
    """Raise an error for a window longer than a month, or one that ends before it starts."""
    if last < first:
        raise ApiError(400, 300, "Invalid parameter: 'to' is before 'from'.", malformed=True)
    if last > last_day(first):
        raise ApiError(400, 300, TOO_LONG, malformed=True)


def call_history_window(query: Mapping[str, Any], now: datetime) -> tuple[datetime, datetime]:
    """Return the start and the (exclusive) end of a call history window.

    It is given as two dates or two times; without either, it is the last 24 hours.
    """
    first, last = query.get("from"), query.get("to")
    if first is None and last is None:
        return now - timedelta(days=1), now
    if first is None or last is None or type(first) is not type(last):
        message = "Validation Failed. 'from' and 'to' are needed both, and in the same format."
        raise ApiError(400, 300, message, malformed=True)
    if isinstance(first, datetime):
        start, end = first, last + timedelta(seconds=1)
    else:
        start, end = midnight(first), midnight(last) + timedelta(days=1)
    if end <= start:
        raise ApiError(400, 300, "Invalid parameter: 'to' is before 'from'.", malformed=True)
    report_window({"from": start.date(), "to": (end - timedelta(seconds=1)).date()}, now)
    return start, end


def phone_recordings_window(query: Mapping[str, Any], now: datetime) -> tuple[date, date]:
    """Return the first and last day of a phone recordings window, which may be of any age."""
    last = query.get("to", now.date())
    first = query.get("from", last - timedelta(days=30))
    require_at_most_a_month(first, last)
    return first, last


def echo(query: Mapping[str, Any]) -> dict[str, str]:
    """Return the window as responses echo it."""
    return {name: query[name].isoformat() for name in ("from", "to")}
