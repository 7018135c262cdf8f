"""How long Zoom's headers ask a client to wait."""

from __future__ import annotations

import math
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from tap_zoom.records.times import parse_time

if TYPE_CHECKING:
    from collections.abc import Mapping


_DAY = 86_400
_MAX_SECONDS = 31 * _DAY  # Zoom's longest limits are daily


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After: seconds, an HTTP date or, as Zoom sends it, an ISO date-time.

    A date is compared with the response's own Date, so that a wrong local clock does no harm.

    Returns:
        Seconds, or None if the header is missing, unreadable or absurd.
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    seconds = header_float(value)
    if seconds is None:
        moment = _parse_date(value)
        if moment is None:
            return None
        seconds = (moment - _now(headers)).total_seconds()
    return max(0.0, seconds) if seconds <= _MAX_SECONDS else None


def seconds_to_midnight(headers: Mapping[str, str]) -> float:
    """Return the seconds to the next 00:00 UTC, when Zoom resets its daily counters."""
    now = _now(headers)
    return _DAY - (now.hour * 3600 + now.minute * 60 + now.second + now.microsecond / 1e6)


def header_float(text: str | None) -> float | None:
    """Read a finite number from a header; None if there is none."""
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _now(headers: Mapping[str, str]) -> datetime:
    return _parse_date(headers.get("Date", "")) or datetime.now(timezone.utc)


def _parse_date(text: str) -> datetime | None:
    moment = parse_time(text)
    if moment is not None:
        return moment
    try:
        moment = parsedate_to_datetime(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return zoned.astimezone(timezone.utc)
    except (TypeError, ValueError, OverflowError):
        return None
