"""What could not be read is read by the next run that can: no bookmark goes past it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from tap_zoom.exceptions import IncompleteRun
from tests.e2e.expected import assert_complete
from tests.e2e.selections import read, small, truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

REPORTS = ("report_meetings", "report_meeting_participants", "report_meeting_poll_answers")
DASHBOARD = ("dashboard_meetings", "dashboard_meeting_participants")
TRANSCRIPTS = ("recording_files", "recording_transcripts", "recording_transcript_cues")

SCOPES = {
    "dashboard:read:list_meetings:admin": DASHBOARD,
    "report:read:user:admin": REPORTS,
    "report:read:list_meeting_polls:admin": ("report_meetings", "report_meeting_poll_answers"),
    "meeting:read:summary:admin": ("meeting_summaries",),
    "meeting:read:list_past_instances:admin": ("past_meeting_participants",),
    "cloud_recording:read:list_user_recordings:admin": TRANSCRIPTS,
    "cloud_recording:read:list_recording_files:admin": TRANSCRIPTS,
}


def _granted_without(*scopes: str) -> Callable[[Zoom], Callable[[], None]]:
    def refuse(zoom: Zoom) -> Callable[[], None]:
        granted = set(zoom.scopes)
        zoom.scopes = granted - set(scopes)

        def allow() -> None:
            zoom.scopes = granted

        return allow

    return refuse


def _answering(match: str, status: int, body: dict[str, Any]) -> Callable[[Zoom], Any]:
    def refuse(zoom: Zoom) -> Callable[[], None]:
        fault = zoom.faults.add(match, status=status, body=body)
        return lambda: zoom.faults.remove(fault)

    return refuse


def _lacking(feature: str) -> Callable[[Zoom], Any]:
    def refuse(zoom: Zoom) -> Callable[[], None]:
        setattr(zoom.plan_features, feature, False)
        return lambda: setattr(zoom.plan_features, feature, True)

    return refuse


NO_PERMISSION = {"code": 200, "message": "No permission."}
CASES = {
    **{scope: (_granted_without(scope), streams) for scope, streams in SCOPES.items()},
    "no dashboard": (_lacking("dashboard"), DASHBOARD),
    "no reports": (_lacking("reports"), (*REPORTS, "report_activities", "report_daily_usage")),
    "no phone": (_lacking("phone"), ("phone_call_history", "phone_recordings")),
    "no past meetings": (_lacking("past"), ("past_meeting_details",)),
    "a role that may read no attendance": (
        _answering("^/report/meetings/{meetingId}/participants$", 400, NO_PERMISSION),
        REPORTS,
    ),
    "a role that may see no quality": (
        _answering("/qos$", 400, NO_PERMISSION),
        ("dashboard_meeting_qos",),
    ),
    "a role that may not list who held what": (
        _answering("^/report/users/{userId}/meetings$", 400, NO_PERMISSION),
        REPORTS,
    ),
    "no downloads": (
        _answering("^/rec/download/", 401, {"code": 124, "message": "Invalid access token."}),
        TRANSCRIPTS,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_could_not_be_read_is_read_once_it_can_be(case: str) -> None:
    refuse, streams = CASES[case]
    with small() as zoom:
        allow = refuse(zoom)
        first = read(zoom, streams)
        allow()
        zoom.revoke_tokens()
        zoom.clock.advance(days=1)
        second = read(zoom, streams, state=first.state)

        assert isinstance(first.error, IncompleteRun)
        assert second.error is None
        rows = truth(zoom, streams)
        for stream in streams:
            if not first.records[stream]:
                assert_complete(second, {stream: rows[stream]})


@pytest.mark.parametrize("now", ["2026-08-31T00:01:00Z", "2026-08-31T11:59:00Z"])
def test_storage_is_asked_for_days_that_are_over_in_every_time_zone(now: str) -> None:
    """Zoom refuses the day that goes on where it counts; our clock may be ahead of its own."""
    with small(now=now) as zoom:
        read(zoom, ["report_cloud_recording"])

        asked = [parse_qs(entry.query)["to"][0] for entry in zoom.log if "cloud" in entry.path]
        assert max(asked) == "2026-08-29"
