"""The table at the end of a run, in an account that refuses in every way at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from sandbox import wire_uuid
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import account, extract, quick_retries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

DENIED = "Invalid access token, does not contain scopes:[webinar:read:list_panelists:admin]."


@pytest.fixture(autouse=True)
def _quick() -> Iterator[None]:
    with quick_retries():
        yield


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    """An account with a short history."""
    with account(history_days=60) as zoom:
        yield zoom


@pytest.fixture
def hostile(zoom: Zoom) -> Zoom:
    """An account with refusals of all kinds, most of which cost one item."""

    def refuse(path: str, status: int, code: int, message: str, **when: Any) -> None:
        zoom.faults.add(path, status=status, body={"code": code, "message": message}, **when)

    truth = zoom.truth()
    uuid = truth["report_webinar_participants"][0]["webinar_uuid"]
    refuse("^/meetings/{meetingId}/registrants$", 400, 200, "No permission.")
    refuse("^/webinars/{webinarId}/panelists$", 400, 4711, DENIED)
    refuse("^/webinars/{webinarId}/tracking_sources$", 400, 200, "Only available for paid account.")
    refuse("^/past_meetings/{meetingId}/polls$", 400, 12702, "Can not access a year ago.", times=2)
    refuse("^/past_webinars/{webinarId}/qa$", 401, 1010, "User does not belong to it.", times=1)
    refuse("^/users/{userId}/webinars$", 200, 200, "No permission.", nth=1)
    zoom.faults.add(f"/{wire_uuid(uuid)}/participants$".replace("+", r"\+"), kind="forbidden")
    zoom.faults.add(
        "^/chat/users/{userId}/channels$",
        kind="edit",
        items=truth["users"][0]["id"],
        change=lambda body: {**body, "total_records": len(body["channels"]) + 1},
    )
    return zoom


def test_it_names_everything_that_was_skipped_and_why(hostile: Zoom) -> None:
    output = extract(hostile, user_statuses=["active"])

    lines = table(output.log)
    assert set(lines) == {*DEFAULT_STREAMS, "(report sessions)"}
    for name in DEFAULT_STREAMS:
        assert lines[name].records == len(output.records[name]), name
    asked = sum(1 for entry in hostile.log if entry.label)
    assert sum(line.requests for line in lines.values()) == asked

    told = {name: line.left_out for name, line in lines.items()}
    assert told["meeting_registrants"].startswith("not read: every request was refused: ")
    assert lines["meeting_registrants"].counts["no permission"] > 1
    assert "registration is off" in lines["meeting_registrants"].counts
    assert told["webinar_panelists"] == "not read: scope missing"
    assert told["webinar_tracking_sources"] == "not read: plan too low"
    assert lines["meeting_poll_results"].counts == {"older than a year": 2}
    assert lines["webinar_qna_results"].counts == {"not of this account": 1}
    assert lines["webinars"].counts["no permission"] == 1
    assert lines["webinars"].counts["host without a webinar license"] > 1
    assert lines["report_webinar_participants"].counts["failed"] == 1
    assert "/participants failed (HTTP 403 with a body that is not" in output.log
    assert told["channels"].startswith("row count mismatch: Zoom reported ")
    assert told["users"] == ""

    assert isinstance(output.error, IncompleteSync)
    for name, why in told.items():
        is_named = name in re.findall(r"\w+", str(output.error))
        assert is_named == why.startswith("not read: "), name


def test_what_could_not_be_read_is_a_warning_if_the_user_chose_that(hostile: Zoom) -> None:
    output = extract(
        hostile, user_statuses=["active"], on_unavailable="warn", on_failed_items="warn"
    )

    assert output.error is None
    warned = [line for line in output.log.splitlines() if line.startswith("WARNING")]
    item, unavailable, failed = warned
    assert item.startswith("WARNING report_webinar_participants: /report/webinars/")
    for name in ("meeting_registrants", "webinar_panelists", "webinar_tracking_sources"):
        assert f"{name}: " in unavailable
    assert "(report_webinar_participants: 1)" in failed


def test_an_account_without_users_is_not_believed() -> None:
    with account() as zoom:
        zoom.faults.add("^/users$", status=200, body={"users": [], "total_records": 0})
        output = extract(zoom, catalog_of("users", "meetings"))

    assert isinstance(output.error, IncompleteSync)
    why = "Zoom listed no active user"
    assert {name: (line.records, line.left_out) for name, line in table(output.log).items()} == {
        "users": (0, f"not read: {why}"),
        "meetings": (0, f"not read: {why}"),
    }
