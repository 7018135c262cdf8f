"""A run that ends while a refresh token is being renewed: the new token is still stored."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.exceptions import TransportError
from tap_zoom.singer.writer import TerminatedBySignal
from tests.api.auth_helpers import (
    TOKEN_URL,
    auth_error,
    server_auth,
    stored_token,
    token_response,
    user_auth,
)
from tests.support import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from requests_mock import Mocker

    from tap_zoom.api.token_store import TokenStore

RESPONSE = {"access_token": "access-1", "refresh_token": "next-refresh"}


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """End the wait of the main thread on SIGTERM, as a run does."""

    def handle(signum: int, _: object) -> None:
        raise TerminatedBySignal(signum)

    before = signal.signal(signal.SIGTERM, handle)
    yield
    signal.signal(signal.SIGTERM, before)


class Endpoint:
    """A token endpoint that responds when it is told to."""

    def __init__(self) -> None:
        self.requested = threading.Event()
        self.may_respond = threading.Event()
        self.signals = False

    def respond(self, *_: object) -> dict[str, Any]:
        self.requested.set()
        if self.signals:
            os.kill(os.getpid(), signal.SIGTERM)
        assert self.may_respond.wait(10)
        return RESPONSE


@pytest.fixture
def endpoint(requests_mock: Mocker) -> Endpoint:
    """Serve the token endpoint."""
    found = Endpoint()
    requests_mock.post(TOKEN_URL, json=found.respond)
    return found


def test_signal_while_the_main_thread_waits_for_a_token_loses_none(
    endpoint: Endpoint, token_file: Path, store: TokenStore
) -> None:
    auth = user_auth(store)
    endpoint.signals = True
    with pytest.raises(TerminatedBySignal):
        _ = auth.token
    assert not token_file.exists()
    endpoint.may_respond.set()
    auth.finish_renewal()

    assert stored_token(token_file) == "next-refresh"


def test_second_signal_takes_effect_after_the_token_is_stored(
    endpoint: Endpoint, token_file: Path, store: TokenStore
) -> None:
    auth = user_auth(store)
    endpoint.signals = True
    with pytest.raises(TerminatedBySignal):
        _ = auth.token
    times = iter(range(1000))

    def clock() -> float:
        time = next(times)
        if time == 1:  # the wait has begun
            threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGTERM)).start()
        if time == 2:  # after the signal
            endpoint.may_respond.set()
        return time

    auth.clock = clock
    with pytest.raises(TerminatedBySignal):
        auth.finish_renewal()

    assert stored_token(token_file) == "next-refresh"


def test_token_that_another_thread_is_renewing_is_stored_before_the_run_ends(
    endpoint: Endpoint, token_file: Path, store: TokenStore
) -> None:
    """As when the target closes the pipe: the threads of the run end with the process."""
    auth = user_auth(store)
    worker = threading.Thread(target=lambda: auth.token)
    worker.start()
    assert endpoint.requested.wait(10)
    threading.Thread(target=endpoint.may_respond.set).start()
    auth.finish_renewal()

    assert stored_token(token_file) == "next-refresh"
    worker.join()


def test_run_does_not_wait_for_ever_and_says_what_it_waits_for(
    endpoint: Endpoint, store: TokenStore, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    auth = user_auth(store)
    worker = threading.Thread(target=lambda: auth.token)
    worker.start()
    assert endpoint.requested.wait(10)
    auth.clock = lambda: next(times)
    times = iter([0.0, auth.deadline, auth.deadline])
    auth.finish_renewal()

    assert worker.is_alive()
    assert f"Waiting up to {auth.deadline:.0f} s for the new refresh token" in caplog.text
    auth.clock = Clock()
    endpoint.may_respond.set()
    worker.join()


def test_run_does_not_wait_for_a_token_that_can_be_requested_again(endpoint: Endpoint) -> None:
    """Only a refresh token is used up."""
    auth = server_auth()
    worker = threading.Thread(target=lambda: auth.token)
    worker.start()
    assert endpoint.requested.wait(10)
    auth.finish_renewal()

    assert worker.is_alive()
    endpoint.may_respond.set()
    worker.join()


def test_no_renewal_starts_once_the_run_is_stopping(
    requests_mock: Mocker, store: TokenStore
) -> None:
    auth = user_auth(store)
    auth.is_stopping = lambda: True

    assert isinstance(auth_error(auth), TransportError)
    assert not requests_mock.called


def test_no_other_try_follows_once_the_run_is_stopping(
    requests_mock: Mocker, store: TokenStore
) -> None:
    requests_mock.post(TOKEN_URL, [{"status_code": 503}, token_response()])
    auth = user_auth(store)
    auth.sleep = lambda _: setattr(auth, "is_stopping", lambda: True)

    assert isinstance(auth_error(auth), TransportError)
    assert requests_mock.call_count == 1


def test_run_that_is_stopping_does_not_wait_for_the_lock_of_another(store: TokenStore) -> None:
    auth = user_auth(store)
    auth.sleep = lambda _: setattr(auth, "is_stopping", lambda: True)
    auth.store = store
    with store.lock():
        assert str(auth_error(auth)) == "The run is over."


# --- slow and endless responses ---------------------------------------------------------------


def test_response_that_never_ends_is_given_up(endpoint: Endpoint, store: TokenStore) -> None:
    """However often a byte arrives: other runs wait for the refresh token."""
    auth = user_auth(store)
    auth.deadline = 0.01
    message = str(auth_error(auth))
    endpoint.may_respond.set()

    assert "did not respond to a token request in time" in message
    assert "may have used up" in message


def test_response_that_is_too_long_is_not_read(requests_mock: Mocker) -> None:
    requests_mock.post(TOKEN_URL, json={"access_token": "access-1", "filler": "x" * 2**20})

    assert isinstance(auth_error(server_auth()), TransportError)
