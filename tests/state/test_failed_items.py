"""What Zoom failed to return is remembered in STATE, within bounds, until it arrives."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tap_zoom.exceptions import ConfigError
from tap_zoom.state.failed_items import FailedItems

TODAY = date(2026, 9, 1)
STREAM = "report_meeting_participants"
SESSION = {"meeting_uuid": "abc==", "start_time": "2026-08-30T10:00:00Z"}


def items(state: dict[str, Any]) -> FailedItems:
    """Read the failed items of a state."""
    return FailedItems(state, TODAY)


def spanning(first: str, last: str) -> dict[str, Any]:
    """Return the part of a context that says which days and rows of a list are missing."""
    return {"window": [first, last], "rows": [f"{first}T00:00:00Z", f"{last}T00:00:00Z"]}


def windows(state: dict[str, Any]) -> list[list[str]]:
    """Return the windows of the failed items of a state."""
    return [item["context"]["window"] for item in state.get("failed_items", [])]


def test_a_failed_item_is_in_state_until_its_last_reader_has_it() -> None:
    state: dict[str, Any] = {"bookmarks": {}}
    items(state).add(STREAM, SESSION, ["b", "a"])
    assert state["failed_items"] == [
        {"stream": STREAM, "context": SESSION, "readers": ["a", "b"], "since": "2026-09-01"}
    ]

    later = FailedItems(json.loads(json.dumps(state)), date(2026, 9, 2))
    assert later.of(["c"]) == []
    (item,) = later.of(["a", "c"])
    later.settle(item, ["a", "c"])
    assert later.of(["a"]) == []
    later.settle(item, ["b"])
    assert later.of(["a", "b"]) == []

    found = items(state)
    found.settle(found.of(["a"])[0], ["a", "b"])
    assert state == {"bookmarks": {}}


def test_an_item_that_fails_again_keeps_the_day_of_its_first_failure() -> None:
    state: dict[str, Any] = {}
    items(state).add(STREAM, SESSION, ["a"])
    later = FailedItems(state, date(2026, 9, 2))
    (item,) = later.of(["a"])
    assert not item.failed_again
    later.add(STREAM, dict(SESSION), ["b"])

    assert (item.readers, item.since, item.failed_again) == (["a", "b"], "2026-09-01", True)


def test_a_list_that_fails_every_night_is_one_item_while_its_window_allows() -> None:
    """Windows overlap from night to night; Zoom returns at most a month at a time."""
    state: dict[str, Any] = {}
    for first, last in [("2026-08-01", "2026-08-20"), ("2026-08-18", "2026-08-22")]:
        items(state).add("report_sessions", {"host": "h", **spanning(first, last)}, ["a"])
    assert windows(state) == [["2026-08-01", "2026-08-22"]]
    assert state["failed_items"][0]["context"] == {
        "host": "h",
        **spanning("2026-08-01", "2026-08-22"),
    }

    for other in ({"host": "g"}, {"host": "h"}):
        context = {**other, **spanning("2026-08-21", "2026-09-05")}
        items(state).add("report_sessions", context, ["a"])
    assert len(windows(state)) == 3


@pytest.mark.parametrize(("last", "count"), [("2026-08-31", 1), ("2026-09-01", 2)])
def test_an_item_spans_a_month_at_most(last: str, count: int) -> None:
    state: dict[str, Any] = {}
    for window in (("2026-08-01", "2026-08-20"), ("2026-08-20", last)):
        items(state).add("recordings", spanning(*window), ["a"])
    assert len(windows(state)) == count


def test_the_later_days_of_an_item_can_be_left_to_the_regular_pass() -> None:
    state: dict[str, Any] = {}
    items(state).add("recordings", spanning("2026-08-01", "2026-08-20"), ["a"])
    found = items(state)
    (item,) = found.of(["a"])

    found.shorten(item, date(2026, 8, 10), "2026-08-10T00:00:00Z")
    expected = spanning("2026-08-01", "2026-08-10")
    assert state["failed_items"][0]["context"] == expected

    found.shorten(item, date(2026, 8, 15), "2026-08-15T00:00:00Z")  # never made longer
    assert state["failed_items"][0]["context"] == expected


def test_windows_with_a_gap_between_them_stay_apart() -> None:
    state: dict[str, Any] = {}
    for window in (("2026-08-01", "2026-08-03"), ("2026-08-05", "2026-08-06")):
        items(state).add("recordings", spanning(*window), ["a"])
    assert len(windows(state)) == 2


def test_state_stays_small_and_what_no_longer_fits_is_known() -> None:
    """What has arrived makes room, also if it had failed again in the meantime."""
    state: dict[str, Any] = {}
    found = items(state)
    readers = [f"reader_{number:03}" for number in range(200)]
    for _ in range(2):
        found.overflowed.clear()
        for reader in readers:
            found.add(STREAM, {"meeting_uuid": reader, "topic": "é" * 100}, [reader])
        kept = [name for item in state["failed_items"] for name in item["readers"]]
        text = json.dumps(state["failed_items"], separators=(",", ":"), ensure_ascii=False)

        assert 23_500 < len(text.encode()) < 24_500
        assert sorted([*kept, *found.overflowed]) == readers

        for item in found.of(kept):
            found.add(STREAM, item.context, ["another"])
            found.settle(item, list(item.readers))
        assert state == {}


def test_what_failed_first_in_this_run_can_be_forgotten() -> None:
    state: dict[str, Any] = {}
    items(state).add(STREAM, SESSION, ["a"])
    found = items(state)
    found.add(STREAM, {"meeting_uuid": "new"}, ["a", "b"])

    found.forget_new("a")
    assert [(i["context"].get("meeting_uuid"), i["readers"]) for i in state["failed_items"]] == [
        ("abc==", ["a"]),
        ("new", ["b"]),
    ]


@pytest.mark.parametrize(
    "corrupt",
    [
        {"a": 1},
        "x",
        5,
        [1],
        [{}],
        [{"stream": 1, "context": {}, "readers": [], "since": ""}],
        [{"stream": "a", "context": {"window": ["x", "y"]}, "readers": [], "since": ""}],
        [{"stream": "a", "context": spanning("2026-08-01", "2026-13-01"), "readers": ["a"]}],
        [{"stream": "a", "context": {"window": ["2026-08-01", "2026-08-02"]}, "readers": ["a"]}],
    ],
    ids=str,
)
def test_corrupt_failed_items_are_an_error_that_says_what_to_do(corrupt: object) -> None:
    with pytest.raises(ConfigError, match="The state is corrupt: failed_items"):
        items({"failed_items": corrupt})
