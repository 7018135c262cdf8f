"""Refused token requests: what the message says, and what is kept out of messages and logs."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_zoom.api.token_store import TokenStore
from tap_zoom.exceptions import AuthError, TransportError
from tests.api.auth_helpers import (
    CLIENT_ID,
    CLIENT_SECRET,
    INVALID_GRANT,
    REFRESH_TOKEN,
    REUSED_ADVICE,
    SECRETS,
    TOKEN_URL,
    auth_error,
    authorization,
    server_auth,
    token_response,
    user_auth,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from requests_mock import Mocker

    from tap_zoom.api.auth import ZoomAuthenticator

CREDENTIALS_ADVICE = "check client_id and client_secret"
APP_TYPE_ADVICE = "is not of the type"
DEACTIVATED_ADVICE = "deactivated"


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (
            400,
            {"error": "invalid_client", "reason": "Invalid client_id or secret"},
            CREDENTIALS_ADVICE,
        ),
        (401, {"code": 4702, "message": "Client not found"}, CREDENTIALS_ADVICE),
        (400, {"code": "4704", "errorMessage": "no such app"}, CREDENTIALS_ADVICE),
        (
            400,
            {"error": "unsupported_grant_type", "reason": "unsupported grant type"},
            APP_TYPE_ADVICE,
        ),
        (400, {"code": 4705}, APP_TYPE_ADVICE),
        (400, {"code": 4717, "message": "The app has been disabled"}, DEACTIVATED_ADVICE),
        (401, {"errorCode": 1, "message": "4738"}, DEACTIVATED_ADVICE),
        (400, {"error": "invalid_request", "reason": "Bad Request"}, "check account_id"),
        (401, {}, "check account_id"),
        (403, {}, "check auth_url"),
        (404, {"message": "not found"}, "check auth_url"),
        (200, {"error": "invalid_client"}, "invalid_client"),
    ],
)
def test_refused_server_app_learns_what_to_check(
    requests_mock: Mocker, status: int, body: dict[str, Any], advice: str
) -> None:
    """Without a retry."""
    requests_mock.post(TOKEN_URL, status_code=status, json=body)
    error = auth_error(server_auth())

    assert isinstance(error, AuthError)
    assert advice in str(error)
    assert f"HTTP {status}" in str(error)
    assert requests_mock.call_count == 1


@pytest.mark.parametrize(
    ("status", "body", "advice"),
    [
        (400, {"error": "invalid_grant", "reason": "Invalid Token!"}, REUSED_ADVICE),
        (400, {"error": "invalid_grant"}, REUSED_ADVICE),
        (401, {"error": "invalid_request", "reason": "Invalid Token!"}, REUSED_ADVICE),
        (400, {"code": 4711}, REUSED_ADVICE),
        (400, {"code": 4735}, REUSED_ADVICE),
        (400, {"code": 4737}, REUSED_ADVICE),
        (400, {"code": 4740}, REUSED_ADVICE),
        (400, {"code": 4741, "message": "revoked"}, REUSED_ADVICE),
        (400, {"error": "invalid_client"}, CREDENTIALS_ADVICE),
        (400, {"error": "unsupported_grant_type"}, APP_TYPE_ADVICE),
        (400, {"code": 4738}, DEACTIVATED_ADVICE),
    ],
)
def test_refused_refresh_token_is_explained(
    requests_mock: Mocker, store: TokenStore, status: int, body: dict[str, Any], advice: str
) -> None:
    """Without a retry."""
    requests_mock.post(TOKEN_URL, status_code=status, json=body)
    error = auth_error(user_auth(store))

    assert isinstance(error, AuthError)
    assert advice in str(error)
    assert requests_mock.call_count == 1


def test_used_token_is_to_be_replaced_where_it_was_configured(
    requests_mock: Mocker, tmp_path: Path
) -> None:
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": REFRESH_TOKEN}))
    requests_mock.post(TOKEN_URL, **INVALID_GRANT)
    error = auth_error(user_auth(TokenStore.choose(None, [config], REFRESH_TOKEN, CLIENT_ID)))

    assert str(error).endswith(f"put the new refresh token into refresh_token in {config}.")


def test_access_token_that_is_not_a_valid_header_is_not_used(requests_mock: Mocker) -> None:
    """The error about the header would quote it."""
    requests_mock.post(TOKEN_URL, json={"access_token": "access-\r\nX: y"})

    assert isinstance(auth_error(server_auth()), TransportError)


# --- secrets ----------------------------------------------------------------------------------


def test_zooms_message_is_redacted_and_shortened(requests_mock: Mocker, store: TokenStore) -> None:
    """It is repeated without secrets and control characters."""
    store.save("next-refresh")
    secrets = f"{CLIENT_SECRET} s3cret%2Fkey {CLIENT_ID}\r\n\x1b[31m{REFRESH_TOKEN}\u202e"
    reason = f"{secrets} s3cr\x00et/key next-refresh " + "long " * 999
    requests_mock.post(TOKEN_URL, status_code=400, json={"reason": reason})
    message = str(auth_error(user_auth(store)))

    assert "s3cret" not in message
    assert message.isprintable()
    assert "*** *** *** [31m*** *** *** long" in message
    assert len(message) < 600


def test_a_secret_that_contains_another_is_redacted_as_a_whole(requests_mock: Mocker) -> None:
    """Otherwise, the rest of the longer one would remain."""
    auth = server_auth()
    auth.account_id = f"{CLIENT_SECRET}-and-more"
    requests_mock.post(TOKEN_URL, status_code=400, json={"reason": f"No {auth.account_id}."})

    assert "HTTP 400: No ***.)" in str(auth_error(auth))


@pytest.mark.parametrize("make_auth", [server_auth, user_auth])
def test_logs_hold_no_secret(
    requests_mock: Mocker,
    store: TokenStore,
    caplog: pytest.LogCaptureFixture,
    make_auth: Callable[..., ZoomAuthenticator],
) -> None:
    """Not even at debug level."""
    requests_mock.post(
        TOKEN_URL,
        [
            {"status_code": 503, "text": CLIENT_SECRET},
            {"exc": requests.ConnectionError(CLIENT_SECRET)},
            token_response(refresh_token="next-refresh", scope="a", api_url="https://evil.example"),
        ],
    )
    with caplog.at_level(logging.DEBUG):
        authorization(make_auth(store=store))

    assert len(caplog.records) >= 3
    assert not [secret for secret in SECRETS if secret in caplog.text]
