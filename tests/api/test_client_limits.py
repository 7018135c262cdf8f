"""Requests that Zoom refuses for their token or their number."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import Call, Label
from tap_zoom.exceptions import AuthError, LimitError
from tests.fake_api import BASE, ROWS, URL, Zoom, error
from tests.support import MEETING, USERS

if TYPE_CHECKING:
    from requests_mock import Mocker

HEAVY = replace(USERS, label=Label.HEAVY)
PER_SECOND = error(429, 429, "You have reached the maximum per-second rate limit for this API.")
PER_DAY = error(429, 429, "You have reached the maximum daily rate limit for this API.")


@pytest.fixture
def zoom() -> Zoom:
    """Make an API with the usual patience."""
    return Zoom()


# --- access tokens ----------------------------------------------------------------------------

REFUSED = error(401, 124, "Invalid access token.")


def test_a_refused_token_is_renewed(zoom: Zoom, requests_mock: Mocker) -> None:
    """Zoom ends tokens before their time; the request is then made again, once."""
    requests_mock.get(URL, [REFUSED, ROWS])

    assert zoom.get().outcome is Outcome.OK
    assert zoom.auth.stale == ["s3cret-1"]
    assert [sent.headers["Authorization"] for sent in requests_mock.request_history] == [
        "Bearer s3cret-1",
        "Bearer s3cret-2",
    ]


def test_a_new_token_that_is_refused_too_ends_the_run(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **REFUSED)

    assert isinstance(said := zoom.fail(), AuthError)
    assert "HTTP 401, code 124: Invalid access token." in str(said)
    assert requests_mock.call_count == 2


def test_tokens_may_end_more_than_once_in_a_run(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, [REFUSED, ROWS, REFUSED, ROWS])

    assert [zoom.get().outcome for _ in range(2)] == [Outcome.OK] * 2


def test_an_app_that_is_taken_away_in_the_run_ends_it(zoom: Zoom, requests_mock: Mocker) -> None:
    """Its last token was good; those that follow aren't."""
    requests_mock.get(URL, [ROWS, *[REFUSED] * 9])
    zoom.get()

    assert isinstance(zoom.fail(), AuthError)
    assert requests_mock.call_count == 4
    assert len(zoom.auth.stale) == 2  # the last good one, and one that was never accepted


def test_one_new_token_may_be_refused_at_its_first_use(zoom: Zoom, requests_mock: Mocker) -> None:
    """It can end between its making and its use."""
    requests_mock.get(URL, [ROWS, REFUSED, REFUSED, ROWS])
    zoom.get()

    assert zoom.get().outcome is Outcome.OK
    assert zoom.auth.stale == ["s3cret-1", "s3cret-2"]


def test_an_endpoint_that_refuses_what_others_accept_ends_the_run(
    zoom: Zoom, requests_mock: Mocker
) -> None:
    """Other threads prove each new token good: it would be renewed for ever."""
    requests_mock.get(URL, **ROWS)
    requests_mock.get(f"{BASE}{MEETING.path}", **REFUSED)
    renew = zoom.auth.renew

    def renew_and_prove(stale: str) -> None:
        renew(stale)
        assert zoom.get(USERS).outcome is Outcome.OK

    zoom.get(USERS)
    with patch.object(zoom.auth, "renew", renew_and_prove):
        said = zoom.fail(MEETING)

    assert isinstance(said, AuthError)
    assert "Zoom refuses an access token that it has just given" in str(said)
    refused = [sent for sent in requests_mock.request_history if MEETING.path in sent.path]
    assert len(refused) == 6
    assert zoom.auth.stale == [f"s3cret-{number}" for number in range(1, 6)]


# --- limits -----------------------------------------------------------------------------------


def test_a_refusal_by_the_second_waits_a_second(zoom: Zoom, requests_mock: Mocker) -> None:
    """When Zoom says nothing else."""
    requests_mock.get(URL, [PER_SECOND, ROWS])

    assert zoom.get().outcome is Outcome.OK
    assert zoom.statuses == [429, 200]
    assert 1 <= zoom.clock.now - 1000 <= 1.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (replace(USERS, label=Label.RESOURCE_INTENSIVE), "Too many requests."),
        (USERS, "You have reached the maximum per-minute rate limit for this API."),
    ],
)
def test_a_refusal_by_the_minute_waits_a_minute(
    zoom: Zoom, requests_mock: Mocker, call: Call, message: str
) -> None:
    requests_mock.get(URL, [error(429, 429, message), ROWS])
    zoom.get(call)

    assert 60 <= zoom.clock.now - 1000 <= 60.5


def test_zoom_says_how_long_to_wait(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, [{**PER_SECOND, "headers": {"Retry-After": "7"}}, ROWS])
    zoom.get()

    assert 7 <= zoom.clock.now - 1000 <= 7.5


def test_many_refusals_do_not_count_as_failed_tries(zoom: Zoom, requests_mock: Mocker) -> None:
    """They pass: the account is shared."""
    requests_mock.get(URL, [*[PER_SECOND] * 30, ROWS])

    assert zoom.get().outcome is Outcome.OK


@pytest.mark.parametrize(
    "headers",
    [
        {"Date": "Fri, 20 Nov 2026 22:00:00 GMT"},
        {"Date": "Fri, 20 Nov 2026 22:00:00 GMT", "Retry-After": "2026-11-21T00:00:00Z"},
    ],
)
def test_a_limit_that_lasts_ends_the_run(
    zoom: Zoom, requests_mock: Mocker, headers: dict[str, str]
) -> None:
    """At once and in good order, naming the label and when it resets."""
    requests_mock.get(URL, **PER_DAY, headers=headers)

    assert isinstance(said := zoom.fail(HEAVY), LimitError)
    assert "Zoom's daily limit for Heavy requests is reached; it resets in 121 min" in str(said)
    assert zoom.clock.now == 1000


@pytest.mark.parametrize(("retry_after", "minutes"), [("3", 1), ("59", 1), ("60", 2), ("90", 2)])
def test_minutes_are_rounded_up(requests_mock: Mocker, retry_after: str, minutes: int) -> None:
    """Who comes back then is not too early: a little is added to what Zoom says."""
    requests_mock.get(URL, **PER_SECOND, headers={"Retry-After": retry_after})

    said = str(Zoom(max_wait=1).fail())

    assert f"rate limit for Medium requests is reached; it resets in {minutes} min, longer" in said


def test_a_run_that_may_wait_goes_on_after_midnight(requests_mock: Mocker) -> None:
    zoom = Zoom(max_wait=3 * 3600)
    headers = {"Date": "Fri, 20 Nov 2026 22:00:00 GMT"}
    requests_mock.get(URL, [{**PER_DAY, "headers": headers}, ROWS])

    assert zoom.get().outcome is Outcome.OK
    assert zoom.clock.now - 1000 >= 2 * 3600


def test_a_limit_that_never_ends_ends_the_run(requests_mock: Mocker) -> None:
    zoom = Zoom(max_wait=60)
    requests_mock.get(URL, **PER_SECOND)

    assert isinstance(zoom.fail(), LimitError)
    assert zoom.clock.now - 1000 <= 60


def test_a_refusal_slows_down_and_an_answer_teaches(zoom: Zoom, requests_mock: Mocker) -> None:
    before = zoom.limits.rate(Label.MEDIUM)
    requests_mock.get(URL, [PER_SECOND, ROWS])
    zoom.get()
    slower = zoom.limits.rate(Label.MEDIUM)
    named = {"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": "100"}
    requests_mock.get(URL, **ROWS, headers=named)
    zoom.get()

    assert slower < before
    assert zoom.limits.rate(Label.MEDIUM) == pytest.approx(97)


def test_every_try_takes_a_slot_unless_it_has_one(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **ROWS)
    for _ in range(3):
        zoom.api.get(USERS, {}, has_slot=True)
    assert zoom.clock.now == 1000

    for _ in range(3):
        zoom.get()
    assert zoom.clock.now - 1000 == pytest.approx(2 / zoom.limits.rate(Label.MEDIUM))
