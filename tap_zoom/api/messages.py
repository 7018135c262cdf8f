"""What the user is told when a request can't be answered."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tap_zoom.api.request import Request

_MAX_LENGTH = 300  # characters of others that are repeated


def quote(text: str) -> str:
    """Return the words of others on one short line without control characters."""
    line = " ".join(text[: 4 * _MAX_LENGTH].split())
    shown = line[:_MAX_LENGTH]
    if not shown.isprintable():
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in shown)[:_MAX_LENGTH]
    return shown if len(line) <= _MAX_LENGTH else f"{shown}…"


def refused_token(problem: str) -> str:
    """Say that no access token is accepted."""
    return (
        f"Zoom refuses an access token that it has just issued ({problem}). "
        "Check that the app is activated and that its user still exists."
    )


def fatal(request: Request, problem: str, reason: str, tracking_id: str) -> str:
    """Say that Zoom refuses everything."""
    return (
        f"Zoom refused {request.path} of stream {request.stream}: {problem} "
        f"({reason}; tracking id {tracking_id or 'none'})"
    )


def gave_up(request: Request, tries: int, problem: str) -> str:
    """Say that nothing answers any more."""
    return (
        f"No usable response for {request.path} of stream {request.stream} in {tries} tries, nor "
        f"for anything else within max_wait; the last: {problem}. Run again later: the next run "
        "resumes from the saved state."
    )


def limit_reached(request: Request, wait: float, *, daily: bool) -> str:
    """Say that a limit lasts longer than the run may wait."""
    kind = "daily" if daily else "rate"
    return (
        f"Zoom's {kind} limit for {request.label.value} requests is reached; it resets in "
        f"{math.ceil(wait / 60):,} min, longer than the run may wait (max_wait)."
    )
