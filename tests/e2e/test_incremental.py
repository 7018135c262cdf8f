"""The next run goes on from the state of the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import assert_complete, catalog_of, requests
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from tests.e2e.harness import Output

pytestmark = pytest.mark.e2e

REPORTS = (
    "report_meetings",
    "report_webinars",
    "report_meeting_participants",
    "report_webinar_participants",
)
PARTICIPANTS = "/report/meetings/{meetingId}/participants"


def _together(stream: str, *outputs: Output) -> list[dict[str, Any]]:
    """What a warehouse holds after some runs."""
    rows: dict[Any, dict[str, Any]] = {}
    for output in outputs:
        rows |= output.by_key(stream)
    return list(rows.values())


def test_a_second_run_asks_only_for_what_may_have_changed() -> None:
    with account(secrets="core") as zoom:
        first = extract(zoom, catalog_of(*REPORTS))
        before = requests(zoom)[PARTICIPANTS]
        zoom.log.clear()
        second = extract(zoom, catalog_of(*REPORTS), state=first.state)

        assert second.error is None
        assert 0 < requests(zoom)[PARTICIPANTS] < before / 2
        lookback = zoom.truth(since="2026-08-28T09:30:00Z", streams=REPORTS)
        assert_complete(second, lookback)


def test_nightly_runs_together_hold_everything_late_reports_too() -> None:
    with account(secrets="core", late_data=True) as zoom:
        outputs = []
        state = None
        for _ in range(6):
            outputs.append(extract(zoom, catalog_of(*REPORTS), state=state))
            state = outputs[-1].state
            zoom.clock.advance(days=1)
        zoom.clock.advance(days=-1)

        for stream, rows in zoom.truth(streams=REPORTS).items():
            key = "meeting_uuid" if "meeting_" in stream else "webinar_uuid"
            name = key if stream.endswith("participants") else "uuid"
            there = sorted(row[name] for row in rows)
            assert sorted(row[name] for row in _together(stream, *outputs)) == there


def test_the_last_state_of_a_complete_run_is_that_runs_start_for_every_stream() -> None:
    with account() as zoom:
        output = extract(zoom)

        bookmarks = {name: mark for name, mark in output.state["bookmarks"].items() if mark}
        assert len(bookmarks) == 8
        assert {mark["replication_key_value"] for mark in bookmarks.values()} == {
            "2026-08-31T09:30:00Z"
        }
        assert not any("position" in mark for mark in bookmarks.values())


def test_state_is_small_whatever_the_account() -> None:
    with account(size=24) as zoom:
        output = extract(zoom, catalog_of(*REPORTS))

        assert max(len(str(state)) for state in output.states) < 3_000
        assert len(output.states) < 200


def test_a_stream_that_joins_later_gets_its_history_without_the_others_being_read_again() -> None:
    with account(secrets="core") as zoom:
        first = extract(zoom, catalog_of("report_meetings"))
        streams = ("report_meetings", "report_meeting_participants")
        second = extract(zoom, catalog_of(*streams), state=first.state)

        joined = "report_meeting_participants"
        assert len(second.records[joined]) == len(zoom.truth()[joined])
        assert len(second.records["report_meetings"]) < len(first.records["report_meetings"]) / 2


def test_a_stream_that_could_not_be_read_keeps_its_place() -> None:
    scope = "report:read:list_meeting_participants:admin"
    stream = "report_meeting_participants"
    with account(secrets="core", without_scopes=scope) as zoom:
        first = extract(zoom, catalog_of(*REPORTS))
        zoom.scopes.add(scope)
        second = extract(zoom, catalog_of(*REPORTS), state=first.state)

        assert first.error is not None
        assert second.error is None
        assert len(second.records[stream]) == len(zoom.truth()[stream])
