"""One request: how it goes out, what is tried again, and what ends the run."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from requests.auth import AuthBase
from requests.exceptions import ChunkedEncodingError, SSLError

from tap_zoom.api import Answer, Api, decode, read_fields
from tap_zoom.calls import Call, Label
from tap_zoom.errors import Outcome
from tap_zoom.exceptions import ApiError, AuthError, LimitError, TapZoomError, TransportError
from tap_zoom.limits import Limits
from tests.support import MEETING, USERS, Clock, json_objects

if TYPE_CHECKING:
    from requests_mock import Mocker

    from tap_zoom.auth import ZoomAuthenticator

BASE = "https://api.zoom.us/v2"
URL = f"{BASE}/users"
ROWS: dict[str, Any] = {"json": {"users": [{"id": "a"}], "next_page_token": ""}}
HEAVY = replace(USERS, label=Label.HEAVY)


class Auth(AuthBase):
    """Signs requests with tokens that are numbered."""

    def __init__(self) -> None:
        self.number = 1
        self.stale: list[str] = []

    @property
    def token(self) -> SimpleNamespace:
        """The token of the moment."""
        return SimpleNamespace(access_token=f"s3cret-{self.number}")

    def renew(self, stale: str) -> None:
        """Replace it."""
        self.stale.append(stale)
        self.number += 1

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign a request."""
        request.headers["Authorization"] = f"Bearer {self.token.access_token}"
        return request


@dataclass
class Zoom:
    """The API with a clock that doesn't wait, and what it told of its requests."""

    max_wait: float = 900.0
    clock: Clock = field(default_factory=Clock)
    auth: Auth = field(default_factory=Auth)
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.limits = Limits("business", 1, clock=self.clock, pause=self.clock.pause)
        self.api = Api(
            session=requests.Session(),
            auth=cast("ZoomAuthenticator", self.auth),
            limits=self.limits,
            api_url=lambda: f"{BASE}/",
            user_agent="tap-zoom/1",
            max_wait=self.max_wait,
            on_request=lambda _, status: self.statuses.append(status),
            clock=self.clock,
            pause=self.clock.pause,
        )

    def get(self, call: Call = USERS, **page: str) -> Answer:
        """Make a request."""
        return self.api.get(call, page)

    def fail(self, call: Call = USERS) -> TapZoomError:
        """Make a request in vain, and check what holds of every error."""
        with pytest.raises(TapZoomError) as caught:
            self.get(call)
        said = str(caught.value)

        assert "\n" not in said
        assert "s3cret" not in said
        assert len(said) < 700
        return caught.value


@pytest.fixture
def zoom() -> Zoom:
    """Make an API with the usual patience."""
    return Zoom()


def error(status: int, code: int | None, message: str = "", **more: object) -> dict[str, Any]:
    """Make an error answer for requests-mock."""
    body = {"code": code, "message": message} if code else {"message": message}
    return {"status_code": status, "json": body, **more}


PER_SECOND = error(429, 429, "You have reached the maximum per-second rate limit for this API.")
PER_DAY = error(429, 429, "You have reached the maximum daily rate limit for this API.")


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


def test_a_row_with_a_field_named_code_is_a_success(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(f"{BASE}/meetings/97763643886", json={"id": 1, "code": 300})

    assert zoom.get(MEETING).outcome is Outcome.OK


def test_fields_of_other_types_are_blank() -> None:
    fields = read_fields(b'{"token": 7, "total": "7", "flag": true, "null": null}') or {}
    answer = Answer(Outcome.OK, fields=fields)

    assert [answer.text(name) for name in ("token", "null", "missing")] == [""] * 3
    assert [answer.number(name) for name in ("total", "flag", "null", "missing")] == [None] * 4


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
def test_what_does_not_pass_ends_the_run(requests_mock: Mocker, trouble: str) -> None:
    """After eight tries, some minutes apart in all; or earlier, when the run may not wait."""
    requests_mock.get(URL, **PASSING[trouble])
    patient, hurried = Zoom(), Zoom(max_wait=0)

    said = str(patient.fail())

    assert requests_mock.call_count == 8
    assert said.startswith("No usable answer for /users of stream users in 8 tries; the last: ")
    assert 0 < patient.clock.now - 1000 < 130
    assert "in 1 tries" in str(hurried.fail())


def test_waits_between_tries_grow(zoom: Zoom, requests_mock: Mocker) -> None:
    """But no single one goes beyond a minute."""
    requests_mock.get(URL, **PASSING["500"])
    zoom.fail()

    for place, pause in enumerate(pause for pause in zoom.clock.pauses if pause > 0.02):
        assert pause <= min(0.5 * 2**place, 60)


def test_a_lasting_fault_is_not_tried_again(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, exc=SSLError("s3cret CERTIFICATE_VERIFY_FAILED"))

    assert isinstance(zoom.fail(), TransportError)
    assert requests_mock.call_count == 1


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "outcome", "reason"),
    [
        (error(404, 1001, "User does not exist"), Outcome.SKIP, "user gone"),
        (error(404, 404, "Meeting Poll not found"), Outcome.EMPTY, "no polls"),
        (error(400, 200, "No permission"), Outcome.REFUSED, "no permission"),
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
    page = {"status_code": 403, "text": "<html>Blocked</html>"}
    requests_mock.get(f"{BASE}{MEETING.path}", **page)
    requests_mock.get(URL, **page)

    assert zoom.get(MEETING).outcome is Outcome.SKIP
    assert isinstance(zoom.fail(USERS), ApiError)


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
    assert "Zoom's daily limit for Heavy requests is reached; it resets in 120 min" in str(said)
    assert zoom.clock.now == 1000


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


# --- JSON of all kinds ------------------------------------------------------------------------


@given(json_objects)
def test_any_object_can_be_read(body: dict[str, Any]) -> None:
    """With huge numbers and text of any script; NaN, which is no JSON, apart."""
    encoded = json.dumps(body).encode()
    fields = read_fields(encoded)

    assert fields is not None or b"NaN" in encoded or b"Infinity" in encoded
    assert repr({name: decode(raw) for name, raw in (fields or body).items()} if fields else 0)


escapes = st.lists(
    st.sampled_from([r"\ud83d", r"\ude00", r"\ud83d\ude00", r"\u00eb", "x", r"\\", r"\"", "é"])
)


@given(escapes.map("".join), escapes.map("".join))
def test_half_an_emoji_is_replaced(name: str, value: str) -> None:
    """Zoom cuts names by length; what is left has to be text that targets can take."""
    fields = read_fields(f'{{"n{name}": [{{"{name}": "{value}"}}]}}'.encode())

    assert fields is not None
    for key, raw in fields.items():
        ((inner, text),) = decode(raw)[0].items()
        assert (key + inner + text).encode("utf-8")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b"{", b'{"a": \xff}', b"[" * 100_000])
def test_what_is_no_object_is_none(body: bytes) -> None:
    assert read_fields(body) is None


def test_numbers_beyond_all_bounds_are_read(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(URL, text='{"users": [{"n": 1e999, "id": 123456789012345678901234567890}]}')

    ((row),) = decode(zoom.get().fields["users"])

    assert row == {"n": float("inf"), "id": 123456789012345678901234567890}
    assert zoom.statuses == [HTTPStatus.OK]
