"""Streams are selected and deselected between runs, and each keeps its own position."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.harness import account
from tests.e2e.state.support import (
    ATTENDANCE,
    MEETINGS,
    REPORTS,
    WEBINARS,
    Warehouse,
    asked,
    now,
)
from tests.e2e.state.trees import KEYS, KINDS, OF_EACH_KIND, REREAD, SINCE, SMALL, assert_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


#: Before all sessions of the account.
EARLY = "2026-07-20T00:00:00Z"


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    with account(size=5, history_days=42, secrets="core", max_participants=9) as zoom:
        yield zoom


@pytest.mark.parametrize("first", range(2))
def test_streams_selected_later_get_their_history_and_the_others_stay_where_they_are(
    first: int,
) -> None:
    """Every other joins: so each does in one of the runs, most without their parents or children.

    A parent is read again for a child that is new, and its records aren't written again.
    """
    joining = OF_EACH_KIND[first::2]
    before = [stream for stream in OF_EACH_KIND if stream not in joining]
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        warehouse.run(zoom, before, start_date=SINCE)
        began = now(zoom)
        zoom.clock.advance(days=1)
        output = warehouse.run(zoom, OF_EACH_KIND, start_date=SINCE)

        assert output.error is None
        assert_all(zoom, warehouse, OF_EACH_KIND)
        output.assert_keys_hold()
        since = "2026-08-28T09:30:00"
        for stream in before:
            for row in () if stream in REREAD else output.records[stream]:
                assert row[KEYS[stream]] >= since[: len(row[KEYS[stream]])], stream
            for state in output.states:
                assert state["bookmarks"][stream]["replication_key_value"] >= began, stream
        for stream in OF_EACH_KIND:
            assert warehouse.bookmark(stream) == {
                "replication_key": KEYS[stream],
                "replication_key_value": now(zoom),
            }


def test_the_last_stream_of_each_tree_is_complete_by_itself() -> None:
    leaves = {tree[-1] for tree in KINDS if len(tree) > 1}
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        output = warehouse.run(zoom, leaves, start_date=SINCE)

        assert set(output.records) == leaves
        assert_all(zoom, warehouse, leaves)
        marks = (warehouse.state or {})["bookmarks"]
        assert {name for name, mark in marks.items() if mark} == leaves


def test_a_stream_that_is_deselected_for_some_runs_keeps_its_bookmark(zoom: Zoom) -> None:
    """And resumes from there, not from the beginning."""
    warehouse = Warehouse()
    warehouse.run(zoom, REPORTS, start_date=EARLY)
    kept = warehouse.bookmark(WEBINARS)
    for _ in range(2):
        zoom.clock.advance(days=1)
        warehouse.run(zoom, (MEETINGS, ATTENDANCE[0]), others=True, start_date=EARLY)
        assert warehouse.bookmark(WEBINARS) == kept
    zoom.clock.advance(days=1)
    output = warehouse.run(zoom, REPORTS, start_date=EARLY)

    warehouse.assert_holds(zoom)
    webinars = zoom.truth(since="2026-08-28T09:30:00Z", streams=[WEBINARS])[WEBINARS]
    assert webinars
    assert len(output.records[WEBINARS]) == len(webinars)


def test_a_deselected_stream_keeps_its_position_within_its_history(zoom: Zoom) -> None:
    warehouse = Warehouse()
    zoom.limits.daily["Heavy"] = 50
    limited: dict[str, Any] = {"max_concurrency": 1, "rate_limit_share": 1}
    warehouse.run(zoom, REPORTS, start_date=EARLY, **limited)
    kept = warehouse.bookmark(ATTENDANCE[0])
    had = set(asked(zoom))
    zoom.limits.daily.clear()
    warehouse.run(zoom, (WEBINARS,), others=True, start_date=EARLY)
    assert warehouse.bookmark(ATTENDANCE[0]) == kept
    warehouse.run(zoom, REPORTS, start_date=EARLY)

    assert "position" in kept
    assert len(had) > 10
    # The session that met the limit is requested again.
    assert len(had & set(asked(zoom))) <= 1
    warehouse.assert_holds(zoom)


def test_selecting_only_the_attendance_reads_as_much_of_it_as_selecting_all(zoom: Zoom) -> None:
    alone, together = Warehouse(), Warehouse()
    alone.run(zoom, ATTENDANCE, start_date=EARLY)
    requested = asked(zoom)
    together.run(zoom, REPORTS, start_date=EARLY)

    assert requested
    assert requested == asked(zoom)
    for stream in ATTENDANCE:
        assert alone.rows[stream] == together.rows[stream]
        assert alone.bookmark(stream) == together.bookmark(stream)
    assert not alone.rows[MEETINGS]
