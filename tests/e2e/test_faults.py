"""Connections break, servers fail, pages expire: nothing is lost, nothing doubled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import assert_complete, catalog_of, requests
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

KINDS = ("5xx", "html", "reset", "cut", "slow")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait as often as ever between two tries, but not as long."""
    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_faults_of_all_kinds_everything_comes_once(seed: int) -> None:
    faults = dict.fromkeys(KINDS, 0.05)
    with account(secrets="core", seed=seed, faults=faults, slow_seconds=0.05) as zoom:
        output = extract(zoom)

        assert {entry.fault for entry in zoom.log} >= set(KINDS)
        assert output.error is None
        assert_complete(output, zoom.truth())


@pytest.mark.parametrize("kind", ["5xx", "html", "reset", "cut"])
def test_an_endpoint_that_never_answers_right_ends_the_run_with_its_name(
    zoom: Zoom, kind: str
) -> None:
    zoom.faults.add("/polls$", kind=kind)
    output = extract(zoom, catalog_of("meeting_polls", "users"))

    assert "/polls" in str(output.error)
    assert output.stdout.endswith("\n")
    assert output.states


@pytest.fixture
def paged() -> Iterator[Zoom]:
    """An account with many pages."""
    with account(secrets="core", page_cap=40, frozen=False, page_token_life=900) as zoom:
        yield zoom


def test_a_page_token_that_expires_restarts_its_list(paged: Zoom) -> None:
    stream, path = "report_meeting_participants", "/report/meetings/{meetingId}/participants"
    body = {"code": 300, "message": "The next page token is invalid or expired."}
    paged.faults.add(f"^{path}$", status=400, body=body, nth=30)
    paged.faults.add(f"^{path}$", status=400, body=body, nth=40)
    truth = paged.truth(streams=[stream])
    output = extract(paged, catalog_of(stream))

    assert output.error is None
    assert_complete(output, truth)


def test_page_tokens_that_live_too_short_for_any_list_end_the_run(paged: Zoom) -> None:
    paged.pager.tokens.lifetime = -1
    output = extract(paged, catalog_of("report_meeting_participants"))

    assert "page token" in str(output.error)
    counts = requests(paged)["/report/meetings/{meetingId}/participants"]
    assert counts < 200


def test_a_limit_that_is_hit_is_waited_for() -> None:
    with account(secrets="core", limit_scale=0.25, frozen=False, headers="category") as zoom:
        truth = zoom.truth(streams=["meetings"])
        output = extract(zoom, catalog_of("meetings"), rate_limit_share=1)

        assert output.error is None
        assert 429 in {entry.status for entry in zoom.log}
        assert_complete(output, truth)


def test_a_daily_limit_ends_the_run_in_good_order_and_the_next_one_goes_on() -> None:
    stream = "report_meeting_participants"
    with account(secrets="core", size=12, daily={"heavy": 150}) as zoom:
        first = extract(zoom, catalog_of(stream))

        assert "daily limit" in str(first.error) or "share of today" in str(first.error)
        assert first.records[stream]
        assert "replication_key_value" in first.state["bookmarks"][stream]

        zoom.limits.daily.clear()
        second = extract(zoom, catalog_of(stream), state=first.state)

        assert second.error is None
        keys = [*first.by_key(stream), *second.by_key(stream)]
        assert len(set(keys)) == len(zoom.truth(streams=[stream])[stream])
        read = set(first.ids(stream, "meeting_uuid")) & set(second.ids(stream, "meeting_uuid"))
        assert len(read) <= 51  # sessions between two positions in STATE


@pytest.mark.parametrize("seed", range(1, 5))
def test_tokens_that_die_on_the_way_are_replaced(seed: int) -> None:
    with account(secrets="core", seed=seed) as zoom:
        for nth in (100, 250):
            zoom.faults.add("^/v2/", kind="deadtoken", nth=nth)
        output = extract(zoom)

        assert output.error is None
        assert_complete(output, zoom.truth())


@pytest.mark.parametrize("seed", [1, 2])
def test_with_all_at_once_and_tokens_that_die_every_hundred_requests_everything_comes_once(
    seed: int,
) -> None:
    """Each fault that leaves the account whole; a firewall's page costs an item, by design."""
    faults = dict.fromkeys(KINDS, 0.05)
    with account(secrets="core", seed=seed, faults=faults, slow_seconds=0.05, page_cap=40) as zoom:
        tokens = zoom.faults.add("^/v2/", kind="deadtoken", every=100)
        for status, code, message, every in (
            (429, 429, "You have reached the maximum per-second rate limit for this API.", 23),
            (408, None, "Request timeout.", 29),
            (200, 124, "Access token is expired.", 211),
        ):
            body = {"code": code, "message": message}
            headers = {"Retry-After": "0"}
            zoom.faults.add("^/v2/", status=status, body=body, headers=headers, every=every)
        body = {"code": 300, "message": "The next page token is invalid or expired."}
        path = "/(registrants|participants|channels)$"
        zoom.faults.add(path, status=400, body=body, every=31, times=5)
        output = extract(zoom)

        assert output.error is None
        assert tokens.struck > 1
        assert all(fault.struck for fault in zoom.faults.rules)
        assert_complete(output, zoom.truth())
