"""The streams that have to be asked for and go by time, and what is common to their tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_zoom.streams import STREAMS
from tests.e2e.expected import contents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sandbox import Zoom
    from tests.e2e.state.support import Warehouse

SINCE = "2026-07-25T00:00:00Z"
SMALL: dict[str, Any] = {
    "size": 8,
    "history_days": 60,
    "secrets": "core",
    "meetings": 3,
    "participants": 3,
}

#: Each tree of such streams, its root first; some of several trees that are alike.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("phone_call_history",),
    ("phone_recordings",),
    ("report_hosts",),
    ("report_history_meetings",),
    ("report_daily_usage",),
    ("report_cloud_recording",),
    ("report_telephone",),
    ("report_activities",),
    ("report_operation_logs",),
    ("report_meeting_activities",),
    ("dashboard_meetings", "dashboard_meeting_participants", "dashboard_meeting_qos"),
    ("dashboard_webinars", "dashboard_webinar_participants"),
    (
        "recordings",
        "recording_files",
        "recording_transcripts",
        "recording_transcript_cues",
    ),
    ("meeting_summaries",),
    (
        "report_meeting_polls",
        "report_meeting_poll_answers",
        "report_meeting_qna",
        "report_meeting_qna_answers",
        "report_meeting_survey",
        "report_meeting_survey_answers",
    ),
    (
        "report_webinar_polls",
        "report_webinar_poll_answers",
        "report_webinar_qna",
        "report_webinar_qna_answers",
    ),
    (
        "past_meeting_details",
        "past_meeting_participants",
        "meeting_qna_results",
        "meeting_qna_answers",
        "meeting_poll_answers",
    ),
    ("past_webinar_participants", "webinar_poll_answers", "webinar_qna_answers"),
)

#: The field that dates each stream's rows.
KEYS = {str(vars(stream)["name"]): str(stream.replication_key) for stream in STREAMS}

#: What the tap makes where Zoom gives nothing, and the sandbox doesn't foresee.
_MADE = ("respondent_id", "file_id")


def assert_all(zoom: Zoom, warehouse: Warehouse, streams: Iterable[str]) -> None:
    """Make sure that all since the start that is wanted is there, once, as it is by now."""
    for stream, rows in zoom.truth(streams=list(streams), since=SINCE).items():
        came = contents(warehouse.rows[stream].values(), _MADE)
        assert came == contents(rows, _MADE), stream
