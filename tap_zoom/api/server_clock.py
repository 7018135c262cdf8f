"""This machine's clock, compared with Zoom's."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

TOLERANCE = timedelta(seconds=60)
# Whatever dates a response otherwise is not Zoom, and would stop bookmarks for good.
_PLAUSIBLE_YEARS = range(2020, 2100)


def utc_now() -> datetime:
    """Return this machine's time."""
    return datetime.now(timezone.utc)


def clock_offset(date: str | None, sent_at: datetime, received_at: datetime) -> timedelta:
    """Compare this machine's clock with the server's.

    Args:
        date: The response's Date header: the server's time, in whole seconds.
        sent_at: When the request was sent, by this machine's clock.
        received_at: When the response had arrived, by this machine's clock.

    Returns:
        How far the server's clock is ahead; zero if it agrees within a minute, or is unknown.
    """
    server_time = _parse(date)
    if server_time is None:
        return timedelta()
    if server_time > received_at + TOLERANCE:
        return server_time - received_at
    if server_time < sent_at - TOLERANCE:
        return server_time - sent_at
    return timedelta()


def _parse(date: str | None) -> datetime | None:
    with suppress(TypeError, ValueError, OverflowError):
        moment = parsedate_to_datetime(date or "")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        if moment.year in _PLAUSIBLE_YEARS:
            return moment.astimezone(timezone.utc)
    return None
