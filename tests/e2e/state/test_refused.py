"""What a run could not read is not behind it: once the app may read it, all of it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tap_zoom.exceptions import IncompleteSync
from tests.e2e.expected import contents, made
from tests.e2e.harness import account
from tests.e2e.state.support import LISTS, Warehouse
from tests.e2e.state.trees import SMALL

if TYPE_CHECKING:
    from sandbox import Zoom

SINCE = "2026-08-14T00:00:00Z"
REFUSAL = (400, {"code": 200, "message": "No permission."})
DOWNLOAD_FORBIDDEN = (401, {"code": 124, "message": "Invalid access token."})

ATTENDED = ("report_meetings", "report_meeting_participants")
DASHBOARD = ("dashboard_meetings", "dashboard_meeting_participants", "dashboard_meeting_qos")
FILES = ("recordings", "recording_files", "recording_transcripts", "recording_transcript_cues")


#: Obstacles that are also gone on the same day, when the second run reads nothing new.
SAME_DAY = ("scopes of children", "role for single items")


class Obstacles(NamedTuple):
    """What keeps a run from reading some streams: nothing that keeps another from its own."""

    streams: tuple[str, ...]
    scopes: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    refusing: tuple[str, ...] = ()
    """Paths at which every request is refused, as when the app's role lacks a permission."""


OBSTACLES = {
    "scopes of lists": Obstacles(
        (*ATTENDED, "report_meeting_poll_answers", *DASHBOARD, *FILES, "meeting_summaries"),
        scopes=(
            "report:read:user:admin",
            "dashboard:read:list_meetings:admin",
            "cloud_recording:read:list_user_recordings:admin",
            "meeting:read:summary:admin",
        ),
    ),
    "scopes of children": Obstacles(
        (
            *("report_meetings", "report_meeting_participants"),
            *("report_meeting_polls", "report_meeting_poll_answers"),
            *("dashboard_meeting_participants", *FILES),
            *("meeting_qna_results", "meeting_qna_answers"),
        ),
        scopes=(
            "report:read:list_meeting_participants:admin",
            "report:read:list_meeting_polls:admin",
            "dashboard:read:list_meetings:admin",
            "cloud_recording:read:list_recording_files:admin",
            "meeting:read:past_qa:admin",
        ),
    ),
    "scope of users": Obstacles(
        ("report_webinars", "recordings"), scopes=("user:read:list_users:admin",)
    ),
    "scope of past instances": Obstacles(
        ("past_meeting_participants",), scopes=("meeting:read:list_past_instances:admin",)
    ),
    "features": Obstacles(
        (
            *("dashboard_webinars", "dashboard_webinar_participants", *DASHBOARD),
            *("phone_call_history", "phone_recordings", "report_meeting_activities"),
            "past_meeting_details",
        ),
        features=("dashboard", "phone", "audit_trail", "past"),
    ),
    "reports": Obstacles(
        (*ATTENDED, "report_meeting_poll_answers", "report_activities", "report_daily_usage"),
        features=("reports",),
    ),
    "role for single items": Obstacles(
        (
            *("report_meetings", "report_meeting_poll_answers", "report_meeting_participants"),
            *("dashboard_meeting_qos", "dashboard_meeting_participants"),
            *("recording_transcripts", "recording_files", "meeting_summaries"),
            "meeting_qna_answers",
        ),
        refusing=(
            "/report/meetings/.*/polls",
            "/report/meetings/.*/participants",
            "/metrics/meetings/.*/qos",
            "/rec/download/",
            "/meeting_summary$",
            "/past_meetings/.*/qa",
        ),
    ),
    "role for sessions": Obstacles(ATTENDED, refusing=("^/report/users/{userId}/meetings$",)),
}


@pytest.mark.parametrize(
    ("name", "later"),
    [(name, days) for name in OBSTACLES for days in ((0, 1) if name in SAME_DAY else (1,))],
)
def test_what_could_not_be_read_arrives_with_its_whole_history_once_it_can(
    name: str, later: int
) -> None:
    streams, scopes, features, refusing = OBSTACLES[name]
    with account(**SMALL) as zoom:
        granted = zoom.scopes
        zoom.scopes = granted - set(scopes)
        for feature in features:
            setattr(zoom.plan_features, feature, False)
        for match in refusing:
            status, body = DOWNLOAD_FORBIDDEN if "/rec/" in match else REFUSAL
            zoom.faults.add(match, status=status, body=body)
        warehouse = Warehouse()
        first = warehouse.run(zoom, streams, start_date=SINCE)
        assert isinstance(first.error, IncompleteSync)
        assert all(scope in first.log for scope in scopes)
        assert all(fault.struck for fault in zoom.faults.rules)
        zoom.faults.clear()
        for feature in features:
            setattr(zoom.plan_features, feature, True)
        zoom.scopes = granted
        zoom.revoke_tokens()
        zoom.clock.advance(days=later)

        assert_all_arrives(zoom, warehouse, streams)


def assert_all_arrives(zoom: Zoom, warehouse: Warehouse, streams: tuple[str, ...]) -> None:
    """Run once more, and make sure that no history is missing."""
    assert warehouse.run(zoom, streams, start_date=SINCE).error is None
    for stream, rows in zoom.truth(streams=streams, since=SINCE).items():
        assert rows
        came = contents(warehouse.rows[stream].values(), made(stream))
        assert came == contents(rows, made(stream)), stream


def test_a_single_refusal_is_behind_the_run() -> None:
    """It would be met again each night, with all rows since then."""
    with account(**SMALL) as zoom:
        status, body = REFUSAL
        zoom.faults.add("/report/meetings/.*/polls", status=status, body=body, nth=2)
        warehouse = Warehouse()
        streams = ("report_meetings", "report_meeting_polls")
        assert warehouse.run(zoom, streams, start_date=SINCE).error is None
        polls, meetings = map(warehouse.bookmark, reversed(streams))
        assert polls == meetings


def test_a_stream_without_its_scope_makes_no_run_list_its_history() -> None:
    """Each night, while the others have theirs."""
    streams = ("report_meetings", "report_meeting_polls")
    with account(**SMALL) as zoom:
        zoom.scopes -= {"report:read:list_meeting_polls:admin"}
        warehouse = Warehouse()
        for _ in range(2):
            warehouse.run(zoom, streams, start_date=SINCE)

        lists = [request.query for request in zoom.log if request.template == LISTS]
        assert lists
        assert all("from=2026-08-27&to=2026-08-31" in query for query in lists)
