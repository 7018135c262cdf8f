"""Token requests that fail for a moment, or for good, on their way to Zoom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_zoom.api.token_request import MAX_TRIES
from tap_zoom.exceptions import ConfigError, TransportError
from tests.api.auth_helpers import (
    ACCOUNT_ID,
    INVALID_GRANT,
    REUSED_ADVICE,
    TOKEN_URL,
    auth_error,
    authorization,
    connection_error,
    make_auth,
    server_auth,
    token_response,
    user_auth,
)
from tests.support import Clock

if TYPE_CHECKING:
    from requests_mock import Mocker

    from tap_zoom.api.token_store import TokenStore

TRANSIENT: list[dict[str, Any]] = [
    {"status_code": 429},
    {"status_code": 500, "text": "oops"},
    {"status_code": 503, "json": {"error": "invalid_client"}},
    {"status_code": 408},
    {"text": "<html>sign in</html>"},
    {"text": '{"access_token": "access-'},
    {"text": "[]"},
    {"json": {}},
    {"content": b"\xff"},
    {"exc": requests.ConnectionError("reset")},
    {"exc": requests.ConnectTimeout},
    {"exc": requests.ReadTimeout},
    {"exc": requests.exceptions.ChunkedEncodingError},
    {"exc": requests.exceptions.ProxyError("tunnel failed")},
]
MAYBE_USED_UP = "may have used up the refresh token"


@pytest.mark.parametrize("failure", TRANSIENT, ids=str)
def test_transient_failures_are_retried_with_growing_jittered_waits(
    requests_mock: Mocker, failure: dict[str, Any]
) -> None:
    clock = Clock()
    requests_mock.post(TOKEN_URL, [failure] * 4 + [token_response()])
    assert authorization(server_auth(clock=clock)) == "Bearer access-1"

    assert len(clock.pauses) == 4
    limits = (1, 2, 4, 8)
    assert all(0 <= wait <= limit for wait, limit in zip(clock.pauses, limits, strict=True))


@pytest.mark.parametrize("failure", TRANSIENT, ids=str)
def test_failures_that_last_end_the_run_after_five_tries(
    requests_mock: Mocker, failure: dict[str, Any]
) -> None:
    requests_mock.post(TOKEN_URL, [failure])
    error = auth_error(server_auth())

    assert isinstance(error, TransportError)
    assert "zoom.us" in str(error)
    assert requests_mock.call_count == MAX_TRIES == 5


@pytest.mark.parametrize(
    ("retry_after", "at_least", "at_most"),
    [("7", 7, 7), ("3600", 60, 60), ("0", 0, 1), ("tomorrow", 0, 1), ("-1", 0, 1), ("inf", 60, 60)],
)
def test_retry_after_is_respected_up_to_a_minute(
    requests_mock: Mocker, retry_after: str, at_least: float, at_most: float
) -> None:
    clock = Clock()
    rate_limited = {"status_code": 429, "headers": {"Retry-After": retry_after}}
    requests_mock.post(TOKEN_URL, [rate_limited, token_response()])
    _ = server_auth(clock=clock).token

    assert at_least <= clock.pauses[0] <= at_most


@pytest.mark.parametrize(
    ("exception", "hint", "tries"),
    [
        (connection_error("getaddrinfo failed"), "resolved", MAX_TRIES),
        (connection_error("[Errno 111] Connection refused"), "refused", MAX_TRIES),
        (requests.exceptions.SSLError("CERTIFICATE_VERIFY_FAILED"), "REQUESTS_CA_BUNDLE", 1),
        (requests.exceptions.SSLError("EOF"), "clock", MAX_TRIES),
        (requests.exceptions.ProxyError("407"), "HTTPS_PROXY", MAX_TRIES),
        (OSError("no such CA bundle"), "REQUESTS_CA_BUNDLE", 1),
    ],
)
def test_network_error_names_the_host_and_what_to_check(
    requests_mock: Mocker, exception: Exception, hint: str, tries: int
) -> None:
    """A permanent one is not retried."""
    requests_mock.post(TOKEN_URL, exc=exception)
    error = auth_error(server_auth())

    assert isinstance(error, TransportError)
    assert hint in str(error)
    assert "zoom.us" in str(error)
    assert requests_mock.call_count == tries


@pytest.mark.parametrize("url", ["zoom.us/oauth/token", "https://[zoom.us", "https://", "ftp://x"])
def test_invalid_auth_url_is_a_config_error_without_retries(url: str) -> None:
    clock = Clock()
    error = auth_error(make_auth(clock=clock, account_id=ACCOUNT_ID, auth_url=url))

    assert isinstance(error, ConfigError)
    assert "auth_url" in str(error)
    assert not clock.pauses


@pytest.mark.parametrize(
    ("failure", "maybe_used_up"),
    [
        ({"exc": requests.ReadTimeout}, True),
        ({"exc": requests.ConnectionError("Connection aborted.")}, True),
        ({"text": '{"access_tok'}, True),
        ({"status_code": 502}, True),
        ({"exc": requests.ConnectTimeout}, False),
        ({"exc": connection_error("[Errno 111] Connection refused")}, False),
        ({"status_code": 429}, False),
    ],
    ids=str,
)
def test_error_says_if_a_lost_response_may_have_used_up_the_refresh_token(
    requests_mock: Mocker, store: TokenStore, failure: dict[str, Any], *, maybe_used_up: bool
) -> None:
    requests_mock.post(TOKEN_URL, [failure, INVALID_GRANT])
    message = str(auth_error(user_auth(store)))

    assert REUSED_ADVICE in message
    assert (MAYBE_USED_UP in message) is maybe_used_up


def test_server_app_has_no_refresh_token_to_use_up(requests_mock: Mocker) -> None:
    requests_mock.post(TOKEN_URL, exc=requests.ReadTimeout)

    assert MAYBE_USED_UP not in str(auth_error(server_auth()))
