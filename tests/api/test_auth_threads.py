"""One access token for all threads: when it is requested, and when it is refreshed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tests.api.auth_helpers import (
    API_URL,
    TOKEN_URL,
    auth_error,
    authorization,
    server_auth,
    token_response,
)
from tests.support import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from requests_mock import Mocker


# --- when a token is requested ----------------------------------------------------------------


def test_creating_an_authenticator_sends_no_request(requests_mock: Mocker) -> None:
    server_auth()

    assert not requests_mock.called


def test_one_token_serves_many_requests(requests_mock: Mocker) -> None:
    """Even the same request can be authorized more than once."""
    requests_mock.post(TOKEN_URL, **token_response())
    auth = server_auth()
    request = requests.Request("GET", API_URL).prepare()
    for _ in range(3):
        auth(request)

    assert request.headers["Authorization"] == "Bearer access-1"
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    ("expires_in", "refreshed_after"),
    [
        (3600, 3540),
        (3599, 3539),
        ("1800", 1740),
        (100, 90),
        (None, 3540),
        (0, 3540),
        (-5, 3540),
        ("soon", 3540),
        (True, 3540),
        (float("nan"), 3540),
        (float("inf"), 3540),
        (86400, 3540),
        ([], 3540),
    ],
)
def test_token_is_refreshed_before_it_expires(
    requests_mock: Mocker, expires_in: object, refreshed_after: float
) -> None:
    """A minute, or a tenth of its lifetime, before; the lifetime is an hour at most."""
    requests_mock.post(TOKEN_URL, [token_response(1, expires_in=expires_in), token_response(2)])
    clock = Clock()
    auth = server_auth(clock=clock)
    assert not auth.is_token_valid()
    assert authorization(auth) == "Bearer access-1"
    clock.now += refreshed_after - 1
    assert auth.is_token_valid()
    assert authorization(auth) == "Bearer access-1"
    clock.now += 1
    assert not auth.is_token_valid()
    assert authorization(auth) == "Bearer access-2"


def test_a_token_is_replaced_however_long_ago_it_expired(requests_mock: Mocker) -> None:
    requests_mock.post(TOKEN_URL, [token_response(1), token_response(2)])
    clock = Clock()
    auth = server_auth(clock=clock)
    assert authorization(auth) == "Bearer access-1"

    clock.now += 86_400
    assert authorization(auth) == "Bearer access-2"


def test_lifetime_is_counted_from_the_request(requests_mock: Mocker) -> None:
    """A slow response doesn't make a token live longer."""
    clock = Clock()

    def respond_slowly(*_: object) -> dict[str, Any]:
        clock.now += 25
        return {"access_token": "access-1", "expires_in": 3600}

    requests_mock.post(TOKEN_URL, json=respond_slowly)

    assert server_auth(clock=clock).token.expires_at == 1000 + 3600


def test_update_access_token_replaces_a_valid_token(requests_mock: Mocker) -> None:
    requests_mock.post(TOKEN_URL, [token_response(1), token_response(2)])
    auth = server_auth()
    auth.update_access_token()
    assert authorization(auth) == "Bearer access-1"
    auth.update_access_token()

    assert authorization(auth) == "Bearer access-2"
    assert requests_mock.call_count == 2


def test_token_that_was_replaced_already_is_not_replaced_again(requests_mock: Mocker) -> None:
    """A late 401 for the old token costs no request."""
    requests_mock.post(TOKEN_URL, [token_response(1), token_response(2), token_response(3)])
    auth = server_auth()
    stale = auth.token.access_token
    auth.refresh(stale)
    auth.refresh(stale)

    assert authorization(auth) == "Bearer access-2"
    assert requests_mock.call_count == 2


def test_first_error_is_final(requests_mock: Mocker) -> None:
    """Once Zoom has refused a token, later threads get the same error without a request."""
    requests_mock.post(TOKEN_URL, status_code=400, json={"error": "invalid_client"})
    auth = server_auth()
    first, second = auth_error(auth), auth_error(auth)

    assert str(first) == str(second)
    assert type(first) is type(second)
    assert requests_mock.call_count == 1


# --- many threads -----------------------------------------------------------------------------


class Crowd:
    """Threads that all need a token while the first request for one is on its way.

    Attributes:
        respond: Responds once every thread has asked for a token, each time with another one.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._arrived = 0
        self._responses = 0
        self._condition = threading.Condition()

    def respond(self, *_: object) -> dict[str, str]:
        with self._condition:
            assert self._condition.wait_for(lambda: self._arrived == self._size, timeout=10)
            self._responses += 1
            return {"access_token": f"access-of-crowd-{self._responses}"}

    def run(self, get_token: Callable[[], str]) -> set[str]:
        """Return the tokens that the threads got."""

        def work(_: int) -> str:
            with self._condition:
                self._arrived += 1
                self._condition.notify_all()
            return get_token()

        with ThreadPoolExecutor(self._size) as pool:
            return set(pool.map(work, range(self._size)))


def test_threads_share_the_first_token_request(requests_mock: Mocker) -> None:
    crowd = Crowd(32)
    requests_mock.post(TOKEN_URL, json=crowd.respond)
    auth = server_auth()

    assert crowd.run(lambda: authorization(auth)) == {"Bearer access-of-crowd-1"}
    assert requests_mock.call_count == 1


def test_threads_with_a_refused_token_share_one_refresh(requests_mock: Mocker) -> None:
    crowd = Crowd(100)
    requests_mock.post(TOKEN_URL, [token_response(1), {"json": crowd.respond}])
    auth = server_auth()
    stale = auth.token.access_token

    assert crowd.run(lambda: auth.refresh(stale).access_token) == {"access-of-crowd-1"}
    assert requests_mock.call_count == 2
