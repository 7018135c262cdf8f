"""What ``truth()`` says by name of the further streams is what a naive crawl finds."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import sandbox
from sandbox.truth import DEFAULT_STREAMS, answers, dashboards, reports, session_reports
from sandbox.truth.extraction import Extraction
from tests.sandbox import report_crawl
from tests.sandbox.client import Client

NOW = "2026-11-20T12:00:00Z"
SCHEMAS = Path(__file__).parents[2] / "schemas"
REPORTS = (session_reports, reports, dashboards)
EVERY = (*REPORTS, answers)

CASES: dict[str, dict[str, Any]] = {
    "plain": {"features": "all"},
    "odd": {"features": "all", "page_cap": 7, "extra_fields": True, "late_data": True},
    "leap day": {"features": "all", "seed": 7, "now": "2028-02-28T23:59:30Z"},
    "pro": {"scopes": "classic"},
    "free": {"plan": "free"},
}


def names(zoom: sandbox.Zoom, *modules: Any) -> list[str]:
    extraction = Extraction(zoom.account, zoom.plan_features, zoom.base_url, zoom.clock.now())
    found = [name for module in modules for name in module.streams(extraction)]
    return [name for name in found if name not in DEFAULT_STREAMS]


def canonical(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("case", CASES)
def test_a_naive_crawl_finds_the_truth(case: str) -> None:
    options = sandbox.Options(**{"now": NOW, "frozen": True, "limits": False, **CASES[case]})
    with sandbox.running(options) as zoom, Client(zoom) as client:
        zoom.clock.advance(days=1)
        client.login()
        found = report_crawl.crawl(client) if case != "free" else {}
        truth = zoom.truth(streams=names(zoom, *REPORTS))

        for stream, rows in truth.items():
            assert canonical(found.get(stream, [])) == canonical(rows), stream
        assert not [entry for entry in zoom.log if entry.malformed]
        assert bool(truth["dashboard_meetings"]) == ("features" in CASES[case])


def test_even_a_small_account_has_rows_for_every_stream(zoom: sandbox.Zoom) -> None:
    truth = zoom.truth(streams=names(zoom, *EVERY))

    assert [name for name, rows in truth.items() if not rows] == []


def test_the_usual_truth_is_without_them(zoom: sandbox.Zoom) -> None:
    assert not set(zoom.truth()) & set(names(zoom, *EVERY))
    assert len(zoom.truth()) == 22


def test_rows_have_the_fields_that_the_schemas_have(zoom: sandbox.Zoom) -> None:
    for stream, rows in zoom.truth(streams=names(zoom, *EVERY)).items():
        schema = json.loads((SCHEMAS / f"{stream}.json").read_text(encoding="utf-8"))

        seen = {name for row in rows for name in row}
        assert seen == set(schema["properties"]) - {"row_id", "respondent_id"}, stream


@pytest.mark.parametrize(
    ("stream", "key"),
    [
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
def test_since_cuts_by_time(zoom: sandbox.Zoom, stream: str, key: str) -> None:
    since = "2026-10-10T06:00:00"
    whole, cut = (zoom.truth(streams=[stream], since=s)[stream] for s in (None, since))

    assert cut == [row for row in whole if row[key] >= since] != whole


@pytest.mark.parametrize("stream", ["report_daily_usage", "report_cloud_recording"])
def test_since_keeps_the_day_in_which_it_is(zoom: sandbox.Zoom, stream: str) -> None:
    cut = zoom.truth(streams=[stream], since="2026-10-10T06:00:00")[stream]

    assert min(row["date"] for row in cut) == "2026-10-10"


def test_since_keeps_the_month_in_which_it_is(zoom: sandbox.Zoom) -> None:
    cut = zoom.truth(streams=["report_hosts"], since="2026-10-31T23:00:00")["report_hosts"]
    windows = {(row["month"], row["from"], row["to"]) for row in cut}

    assert windows == {
        ("2026-10", "2026-10-01", "2026-10-31"),
        ("2026-11", "2026-11-01", "2026-11-20"),
    }


def test_rows_without_a_key_can_be_equal(zoom: sandbox.Zoom) -> None:
    keyless = [
        *("report_activities", "report_operation_logs", "report_telephone"),
        *("report_meeting_activities", "report_meeting_polls", "report_meeting_qna"),
        *("report_meeting_survey", "report_webinar_polls", "dashboard_meeting_participants"),
        *("dashboard_meeting_qos", "meeting_poll_answers", "report_meeting_qna_answers"),
    ]
    for stream, rows in zoom.truth(streams=keyless).items():
        assert max(canonical(rows).values()) > 1, stream


def test_there_is_a_row_for_each_item_of_an_answer(zoom: sandbox.Zoom) -> None:
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
