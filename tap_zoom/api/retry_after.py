"""How long Zoom asks to wait, as its headers say it."""

from __future__ import annotations

import math
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def seconds_to_wait(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After: seconds, an HTTP date or, as Zoom sends it, an ISO date-time.

    A date is compared with the answer's own Date, so that a wrong clock here does no harm.

    Returns:
        Seconds, or None when the header is missing or unreadable.
    """
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    seconds = number(value)
    if seconds is not None:
        return max(0.0, seconds)
    moment = _moment(value)
    if moment is None:
        return None
    now = _moment(headers.get("Date", "")) or datetime.now(timezone.utc)
    return max(0.0, (moment - now).total_seconds())


def seconds_to_midnight(headers: Mapping[str, str]) -> float:
    """Seconds to the next 00:00 UTC, when Zoom's daily counters start anew."""
    now = _moment(headers.get("Date", "")) or datetime.now(timezone.utc)
    midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), timezone.utc)
    return (midnight - now).total_seconds()


def number(text: str | None) -> float | None:
    """Read a number of a header; None where there is none."""
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        try:
            moment = parsedate_to_datetime(text)
        except (TypeError, ValueError):
            return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
