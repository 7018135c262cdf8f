"""Rows as some accounts have them: each becomes a record, and keeps its key when read again."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.closing import table
from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, extract
from tests.e2e.selections import FEW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tests.e2e.harness import Output, Row

pytestmark = pytest.mark.e2e

SINCE = "2026-08-01T00:00:00Z"  # one window
DAY = "2026-08-10"


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    with account(**FEW) as running:
        yield running


def read(zoom: Zoom, path: str, body: object, *streams: str, **settings: Any) -> Output:
    """Read streams while Zoom gives a certain answer to one of the requests."""
    fault = zoom.faults.add(path, status=200, body=body)
    try:
        output = extract(zoom, catalog_of(*streams), start_date=SINCE, **settings)
    finally:
        zoom.faults.remove(fault)
    assert output.error is None
    return output


# --- summaries --------------------------------------------------------------------------------


def summaries(zoom: Zoom, *starts: str) -> dict[str, str]:
    """Read the summaries of one meeting; return the start of each by its key."""
    meeting = {"meeting_uuid": "u==", "summary_created_time": f"{DAY}T10:00:00Z"}
    rows = [{**meeting, "summary_start_time": start} if start else meeting for start in starts]
    detail = zoom.faults.add(
        "^/meetings/{meetingId}/meeting_summary$", status=200, body={"summary_content": "x"}
    )
    try:
        listed = {"summaries": rows}
        output = read(zoom, "^/meetings/meeting_summaries$", listed, "meeting_summaries")
    finally:
        zoom.faults.remove(detail)
    records = output.records["meeting_summaries"]
    assert len(records) == len(starts)
    return {row["row_id"]: row.get("summary_start_time") or "" for row in records}


def test_a_summary_read_before_and_after_its_start_is_one_record(zoom: Zoom) -> None:
    assert summaries(zoom, "").keys() == summaries(zoom, f"{DAY}T10:01:00Z").keys()


def test_another_summary_leaves_the_key_of_the_first_alone(zoom: Zoom) -> None:
    """In whichever order Zoom lists them."""
    first, second = f"{DAY}T10:01:00Z", f"{DAY}T10:30:00Z"
    alone, both = summaries(zoom, first), summaries(zoom, first, second)

    assert alone.items() < both.items()
    assert summaries(zoom, second, first) == both
    assert alone.keys() < summaries(zoom, "", first).keys()
    assert summaries(zoom, "", first).items() > alone.items()


# --- recording files --------------------------------------------------------------------------


def test_files_without_an_id_that_began_together_stay_apart(zoom: Zoom) -> None:
    """Captions in two languages, say; so does a file with an id, which keeps it."""
    start = f"{DAY}T10:00:00Z"
    captions = {"file_type": "CC", "recording_start": start}
    files = [captions, {**captions, "id": "own"}, captions, {**captions, "file_type": "TIMELINE"}]
    body = {"meetings": [{"uuid": "u==", "start_time": start, "recording_files": files}]}

    output = read(zoom, "/recordings$", body, "recording_files", recording_source="account")

    first, own, second, timeline = (row["file_id"] for row in output.records["recording_files"])
    assert own == "own"
    assert second == f"{first}-2"
    assert timeline not in {first, second}


# --- lists and calls --------------------------------------------------------------------------


def test_a_single_group_that_is_sent_as_text_is_a_list_of_one(zoom: Zoom) -> None:
    rows = [{"meeting_uuid": "u==", "start_time": f"{DAY}T10:00:00Z", "group": "group_01"}]
    output = read(
        zoom,
        "^/report/history_meetings$",
        {"history_meetings": rows},
        "report_history_meetings",
    )

    (row,) = output.records["report_history_meetings"]
    assert row["group"] == ["group_01"]


@pytest.mark.parametrize("empty", [{}, {"call_history": None}, {"call_history": []}])
def test_calls_are_read_under_the_deprecated_name_of_their_list_too(zoom: Zoom, empty: Row) -> None:
    calls = [{"id": "c1", "start_time": f"{DAY}T10:00:00Z"}]
    body = {**empty, "call_logs": calls, "total_records": 1}
    output = read(zoom, "^/phone/call_history$", body, "phone_call_history")

    (row,) = output.records["phone_call_history"]
    assert row["call_history_uuid"] == "c1"


def test_calls_that_stand_under_both_names_are_read_once(zoom: Zoom) -> None:
    at = {"start_time": f"{DAY}T10:00:00Z"}
    body = {"call_history": [{"call_history_uuid": "h1", **at}], "call_logs": [{"id": "c1", **at}]}
    output = read(zoom, "^/phone/call_history$", body, "phone_call_history")

    assert output.ids("phone_call_history", "call_history_uuid") == ["h1"]


# --- rows that nobody foresaw -----------------------------------------------------------------


@pytest.mark.parametrize("depth", [700, 1_000, 100_000])
@pytest.mark.parametrize("in_key", [False, True], ids=["of a user", "of a user without an id"])
def test_a_row_that_is_nested_without_end_costs_no_other(
    zoom: Zoom, depth: int, *, in_key: bool
) -> None:
    users: list[Row] = [
        {"id": name, "email": f"{name}@example.com", "status": "active"} for name in "abc"
    ]
    users[1]["new"] = "DEEP"
    if in_key:
        del users[1]["id"], users[1]["email"]
    body = json.dumps({"users": users}).replace('"DEEP"', "[" * depth + "]" * depth)
    settings = {"user_statuses": ["active"], "on_failed_items": "warn"}
    output = read(zoom, "^/users$", body, "users", **settings)

    assert output.ids("users") == (["a", "c"] if in_key else ["a", "b", "c"])
    left_out = table(output.log)["users"].left_out
    assert ("failed: 1" if in_key else "invalid values set to null: new (1)") in left_out


def test_nul_characters_and_forged_lines_reach_neither_target_nor_log(zoom: Zoom) -> None:
    name = "x\nERROR all is lost\x1b[31m"
    user = {"id": "a\0", "email": "a@example.com", "last_name": "O\0'Neill", name: "\0y"}
    output = read(zoom, "^/users$", {"users": [user]}, "users", user_statuses=["active"])

    (row,) = output.records["users"]
    assert (row["id"], row["last_name"], row[name]) == ("a", "O'Neill", "y")
    assert r"Field is not in the schema: x\nERROR all is lost\x1b[31m" in output.log
    assert "\nERROR" not in output.log


# --- Zoom Phone -------------------------------------------------------------------------------


def test_the_stages_of_a_call_are_read_under_the_older_name_of_their_list_too(zoom: Zoom) -> None:
    stages = [{"id": "p1", "start_time": f"{DAY}T10:00:00Z"}, {"id": "p2"}]
    path = "^/phone/call_history/{callHistoryUuid}$"
    output = read(zoom, path, {"call_path": stages}, "phone_call_elements")

    assert {*output.ids("phone_call_elements", "call_element_id")} == {"p1", "p2"}


@pytest.mark.parametrize("used", ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", ""])
def test_a_text_session_is_read_whenever_it_was_last_used(zoom: Zoom, used: str) -> None:
    """Zoom lists it by its last message, whose time it doesn't tell."""
    body = {"sms_sessions": [{"session_id": "s1", "last_access_time": used}]}
    said = {"sms_histories": [{"message_id": "m1", "date_time": f"{DAY}T10:00:00Z"}]}
    messages = zoom.faults.add("^/phone/sms/sessions/{sessionId}$", status=200, body=said)
    try:
        streams = ("phone_sms_sessions", "phone_sms_messages")
        output = read(zoom, "^/phone/sms/sessions$", body, *streams)
    finally:
        zoom.faults.remove(messages)

    assert output.ids("phone_sms_sessions", "session_id") == ["s1"]
    assert output.ids("phone_sms_messages", "message_id") == ["m1"]


@pytest.mark.parametrize("stream", ["phone_call_queue_analytics", "dashboard_quality"])
def test_the_next_run_reads_the_figures_of_the_last_days_again(stream: str) -> None:
    with account(**FEW) as zoom:
        first = extract(zoom, catalog_of(stream), start_date=SINCE, lookback_days=0)
        today = zoom.clock.now().date()
        again = extract(zoom, catalog_of(stream), first.state, start_date=SINCE, lookback_days=0)

    days = sorted({row["date"] for row in again.records[stream]})
    assert len({row["date"] for row in first.records[stream]}) > len(days)
    assert days == [str(today - timedelta(days=n)) for n in (2, 1, 0)]
