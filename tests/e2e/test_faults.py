"""Connections break, servers fail, page tokens expire: no row is lost, and none is doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tap_zoom.exceptions import IncompleteSync
from tests.e2e.expected import OTHER_STREAMS, assert_complete, catalog_of, requests
from tests.e2e.harness import account, extract, quick_retries
from tests.e2e.selections import DEFAULT, FEW, Selection, read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

KINDS = ("5xx", "html", "reset", "cut", "slow")
EXPIRED = "The next page token is invalid or expired."


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)  # of rate limits
    with quick_retries():
        yield


OTHERS = Selection("other streams", OTHER_STREAMS, "2026-08-20T00:00:00Z", FEW)


@pytest.mark.parametrize(
    ("selection", "seed"), [(DEFAULT, 1), (OTHERS, 2)], ids=["default streams", "other streams"]
)
def test_with_faults_of_all_kinds_and_dying_tokens_everything_is_extracted_once(
    selection: Selection, seed: int
) -> None:
    faults = dict.fromkeys(KINDS, 0.03)  # more, and a request may fail in all of its attempts
    with selection.account(seed=seed, faults=faults, slow_seconds=0.05, page_cap=20) as zoom:
        # Rarely enough that no request under way meets the end of six tokens.
        tokens = zoom.faults.add("^/v2/", kind="deadtoken", every=200)
        for status, code, message, every in (
            (429, 429, "You have reached the maximum per-second rate limit for this API.", 23),
            (408, None, "Request timeout.", 29),
            (200, 124, "Access token is expired.", 211),
        ):
            body = {"code": code, "message": message}
            headers = {"Retry-After": "0"}
            zoom.faults.add("^/v2/", status=status, body=body, headers=headers, every=every)
        body = {"code": 300, "message": EXPIRED}
        path = "/(registrants|participants|channels)$"
        zoom.faults.add(path, status=400, body=body, every=31, times=5)
        if selection is OTHERS:
            # Zoom sends a page in place of a file to ask for a passcode, so "html" is no fault.
            # All faults together are fewer than the attempts for one file, since the threads
            # decide which file meets them.
            for kind, every in (("5xx", 7), ("reset", 9), ("cut", 11), ("slow", 13)):
                zoom.faults.add("^/rec/", kind=kind, every=every, times=2, seconds=0.05)
        output = selection.read(zoom)

        assert output.error is None
        assert {entry.fault for entry in zoom.log} >= set(KINDS)
        assert tokens.struck > 1
        assert all(fault.struck for fault in zoom.faults.rules)
        there = selection.truth(zoom)
        assert all(there.values())
        assert_complete(output, there)
        assert not [entry for entry in zoom.log if entry.malformed]


@pytest.mark.parametrize("kind", ["5xx", "html", "reset", "cut"])
def test_an_endpoint_that_keeps_failing_costs_its_own_stream_alone(kind: str) -> None:
    with small() as zoom:
        zoom.faults.add("/polls$", kind=kind)
        output = read(zoom, ["meeting_polls", "users"])

        assert isinstance(output.error, IncompleteSync)
        assert "meeting_polls: " in str(output.error)
        assert "/polls failed (" in output.log
        assert_complete(output, truth(zoom, ["users"]))


@pytest.fixture
def paged() -> Iterator[Zoom]:
    """An account with many pages."""
    with small(page_cap=1, max_participants=12, frozen=False, page_token_life=900) as zoom:
        yield zoom


@pytest.mark.parametrize(
    "expiring",
    [
        {
            "/report/meetings/{meetingId}/participants": (300, "report_meeting_participants"),
            "/phone/users": (400, "phone_users"),
            "/groups/{groupId}/members": (300, "group_members"),
            "/users/{userId}/recordings": (300, "recording_files"),
            "/meetings/meeting_summaries": (300, "meeting_summaries"),
        },
        {
            "/phone/call_history": (400, "phone_call_history"),
            "/report/telephone": (300, "report_telephone"),
            "/metrics/meetings/{meetingId}/participants": (300, "dashboard_meeting_participants"),
        },
        {
            "/phone/recordings": (400, "phone_recordings"),
            "/report/operationlogs": (300, "report_operation_logs"),
        },
    ],
    ids=lambda expiring: " ".join(stream for _, stream in expiring.values()),
)
def test_a_page_token_that_expires_within_a_list_restarts_the_list(
    paged: Zoom, expiring: dict[str, tuple[int, str]]
) -> None:
    for path, (code, _) in expiring.items():
        body = {"code": code, "message": EXPIRED}
        paged.faults.add(f"^{path}$", status=400, body=body, every=3, times=3)
    streams = [stream for _, stream in expiring.values()]
    output = read(paged, streams)

    assert output.error is None
    assert all(fault.struck for fault in paged.faults.rules)
    assert_complete(output, truth(paged, streams))


def test_a_list_whose_page_tokens_live_too_short_fails(paged: Zoom) -> None:
    paged.pager.tokens.lifetime = -1
    output = read(paged, ["users"])

    assert isinstance(output.error, IncompleteSync)
    assert "users: page token expired (" in str(output.error)
    assert requests(paged)["/users"] < 30


def test_a_limit_that_is_hit_is_waited_for() -> None:
    with account(secrets="core", limit_scale=0.25, frozen=False, headers="category") as zoom:
        truth = zoom.truth(streams=["meetings"])
        output = extract(zoom, catalog_of("meetings"), rate_limit_share=1)

        assert output.error is None
        assert 429 in {entry.status for entry in zoom.log}
        assert_complete(output, truth)


def test_after_a_daily_limit_the_next_run_continues_where_the_last_one_stopped() -> None:
    stream = "report_meeting_participants"
    with account(secrets="core", size=12, history_days=120, daily={"heavy": 240}) as zoom:
        first = extract(zoom, catalog_of(stream))

        assert "daily limit" in str(first.error) or "share of today" in str(first.error)
        assert len(set(first.ids(stream, "meeting_uuid"))) > 60
        assert "replication_key_value" in first.state["bookmarks"][stream]

        zoom.limits.daily.clear()
        second = extract(zoom, catalog_of(stream), state=first.state)

        assert second.error is None
        keys = [*first.by_key(stream), *second.by_key(stream)]
        assert len(set(keys)) == len(zoom.truth(streams=[stream])[stream])
        read = set(first.ids(stream, "meeting_uuid")) & set(second.ids(stream, "meeting_uuid"))
        assert len(read) <= 51  # sessions between two positions in STATE
