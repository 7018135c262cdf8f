"""The summary of a run: its counts, and the table at its end."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import ResultSet, fetch
from tap_zoom.api.request import RateLimitLabel, Request
from tap_zoom.api.response import parse_response
from tap_zoom.run.summary import Summary
from tests.support import MEETING, USERS


def result_set(total: int | None, count: int) -> ResultSet:
    """Return a list that has been read."""
    reported = {} if total is None else {"total_records": total}
    body = json.dumps({"users": [{}] * count, **reported}).encode()
    return fetch(USERS, lambda *_: parse_response(USERS, 200, body))


def test_requests_are_counted_from_all_threads() -> None:
    """By stream, by rate limit label and by status; none is lost."""
    summary = Summary()
    other = replace(USERS, stream="reports", label=RateLimitLabel.HEAVY)

    def count(number: int) -> None:
        summary.on_request(other if number % 2 else USERS, 429 if number % 4 == 0 else 200)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(4000)))

    assert summary.requests == {"users": 2000, "reports": 2000}
    assert summary.requests_by_label == {"Medium": 2000, "Heavy": 2000}
    assert summary.statuses == {200: 3000, 429: 1000}


# --- row counts -------------------------------------------------------------------------------


def test_row_count_mismatches_are_added_up() -> None:
    summary = Summary()
    summary.on_request(USERS, 200)
    for total, count in [(10, 9), (5, 5), (None, 3), (7, 8), (2, 1)]:
        summary.count(result_set(total, count))

    assert summary.mismatches == {"users": (19, 18)}
    assert "row count mismatch: Zoom reported 19, received 18" in "\n".join(summary.lines())


def test_lists_with_as_many_rows_as_reported_are_not_mismatches() -> None:
    summary = Summary()
    summary.count(result_set(5, 5))
    summary.count(result_set(None, 5))

    assert summary.mismatches == {}


# --- streams that can't be read ---------------------------------------------------------------


def refusal(request: Request, reason: str = "no permission") -> ResultSet:
    """Return a list that Zoom refuses."""
    found = ResultSet(request)
    found.outcome, found.reason = Outcome.FORBIDDEN, reason
    return found


def test_the_endpoints_of_a_stream_are_judged_separately() -> None:
    """A stream whose list can be read may be refused every detail."""
    summary = Summary()
    summary.count(ResultSet(replace(MEETING, endpoint="/users/{user_id}/meetings")))

    assert [summary.count(refusal(MEETING)) for _ in range(50)] == [False] * 49 + [True]
    assert summary.doubts("meetings") == ["every request was refused: no permission"]


def test_streams_are_judged_separately() -> None:
    """Even if they request the same endpoint."""
    summary = Summary()
    summary.count(ResultSet(replace(MEETING, stream="meeting_details")))
    summary.count(refusal(MEETING))

    assert summary.doubts("meetings") == ["every request was refused: no permission"]
    assert not summary.doubts("meeting_details")


def test_the_first_failed_items_of_a_stream_are_named_and_all_are_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    summary = Summary()
    for number in range(1, 6):
        summary.fail("meetings", f"/meetings/{number}", "HTTP 500, tracking id 7")
    summary.fail("users", "/users/1", "HTTP 500")

    assert caplog.messages == [
        "meetings: /meetings/1 failed (HTTP 500, tracking id 7).",
        "meetings: /meetings/2 failed (HTTP 500, tracking id 7).",
        "meetings: /meetings/3 failed (HTTP 500, tracking id 7).",
        "users: /users/1 failed (HTTP 500).",
    ]
    assert "failed: 5" in "\n".join(summary.lines())


def test_the_first_reason_why_a_stream_is_unavailable_is_kept() -> None:
    summary = Summary()
    summary.mark_unavailable("meetings", "scope missing")
    summary.mark_unavailable("meetings", "every request was refused")

    assert summary.unavailable == {"meetings": "scope missing"}


# --- the table --------------------------------------------------------------------------------


def test_the_table_has_a_line_per_stream() -> None:
    """What was read, how many requests it took, and what was skipped and why."""
    summary = Summary()
    summary.records["users"] = 12_345
    for _ in range(3):
        summary.on_request(USERS, 200)
    for reason in ("user not found", "no permission", "user not found"):
        summary.skip("meetings", reason)
    summary.on_invalid_value("users", "settings.n")
    summary.on_invalid_value("users", "created_at")
    summary.on_invalid_value("users", "created_at")
    summary.mark_unavailable("channels", "scope missing: chat_channel:read")

    assert summary.lines() == [
        "stream    records  requests  skipped",
        "channels        0         0  not read: scope missing",
        "meetings        0         0  no permission: 1; user not found: 2",
        "users      12,345         3  invalid values set to null: created_at (2), settings.n (1)",
    ]


def test_requests_that_serve_several_streams_are_marked_as_such() -> None:
    summary = Summary()
    summary.titles["report_sessions"] = "(report sessions)"
    summary.on_request(replace(USERS, stream="report_sessions"), 200)

    assert summary.lines()[1].split() == ["(report", "sessions)", "0", "1"]


def test_each_cause_is_given_once_with_its_streams() -> None:
    """With Zoom's words; the scopes have been listed before."""
    summary = Summary()
    for name in "abcdefg":
        summary.mark_unavailable(name, f"scope missing: {name}:read, or classic x:read")
    for name in ("groups", "group_members"):
        summary.mark_unavailable(name, f"plan too low (HTTP 400, code 200: No; tracking id {name})")

    assert summary.causes() == (
        "a, b, c, d, e and 2 more: scope missing (see the table above); "
        "groups, group_members: plan too low (HTTP 400, code 200: No; tracking id groups)"
    )


@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_problems_are_logged_at_every_level(caplog: pytest.LogCaptureFixture, level: int) -> None:
    summary = Summary()
    summary.records["users"] = summary.records["channels"] = 2
    summary.on_invalid_value("users", "type")
    with caplog.at_level(level, "tap-zoom"):
        summary.log_table()

    names = [line.split()[0] for line in caplog.messages]
    assert names == ["stream", "users"] if level > logging.INFO else ["stream", "channels", "users"]


def test_all_remarks_on_a_stream_are_in_its_line() -> None:
    summary = Summary()
    summary.skip("users", "row is not an object")
    summary.mark_unavailable("users", "scope missing")
    summary.count_mismatch("users", 12_000, 11_000)
    summary.on_invalid_value("users", "type")

    remarks = " ".join(" ".join(summary.lines()[1:]).split()[3:])
    assert remarks == (
        "not read: scope missing; row is not an object: 1; "
        "row count mismatch: Zoom reported 12,000, received 11,000; "
        "invalid values set to null: type (1)"
    )


def test_a_run_without_streams_has_an_empty_table() -> None:
    assert Summary().lines() == ["stream  records  requests  skipped"]
