"""What is retried, for how long, and whether an item or the whole run fails in the end."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests.exceptions import ChunkedEncodingError, SSLError

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.health import HealthCheck
from tap_zoom.exceptions import TransportError
from tests.fake_api import ALIVE, BASE, PROBE, ROWS, URL, ApiHarness, error
from tests.support import MEETING, USERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests_mock import Mocker

    from tap_zoom.api.request import Request

PAGE: dict[str, Any] = {"status_code": 403, "text": "<html>Blocked</html>"}
#: What may have any cause.
TRANSIENT: dict[str, dict[str, Any]] = {
    "500": error(500, None, "oops"),
    "502 page": {"status_code": 502, "text": "<html>Bad gateway</html>"},
    "503": error(503, 3001, "Meeting does not exist"),
    "504 empty": {"status_code": 504, "text": ""},
    "408": error(408, None),
    "firewall": PAGE,
    "404 page": {"status_code": 404, "text": "<html>s3cret</html>"},
    "page instead of rows": {"text": "<html>Please wait</html>"},
    "cut off": {"text": '{"users": [{"id": "a"'},
    "a list": {"text": "[]"},
    "empty": {"text": ""},
    "timeout": {"exc": requests.ReadTimeout},
    "connection": {"exc": requests.ConnectionError},
    "chunks": {"exc": ChunkedEncodingError},
}
#: What is an answer, but not one that the tap knows.
UNKNOWN: dict[str, dict[str, Any]] = {
    "bad request": error(400, 300, "Invalid parameter."),
    "unknown code": error(400, 9999, "Something new"),
    "unknown code under 200": error(200, 9999, "Something new"),
    "without a code": error(404, None, "Something new"),
    "gateway": {"status_code": 403, "json": {"message": "Request denied"}},
    "204": {"status_code": 204, "json": {}},
    "no list": {"json": {"total_records": 3}},
}
each_failure = pytest.mark.parametrize(
    "failure", [*TRANSIENT.values(), *UNKNOWN.values()], ids=[*TRANSIENT, *UNKNOWN]
)


@each_failure
def test_failure_is_retried_after_a_pause(
    api: ApiHarness, requests_mock: Mocker, failure: dict[str, Any]
) -> None:
    requests_mock.get(URL, [failure, ROWS])

    assert api.request().outcome is Outcome.OK
    assert requests_mock.call_count == 2
    assert 0.25 <= api.elapsed <= 0.5


@each_failure
def test_request_gives_room_in_flight_back_between_tries(
    api: ApiHarness, requests_mock: Mocker, failure: dict[str, Any]
) -> None:
    free: list[int] = []
    api.client.pause = lambda _: free.append(api.room.free)
    requests_mock.get(URL, [failure, TRANSIENT["500"], ROWS])
    api.request()

    assert free == [1, 1]
    assert api.room.free == 1


@pytest.mark.parametrize(
    "request_", [USERS, replace(MEETING, required_fields=("id",))], ids=["list", "item"]
)
@each_failure
def test_item_that_fails_while_zoom_answers_costs_seconds(
    api: ApiHarness, requests_mock: Mocker, failure: dict[str, Any], request_: Request
) -> None:
    requests_mock.get(f"{BASE}{request_.path}", **failure)
    requests_mock.get(PROBE, **ALIVE)

    response = api.request(request_)

    assert response.outcome is Outcome.FAILED
    assert response.reason
    assert "s3cret" not in response.message
    assert requests_mock.call_count <= 6 + 1 + 1
    assert api.elapsed < 40
    assert api.room.free == 1


def test_failed_item_is_named_with_the_words_and_the_id_of_zoom(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    headers = {"x-zm-trackingid": "v=2.0;clid=us06"}
    requests_mock.get(URL, **UNKNOWN["unknown code"], headers=headers)

    response = api.request()

    assert response.reason == "an error unknown to tap-zoom"
    assert response.message == (
        "HTTP 400, code 9999: Something new (3 tries; tracking id v=2.0;clid=us06)"
    )


def test_answer_with_a_code_proves_that_zoom_answers(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """So there is no need to ask."""
    requests_mock.get(URL, **UNKNOWN["unknown code"])

    assert api.request().outcome is Outcome.FAILED
    assert requests_mock.call_count == 3


@pytest.mark.parametrize(
    "alive", [ALIVE, error(400, 4711, "contain scopes:[user:read]"), error(429, 429, "slow down")]
)
def test_any_answer_to_the_probe_proves_that_zoom_answers(
    api: ApiHarness, requests_mock: Mocker, alive: dict[str, Any]
) -> None:
    requests_mock.get(URL, **PAGE)
    requests_mock.get(PROBE, **alive)

    assert api.request().outcome is Outcome.FAILED


def test_answer_to_another_request_spares_the_probe(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **PAGE)
    requests_mock.get(f"{BASE}{MEETING.path}", json={"id": 1})
    pause = api.clock.pause

    def answer_another(seconds: float) -> None:
        api.client.pause = pause
        api.request(MEETING)
        api.client.pause = answer_another
        pause(seconds)

    api.client.pause = answer_another

    assert api.request().outcome is Outcome.FAILED
    assert not [sent for sent in requests_mock.request_history if sent.path == "/v2/users/me"]


class Outage:
    """Zoom from the start of an outage to its end."""

    def __init__(self, api: ApiHarness, requests_mock: Mocker, seconds: float, how: Any) -> None:
        self.end = api.clock.now + seconds
        self.clock = api.clock
        self.body, self.status = how.get("text") or "", how.get("status_code", 200)
        self.headers = how.get("headers", {})
        requests_mock.get(URL, text=self.respond('{"users": [], "total_records": 0}'))
        requests_mock.get(PROBE, text=self.respond('{"id": "me"}'))

    def respond(self, body: str) -> Callable[[Any, Any], str]:
        """Respond with a body once the outage is over."""

        def response(_: object, context: Any) -> str:
            if self.clock.now >= self.end:
                return body
            context.status_code = self.status
            context.headers.update(self.headers)
            return self.body

        return response


OUTAGES: dict[str, dict[str, Any]] = {
    "503": {"status_code": 503, "headers": {"Retry-After": "60"}},
    "403 page": PAGE,
    "no list": {"text": "{}"},
    "other JSON": {"status_code": 403, "text": '{"message": "Request denied"}'},
}


@pytest.mark.parametrize("seconds", [3, 75, 600, 890])
@pytest.mark.parametrize("how", OUTAGES.values(), ids=OUTAGES)
def test_outage_shorter_than_max_wait_fails_nothing(
    api: ApiHarness, requests_mock: Mocker, how: dict[str, Any], seconds: float
) -> None:
    outage = Outage(api, requests_mock, seconds, how)

    assert api.request().outcome is Outcome.OK
    assert api.clock.now - outage.end <= 61


@pytest.mark.parametrize("max_wait", [0, 5, 900])
def test_outage_longer_than_max_wait_ends_the_run(requests_mock: Mocker, max_wait: float) -> None:
    api = ApiHarness(max_wait=max_wait)
    Outage(api, requests_mock, 10_000, OUTAGES["503"])

    raised = api.error()

    assert isinstance(raised, TransportError)
    assert "No usable response for /users of stream users in " in str(raised)
    assert api.elapsed == pytest.approx(max_wait, abs=0.1)


def test_pauses_double_and_none_is_short(api: ApiHarness, requests_mock: Mocker) -> None:
    Outage(api, requests_mock, 200, PAGE)
    api.request()

    for index, pause in enumerate(api.clock.pauses[:6]):
        assert 2**index / 4 <= pause <= 2**index / 2
    assert max(api.clock.pauses) <= 60


@pytest.mark.parametrize(("asked", "waited"), [("7", 7), ("0", 0.25), ("9999", 20)])
def test_retry_after_of_a_server_error_is_respected(
    requests_mock: Mocker, asked: str, waited: float
) -> None:
    """Within ``max_wait``."""
    api = ApiHarness(max_wait=20)
    failure = {**TRANSIENT["503"], "headers": {"Retry-After": asked}}
    requests_mock.get(URL, [failure, ROWS])

    assert api.request().outcome is Outcome.OK
    assert waited <= api.elapsed <= waited + 0.25


def test_item_that_asks_for_long_pauses_has_few(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(URL, **TRANSIENT["503"], headers={"Retry-After": "60"})
    requests_mock.get(PROBE, **ALIVE)

    assert api.request().outcome is Outcome.FAILED
    assert api.elapsed < 70


def test_permanent_network_error_ends_the_run_at_once(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    requests_mock.get(URL, exc=SSLError("s3cret CERTIFICATE_VERIFY_FAILED"))

    assert isinstance(api.error(), TransportError)
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    "body",
    [b'{"users": [{"id": "a", "topic": "Zo\xc3"}]}', b'{"users": [{"id": "a"}]}\n\x00<!-- x -->'],
)
def test_damaged_json_is_accepted_if_it_stays_so(
    api: ApiHarness, requests_mock: Mocker, body: bytes
) -> None:
    requests_mock.get(URL, content=body)

    assert api.request().outcome is Outcome.OK
    assert requests_mock.call_count == 3


def test_one_thread_at_a_time_asks_whether_zoom_answers() -> None:
    health = HealthCheck()
    first_asks, go_on = threading.Event(), threading.Event()
    asking: list[int] = []
    most: list[int] = []

    def ask() -> bool:
        asking.append(1)
        most.append(len(asking))
        first_asks.set()
        assert go_on.wait(20)
        asking.pop()
        return True

    results: list[bool] = []
    threads = [threading.Thread(target=lambda: results.append(health.probe(ask))) for _ in range(4)]
    threads[0].start()
    assert first_asks.wait(20)
    for thread in threads[1:]:
        thread.start()
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert results == [True] * 4
    assert max(most) == 1
