"""Streams that have to be asked for come and go, and each keeps its own place."""

from __future__ import annotations

import pytest

from tests.e2e.harness import account
from tests.e2e.state.support import Warehouse
from tests.e2e.state.trees import FAMILIES, KEYS, SINCE, SMALL, assert_all

FAMILIES_WITH_CHILDREN = [family for family in FAMILIES if len(family) > 1]
LATER = [(family, joins) for family in FAMILIES_WITH_CHILDREN for joins in family[:4]]


@pytest.mark.parametrize(("streams", "joins"), LATER, ids=lambda v: v if isinstance(v, str) else "")
def test_a_stream_selected_later_gets_its_history_and_the_others_stay_where_they_are(
    streams: tuple[str, ...], joins: str
) -> None:
    """A parent is read again for a child that is new, and not written again."""
    before = tuple(name for name in streams if name != joins)
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        warehouse.run(zoom, before, start_date=SINCE)
        output = warehouse.run(zoom, streams, start_date=SINCE)

        assert output.error is None
        assert_all(zoom, warehouse, streams)
        output.assert_keys_hold()
        for stream in before:
            assert all(row[KEYS[stream]] >= "2026-08-28T09:30:00" for row in output.records[stream])
        assert len({str(warehouse.bookmark(stream)) for stream in streams}) == len(
            {KEYS[stream] for stream in streams}
        )


@pytest.mark.parametrize("streams", FAMILIES_WITH_CHILDREN, ids=lambda streams: streams[0])
def test_selecting_only_the_last_child_gives_all_of_it(streams: tuple[str, ...]) -> None:
    child = streams[-1]
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        output = warehouse.run(zoom, (child,), start_date=SINCE)

        assert set(output.records) == {child}
        assert_all(zoom, warehouse, (child,))
        marks = (warehouse.state or {})["bookmarks"]
        assert [name for name, mark in marks.items() if mark] == [child]
