"""What ``truth()`` says is what a naive crawl finds."""

from __future__ import annotations

import json
from typing import Any

import pytest

import sandbox
from tests.sandbox.client import Client, Crawl

NOW = "2026-11-20T12:00:00Z"

CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "odd": {"page_cap": 3, "extra_fields": True, "late_data": True, "oddities": "empty_page"},
    "repeating tokens": {"page_cap": 7, "oddities": "repeated_token", "seed": 7},
    "free": {"plan": "free"},
    "classic": {"scopes": "classic", "features": "webinars", "history_days": 500},
}


def canonical(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.mark.parametrize("case", CASES)
def test_a_naive_crawl_finds_the_truth(case: str) -> None:
    options = sandbox.Options(**{"now": NOW, "frozen": True, "limits": False, **CASES[case]})
    with sandbox.running(options) as zoom, Client(zoom) as client:
        zoom.clock.advance(days=3)
        client.login()
        found = Crawl(client).run()
        truth = zoom.truth()

        for stream, rows in truth.items():
            assert canonical(found.get(stream, [])) == canonical(rows), stream
        assert not [entry for entry in zoom.log if entry.malformed]


def test_even_a_small_account_has_rows_for_every_stream(zoom: sandbox.Zoom) -> None:
    assert [name for name, rows in zoom.truth().items() if not rows] == []


def test_the_same_seed_is_the_same_account() -> None:
    options = sandbox.Options(now=NOW, frozen=True)

    assert sandbox.Zoom(options).truth() == sandbox.Zoom(options).truth()


def test_another_seed_is_another_account() -> None:
    ids = [
        {row["id"] for row in sandbox.Zoom(sandbox.Options(now=NOW, seed=seed)).truth()["users"]}
        for seed in (1, 2)
    ]

    assert not ids[0] & ids[1]


def test_since_cuts_what_is_incremental_and_nothing_else(zoom: sandbox.Zoom) -> None:
    whole, cut = zoom.truth(), zoom.truth(since="2026-11-10")

    assert cut["meetings"] == whole["meetings"]
    for stream in ("report_meetings", "report_meeting_participants", "meeting_poll_results"):
        expected = [row for row in whole[stream] if row["start_time"] >= "2026-11-10"]
        assert cut[stream] == expected != whole[stream]


def test_pending_users_come_only_when_asked_for(zoom: sandbox.Zoom) -> None:
    pending = zoom.truth(user_statuses=("pending",), streams=["users"])["users"]

    assert pending
    assert all("id" not in row and row["email"] for row in pending)


def test_time_brings_sessions_into_the_reports(zoom: sandbox.Zoom) -> None:
    before = {row["uuid"] for row in zoom.truth()["report_meetings"]}
    zoom.clock.advance(days=10)
    after = {row["uuid"] for row in zoom.truth()["report_meetings"]}

    assert after - before


def test_late_data_appears_and_changes() -> None:
    options = sandbox.Options(now=NOW, frozen=True, late_data=True, size="medium", report_lag=0)
    zoom = sandbox.Zoom(options)

    def ended() -> dict[str, dict[str, Any]]:
        rows = zoom.truth(streams=["report_meetings"])["report_meetings"]
        return {row["uuid"]: row for row in rows if row["end_time"] <= NOW}

    early = ended()
    zoom.clock.advance(days=4)
    late = ended()

    assert late.keys() - early.keys(), "some sessions come days late"
    unsettled = [uuid for uuid, row in early.items() if row["duration"] == 0]
    assert unsettled
    assert all(late[uuid]["duration"] > 0 for uuid in unsettled)
