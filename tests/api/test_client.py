"""One request: how it goes out, what is tried again, and what ends the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
import requests
from requests.exceptions import ChunkedEncodingError, SSLError

from tap_zoom.api.error_rules import Outcome
from tap_zoom.exceptions import ApiError, TransportError
from tests.fake_api import BASE, ROWS, URL, Zoom, error
from tests.support import MEETING, USERS, Places

if TYPE_CHECKING:
    from threading import Semaphore

    from requests_mock import Mocker


@pytest.fixture
def zoom() -> Zoom:
    """Make an API with the usual patience."""
    return Zoom()


# --- the request and its rows -----------------------------------------------------------------


def test_what_is_asked_for(zoom: Zoom, requests_mock: Mocker) -> None:
    """The call's parameters, then the page's; the tap names itself and is signed in."""
    requests_mock.get(URL, **ROWS)
    zoom.get(USERS, page_size="300", next_page_token="a/b+c==")

    sent = requests_mock.last_request
    assert sent is not None
    assert sent.url == f"{URL}?status=active&page_size=300&next_page_token=a%2Fb%2Bc%3D%3D"
    assert sent.headers["Authorization"] == "Bearer s3cret-1"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.headers["Accept"] == "application/json"
    assert sent.timeout


def test_rows_are_handed_on_undecoded(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, text='{"users": [{"id": "Zoë 🎉"}], "total_records": 1}')

    answer = zoom.get()

    assert answer.outcome is Outcome.OK
    assert bytes(answer.fields["users"]) == '[{"id": "Zoë 🎉"}]'.encode()
    assert answer.number("total_records") == 1
    assert zoom.statuses == [200]


@pytest.mark.parametrize("code", [0, None])
def test_a_code_of_zero_is_a_success(zoom: Zoom, requests_mock: Mocker, code: object) -> None:
    requests_mock.get(URL, json={"code": code, "message": "success", "users": []})

    assert zoom.get().outcome is Outcome.OK


def test_a_code_in_quotes_is_an_error_too(zoom: Zoom, requests_mock: Mocker) -> None:
    """Under HTTP 200, the code is all that tells it from an empty list."""
    requests_mock.get(URL, json={"code": "4711", "message": "contain scopes:[x]"})

    assert zoom.get().outcome is Outcome.UNAVAILABLE


def test_a_row_with_a_field_named_code_is_a_success(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(f"{BASE}/meetings/97763643886", json={"id": 1, "code": 300})

    assert zoom.get(MEETING).outcome is Outcome.OK


# --- what may pass is tried again -------------------------------------------------------------

PASSING: dict[str, dict[str, Any]] = {
    "500": error(500, None, "oops"),
    "502 page": {"status_code": 502, "text": "<html>Bad gateway</html>"},
    "503": error(503, 3001, "Meeting does not exist"),
    "504 empty": {"status_code": 504, "text": ""},
    "408": error(408, None),
    "page instead of rows": {"text": "<html>Please wait</html>"},
    "cut off": {"text": '{"users": [{"id": "a"'},
    "a list": {"text": "[]"},
    "empty": {"text": ""},
    "no text": {"content": b'{"users": "\xff"}'},
    "timeout": {"exc": requests.ReadTimeout},
    "connection": {"exc": requests.ConnectionError},
    "chunks": {"exc": ChunkedEncodingError},
}


@pytest.mark.parametrize("trouble", PASSING)
def test_what_may_pass_is_tried_again(zoom: Zoom, requests_mock: Mocker, trouble: str) -> None:
    """After a pause, and in the label's slots."""
    requests_mock.get(URL, [PASSING[trouble], ROWS])

    assert zoom.get().outcome is Outcome.OK
    assert requests_mock.call_count == 2
    assert 0 < zoom.clock.now - 1000 < 1


@pytest.mark.parametrize("trouble", PASSING)
def test_between_two_tries_nothing_is_in_flight(
    zoom: Zoom, requests_mock: Mocker, trouble: str
) -> None:
    """Others may use the place meanwhile; and no place is lost."""
    places = Places()
    free: list[int] = []
    zoom.limits._in_flight = cast("Semaphore", places)
    zoom.api._pause = lambda _: free.append(places.free)
    requests_mock.get(URL, [PASSING[trouble], PASSING["500"], ROWS])
    zoom.get()

    assert free == [1, 1]
    assert places.free == 1


@pytest.mark.parametrize("trouble", PASSING)
def test_what_does_not_pass_ends_the_run(requests_mock: Mocker, trouble: str) -> None:
    """After eight tries, some minutes apart in all; or earlier, when the run may not wait."""
    requests_mock.get(URL, **PASSING[trouble])
    patient, hurried = Zoom(), Zoom(max_wait=0)

    said = str(patient.fail())

    assert requests_mock.call_count == 8
    assert said.startswith("No usable answer for /users of stream users in 8 tries; the last: ")
    assert 0 < patient.clock.now - 1000 < 130
    assert "in 1 tries" in str(hurried.fail())


def test_waits_between_tries_grow(
    zoom: Zoom, requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are drawn from a span that doubles."""
    monkeypatch.setattr("backoff.full_jitter", lambda most: most)
    requests_mock.get(URL, **PASSING["500"])
    zoom.fail()

    assert zoom.clock.pauses == [0.5, 1, 2, 4, 8, 16, 32]


def test_a_lasting_fault_is_not_tried_again(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, exc=SSLError("s3cret CERTIFICATE_VERIFY_FAILED"))

    assert isinstance(zoom.fail(), TransportError)
    assert requests_mock.call_count == 1


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "outcome", "reason"),
    [
        # Of a list of the whole account, nothing is left when it is left out.
        (error(404, 1001, "User does not exist"), Outcome.UNAVAILABLE, "user gone"),
        (error(404, 404, "Meeting Poll not found"), Outcome.EMPTY, "no polls"),
        (error(400, 200, "No permission"), Outcome.UNAVAILABLE, "no permission"),
        (error(400, 4711, "contain scopes:[x]"), Outcome.UNAVAILABLE, "scope missing"),
        (error(200, 4711, "contain scopes:[x]"), Outcome.UNAVAILABLE, "scope missing"),
        (error(400, 300, "next page token expired"), Outcome.RESTART, "page token expired"),
        (error(400, 300, "the last six months"), Outcome.TOO_OLD, "older than Zoom keeps"),
    ],
)
def test_a_refusal_is_told_not_raised(
    zoom: Zoom, requests_mock: Mocker, answered: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    """What it means for the stream, the reader of the list decides."""
    requests_mock.get(URL, **answered)

    answer = zoom.get()

    body = answered["json"]
    status = answered["status_code"]
    assert (answer.outcome, answer.reason) == (outcome, reason)
    assert answer.message == f"HTTP {status}, code {body['code']}: {body['message']}"
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    "answered",
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
def test_what_is_not_known_ends_the_run(
    zoom: Zoom, requests_mock: Mocker, answered: dict[str, Any]
) -> None:
    """Named with the id by which Zoom's support finds it."""
    requests_mock.get(URL, **answered, headers={"x-zm-trackingid": "v=2.0;clid=us06"})

    said = zoom.fail()

    assert isinstance(said, ApiError)
    assert "Zoom refused /users of stream users: HTTP " in str(said)
    assert "tracking id v=2.0;clid=us06)" in str(said)
    assert requests_mock.call_count == 1


def test_a_refusal_without_a_tracking_id_says_so(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **error(400, 300, "Invalid\n  parameter."))

    assert str(zoom.fail()) == (
        "Zoom refused /users of stream users: HTTP 400, code 300: Invalid parameter. "
        "(bad request; tracking id none)"
    )


def test_zooms_words_are_cut_where_they_are_long(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **error(400, 300, "x" * 10_000))

    assert f"{'x' * 300}… (bad" in str(zoom.fail())


def test_a_redirect_is_not_followed(zoom: Zoom, requests_mock: Mocker) -> None:
    """Zoom's API has none: the token would go to somebody else."""
    elsewhere = requests_mock.get("https://elsewhere.example/", **ROWS)
    requests_mock.get(URL, status_code=302, headers={"Location": "https://elsewhere.example/"})

    assert isinstance(zoom.fail(), ApiError)
    assert not elsewhere.called


def test_a_page_of_the_firewall_costs_one_item_only(zoom: Zoom, requests_mock: Mocker) -> None:
    """The same page for the whole account ends the run."""
    page: dict[str, Any] = {"status_code": 403, "text": "<html>Blocked</html>"}
    requests_mock.get(f"{BASE}{MEETING.path}", **page)
    requests_mock.get(URL, **page)

    assert zoom.get(MEETING).outcome is Outcome.SKIP
    assert isinstance(zoom.fail(USERS), ApiError)


def test_a_thread_that_outlives_its_run_asks_nothing(zoom: Zoom, requests_mock: Mocker) -> None:
    """Its requests would be made, and its token renewed, for nobody."""
    requests_mock.get(URL, **ROWS)
    zoom.stopping = True

    with pytest.raises(TransportError, match="over"):
        zoom.get(USERS)
    assert not requests_mock.called
