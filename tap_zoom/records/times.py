"""Times as text: the formats of Zoom, of STATE and of settings."""

from __future__ import annotations

from datetime import datetime, timezone

_DAY_LENGTH = len("2026-11-20")


def parse_time(text: str) -> datetime | None:
    """Parse an ISO 8601 time or day; UTC unless it says otherwise.

    Returns:
        The time in UTC, or None if the text isn't one.
    """
    try:
        moment = datetime.fromisoformat(text)
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return zoned.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def format_utc(moment: datetime) -> str:
    """Format a time, to the second, as text that sorts by time."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def from_milliseconds(value: object) -> str | None:
    """Format a time in milliseconds since 1970, to the millisecond; None if it isn't one."""
    try:
        whole, rest = divmod(int(value), 1000)  # type: ignore[call-overload]
        moment = datetime.fromtimestamp(whole, timezone.utc).replace(microsecond=rest * 1000)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def normalize_utc(text: object) -> str:
    """Convert a time of Zoom's to text that sorts by time; "" if there is none.

    A day counts as its last second: it may change until it is over.
    """
    if not isinstance(text, str):
        return ""
    moment = parse_time(f"{text}T23:59:59Z" if len(text) == _DAY_LENGTH else text)
    return format_utc(moment) if moment else ""
