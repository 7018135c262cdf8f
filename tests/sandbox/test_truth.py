"""``truth()`` equals what a naive crawl finds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import sandbox
from sandbox.truth import DEFAULT_STREAMS
from tests.sandbox import area_crawl, default_crawl, report_crawl
from tests.sandbox.client import NOW, Client, canonical
from tests.sandbox.streams import NAMED, REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sandbox.client import Row

CRAWLS: dict[str, tuple[Callable[[Client], dict[str, list[Row]]], tuple[str, ...]]] = {
    "default": (default_crawl.crawl, DEFAULT_STREAMS),
    "areas": (area_crawl.crawl, area_crawl.STREAMS),
    "reports": (report_crawl.crawl, REPORTS),
}

#: Fewer sessions, where not the limits of the history are at stake.
BRIEF: dict[str, Any] = {"history_days": 30, "meetings": 2, "max_participants": 16}
ODD = {**BRIEF, "page_cap": 3, "extra_fields": True, "late_data": True, "oddities": "empty_page"}
REPEATING_TOKENS = {**BRIEF, "page_cap": 7, "oddities": "repeated_token", "seed": 7}
CLASSIC = {"scopes": "classic", "features": "webinars", "history_days": 500}

CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "default streams": ("default", {}),
    "default streams, odd": ("default", ODD),
    "default streams, repeating tokens": ("default", REPEATING_TOKENS),
    "default streams, free": ("default", {"plan": "free"}),
    "default streams, classic": ("default", CLASSIC),
    "areas": ("areas", {}),
    "areas, odd": ("areas", {**ODD, "oddities": "empty_page,endless_token"}),
    "areas, repeating tokens": ("areas", REPEATING_TOKENS),
    "areas, larger": ("areas", {**BRIEF, "size": 30, "meetings": 1, "webinars": 1}),
    "areas, free": ("areas", {"plan": "free"}),
    "areas, classic": ("areas", CLASSIC),
    "reports": ("reports", {"features": "all"}),
    "reports, odd": (
        "reports",
        {"features": "all", "page_cap": 7, "extra_fields": True, "late_data": True},
    ),
    "reports, leap day": (
        "reports",
        {"features": "all", "seed": 7, "now": "2028-02-28T23:59:30Z"},
    ),
    "reports, pro": ("reports", {"scopes": "classic"}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_naive_crawl_finds_the_truth(case: str) -> None:
    name, options = CASES[case]
    crawl, streams = CRAWLS[name]
    defaults: dict[str, Any] = {"now": NOW, "frozen": True, "limits": False}
    if name == "reports":  # they have requests for each session
        defaults |= BRIEF
    with (
        sandbox.running(sandbox.Options(**{**defaults, **options})) as zoom,
        Client(zoom) as client,
    ):
        zoom.clock.advance(days=1 if name == "reports" else 3)
        client.login()
        found = crawl(client)
        truth = zoom.truth(streams=streams)

        if not {"plan", "scopes"} & options.keys():  # otherwise it lacks some features
            assert all(truth.values())
        for stream, rows in truth.items():
            assert canonical(found.get(stream, [])) == canonical(rows), stream
        assert not [entry for entry in zoom.log if entry.malformed]


def test_even_a_small_account_has_rows_for_every_stream_this_month(zoom: sandbox.Zoom) -> None:
    truth = zoom.truth(streams=(*DEFAULT_STREAMS, *NAMED), since="2026-11-01")

    assert [name for name, rows in truth.items() if not rows] == []


def test_other_streams_must_be_named(zoom: sandbox.Zoom) -> None:
    assert tuple(zoom.truth()) == DEFAULT_STREAMS
    assert len(DEFAULT_STREAMS) == 22
    assert not set(NAMED) & set(DEFAULT_STREAMS)


def test_streams_are_empty_without_their_features() -> None:
    def empty(plan: str, streams: tuple[str, ...]) -> set[str]:
        zoom = sandbox.Zoom(sandbox.Options(now=NOW, plan=plan))
        return {name for name, rows in zoom.truth(streams=streams).items() if not rows}

    assert empty("free", area_crawl.STREAMS) == {
        *("groups", "group_members", *area_crawl.PHONE),
        *("past_meeting_details", "past_meeting_participants", "past_webinar_participants"),
    }
    assert empty("free", REPORTS) == set(REPORTS)
    assert empty("pro", REPORTS) == {name for name in REPORTS if name.startswith("dashboard_")}


def test_the_same_seed_is_the_same_account() -> None:
    options = sandbox.Options(now=NOW, frozen=True, **BRIEF)

    assert sandbox.Zoom(options).truth() == sandbox.Zoom(options).truth()


def test_another_seed_is_another_account() -> None:
    ids = [
        {row["id"] for row in sandbox.Zoom(options).truth(streams=["users"])["users"]}
        for options in (sandbox.Options(now=NOW, seed=1), sandbox.Options(now=NOW, seed=2))
    ]

    assert not ids[0] & ids[1]


def test_pending_users_must_be_requested(zoom: sandbox.Zoom) -> None:
    pending = zoom.truth(user_statuses=("pending",), streams=["users"])["users"]

    assert pending
    assert all("id" not in row and row["email"] for row in pending)


def test_time_brings_sessions_into_the_reports(zoom: sandbox.Zoom) -> None:
    stream = "report_meetings"
    before = {row["uuid"] for row in zoom.truth(streams=[stream])[stream]}
    zoom.clock.advance(days=10)
    after = {row["uuid"] for row in zoom.truth(streams=[stream])[stream]}

    assert after - before


def test_late_data_appears_and_changes() -> None:
    options = sandbox.Options(now=NOW, frozen=True, late_data=True, size=20, report_lag=0)
    zoom = sandbox.Zoom(options)

    def ended() -> dict[str, dict[str, Any]]:
        rows = zoom.truth(streams=["report_meetings"])["report_meetings"]
        return {row["uuid"]: row for row in rows if row["end_time"] <= NOW}

    early = ended()
    zoom.clock.advance(days=4)
    late = ended()

    assert late.keys() - early.keys(), "some sessions appear days late"
    unsettled = [uuid for uuid, row in early.items() if row["duration"] == 0]
    assert unsettled
    assert all(late[uuid]["duration"] > 0 for uuid in unsettled)


def test_durations_of_past_participants_can_be_incomplete_at_first() -> None:
    options = sandbox.Options(now=NOW, frozen=True, late_data=True, history_days=10)
    zoom = sandbox.Zoom(options)
    stream = "past_meeting_participants"

    def ended() -> list[Row]:
        rows: list[Row] = zoom.truth(streams=[stream])[stream]
        return [row for row in rows if row["start_time"] < NOW]

    early = ended()
    zoom.clock.advance(days=2)

    assert any(row["duration"] == 0 for row in early)
    assert all(row["duration"] > 0 for row in ended())
