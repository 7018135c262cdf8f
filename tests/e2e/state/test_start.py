"""Where a run begins: by start_date, by the calendar, and by states of any origin."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from sandbox.clock import parse
from tap_zoom.exceptions import ConfigError
from tests.e2e.expected import catalog_of
from tests.e2e.harness import Row, account, extract
from tests.e2e.state.support import (
    MEETINGS,
    REPORTS,
    UNFINISHED,
    WEBINARS,
    Warehouse,
    asked,
    assert_onward,
    heavy,
    names_in,
    now,
)
from tests.e2e.state.trees import KEYS, KINDS, SINCE, SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tests.e2e.harness import Output


#: Before all sessions of the account.
EARLY = "2026-07-20T00:00:00Z"


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    with account(size=5, history_days=40, secrets="core", max_participants=9) as zoom:
        yield zoom


def warnings(output: Output) -> list[str]:
    """Return the warnings in a run's log."""
    return [line for line in output.log.splitlines() if line.startswith("WARNING")]


# --- start_date -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start_date", "since"),
    [
        ("2026-08-20", "2026-08-20T00:00:00Z"),
        ("2026-08-20T12:00:00Z", "2026-08-20T12:00:00Z"),
        ("2026-08-21T08:00:00+09:00", "2026-08-20T23:00:00Z"),
        ("2026-08-20T20:00:00-05:00", "2026-08-21T01:00:00Z"),
        ("2026-08-31T09:29:59Z", "2026-08-31T09:29:59Z"),
    ],
)
def test_a_first_run_reads_what_began_at_the_start_date_or_later(
    zoom: Zoom, start_date: str, since: str
) -> None:
    warehouse = Warehouse()
    output = warehouse.run(zoom, start_date=start_date)

    assert warnings(output) == []
    warehouse.assert_holds(zoom, since=since)


def test_a_bookmark_wins_over_a_later_start_date(zoom: Zoom) -> None:
    """Moving start_date forward loses no rows in between."""
    warehouse = Warehouse()
    warehouse.run(zoom, start_date=EARLY)
    zoom.clock.advance(days=20)
    output = warehouse.run(zoom, start_date="2026-09-19T00:00:00Z")

    assert warnings(output) == []
    zoom.clock.advance(days=1)
    warehouse.run(zoom, start_date="2026-09-30T00:00:00Z")
    warehouse.assert_holds(zoom)


def test_a_start_date_before_what_zoom_keeps_is_one_warning_and_reads_all_that_zoom_keeps(
    zoom: Zoom,
) -> None:
    warehouse = Warehouse()
    output = warehouse.run(zoom, start_date="2025-01-01T00:00:00Z")

    (warning,) = warnings(output)
    assert "2025-01-01" in warning
    assert "2026-02-28" in warning
    warehouse.assert_holds(zoom)
    zoom.clock.advance(days=1)
    assert warnings(warehouse.run(zoom, start_date="2025-01-01T00:00:00Z")) == []


def test_a_bookmark_of_before_what_zoom_keeps_is_one_warning(zoom: Zoom) -> None:
    """The tap was idle for longer than Zoom keeps reports: the loss is reported."""
    bookmark = {"replication_key_value": "2025-10-01T00:00:00Z"}
    warehouse = Warehouse({"bookmarks": {stream: dict(bookmark) for stream in REPORTS}})
    output = warehouse.run(zoom)

    (warning,) = warnings(output)
    assert "2025-09-28" in warning
    warehouse.assert_holds(zoom)


def test_a_start_date_in_the_future_reads_nothing_and_leaves_no_bookmark(zoom: Zoom) -> None:
    warehouse = Warehouse()
    output = warehouse.run(zoom, start_date="2026-09-02T00:00:00Z")

    (warning,) = warnings(output)
    assert "in the future" in warning
    assert output.error is None
    assert heavy(zoom) == 0
    assert not any(warehouse.bookmark(stream) for stream in REPORTS)
    zoom.clock.advance(days=5)
    warehouse.run(zoom, start_date="2026-09-02T00:00:00Z")
    warehouse.assert_holds(zoom, since="2026-09-02T00:00:00Z")


def test_a_start_date_in_the_future_leaves_bookmarks_alone(zoom: Zoom) -> None:
    warehouse = Warehouse()
    warehouse.run(zoom, (MEETINGS,), start_date=EARLY)
    zoom.clock.advance(days=1)
    warehouse.run(zoom, (MEETINGS, WEBINARS), start_date="2026-12-01T00:00:00Z")

    assert warehouse.bookmark(MEETINGS)["replication_key_value"] == now(zoom)
    assert warehouse.bookmark(WEBINARS) == {}
    assert not warehouse.rows[WEBINARS]


# --- the calendar -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        "2026-02-28T23:59:59Z",
        "2026-08-31T00:00:00Z",
        "2026-12-31T23:59:59Z",
        "2028-02-29T23:59:59Z",
        "2028-08-30T06:00:00Z",
    ],
)
def test_a_half_year_and_the_next_night_are_complete_on_any_day_of_the_calendar(
    moment: str,
) -> None:
    """Zoom refuses windows of more than a month and days of more than six months ago."""
    few: Row = {"size": 4, "meetings": 2, "max_participants": 9, "secrets": "core"}
    with account(now=moment, history_days=170, **few) as zoom:
        warehouse = Warehouse()
        for _ in range(2):
            output = warehouse.run(zoom)
            assert output.error is None
            assert not any(request.malformed for request in zoom.log)
            warehouse.assert_holds(zoom)
            zoom.clock.advance(days=1)


@pytest.mark.parametrize(
    ("moment", "requests"),
    [
        ("2026-08-30T23:59:59Z", 3),
        ("2028-02-29T23:59:59Z", 10),
        ("2026-08-30T23:59:59Z", 40),
    ],
)
def test_midnight_may_pass_during_a_run(
    monkeypatch: pytest.MonkeyPatch, moment: str, requests: int
) -> None:
    """Zoom then has no oldest day any more, and the next run extracts what was held meanwhile."""
    few: Row = {"size": 4, "meetings": 2, "max_participants": 9, "secrets": "core"}
    with account(now=moment, history_days=190, **few) as zoom:
        before, turns = parse(moment), count()
        after = before + timedelta(seconds=10)

        def clock() -> datetime:
            return before if next(turns) < requests else after

        monkeypatch.setattr(zoom.clock, "now", clock)
        warehouse = Warehouse()
        output = warehouse.run(zoom, max_concurrency=1)
        assert next(turns) > requests
        assert output.error is None
        assert_onward(output.states, moment)
        monkeypatch.undo()
        zoom.clock.set(after)

        for stream, rows in zoom.truth(streams=[MEETINGS, WEBINARS]).items():
            assert {(row["uuid"],) for row in rows} <= set(warehouse.rows[stream])


@pytest.mark.parametrize("now", ["2026-08-31T00:01:00Z", "2026-08-31T11:59:00Z"])
def test_storage_is_requested_for_days_that_have_ended_in_every_time_zone(now: str) -> None:
    """Zoom refuses a day that hasn't ended where it counts; our clock may be ahead of its own."""
    with account(**{**SMALL, "now": now}) as zoom:
        stream = "report_cloud_recording"
        extract(zoom, catalog_of(stream), start_date=SINCE)

        asked = [parse_qs(entry.query)["to"][0] for entry in zoom.log if "cloud" in entry.path]
        assert max(asked) == "2026-08-29"


# --- states of any origin -----------------------------------------------------------------------

BOOKMARK = {"replication_key": "start_time", "replication_key_value": "2026-08-29T09:30:00Z"}
PARTITIONS = [
    {"context": {"user_id": "a"}, "replication_key": "start_time", "progress_markers": {}},
]


@pytest.mark.parametrize(
    ("state", "since"),
    [
        ({}, None),
        ({"bookmarks": {}}, None),
        # A Singer SDK tap that kept a bookmark for each parent, with and without one for all.
        ({"bookmarks": {name: {"partitions": PARTITIONS} for name in REPORTS}}, None),
        (
            {"bookmarks": {name: {**BOOKMARK, "partitions": PARTITIONS} for name in REPORTS}},
            "2026-08-26T09:30:00Z",
        ),
        # A bookmark of another field.
        (
            {"bookmarks": {name: {**BOOKMARK, "replication_key": "end_time"} for name in REPORTS}},
            None,
        ),
        # A run that was killed under the SDK's own bookkeeping.
        (
            {
                "bookmarks": {
                    name: {
                        **BOOKMARK,
                        "starting_replication_value": "2026-08-01T00:00:00Z",
                        "replication_key_signpost": "2026-08-29T09:30:00Z",
                        "progress_markers": {
                            "Note": "Progress is not resumable if interrupted.",
                            "replication_key": "start_time",
                            "replication_key_value": "2026-08-30T00:00:00Z",
                        },
                    }
                    for name in REPORTS
                }
            },
            "2026-08-26T09:30:00Z",
        ),
        # The tap that many come from.
        (
            {
                "currently_syncing": "report_meetings",
                "bookmarks": {"recordings": {"endDate": "2026-08-29"}},
            },
            None,
        ),
        # A clock that was ahead: nobody knows what the bookmark covers.
        (
            {
                "bookmarks": {
                    name: {**BOOKMARK, "replication_key_value": "2027-01-01T00:00:00Z"}
                    for name in REPORTS
                }
            },
            None,
        ),
    ],
)
def test_a_state_of_another_origin_loses_nothing(
    zoom: Zoom, state: dict[str, Any], since: str | None
) -> None:
    """A bookmark with the same meaning is used; everything else is read from the beginning."""
    warehouse = Warehouse(deepcopy(state))
    output = warehouse.run(zoom, start_date=EARLY)

    assert output.error is None
    warehouse.assert_holds(zoom, since=since)
    assert not names_in(output.state) & set(UNFINISHED)
    warehouse.run(zoom, start_date=EARLY)
    assert 0 < len(asked(zoom)) < 15


@pytest.mark.parametrize(
    "state",
    [
        {"bookmarks": [{}]},
        {"bookmarks": "2026-08-29"},
        {"bookmarks": {MEETINGS: "2026-08-29T09:30:00Z"}},
        {"bookmarks": {MEETINGS: {**BOOKMARK, "replication_key_value": 1767225600}}},
        {"bookmarks": {MEETINGS: {**BOOKMARK, "replication_key_value": "last night"}}},
        {"bookmarks": {MEETINGS: {**BOOKMARK, "position": ["2026-08-29T09:30:00Z"]}}},
        {"bookmarks": {MEETINGS: {**BOOKMARK, "position": {"start_time": "29.08.2026"}}}},
        {"bookmarks": {}, "version": 99},
        {"bookmarks": {}, "version": "one"},
    ],
)
def test_a_damaged_state_is_one_clear_error_before_any_request(zoom: Zoom, state: Row) -> None:
    """Nothing is silently read from the beginning, and no STATE replaces it."""
    try:
        output = extract(zoom, catalog_of(*REPORTS), state=state)
    except ConfigError as error:  # met as the tap is made
        found: Exception | None = error
    else:
        found = output.error
        assert output.stdout == ""

    assert isinstance(found, ConfigError)
    assert "state" in str(found)
    assert len(str(found).splitlines()) == 1
    assert zoom.log == []


SIGN_IN: dict[str, Any] = {"account_id": "a", "client_id": "b", "client_secret": "c"}


@pytest.mark.parametrize(
    ("place", "damage"),
    [
        (0, {"replication_key_value": "soon"}),
        (-1, {"position": {"start_time": "2026-13-01"}}),
    ],
    ids=["first", "last"],
)
def test_a_broken_bookmark_is_one_line_that_names_the_stream(place: int, damage: Row) -> None:
    for tree in KINDS:
        stream = tree[place]
        mark = {"replication_key": KEYS[stream], **damage}
        output = extract(None, catalog_of(stream), {"bookmarks": {stream: mark}}, **SIGN_IN)

        assert isinstance(output.error, ConfigError)
        assert f"bookmark for {stream}:" in str(output.error)
        assert "\n" not in str(output.error)
