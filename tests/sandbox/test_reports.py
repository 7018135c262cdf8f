"""Reports other than hosts' lists and attendance."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import wire_uuid
from tests.sandbox.client import Client, outcome

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Row

TOO_OLD = "The request can only be queried for a month that falls within the last six months."
MONTH_TOO_OLD = (
    "Daily report can only be provided for a month that falls within the recent 6 months"
)
WINDOW = {"from": "2026-10-22", "to": "2026-11-20"}

WINDOWED = {
    "/report/activities": {},
    "/report/operationlogs": {},
    "/report/telephone": {},
    "/report/cloud_recording": {},
    "/report/meeting_activities": {"activity_type": "All Activities"},
    "/report/history_meetings": {},
    "/report/upcoming_events": {},
    "/report/users": {},
}


@pytest.mark.parametrize("path", WINDOWED)
def test_a_window_is_a_month_within_six(zoom: Zoom, client: Client, path: str) -> None:
    query = WINDOWED[path]

    assert client.get(path, **{"from": "2026-05-20", "to": "2026-06-18"}, **query).ok
    old = client.json(path, **{"from": "2026-05-19", "to": "2026-05-20"}, **query)
    assert old == {"code": 300, "message": TOO_OLD}
    assert not zoom.log[-1].malformed
    assert outcome(client, path, **{"from": "2026-09-01", "to": "2026-10-02"}, **query) == (
        400,
        300,
    )
    assert zoom.log[-1].malformed


def test_a_month_of_days(client: Client) -> None:
    this = client.json("/report/daily")
    oldest = client.json("/report/daily", year=2026, month=5)

    assert (this["year"], this["month"]) == (2026, 11)
    assert [row["date"][8:] for row in this["dates"]] == [f"{day:02}" for day in range(1, 21)]
    assert oldest["dates"][0]["date"] == "2026-05-20", "older days are unavailable"
    assert oldest["dates"][-1]["date"] == "2026-05-31"


@pytest.mark.parametrize("month", [{"month": 4}, {"month": 12}, {"year": 2025}], ids=str)
def test_months_without_data(client: Client, month: dict[str, int]) -> None:
    body = client.json("/report/daily", **month)

    assert body == {"code": 300, "message": MONTH_TOO_OLD}


def test_storage_covers_thirty_days_until_yesterday(zoom: Zoom, client: Client) -> None:
    path = "/report/cloud_recording"
    month = client.json(path, **{"from": "2026-10-21", "to": "2026-11-19"})

    assert len(month["cloud_recording_storage"]) == 30
    assert month["cloud_recording_storage"][0]["usage"].endswith(" MB")
    for window in ({"from": "2026-10-20", "to": "2026-11-19"}, WINDOW):
        assert outcome(client, path, **window) == (400, 300)
        assert zoom.log[-1].malformed


def test_the_logs_of_adjacent_days_do_not_overlap(client: Client) -> None:
    for path, key in (
        ("/report/activities", "activity_logs"),
        ("/report/operationlogs", "operation_logs"),
    ):
        days = [
            client.rows(path, key, **{"from": d, "to": d}) for d in ("2026-10-31", "2026-11-01")
        ]
        both = client.rows(path, key, **{"from": "2026-10-31", "to": "2026-11-01"})

        assert both == days[1] + days[0], "newest first"
        for rows, edge in zip(days, ("2026-10-31T23:59:59Z", "2026-11-01T00:00:00Z"), strict=True):
            at_the_edge = [row for row in rows if row["time"] == edge]
            assert len(at_the_edge) == 2
            assert at_the_edge[0] == at_the_edge[1]


def test_nothing_is_logged_before_it_happens(zoom: Zoom, client: Client) -> None:
    today = {"from": "2026-11-20", "to": "2026-11-20"}
    before = client.rows("/report/activities", "activity_logs", **today)
    zoom.clock.set("2026-11-20T23:59:59Z")
    client.login()
    after = client.rows("/report/activities", "activity_logs", **today)

    assert max(row["time"] for row in before) <= "2026-11-20T12:00:00Z"
    assert len(after) > len(before)
    assert after[-len(before) :] == before


def test_activities_need_no_window(client: Client) -> None:
    body = client.json("/report/activities")

    assert body["to"] == "2026-11-20T00:00:00Z"
    assert body["activity_logs"]


def test_operations_of_one_category(client: Client) -> None:
    rows = client.rows("/report/operationlogs", "operation_logs", **WINDOW, category_type="role")

    assert {row["category_type"] for row in rows} == {"role"}


def test_calls_are_listed_by_type(client: Client) -> None:
    kinds = [
        {row["type"] for row in client.rows("/report/telephone", "telephony_usage", **WINDOW, **q)}
        for q in ({"type": "1"}, {"type": "2"}, {"type": "3"}, {})
    ]

    assert kinds[0] == kinds[3] == {"toll-free", "call-out"}
    assert kinds[1] <= {"Toll", "US toll-number", "global toll-number"}
    assert kinds[2] == {"call-in"}
    assert outcome(client, "/report/telephone", **WINDOW, type="4") == (400, 300)


def test_meeting_activities_require_a_type(zoom: Zoom, client: Client) -> None:
    path, key = "/report/meeting_activities", "meeting_activity_logs"
    assert outcome(client, path, **WINDOW) == (400, 300)
    assert zoom.log[-1].malformed
    started = client.rows(path, key, **WINDOW, activity_type="Meeting Started")

    assert {row["activity_category"] for row in started} == {"Meeting Started"}
    assert started[0]["activity_time"][10] == " "
    assert started[0]["activity_time"][-4] == ":"
    number = started[0]["meeting_number"]
    assert number.count(" ") == 2
    query = {"activity_type": "All Activities", "meeting_number": number.replace(" ", "")}
    assert {row["meeting_number"] for row in client.rows(path, key, **WINDOW, **query)} == {number}


def test_the_audit_trail_must_be_enabled(zoom: Zoom, client: Client) -> None:
    query = {**WINDOW, "activity_type": "All Activities"}
    zoom.plan_features.audit_trail = False
    try:
        response = client.get("/report/meeting_activities", **query)
        truth = zoom.truth(streams=["report_meeting_activities"])
    finally:
        zoom.plan_features.audit_trail = True

    assert response.status_code == 403
    assert response.json() == {"code": 200, "message": "No permission."}
    assert truth == {"report_meeting_activities": []}


def test_upcoming_events_are_listed_once_per_date(client: Client) -> None:
    window = {"from": "2026-11-20", "to": "2026-12-20"}
    rows = client.rows("/report/upcoming_events", "upcoming_events", **window)
    split = [
        client.rows("/report/upcoming_events", "upcoming_events", **window, type=kind)
        for kind in ("meeting", "webinar")
    ]

    assert all("2026-11-20T12:00:00Z" <= row["start_time"] < "2026-12-21" for row in rows)
    assert max(Counter(row["id"] for row in rows).values()) > 1
    assert max(Counter((row["id"], row["start_time"]) for row in rows).values()) == 1
    assert len(split[0]) + len(split[1]) == len(rows)
    assert all(split)


def test_hosts_totals_depend_on_the_window(client: Client) -> None:
    def totals(first: str, last: str, **query: str) -> dict[str, Row]:
        rows = client.rows("/report/users", "users", **{"from": first, "to": last}, **query)
        return {row["id"]: row for row in rows}

    month, day = totals("2026-11-01", "2026-11-20"), totals("2026-11-18", "2026-11-20")
    idle = totals("2026-11-01", "2026-11-20", type="inactive")

    assert set(day) < set(month)
    assert any(day[user]["meetings"] < month[user]["meetings"] for user in day)
    assert not set(idle) & set(month)
    assert all(row["meetings"] == row["participants"] == 0 for row in idle.values())


def test_history_can_be_filtered_by_end_time(zoom: Zoom, client: Client) -> None:
    every = zoom.truth(streams=["report_history_meetings"])["report_history_meetings"]
    for row in every:
        day = row["end_time"][:10]
        found = client.rows(
            "/report/history_meetings",
            "history_meetings",
            **{"from": day, "to": day, "date_type": "end_time"},
        )

        assert row in found


def test_without_responses_the_list_is_empty_or_an_error(zoom: Zoom, client: Client) -> None:
    outcomes = Counter[tuple[int, int | None, bool]]()
    for session in zoom.truth()["report_meetings"]:
        path = f"/report/meetings/{wire_uuid(session['uuid'])}"
        for rest, key in (
            ("polls", "questions"),
            ("qa", "questions"),
            ("survey", "survey_answers"),
        ):
            response = client.get(f"{path}/{rest}")
            body = response.json()
            outcomes[response.status_code, body.get("code"), bool(body.get(key))] += 1

    assert set(outcomes) == {(200, None, True), (200, None, False), (404, 3001, False)}


def test_answers_have_times_with_milliseconds(zoom: Zoom) -> None:
    streams = ["report_meeting_poll_answers", "report_meeting_survey_answers"]
    for rows in zoom.truth(streams=streams).values():
        assert all(row["date_time"].endswith(".660Z") for row in rows)
        assert any(row["email"] == row["first_name"] == "" for row in rows), "anonymous"


def test_questions_are_open_dismissed_or_answered(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["report_webinar_qna_answers"])["report_webinar_qna_answers"]

    assert {row["question_status"] for row in rows} == {"open", "dismissed", "answered"}
    for row in rows:
        assert bool(row["answer_details"]) == (row["question_status"] == "answered")


def test_a_survey_is_the_same_for_all_sessions_of_a_meeting(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["report_meeting_survey"])["report_meeting_survey"]
    surveys = {(row["meeting_id"], row["survey_id"], row["survey_name"]) for row in rows}

    assert len(surveys) == len({row["meeting_id"] for row in rows})
    assert len(surveys) < len({row["meeting_uuid"] for row in rows})


def test_responses_older_than_a_year_are_an_error() -> None:
    options = sandbox.Options(
        limits=False, history_days=500, now="2026-11-20T12:00:00Z", frozen=True
    )
    with sandbox.running(options) as zoom, Client(zoom) as client:
        old = next(
            s for s in zoom.account.calendar(0).sessions if (zoom.clock.now() - s.start).days > 366
        )
        path = f"/report/{'webinar' if old.webinar else 'meeting'}s/{wire_uuid(old.uuid)}"
        for rest in ("polls", "qa", "survey"):
            assert outcome(client, f"{path}/{rest}") == (400, 12702)
