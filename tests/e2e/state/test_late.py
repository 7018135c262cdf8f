"""Sessions that are reported late, or change at first, arrive within the look-back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.clock import format_utc, parse
from tests.e2e.harness import account
from tests.e2e.state.support import MEETINGS, Warehouse, asked, assert_onward, now, starts

DAY = timedelta(days=1)
#: Before all sessions of the accounts.
EARLY = "2026-07-01T00:00:00Z"


@pytest.mark.parametrize("source", ["hosts", "active_hosts"])
def test_sessions_reported_days_late_arrive_and_older_ones_are_not_requested_again(
    source: str,
) -> None:
    with account(
        late_data=True, history_days=40, meetings=10, secrets="core", max_participants=9
    ) as zoom:
        warehouse = Warehouse()
        previous = None
        came_late = changed = 0
        for _ in range(7):
            known = dict(warehouse.rows[MEETINGS])
            warehouse.run(zoom, report_source=source, start_date=EARLY)
            if previous is not None:
                began = starts(zoom)
                since = format_utc(parse(previous) - 3 * DAY)
                assert {uuid for uuid in asked(zoom) if began[uuid] < since} == set()
                new = {key for key in warehouse.rows[MEETINGS] if key not in known}
                day_before = format_utc(parse(previous) - DAY)
                came_late += sum(began[str(key[0])] < day_before for key in new)
                changed += sum(warehouse.rows[MEETINGS][key] != row for key, row in known.items())
            assert_onward([warehouse.state or {}], now(zoom))
            previous = now(zoom)
            zoom.clock.advance(days=1)
        zoom.clock.advance(days=-1)

        assert came_late
        assert changed
        warehouse.assert_holds(zoom)


def test_a_run_after_a_week_without_runs_reads_that_week_and_the_lookback_before_it() -> None:
    with account(late_data=True, history_days=40, secrets="core") as zoom:
        warehouse = Warehouse()
        warehouse.run(zoom, start_date=EARLY)
        zoom.clock.advance(days=7)
        warehouse.run(zoom, start_date=EARLY)
        began = starts(zoom)

        assert min(began[uuid] for uuid in asked(zoom)) >= "2026-08-28T09:30:00Z"
        zoom.clock.advance(days=1)
        warehouse.run(zoom, start_date=EARLY)
        warehouse.assert_holds(zoom)


def test_a_longer_lookback_reads_more() -> None:
    with account(history_days=40, secrets="core") as zoom:
        warehouse = Warehouse()
        warehouse.run(zoom, start_date=EARLY)
        counts = []
        for days in (1, 3, 30):
            output = warehouse.run(zoom, lookback_days=days, start_date=EARLY)
            since = format_utc(parse(now(zoom)) - days * DAY)
            sessions = zoom.truth(since=since, streams=[MEETINGS])[MEETINGS]
            assert len(output.records[MEETINGS]) == len(sessions)
            counts.append(len(sessions))

        assert counts == sorted(set(counts))
