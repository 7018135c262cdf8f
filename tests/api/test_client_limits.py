"""Requests that Zoom refuses because of their token or of a rate limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel, Request
from tap_zoom.exceptions import AuthError, LimitError, TransportError
from tests.fake_api import ALIVE, BASE, PROBE, ROWS, URL, ApiHarness, error
from tests.support import MEETING, USERS

if TYPE_CHECKING:
    from requests_mock import Mocker

MEDIUM = USERS.label
HEAVY = replace(USERS, label=RateLimitLabel.HEAVY)
PER_SECOND = error(429, 429, "You have reached the maximum per-second rate limit for this API.")
PER_DAY = error(429, 429, "You have reached the maximum daily rate limit for this API.")
AT_22_UTC = {"Date": "Fri, 20 Nov 2026 22:00:00 GMT"}


# --- access tokens ----------------------------------------------------------------------------

REFUSED = error(401, 124, "Invalid access token.")


def test_refused_token_is_refreshed_and_the_request_retried(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """Zoom can revoke a token before it expires."""
    requests_mock.get(URL, [REFUSED, ROWS])

    assert api.request().outcome is Outcome.OK
    assert api.auth.stale == ["s3cret-1"]
    assert [sent.headers["Authorization"] for sent in requests_mock.request_history] == [
        "Bearer s3cret-1",
        "Bearer s3cret-2",
    ]


def test_new_token_that_is_refused_too_ends_the_run(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **REFUSED)
    requests_mock.get(PROBE, **REFUSED)

    raised = api.error()

    assert isinstance(raised, AuthError)
    assert "HTTP 401, code 124: Invalid access token." in str(raised)
    assert len(api.auth.stale) == 1


def test_tokens_may_be_refused_more_than_once_in_a_run(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(URL, [REFUSED, ROWS, REFUSED, ROWS])

    assert [api.request().outcome for _ in range(2)] == [Outcome.OK] * 2


def test_app_that_is_deactivated_during_the_run_ends_it(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """Its last token was accepted before; new ones never are."""
    requests_mock.get(URL, [ROWS, *[REFUSED] * 9])
    requests_mock.get(PROBE, **REFUSED)
    api.request()

    assert isinstance(api.error(), AuthError)
    assert len(api.auth.stale) == 2  # one that was accepted before, and one that never was


def test_one_new_token_may_be_refused_on_first_use(api: ApiHarness, requests_mock: Mocker) -> None:
    """It can expire before it is used."""
    requests_mock.get(URL, [ROWS, REFUSED, REFUSED, ROWS])
    api.request()

    assert api.request().outcome is Outcome.OK
    assert api.auth.stale == ["s3cret-1", "s3cret-2"]


def test_item_that_refuses_tokens_that_others_accept_fails(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """Each new token is accepted elsewhere, so it would be refreshed forever."""
    requests_mock.get(URL, **ROWS)
    requests_mock.get(f"{BASE}{MEETING.path}", **REFUSED)
    api.request(USERS)
    api.auth.on_refresh = lambda: api.request(USERS)

    response = api.request(MEETING)

    assert (response.outcome, response.reason) == (Outcome.FAILED, "access token refused")
    assert response.message == "HTTP 401, code 124: Invalid access token. (6 tries)"
    assert api.auth.stale == [f"s3cret-{number}" for number in range(1, 6)]
    assert len(requests_mock.request_history) == 1 + 6 + 5


@pytest.mark.parametrize("alive", [ALIVE, error(400, 4711, "contain scopes:[user:read]")])
def test_item_that_refuses_every_token_costs_one_new_token(
    api: ApiHarness, requests_mock: Mocker, alive: dict[str, Any]
) -> None:
    requests_mock.get(f"{BASE}{MEETING.path}", **REFUSED)
    requests_mock.get(PROBE, **alive)

    assert api.request(MEETING).outcome is Outcome.FAILED
    assert api.auth.stale == ["s3cret-1"]


def test_outage_condemns_no_token(api: ApiHarness, requests_mock: Mocker) -> None:
    """Whether Zoom accepts the token elsewhere is known only once it answers."""
    requests_mock.get(f"{BASE}{MEETING.path}", **REFUSED)
    requests_mock.get(PROBE, [{"status_code": 503}, {"status_code": 503}, ALIVE])
    assert api.request(MEETING).outcome is Outcome.FAILED

    requests_mock.get(PROBE, status_code=503)
    assert isinstance(api.error(MEETING), TransportError)
    assert api.elapsed == pytest.approx(900, rel=0.1)


# --- rate limits ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("request_", "message", "seconds"),
    [
        (USERS, "You have reached the maximum per-second rate limit for this API.", 1),
        (USERS, "You have reached the maximum per-minute rate limit for this API.", 60),
        (replace(USERS, label=RateLimitLabel.RESOURCE_INTENSIVE), "Too many requests.", 60),
    ],
)
def test_without_retry_after_the_wait_is_the_period_of_the_limit(
    api: ApiHarness, requests_mock: Mocker, request_: Request, message: str, seconds: float
) -> None:
    requests_mock.get(URL, [error(429, 429, message), ROWS])

    assert api.request(request_).outcome is Outcome.OK
    assert api.statuses == [429, 200]
    assert seconds <= api.elapsed <= seconds + 0.5


def test_retry_after_is_respected(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, [{**PER_SECOND, "headers": {"Retry-After": "7"}}, ROWS])
    api.request()

    assert 7 <= api.elapsed <= 7.5


def test_rate_limited_tries_do_not_count_as_failed_ones(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """The account is shared, so there can be many."""
    requests_mock.get(URL, [*[PER_SECOND] * 30, ROWS])

    assert api.request().outcome is Outcome.OK


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "2026-11-21T00:00:00Z"}])
def test_daily_limit_ends_the_run_at_once(
    api: ApiHarness, requests_mock: Mocker, headers: dict[str, str]
) -> None:
    """The message names the label and when the limit resets."""
    requests_mock.get(URL, **PER_DAY, headers={**AT_22_UTC, **headers})

    raised = api.error(HEAVY)

    assert isinstance(raised, LimitError)
    assert "Zoom's daily limit for Heavy requests is reached; it resets in 121 min" in str(raised)
    assert api.elapsed == 0


def test_daily_limit_is_also_recognized_by_its_header(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    headers = {**AT_22_UTC, "X-RateLimit-Type": "Daily-limit"}
    requests_mock.get(URL, **{**PER_SECOND, "headers": headers})

    assert "Zoom's daily limit for Heavy requests is reached" in str(api.error(HEAVY))


@pytest.mark.parametrize(("retry_after", "minutes"), [("3", 1), ("59", 1), ("60", 2), ("90", 2)])
def test_minutes_are_rounded_up(requests_mock: Mocker, retry_after: str, minutes: int) -> None:
    """Jitter is added to Zoom's own figure, so that the next run is not too early."""
    requests_mock.get(URL, **PER_SECOND, headers={"Retry-After": retry_after})

    message = str(ApiHarness(max_wait=1).error())

    assert (
        f"rate limit for Medium requests is reached; it resets in {minutes} min, longer" in message
    )


def test_daily_limit_is_waited_for_if_max_wait_allows(requests_mock: Mocker) -> None:
    api = ApiHarness(max_wait=3 * 3600)
    requests_mock.get(URL, [{**PER_DAY, "headers": AT_22_UTC}, ROWS])

    assert api.request().outcome is Outcome.OK
    assert api.elapsed >= 2 * 3600


def test_rate_limit_that_never_ends_ends_the_run_within_max_wait(requests_mock: Mocker) -> None:
    api = ApiHarness(max_wait=60)
    requests_mock.get(URL, **PER_SECOND)

    assert isinstance(api.error(), LimitError)
    assert api.elapsed <= 60


def test_limiter_adapts_to_responses(api: ApiHarness, requests_mock: Mocker) -> None:
    """A 429 slows it down, and it adopts the rate that a header reports."""
    before = api.limiter.rate(MEDIUM)
    requests_mock.get(URL, [PER_SECOND, ROWS])
    api.request()
    slower = api.limiter.rate(MEDIUM)
    reported = {"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": "100"}
    requests_mock.get(URL, **ROWS, headers=reported)
    api.request()

    assert slower < before
    assert api.limiter.rate(MEDIUM) == pytest.approx(97)


def test_each_try_takes_a_slot_but_the_first_if_the_caller_has_one(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(URL, **ROWS)
    for _ in range(3):
        api.room.acquire()
        api.client.request(USERS, {}, has_slot=True)
    assert api.elapsed == 0

    for _ in range(3):
        api.request()
    assert api.elapsed == pytest.approx(2 / api.limiter.rate(MEDIUM))

    requests_mock.get(URL, [error(500, None), ROWS])
    api.room.acquire()
    api.client.request(USERS, {}, has_slot=True)
    assert api.room.free == 1
