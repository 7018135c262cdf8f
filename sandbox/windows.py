"""The date windows that report lists accept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sandbox import visible
from sandbox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TOO_OLD = "The request can only be queried for a month that falls within the last six months."
TOO_LONG = "The time between 'from' and 'to' can't be more than a month."


def longest(first: date) -> date:
    """Give the last day of the longest window that begins on a day."""
    return min(visible.months_after(first, 1), first + timedelta(days=30))


def check(query: Mapping[str, Any], now: datetime) -> tuple[date, date]:
    """Give the first and the last day of a window, or refuse it.

    A month is the shorter of a calendar month and 31 days, both ends included.
    """
    first, last = query["from"], query["to"]
    if last < first:
        raise Refusal(400, 300, "Invalid parameter: 'to' is before 'from'.", malformed=True)
    if last > longest(first):
        raise Refusal(400, 300, TOO_LONG, malformed=True)
    if first < visible.earliest_report_day(now):
        raise Refusal(400, 300, TOO_OLD)
    return first, last


def named(query: Mapping[str, Any]) -> dict[str, str]:
    """Give the window as answers repeat it."""
    return {name: query[name].isoformat() for name in ("from", "to")}
