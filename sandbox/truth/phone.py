"""What a complete extraction finds of the phone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import midnight
from sandbox.rows import phone

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.model import Row
    from sandbox.truth import Truth


def makers(truth: Truth) -> dict[str, Callable[[], Iterator[Row]]]:
    """Give, by the streams' names, what makes their rows."""
    return {
        "phone_users": partial(_users, truth),
        "phone_call_history": partial(_calls, truth),
        "phone_recordings": partial(_recordings, truth),
    }


def _users(truth: Truth) -> Iterator[Row]:
    if truth.features.phone:
        for index in phone.users(truth.account):
            yield phone.user_row(truth.account, index)


def _calls(truth: Truth) -> Iterator[Row]:
    """Give the calls of the six months that Zoom tells about."""
    if truth.features.phone:
        oldest = midnight(visible.earliest_report_day(truth.now))
        start = max(oldest, truth.since or oldest)
        for leg in truth.account.calls.between(start, truth.now, truth.now):
            yield phone.history_row(truth.account, leg)


def _recordings(truth: Truth) -> Iterator[Row]:
    """Give all recordings: Zoom tells about old ones, too."""
    if truth.features.phone:
        calls = truth.account.calls
        start = truth.since or calls.first
        for leg in calls.recorded_between(start, truth.now, truth.now):
            yield phone.recording_row(truth.account, leg)
