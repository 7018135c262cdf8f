"""What a run was kept from isn't behind it: once the app may read it, all of it arrives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import contents
from tests.e2e.harness import account
from tests.e2e.state.support import LISTS, Warehouse

if TYPE_CHECKING:
    from sandbox import Zoom

SINCE = "2026-08-01T00:00:00Z"
REFUSAL = {"code": 200, "message": "No permission."}
SMALL: dict[str, Any] = {"history_days": 60, "secrets": "core", "meetings": 3, "participants": 3}


def assert_all_arrives(zoom: Zoom, warehouse: Warehouse, streams: tuple[str, ...]) -> None:
    """Run once more, and make sure that no history is missing."""
    assert warehouse.run(zoom, streams, start_date=SINCE).error is None
    own = ("respondent_id", "file_id", "row_id")
    for stream, rows in zoom.truth(streams=streams, since=SINCE).items():
        assert rows
        assert contents(warehouse.rows[stream].values(), own) == contents(rows, own), stream


@pytest.mark.parametrize(
    ("scope", "streams"),
    [
        ("report:read:user:admin", ("report_meetings", "report_meeting_participants")),
        ("user:read:list_users:admin", ("report_webinars", "recordings")),
        (
            "report:read:list_meeting_polls:admin",
            ("report_meetings", "report_meeting_polls", "report_meeting_poll_answers"),
        ),
        ("dashboard:read:list_meetings:admin", ("dashboard_meetings", "dashboard_meeting_qos")),
        ("dashboard:read:list_meetings:admin", ("dashboard_meeting_participants",)),
        ("cloud_recording:read:list_user_recordings:admin", ("recordings", "recording_files")),
        (
            "cloud_recording:read:list_recording_files:admin",
            ("recordings", "recording_transcripts", "recording_transcript_cues"),
        ),
        ("meeting:read:summary:admin", ("meeting_summaries",)),
        ("meeting:read:past_qa:admin", ("meeting_qna_results", "meeting_qna_answers")),
    ],
)
def test_with_a_scope_that_was_lacking_the_whole_history_arrives(
    scope: str, streams: tuple[str, ...]
) -> None:
    with account(**SMALL) as zoom:
        granted = zoom.scopes
        zoom.scopes = granted - {scope}
        warehouse = Warehouse()
        assert warehouse.run(zoom, streams, start_date=SINCE).error is not None
        zoom.scopes = granted
        zoom.revoke_tokens()

        assert_all_arrives(zoom, warehouse, streams)


@pytest.mark.parametrize(
    ("feature", "streams"),
    [
        ("dashboard", ("dashboard_webinars", "dashboard_webinar_participants")),
        ("phone", ("phone_call_history", "phone_recordings")),
        ("audit_trail", ("report_meeting_activities",)),
    ],
)
def test_with_a_feature_that_was_off_the_whole_history_arrives(
    feature: str, streams: tuple[str, ...]
) -> None:
    with account(**SMALL) as zoom:
        setattr(zoom.plan_features, feature, False)
        warehouse = Warehouse()
        assert warehouse.run(zoom, streams, start_date=SINCE).error is not None
        setattr(zoom.plan_features, feature, True)

        assert_all_arrives(zoom, warehouse, streams)


@pytest.mark.parametrize(
    ("match", "streams"),
    [
        ("/report/meetings/.*/polls", ("report_meetings", "report_meeting_poll_answers")),
        ("/report/meetings/.*/participants", ("report_meeting_participants",)),
        ("/metrics/meetings/.*/qos", ("dashboard_meeting_qos", "dashboard_meeting_participants")),
        ("/rec/download/", ("recording_transcripts", "recording_files")),
        ("/meeting_summary$", ("meeting_summaries",)),
        ("/past_meetings/.*/qa", ("meeting_qna_answers",)),
    ],
)
def test_where_every_request_was_refused_the_whole_history_arrives_later(
    match: str, streams: tuple[str, ...]
) -> None:
    """Each by itself, as when the app's role lacks a permission."""
    status, body = (401, {"status": False}) if "/rec/" in match else (400, REFUSAL)
    with account(**SMALL) as zoom:
        fault = zoom.faults.add(match, status=status, body=body)
        warehouse = Warehouse()
        assert warehouse.run(zoom, streams, start_date=SINCE).error is not None
        zoom.faults.remove(fault)

        assert_all_arrives(zoom, warehouse, streams)


def test_a_refusal_among_answers_is_behind_the_run() -> None:
    """It would be met again each night, all since then with it."""
    with account(**SMALL) as zoom:
        zoom.faults.add("/report/meetings/.*/polls", status=400, body=REFUSAL, nth=2)
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
