"""The windows that requests to plain endpoints ask for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sandbox import errors
from sandbox.clock import format_utc, midnight
from sandbox.errors import ApiError
from sandbox.plain.rows import oldest
from sandbox.windows import TOO_OLD

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.plain.declaration import Plain
    from sandbox.request_context import RequestContext


def _start_of(value: date) -> datetime:
    return value if isinstance(value, datetime) else midnight(value)


def _end_of(value: date) -> datetime:
    """Return the end of a window, which isn't part of it, given its last day or second."""
    if isinstance(value, datetime):
        return value + timedelta(seconds=1)
    return midnight(value) + timedelta(days=1)


def requested_window(plain: Plain, request: RequestContext) -> tuple[datetime, datetime, Row]:
    """Return start, excluded end, and what the body says of a request's window."""
    now = request.now
    earliest = oldest(plain, request.account, now)
    if plain.window_names is None:
        return earliest, now + timedelta(seconds=1), {}
    first_name, last_name = plain.window_names
    given = [
        value for value in (request.query.get(first_name), request.query.get(last_name)) if value
    ]
    days = bool(given) and not isinstance(given[0], datetime)
    if len({isinstance(value, datetime) for value in given}) > 1:
        raise errors.invalid_field(last_name, f"It has another format than {first_name}.")
    last = request.query.get(last_name) or (now.date() if days else now.replace(microsecond=0))
    first = request.query.get(first_name) or last - timedelta(days=plain.default_days)
    if last < first:
        raise errors.invalid_field(last_name, f"It is before {first_name}.")
    start, end = _start_of(first), _end_of(last)
    longest = None if plain.max_days is None else timedelta(days=plain.max_days)
    if longest is not None and last - first > longest:
        if plain.too_long == "reject":
            message = f"The time range can't be longer than {plain.max_days} days."
            raise ApiError(400, 300, message, malformed=True)
        end = _end_of(first + longest)
    if start < earliest and plain.keep_months is not None:
        if plain.too_old == "reject":
            raise ApiError(400, 300, TOO_OLD)
        start = earliest
    return start, end, _echo(plain, first, last)


def _echo(plain: Plain, first: date, last: date) -> Row:
    """Return a window in the documented formats."""
    echo: Row = {}
    for name, value in zip(plain.window_names or (), (first, last), strict=True):
        known = plain.endpoint.fields.get(plain.within(name))
        if known and known.format == "date":
            echo[name] = (value.date() if isinstance(value, datetime) else value).isoformat()
        elif known:
            day_only = not known.format and not isinstance(value, datetime)
            echo[name] = value.isoformat() if day_only else format_utc(_start_of(value))
    return echo
