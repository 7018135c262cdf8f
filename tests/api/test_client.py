"""One request: how it is sent, what is retried, and what ends the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests.exceptions import ChunkedEncodingError, SSLError

from tap_zoom.api.error_rules import Outcome
from tap_zoom.exceptions import ApiError, TransportError
from tests.fake_api import BASE, ROWS, URL, ApiHarness, error
from tests.support import MEETING, USERS

if TYPE_CHECKING:
    from requests_mock import Mocker


# --- the request and its rows -----------------------------------------------------------------


def test_request_has_its_own_parameters_then_those_of_the_page(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(URL, **ROWS)
    api.request(USERS, page_size="300", next_page_token="a/b+c==")

    sent = requests_mock.last_request
    assert sent is not None
    assert sent.url == f"{URL}?status=active&page_size=300&next_page_token=a%2Fb%2Bc%3D%3D"
    assert sent.headers["Authorization"] == "Bearer s3cret-1"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.headers["Accept"] == "application/json"
    assert sent.timeout


def test_rows_are_returned_undecoded(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, text='{"users": [{"id": "Zoë 🎉"}], "total_records": 1}')

    response = api.request()

    assert response.outcome is Outcome.OK
    assert bytes(response.fields["users"]) == '[{"id": "Zoë 🎉"}]'.encode()
    assert response.number("total_records") == 1
    assert api.statuses == [200]


@pytest.mark.parametrize("code", [0, None])
def test_code_zero_is_a_success(api: ApiHarness, requests_mock: Mocker, code: object) -> None:
    requests_mock.get(URL, json={"code": code, "message": "success", "users": []})

    assert api.request().outcome is Outcome.OK


def test_quoted_code_is_an_error_too(api: ApiHarness, requests_mock: Mocker) -> None:
    """Under HTTP 200, only the code distinguishes it from an empty list."""
    requests_mock.get(URL, json={"code": "4711", "message": "contain scopes:[x]"})

    assert api.request().outcome is Outcome.STREAM_UNAVAILABLE


def test_row_with_a_field_named_code_is_a_success(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(f"{BASE}{MEETING.path}", json={"id": 1, "code": 300})

    assert api.request(MEETING).outcome is Outcome.OK


# --- retries ----------------------------------------------------------------------------------

TRANSIENT: dict[str, dict[str, Any]] = {
    "500": error(500, None, "oops"),
    "502 page": {"status_code": 502, "text": "<html>Bad gateway</html>"},
    "503": error(503, 3001, "Meeting does not exist"),
    "504 empty": {"status_code": 504, "text": ""},
    "408": error(408, None),
    "page instead of rows": {"text": "<html>Please wait</html>"},
    "cut off": {"text": '{"users": [{"id": "a"'},
    "a list": {"text": "[]"},
    "empty": {"text": ""},
    "not UTF-8": {"content": b'{"users": "\xff"}'},
    "timeout": {"exc": requests.ReadTimeout},
    "connection": {"exc": requests.ConnectionError},
    "chunks": {"exc": ChunkedEncodingError},
}
each_transient_failure = pytest.mark.parametrize("failure", TRANSIENT)


@each_transient_failure
def test_transient_failure_is_retried_after_a_pause(
    api: ApiHarness, requests_mock: Mocker, failure: str
) -> None:
    requests_mock.get(URL, [TRANSIENT[failure], ROWS])

    assert api.request().outcome is Outcome.OK
    assert requests_mock.call_count == 2
    assert 0 < api.elapsed < 1


@each_transient_failure
def test_request_gives_room_in_flight_back_between_tries(
    api: ApiHarness, requests_mock: Mocker, failure: str
) -> None:
    free: list[int] = []
    api.client.pause = lambda _: free.append(api.room.free)
    requests_mock.get(URL, [TRANSIENT[failure], TRANSIENT["500"], ROWS])
    api.request()

    assert free == [1, 1]
    assert api.room.free == 1


@each_transient_failure
def test_failure_that_lasts_ends_the_run(requests_mock: Mocker, failure: str) -> None:
    """After eight tries and a few minutes at most; earlier if the run may not wait."""
    requests_mock.get(URL, **TRANSIENT[failure])
    patient, hurried = ApiHarness(), ApiHarness(max_wait=0)

    message = str(patient.error())

    assert requests_mock.call_count == 8
    prefix = "No usable response for /users of stream users in 8 tries; the last: "
    assert message.startswith(prefix)
    assert 0 < patient.elapsed < 130
    assert "in 1 tries" in str(hurried.error())


def test_pauses_are_drawn_from_a_range_that_doubles(
    api: ApiHarness, requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backoff.full_jitter", lambda maximum: maximum)
    requests_mock.get(URL, **TRANSIENT["500"])
    api.error()

    assert api.clock.pauses == [0.5, 1, 2, 4, 8, 16, 32]


def test_permanent_network_error_is_not_retried(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, exc=SSLError("s3cret CERTIFICATE_VERIFY_FAILED"))

    assert isinstance(api.error(), TransportError)
    assert requests_mock.call_count == 1


# --- error responses --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returned", "outcome", "reason"),
    [
        # A list of the whole account has no other items to continue with.
        (error(404, 1001, "User does not exist"), Outcome.STREAM_UNAVAILABLE, "user not found"),
        (error(404, 404, "Meeting Poll not found"), Outcome.NO_DATA, "no polls"),
        (error(400, 200, "No permission"), Outcome.STREAM_UNAVAILABLE, "no permission"),
        (error(400, 4711, "contain scopes:[x]"), Outcome.STREAM_UNAVAILABLE, "scope missing"),
        (error(200, 4711, "contain scopes:[x]"), Outcome.STREAM_UNAVAILABLE, "scope missing"),
        (
            error(400, 300, "next page token expired"),
            Outcome.RESTART_PAGINATION,
            "page token expired",
        ),
        (error(400, 300, "the last six months"), Outcome.TOO_OLD, "older than Zoom keeps"),
    ],
)
def test_known_error_is_returned_rather_than_raised(
    api: ApiHarness,
    requests_mock: Mocker,
    returned: dict[str, Any],
    outcome: Outcome,
    reason: str,
) -> None:
    requests_mock.get(URL, **returned)

    response = api.request()

    status, body = returned["status_code"], returned["json"]
    assert (response.outcome, response.reason) == (outcome, reason)
    assert response.message == f"HTTP {status}, code {body['code']}: {body['message']}"
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    "returned",
    [
        error(400, 300, "Invalid parameter."),
        error(400, 9999, "Something new"),
        error(404, None, "Something new"),
        error(200, 9999, "Something new"),
        error(403, None, "Access to the Zoom REST API has been denied for this account."),
        {"status_code": 400, "text": "<html>s3cret</html>"},
        {"status_code": 204, "json": {}},
    ],
)
def test_fatal_or_unknown_error_ends_the_run(
    api: ApiHarness, requests_mock: Mocker, returned: dict[str, Any]
) -> None:
    """The message holds the id by which Zoom's support finds the request."""
    requests_mock.get(URL, **returned, headers={"x-zm-trackingid": "v=2.0;clid=us06"})

    raised = api.error()

    assert isinstance(raised, ApiError)
    assert "Zoom refused /users of stream users: HTTP " in str(raised)
    assert "tracking id v=2.0;clid=us06)" in str(raised)
    assert requests_mock.call_count == 1


def test_fatal_error_has_one_line_with_the_reason(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **error(400, 300, "Invalid\n  parameter."))

    assert str(api.error()) == (
        "Zoom refused /users of stream users: HTTP 400, code 300: Invalid parameter. "
        "(bad request; tracking id none)"
    )


def test_long_message_of_zoom_is_shortened(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **error(400, 300, "x" * 10_000))

    assert f"{'x' * 300}… (bad" in str(api.error())


def test_redirect_is_not_followed(api: ApiHarness, requests_mock: Mocker) -> None:
    """Zoom's API doesn't redirect, and another host must not get the token."""
    elsewhere = requests_mock.get("https://elsewhere.example/", **ROWS)
    requests_mock.get(URL, status_code=302, headers={"Location": "https://elsewhere.example/"})

    assert isinstance(api.error(), ApiError)
    assert not elsewhere.called


def test_firewall_page_skips_one_item_but_ends_the_run_for_an_account_list(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    page: dict[str, Any] = {"status_code": 403, "text": "<html>Blocked</html>"}
    requests_mock.get(f"{BASE}{MEETING.path}", **page)
    requests_mock.get(URL, **page)

    assert api.request(MEETING).outcome is Outcome.GONE
    assert isinstance(api.error(USERS), ApiError)


def test_stopping_run_sends_no_requests(api: ApiHarness, requests_mock: Mocker) -> None:
    """Neither for data nor for a token, and it keeps no room in flight."""
    requests_mock.get(URL, **ROWS)
    api.stopping = True

    with pytest.raises(TransportError, match="over"):
        api.request(USERS)
    assert not requests_mock.called
    assert api.room.free == 1
