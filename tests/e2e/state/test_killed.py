"""A run that is killed at any message loses nothing; the next one resumes from its STATE."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import wire_uuid
from tests.e2e.expected import catalog_of
from tests.e2e.harness import Output, Row, account, extract
from tests.e2e.state.support import (
    REPORTS,
    Warehouse,
    asked,
    assert_onward,
    killed,
    now,
    stored,
    values,
)
from tests.e2e.state.trees import BY_SESSION, KINDS, OF_EACH_KIND, SINCE, SMALL, assert_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


#: Before all sessions of the accounts.
EARLY = "2026-07-01T00:00:00Z"


class Whole(NamedTuple):
    """An account, and a complete run over it."""

    zoom: Zoom
    output: Output

    def __repr__(self) -> str:
        """Spare the reader a whole run: Hypothesis shows its arguments."""
        return "Whole()"


@pytest.fixture(scope="module")
def whole() -> Iterator[Whole]:
    options: Row = {"size": 5, "history_days": 50, "meetings": 8, "max_participants": 9}
    with account(**options, secrets="core") as zoom:
        yield Whole(zoom, extract(zoom, catalog_of(*REPORTS), start_date=EARLY))


@settings(max_examples=7)
@given(share=st.floats(0, 1), concurrency=st.sampled_from([1, None]))
def test_killed_at_any_message_all_arrives_and_what_state_covers_is_not_requested_again(
    whole: Whole, concurrency: int | None, share: float
) -> None:
    zoom, output = whole
    after = round(share * output.stdout.count("\n"))
    part, covered = stored(output, after)
    warehouse = Warehouse()
    warehouse.store(part)
    again = warehouse.run(zoom, max_concurrency=concurrency, start_date=EARLY)

    assert again.error is None
    warehouse.assert_holds(zoom)
    if "position" in str(part.states[-1:]):
        assert not covered & set(asked(zoom))
    assert_onward([*part.states, *again.states], now(zoom))


def test_a_killed_run_leaves_a_state_at_least_every_fifty_sessions(whole: Whole) -> None:
    """So a run that is killed again and again comes to its end."""
    assert len(whole.output.records["report_meetings"]) > 60
    sessions = 0
    for line in whole.output.stdout.splitlines():
        if '"type":"STATE"' in line:
            sessions = 0
        sessions += '"stream":"report_meetings"' in line or '"stream":"report_webinars"' in line
        assert sessions <= 53


@settings(max_examples=2)
@given(shares=st.lists(st.floats(0.3, 0.9), min_size=3, max_size=4))
def test_killed_on_several_nights_all_arrives_in_the_end(shares: list[float]) -> None:
    """While sessions are held, reported late, and change."""
    options: Row = {"size": 5, "history_days": 20, "late_data": True, "max_participants": 12}
    with account(**options, secrets="core") as zoom:
        warehouse = Warehouse()
        for share in shares:
            zoom.log.clear()
            catalog = catalog_of(*REPORTS)
            output = extract(zoom, catalog, state=warehouse.state, start_date=EARLY)
            warehouse.store(stored(output, round(share * output.stdout.count("\n")))[0])
            zoom.clock.advance(days=1)
        for _ in range(4):
            warehouse.run(zoom, start_date=EARLY)
            zoom.clock.advance(days=1)
        zoom.clock.advance(days=-1)

        warehouse.assert_holds(zoom)


# --- streams of each kind -------------------------------------------------------------------------


def _each_tree_killed(output: Output, share: float) -> Output:
    """Return what a target has stored if the part of each tree of streams was cut short.

    The messages of each tree end after the same share of its own, and the last STATE holds of each
    stream what its tree's last STATE held.
    """
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    kept: list[Row] = []
    bookmarks: Row = {}
    for tree in KINDS:
        own = [m for m in messages if m["type"] == "STATE" or m["stream"] in tree]
        first = next(n for n, message in enumerate(own) if message["type"] == "SCHEMA")
        last = max(n for n, message in enumerate(own) if message["type"] == "RECORD") + 2
        part = own[: first + round(share * (last - first))]
        kept += [message for message in part if message["type"] != "STATE"]
        marks = [m["value"]["bookmarks"] for m in part if m["type"] == "STATE"]
        bookmarks |= {s: marks[-1][s] for s in tree if marks and s in marks[-1]}
    kept.append({"type": "STATE", "value": {"bookmarks": bookmarks}})
    return Output("".join(f"{json.dumps(message)}\n" for message in _state_first(kept)))


def _state_first(messages: list[Row]) -> list[Row]:
    """Begin as a run does, by which the output is recognized."""
    return [{"type": "STATE", "value": {"bookmarks": {}}}, *messages]


@cache
def _complete() -> Output:
    with account(**SMALL) as zoom:
        return extract(zoom, catalog_of(*OF_EACH_KIND), start_date=SINCE)


@pytest.mark.parametrize("share", [0.05, 0.6])
def test_with_each_tree_of_streams_killed_at_any_message_all_arrives(share: float) -> None:
    with account(**SMALL) as zoom:
        warehouse = Warehouse()
        part = warehouse.store(_each_tree_killed(_complete(), share))
        again = warehouse.run(zoom, OF_EACH_KIND, start_date=SINCE)

        assert again.error is None
        assert_all(zoom, warehouse, OF_EACH_KIND)
        assert_onward([*part.states, *again.states], now(zoom))


@cache
def _requests(streams: tuple[str, ...]) -> int:
    """Count the requests of a complete run."""
    with account(**SMALL) as zoom:
        extract(zoom, catalog_of(*streams), start_date=SINCE)
        return len(zoom.log)


@pytest.mark.parametrize(("share", "concurrency"), [(0.3, None), (0.8, 1)])
@pytest.mark.parametrize("streams", BY_SESSION, ids=lambda streams: streams[0])
def test_after_a_run_that_failed_the_next_one_resumes_where_it_was(
    streams: tuple[str, ...], concurrency: int | None, share: float
) -> None:
    """The sessions that its STATE covers aren't requested again."""
    with account(**SMALL) as zoom:
        nth = round(share * _requests(streams))
        limit = {"status": 429, "headers": {"Retry-After": "86400"}}
        fault = zoom.faults.add("^/v2/", nth=nth, **limit)
        warehouse = Warehouse()
        output = warehouse.run(zoom, streams, start_date=SINCE, max_concurrency=concurrency)
        assert output.error is not None
        zoom.faults.remove(fault)
        again = warehouse.run(zoom, streams, start_date=SINCE, max_concurrency=concurrency)

        assert again.error is None
        assert_all(zoom, warehouse, streams)
        asked = {request.path for request in zoom.log}
        for row in _covered(output):
            uuid = wire_uuid(row.get("meeting_uuid") or row["webinar_uuid"])
            assert not [path for path in asked if uuid in path.split("/")]


def _covered(output: Output) -> list[Row]:
    """Return the rows of sessions that were complete when the last STATE was written."""
    messages = [json.loads(line) for line in output.stdout.splitlines()]
    last = max(n for n, message in enumerate(messages) if message["type"] == "STATE")
    position = {
        mark["position"]["start_time"]
        for mark in messages[last]["value"]["bookmarks"].values()
        if "position" in mark
    }
    rows = [m["record"] for m in messages[:last] if m["type"] == "RECORD"]
    since = min(position, default="")
    return [row for row in rows if row.keys() & _UUIDS and row["start_time"] < since]


_UUIDS = {"meeting_uuid", "webinar_uuid"}


@pytest.mark.parametrize("lookback", [0, 3])
@pytest.mark.parametrize("stream", ["report_hosts", "report_daily_usage", "report_cloud_recording"])
def test_a_day_that_had_not_ended_when_a_run_was_killed_is_read_again(
    stream: str, lookback: int
) -> None:
    settings: dict[str, Any] = {"start_date": SINCE, "lookback_days": lookback}
    with account(**SMALL) as zoom:
        zoom.clock.set("2026-08-30T15:00:00Z")
        output = extract(zoom, catalog_of(stream), **settings)
        for states in range(1, len(output.states) + 1):
            place = [n for n, line in enumerate(output.stdout.splitlines()) if '"STATE"' in line]
            warehouse = Warehouse()
            warehouse.store(killed(output, place[states - 1] + 1))
            assert all(found[-1] <= now(zoom) for found in _positions(warehouse.state or {}))
            zoom.clock.advance(days=1)
            assert warehouse.run(zoom, (stream,), **settings).error is None
            assert_all(zoom, warehouse, (stream,))
            zoom.clock.advance(days=-1)


def _positions(state: Row) -> list[list[str]]:
    """Return the times in a STATE, position by position."""
    marks = [mark for mark in state["bookmarks"].values() if "position" in mark]
    return [*values([state]).values(), *([mark["position"]["start_time"]] for mark in marks)]
