"""The rows of ``truth()``: their fields, their times, and what makes them awkward."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.sandbox import area_crawl
from tests.sandbox.client import canonical
from tests.sandbox.streams import ANSWERS, REPORTS

if TYPE_CHECKING:
    import sandbox

#: Fields of sessions that only the account's history has (the setting report_source).
OF_THE_HISTORY = {
    *("create_time", "custom_fields", "department", "feature_used", "group"),
    *("max_concurrent_views", "tracking_fields", "unique_viewers"),
}
SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_rows_have_the_fields_that_the_schemas_have(zoom: sandbox.Zoom) -> None:
    for stream, rows in zoom.truth(streams=(*REPORTS, *ANSWERS)).items():
        schema = json.loads((SCHEMAS / f"{stream}.json").read_text(encoding="utf-8"))

        seen = {name for row in rows for name in row}
        made = {"row_id", "respondent_id"}
        if stream in {"report_meetings", "report_webinars"}:
            made |= OF_THE_HISTORY
        assert seen == set(schema["properties"]) - made, stream


@pytest.mark.parametrize(
    ("stream", "key"),
    [
        ("report_meetings", "start_time"),
        ("report_meeting_participants", "start_time"),
        ("meeting_poll_results", "start_time"),
        *((stream, "start_time") for stream in ("phone_call_history", *area_crawl.PAST)),
        ("phone_recordings", "date_time"),
        ("report_history_meetings", "start_time"),
        ("report_activities", "time"),
        ("report_operation_logs", "time"),
        ("report_telephone", "start_time"),
        ("report_meeting_activities", "activity_time"),
        ("report_meeting_survey", "start_time"),
        ("report_meeting_survey_answers", "start_time"),
        ("dashboard_meetings", "start_time"),
        ("dashboard_meeting_qos", "start_time"),
    ],
)
def test_since_filters_incremental_streams(zoom: sandbox.Zoom, stream: str, key: str) -> None:
    since = "2026-10-10T06:00:00"
    whole, cut = (zoom.truth(streams=[stream], since=s)[stream] for s in (None, since))

    assert cut == [row for row in whole if row[key] >= since] != whole


@pytest.mark.parametrize("stream", ["meetings", *area_crawl.ORGANIZATION, "phone_users"])
def test_since_leaves_other_streams_alone(zoom: sandbox.Zoom, stream: str) -> None:
    whole, cut = (zoom.truth(streams=[stream], since=s)[stream] for s in (None, "2026-11-10"))

    assert cut == whole


@pytest.mark.parametrize("stream", ["report_daily_usage", "report_cloud_recording"])
def test_since_keeps_its_whole_day(zoom: sandbox.Zoom, stream: str) -> None:
    cut = zoom.truth(streams=[stream], since="2026-10-10T06:00:00")[stream]

    assert min(row["date"] for row in cut) == "2026-10-10"


def test_since_keeps_its_whole_month(zoom: sandbox.Zoom) -> None:
    cut = zoom.truth(streams=["report_hosts"], since="2026-10-31T23:00:00")["report_hosts"]
    windows = {(row["month"], row["from"], row["to"]) for row in cut}

    assert windows == {
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-11", "2026-11-01", "2026-11-20"),
    }


def test_rows_without_a_key_can_be_identical(zoom: sandbox.Zoom) -> None:
    keyless = [
        *("report_activities", "report_operation_logs", "report_telephone"),
        *("report_meeting_activities", "report_meeting_polls", "report_meeting_qna"),
        *("report_meeting_survey", "report_webinar_polls", "dashboard_meeting_participants"),
        *("dashboard_meeting_qos", "meeting_poll_answers", "report_meeting_qna_answers"),
    ]
    for stream, rows in zoom.truth(streams=keyless).items():
        assert max(canonical(rows).values()) > 1, stream


def test_answers_have_one_row_per_item(zoom: sandbox.Zoom) -> None:
    streams = ["meeting_poll_results", "report_webinar_qna", "report_meeting_survey"]
    of = ["meeting_poll_answers", "report_webinar_qna_answers", "report_meeting_survey_answers"]
    truth = zoom.truth(streams=[*streams, *of])

    for parent, child in zip(streams, of, strict=True):
        items = "answer_details" if "survey" in parent else "question_details"
        assert len(truth[child]) == sum(len(row[items]) for row in truth[parent])
    assert truth["report_webinar_qna_answers"][0].keys() == {
        *("webinar_uuid", "webinar_id", "start_time", "email", "name"),
        *("question", "question_id", "question_status", "create_time", "answer"),
        "answer_details",
    }
