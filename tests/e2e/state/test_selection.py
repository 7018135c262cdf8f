"""Streams come and go from run to run, and each keeps its own place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import account
from tests.e2e.state.support import (
    ATTENDANCE,
    MEETINGS,
    REPORTS,
    WEBINARS,
    Warehouse,
    asked,
    starts,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    with account(history_days=100, secrets="core") as zoom:
        yield zoom


@pytest.mark.parametrize("joins", REPORTS)
def test_a_stream_selected_later_gets_its_history_and_the_others_stay_where_they_are(
    zoom: Zoom, joins: str
) -> None:
    before = tuple(name for name in REPORTS if name != joins)
    warehouse = Warehouse()
    warehouse.run(zoom, before)
    zoom.clock.advance(days=1)
    output = warehouse.run(zoom, REPORTS)

    warehouse.assert_holds(zoom)
    since = "2026-08-28T09:30:00Z"
    began = starts(zoom)
    for stream in before:
        for row in output.records[stream]:
            assert began[row.get("meeting_uuid") or row.get("webinar_uuid") or row["uuid"]] >= since
    for state in output.states:
        for stream in before:
            assert state["bookmarks"][stream]["replication_key_value"] >= "2026-08-31T09:30:00Z"


def test_a_stream_that_is_deselected_for_a_while_keeps_its_bookmark(zoom: Zoom) -> None:
    """And goes on from there, not from its beginning."""
    warehouse = Warehouse()
    warehouse.run(zoom, REPORTS)
    kept = warehouse.bookmark(WEBINARS)
    for _ in range(3):
        zoom.clock.advance(days=1)
        warehouse.run(zoom, (MEETINGS, ATTENDANCE[0]))
        assert warehouse.bookmark(WEBINARS) == kept
    zoom.clock.advance(days=1)
    output = warehouse.run(zoom, REPORTS)

    warehouse.assert_holds(zoom)
    webinars = zoom.truth(since="2026-08-28T09:30:00Z", streams=[WEBINARS])[WEBINARS]
    assert len(output.records[WEBINARS]) == len(webinars)


def test_a_deselected_stream_keeps_the_place_amid_its_history(zoom: Zoom) -> None:
    warehouse = Warehouse()
    zoom.limits.daily["Heavy"] = 70
    warehouse.run(zoom, REPORTS, max_concurrency=1, rate_limit_share=1)
    kept = warehouse.bookmark(ATTENDANCE[0])
    had = set(asked(zoom))
    zoom.limits.daily.clear()
    warehouse.run(zoom, (WEBINARS,))
    assert warehouse.bookmark(ATTENDANCE[0]) == kept
    warehouse.run(zoom, REPORTS)

    assert "position" in kept
    # The one that met the limit is asked for again.
    assert len(had & set(asked(zoom))) <= 1
    warehouse.assert_holds(zoom)


def test_selecting_only_the_attendance_reads_as_much_of_it_as_selecting_all(zoom: Zoom) -> None:
    alone, together = Warehouse(), Warehouse()
    alone.run(zoom, ATTENDANCE)
    requested = asked(zoom)
    together.run(zoom, REPORTS)

    assert requested == asked(zoom)
    for stream in ATTENDANCE:
        assert alone.rows[stream] == together.rows[stream]
        assert alone.bookmark(stream) == together.bookmark(stream)
    assert not alone.rows[MEETINGS]
