"""One request: how it is sent, and what its response means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import fill
from tap_zoom.exceptions import ApiError, TransportError
from tests.fake_api import ALIVE, BASE, PROBE, ROWS, URL, ApiHarness, error
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


def test_repr_of_a_client_does_not_show_the_tokens_that_it_knows(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(URL, **ROWS)
    api.request()

    assert api.client.accepted_tokens == {"s3cret-1"}
    assert "s3cret" not in repr(api.client)


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


def test_account_without_api_access_ends_the_run(api: ApiHarness, requests_mock: Mocker) -> None:
    """The message holds the id by which Zoom's support finds the request."""
    denied = error(403, None, "Access to the Zoom REST\n API has been denied for this account.")
    requests_mock.get(URL, **denied, headers={"x-zm-trackingid": "v=2.0;clid=us06"})

    raised = api.error()

    assert isinstance(raised, ApiError)
    assert str(raised) == (
        "Zoom refused /users of stream users: HTTP 403: Access to the Zoom REST API has "
        "been denied for this account. (Zoom denies this account API access; tracking id "
        "v=2.0;clid=us06)"
    )
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    "words", ["denied \x1b[31m\r\nINFO forged \u202e\x07", "x" * 10_000, "\x00" * 10_000]
)
def test_words_of_zoom_are_one_short_printable_line(
    api: ApiHarness, requests_mock: Mocker, words: str
) -> None:
    requests_mock.get(URL, **error(400, 4711, words))

    message = api.request().message

    assert message.isprintable()
    assert len(message) < 330


def test_redirect_is_not_followed(api: ApiHarness, requests_mock: Mocker) -> None:
    """Zoom's API doesn't redirect, and another host must not get the token."""
    elsewhere = requests_mock.get("https://elsewhere.example/", **ROWS)
    requests_mock.get(URL, status_code=302, headers={"Location": "https://elsewhere.example/"})
    requests_mock.get(PROBE, **ALIVE)

    assert api.request().outcome is Outcome.FAILED
    assert not elsewhere.called


@pytest.mark.parametrize("meeting_id", [".", ".."])
def test_id_of_dots_leads_to_no_other_endpoint(
    api: ApiHarness, requests_mock: Mocker, meeting_id: str
) -> None:
    """HTTP clients would take it for a relative path."""
    path = fill(MEETING.endpoint, {"meeting_id": meeting_id})
    api.room.acquire()

    response = api.client.request(replace(MEETING, path=path), {}, has_slot=True)

    assert response.outcome is Outcome.FAILED
    assert not requests_mock.called
    assert api.room.free == 1


def test_stopping_run_sends_no_requests(api: ApiHarness, requests_mock: Mocker) -> None:
    """Neither for data nor for a token, and it keeps no room in flight."""
    requests_mock.get(URL, **ROWS)
    api.stopping = True

    with pytest.raises(TransportError, match="over"):
        api.request(USERS)
    assert not requests_mock.called
    assert api.room.free == 1
