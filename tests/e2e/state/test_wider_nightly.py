"""Streams that have to be asked for, night after night: all arrives, once, and little is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.expected import all_streams
from tests.e2e.harness import account
from tests.e2e.state.support import UNFINISHED, Warehouse, assert_onward, names_in, now, size
from tests.e2e.state.trees import FAMILIES, KEYS, SINCE, SMALL, assert_all

ALL_STREAMS = ALL_STREAMS
NIGHTS = 4
#: Those whose rows are there as soon as their time has come: they need no look-back.
PUNCTUAL = (
    ("report_hosts",),
    ("report_daily_usage",),
    ("report_cloud_recording",),
    ("report_activities",),
    ("report_operation_logs",),
)


@pytest.mark.parametrize("streams", FAMILIES, ids=lambda streams: streams[0])
def test_a_second_run_reads_the_lookback_alone_and_gives_the_same(streams: tuple[str, ...]) -> None:
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        first = warehouse.run(zoom, streams, start_date=SINCE)
        asked = len(zoom.log)
        second = warehouse.run(zoom, streams, start_date=SINCE)
        since = (zoom.clock.now() - timedelta(days=3)).isoformat()[:19]

        assert len(zoom.log) < asked
        first.assert_keys_hold()
        second.assert_keys_hold()
        for stream in streams:
            rows = first.by_key(stream)
            assert rows
            assert second.by_key(stream).items() <= rows.items()
            key = KEYS[stream]
            recent = [k for k, row in rows.items() if row[key][:19] >= since[: len(row[key])]]
            assert second.by_key(stream).keys() == set(recent), stream
        assert not names_in(second.state) & set(UNFINISHED)
        for stream in streams:
            assert warehouse.bookmark(stream) == {
                "replication_key": KEYS[stream],
                "replication_key_value": now(zoom),
            }


@pytest.mark.parametrize(
    ("streams", "lookback"),
    [*((streams, 3) for streams in FAMILIES), *((streams, 0) for streams in PUNCTUAL)],
    ids=lambda value: value if isinstance(value, int) else value[0],
)
def test_nights_together_give_what_one_run_at_their_end_gives(
    streams: tuple[str, ...], lookback: int
) -> None:
    """The same rows by the same keys, also of the days and the month that end meanwhile."""
    with account(**SMALL) as zoom:
        zoom.clock.set("2026-08-30T23:40:00Z")
        warehouse = Warehouse()
        for night in range(NIGHTS):
            zoom.clock.advance(days=bool(night))
            warehouse.run(zoom, streams, start_date=SINCE, lookback_days=lookback)
            assert_onward([warehouse.state or {}], now(zoom))

        whole = Warehouse()
        whole.run(zoom, streams, start_date=SINCE)
        assert_all(zoom, whole, streams)
        for stream in streams:
            assert warehouse.rows[stream] == whole.rows[stream], stream


def test_state_stays_small_with_every_stream() -> None:
    """At any time of a run, and after one that was cut short."""
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        output = warehouse.run(zoom, ALL_STREAMS, start_date=SINCE)

        assert output.error is None
        assert set(ALL_STREAMS) == set(output.records)
        assert max(map(size, output.states)) < 20_000
        assert_onward(output.states, now(zoom))
