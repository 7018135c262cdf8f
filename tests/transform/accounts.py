"""Accounts with everything that the models have a rule for."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.e2e.harness import account

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

STREAMS = (
    *("users", "report_meetings", "report_webinars", "report_meeting_participants"),
    *("report_webinar_participants", "meeting_registrants", "webinar_registrants"),
    *("past_meeting_instances", "past_webinar_instances", "webinar_poll_results"),
    *("recording_transcript_cues", "phone_call_history"),
)

#: Recordings never expire: without a date, the run would ask for those of many years.
SINCE = "2026-03-10T00:00:00Z"

_ODD: dict[str, Any] = {
    "extra_fields": True,
    "features": "all",
    "late_data": True,
    "oddities": "empty_page,repeated_token,endless_token,null_values",
}


@contextmanager
def odd_account(*, since: str = SINCE, **options: Any) -> Iterator[Zoom]:
    """Serve an account in which some meetings are started again."""
    with account(**{**_ODD, **options}) as zoom:
        _restart(zoom, since)
        yield zoom


def _restart(zoom: Zoom, since: str) -> None:
    """Let a meeting begin again just within the gap, and then just after it."""
    truth = zoom.truth(streams=["report_meetings"], since=since)["report_meetings"]
    (number, _), *_ = Counter(row["id"] for row in truth).most_common()
    reported = {row["uuid"] for row in truth}
    first, second, third, *_ = (s for s in zoom.account.held(number) if s.uuid in reported)
    gap = timedelta(minutes=5)
    again = first.end + gap
    zoom.misdate(second.uuid, again)
    zoom.misdate(third.uuid, again + timedelta(seconds=second.seconds + 1) + gap)
