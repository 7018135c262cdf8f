"""Zoom Phone: users, calls and recordings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import SECRET
from tests.sandbox.client import NOW, Client, outcome

if TYPE_CHECKING:
    from sandbox import Zoom

MONTH = {"from": "2026-10-21", "to": "2026-11-20"}


def test_pages_of_phone_users_are_short(client: Client) -> None:
    assert outcome(client, "/phone/users", page_size=100) == (200, None)
    assert outcome(client, "/phone/users", page_size=101) == (400, 300)


def test_users_by_site_and_by_status(client: Client) -> None:
    rows = client.rows("/phone/users", "users")
    site = rows[0]["site"]["id"]

    ours = client.rows("/phone/users", "users", site_id=site)
    assert ours == [row for row in rows if row["site"]["id"] == site]
    assert {row["status"] for row in rows} == {"activate", "deactivate"}
    gone = client.rows("/phone/users", "users", status="deactivate")
    assert gone == [row for row in rows if row["status"] == "deactivate"]


def test_the_sites_of_users_and_queues_are_those_that_are_listed(client: Client) -> None:
    sites = client.rows("/phone/sites", "sites")
    users = client.rows("/phone/users", "users")
    queues = client.rows("/phone/call_queue_analytics", "call_queues", **MONTH)

    listed = {(site["id"], site["name"]) for site in sites}
    assert {(user["site"]["id"], user["site"]["name"]) for user in users} <= listed
    assert {queue["site_id"] for queue in queues} <= {site["id"] for site in sites}


def test_an_unknown_site(client: Client) -> None:
    assert outcome(client, "/phone/users", site_id="elsewhere") == (400, 124)


@pytest.mark.parametrize("rest", ["users", "call_history", "recordings"])
def test_the_phone_rejects_page_tokens_with_another_code(client: Client, rest: str) -> None:
    assert outcome(client, f"/phone/{rest}", next_page_token="unknown") == (400, 400)


def test_calls_are_returned_twice_with_different_ids(client: Client) -> None:
    body = client.json("/phone/call_history", page_size=300, **MONTH)
    history, logs = body["call_history"], body["call_logs"]

    assert len(history) == len(logs) == body["total_records"] > 20
    for new, old in zip(history, logs, strict=True):
        assert new.items() - old.items() == {("call_history_uuid", new["call_history_uuid"])}
        assert old.items() - new.items() == {("id", old["id"])}


def test_a_transferred_call_has_a_row_per_leg(client: Client) -> None:
    rows = client.json("/phone/call_history", page_size=300, **MONTH)["call_history"]
    legs = Counter(row["call_id"] for row in rows)

    assert max(legs.values()) > 1
    assert len({row["call_history_uuid"] for row in rows}) == len(rows)


def test_undocumented_values(client: Client) -> None:
    rows = client.json("/phone/call_history", page_size=300, **MONTH)["call_history"]
    results = {row["call_result"] for row in rows}

    assert "auto_recorded" in results
    assert "answered " in results
    assert {type(row["duration"]) for row in rows} == {int, str}
    assert "" in {row["answer_time"] for row in rows}


def test_the_call_history_never_ends(client: Client) -> None:
    tokens: list[str] = []
    sizes: list[int] = []
    for _ in range(5):
        more = {"next_page_token": tokens[-1]} if tokens else {}
        body = client.json("/phone/call_history", page_size=300, **MONTH, **more)
        tokens.append(body["next_page_token"])
        sizes.append(len(body["call_history"]))
        assert body["page_count"] == 1
        assert body["total_records"] == sizes[0]

    assert sizes[0] > 0
    assert sizes[1:] == [0, 0, 0, 0]
    assert len(set(tokens)) == 5
    assert all(tokens)


def test_the_call_history_can_end() -> None:
    options = sandbox.Options(now=NOW, frozen=True, limits=False, oddities="")
    with sandbox.running(options) as zoom, Client(zoom) as client:
        whole = zoom.truth(streams=["phone_call_history"], since="2026-10-21")
        rows = client.rows("/phone/call_history", "call_history", **MONTH)

        assert rows == whole["phone_call_history"]


def test_no_empty_page_comes_before_the_end_of_the_call_history() -> None:
    options = sandbox.Options(
        now=NOW, frozen=True, limits=False, oddities="empty_page,endless_token"
    )
    with sandbox.running(options) as zoom, Client(zoom) as client:
        first = client.json("/phone/call_history", page_size=5, **MONTH)
        token = first["next_page_token"]
        second = client.json("/phone/call_history", page_size=5, next_page_token=token, **MONTH)

        assert len(second["call_history"]) == 5


def test_the_default_window_is_the_last_day(zoom: Zoom, client: Client) -> None:
    rows = client.json("/phone/call_history", page_size=300)["call_history"]
    truth = zoom.truth(streams=["phone_call_history"], since="2026-11-19T12:00:00Z")

    assert rows == truth["phone_call_history"]


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({"from": "2026-10-21", "to": "2026-11-20"}, (200, None)),
        ({"from": "2026-11-19T00:00:00Z", "to": "2026-11-19T23:59:59Z"}, (200, None)),
        ({"from": "2026-10-20", "to": "2026-11-20"}, (400, 300)),
        ({"from": "2026-10-20T00:00:00Z", "to": "2026-11-20T00:00:00Z"}, (400, 300)),
        ({"from": "2026-05-20", "to": "2026-06-10"}, (200, None)),
        ({"from": "2026-05-19", "to": "2026-06-10"}, (400, 300)),
        ({"from": "2026-11-19"}, (400, 300)),
        ({"to": "2026-11-19"}, (400, 300)),
        ({"from": "2026-11-19", "to": "2026-11-18"}, (400, 300)),
        ({"from": "2026-11-18", "to": "2026-11-19T00:00:00Z"}, (400, 300)),
        ({"from": "2026-11-18 00:00", "to": "2026-11-19 00:00"}, (400, 300)),
    ],
    ids=str,
)
def test_windows_of_calls(
    client: Client, window: dict[str, str], expected: tuple[int, int | None]
) -> None:
    assert outcome(client, "/phone/call_history", **window) == expected


def test_a_window_of_times_includes_both_ends(client: Client) -> None:
    rows = client.json("/phone/call_history", page_size=300, **MONTH)["call_history"]
    at = rows[3]["start_time"]

    window = {"from": at, "to": at}
    found = client.json("/phone/call_history", page_size=300, **window)["call_history"]
    assert found == [row for row in rows if row["start_time"] == at]


def test_calls_can_be_filtered_by_end_time(client: Client) -> None:
    rows = client.json("/phone/call_history", page_size=300, **MONTH)["call_history"]
    late = next(row for row in rows if row["end_time"] > row["start_time"])

    window = {"from": late["end_time"], "to": late["end_time"]}
    found = client.json("/phone/call_history", time_type="end_time", **window)
    assert late["call_id"] in {row["call_id"] for row in found["call_history"]}


def test_a_call_is_listed_when_it_has_ended(zoom: Zoom) -> None:
    names = ["phone_call_history", "phone_recordings"]
    before = zoom.truth(streams=names)
    zoom.clock.advance(days=20)
    after = zoom.truth(streams=names, since="2026-06-20")

    assert max(row["end_time"] for row in before["phone_call_history"]) <= NOW
    assert max(row["end_time"] for row in before["phone_recordings"]) <= NOW
    assert max(row["start_time"] for row in after["phone_call_history"]) > NOW
    assert max(row["date_time"] for row in after["phone_recordings"]) > NOW


def test_recordings_belong_to_calls(zoom: Zoom) -> None:
    truth = zoom.truth(streams=["phone_call_history", "phone_recordings"])
    calls = {
        row["call_history_uuid"]: row["recording_status"] for row in truth["phone_call_history"]
    }
    oldest = min(row["start_time"] for row in truth["phone_call_history"])

    for row in truth["phone_recordings"]:
        if row["date_time"] > oldest:
            assert calls[row["call_element_id"]] == "recorded"


def test_recordings_older_than_the_calls_are_kept(zoom: Zoom, client: Client) -> None:
    rows = client.rows("/phone/recordings", "recordings", **{"from": "2026-05-01"}, to="2026-05-19")

    assert rows
    old = [r for r in zoom.truth(streams=["phone_recordings"])["phone_recordings"] if r in rows]
    assert old == rows


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({}, (200, None)),
        ({"from": "2025-01-01", "to": "2025-01-31"}, (200, None)),
        ({"from": "2026-10-20", "to": "2026-11-20"}, (400, 300)),
        ({"from": "2026-11-20", "to": "2026-11-19"}, (400, 300)),
    ],
    ids=str,
)
def test_windows_of_recordings(
    client: Client, window: dict[str, str], expected: tuple[int, int | None]
) -> None:
    assert outcome(client, "/phone/recordings", **window) == expected


def test_the_urls_of_a_recording_are_secret(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["phone_recordings"])["phone_recordings"]
    transcripts = [
        row["transcript_download_url"] for row in rows if "transcript_download_url" in row
    ]

    assert all(SECRET in row["download_url"] for row in rows)
    assert 0 < len(transcripts) < len(rows)
    assert all(SECRET in link for link in transcripts)


def test_the_phones_requests_count_separately() -> None:
    options = sandbox.Options(now=NOW, frozen=True)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        zoom.clock.monotonic = lambda: 1.0
        answers = [client.get("/phone/call_history") for _ in range(6)]

        assert [response.status_code for response in answers] == [200] * 5 + [429]
        assert answers[-1].headers["X-RateLimit-Category"] == "Heavy"
        assert [entry.label for entry in zoom.log if entry.label] == ["Phone Heavy"] * 6
        assert zoom.limits.used == {"Phone Heavy": 6}


def test_calls_of_a_large_account_are_fast() -> None:
    options = sandbox.Options(now=NOW, frozen=True, limits=False, size=5000)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        body = client.json("/phone/call_history", page_size=300)

        assert len(body["call_history"]) > 100
        assert zoom.account.calendar.cache_info().misses == 0
