"""The row counts that Zoom reports are compared with what it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sandbox import wire_uuid
from tap_zoom.exceptions import IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import account, extract
from tests.e2e.selections import read, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tests.e2e.harness import Output, Row

pytestmark = pytest.mark.e2e

ATTENDANCE = "report_meeting_participants"


def _lose(zoom: Zoom, path: str, key: str, rows: list[Row], **more: Any) -> None:
    zoom.faults.add(path, status=200, body={key: rows, "next_page_token": "", **more})


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    """An account with a short history."""
    with account(history_days=40) as zoom:
        yield zoom


def _run_with_losses(zoom: Zoom, *, strict: bool) -> Output:
    """Run while lists of users lack rows, and two sessions have fewer rows than participants."""
    truth = zoom.truth(streams=["users", "report_meetings", ATTENDANCE])
    users, sessions = truth["users"], truth["report_meetings"]
    _lose(zoom, "^/users$", "users", users[:2], total_records=2)
    _lose(zoom, "^/groups$", "groups", [{"id": "g", "name": "G"}], total_records=4)
    hosts = {user["id"] for user in users[:2]}
    held = [s for s in sessions if s["participants_count"] > 2 and s["user_id"] in hosts][:2]
    for session in held:
        rows = [row for row in truth[ATTENDANCE] if row["meeting_uuid"] == session["uuid"]][:1]
        path = f"/v2/report/meetings/{wire_uuid(session['uuid'])}/participants$".replace("+", r"\+")
        _lose(zoom, path, "participants", rows, total_records=1)
    output = extract(
        zoom,
        catalog_of("users", "channels", "groups", ATTENDANCE),
        strict_counts=strict,
        user_statuses=["active"],
    )
    announced = sum(session["participants_count"] for session in held)
    lines = table(output.log)
    assert len(held) == 2
    assert lines["groups"].left_out == "row count mismatch: Zoom reported 4, received 1"
    assert lines["channels"].left_out == ""
    told = f"row count mismatch: Zoom reported {announced:,}, received 2"
    assert lines[ATTENDANCE].left_out.count(told) == 1
    assert output.log.count("row count mismatch") == 2
    return output


def test_rows_that_zoom_reported_and_never_sent_are_named_at_the_end(zoom: Zoom) -> None:
    output = _run_with_losses(zoom, strict=False)

    assert output.error is None


def test_with_strict_counts_a_mismatch_is_an_error(zoom: Zoom) -> None:
    output = _run_with_losses(zoom, strict=True)

    assert isinstance(output.error, IncompleteSync)
    assert str(output.error).endswith(f"for: groups, {ATTENDANCE}.")
    assert output.records["users"]
    assert output.records[ATTENDANCE]


def test_an_account_that_sends_what_it_reports_passes_strict_counts() -> None:
    with small() as zoom:
        output = read(zoom, DEFAULT_STREAMS, strict_counts=True)

    assert output.error is None
    assert output.records[ATTENDANCE]
    assert "row count mismatch" not in output.log
