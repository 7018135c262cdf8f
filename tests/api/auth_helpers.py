"""What the tests of authentication share: credentials, builders and checks of errors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest
import requests
from urllib3 import connectionpool
from urllib3.exceptions import MaxRetryError, NewConnectionError

from tap_zoom.api.auth import ZoomAuthenticator
from tap_zoom.api.token_store import TokenStore
from tap_zoom.exceptions import TapZoomError
from tests.support import Clock

if TYPE_CHECKING:
    from pathlib import Path

    from requests_mock import Mocker

TOKEN_URL = "https://zoom.us/oauth/token"
API_URL = "https://api.zoom.us/v2/users"
CLIENT_ID, CLIENT_SECRET, ACCOUNT_ID = "client+1", "s3cret/key", "acc-7890"
REFRESH_TOKEN = "initial-token-1"
SECRETS = (CLIENT_ID, CLIENT_SECRET, ACCOUNT_ID, REFRESH_TOKEN, "access-", "next-refresh")
#: Zoom's response to a refresh token that was used before.
INVALID_GRANT: dict[str, Any] = {
    "status_code": 400,
    "json": {"reason": "Invalid Token!", "error": "invalid_grant"},
}
REUSED_ADVICE = "used by another run"


def open_store(path: Path, refresh_token: str = REFRESH_TOKEN) -> TokenStore:
    """Open a store in a file of its own."""
    store = TokenStore.choose(str(path), [], refresh_token, CLIENT_ID)
    assert store
    return store


def server_auth(store: TokenStore | None = None, clock: Clock | None = None) -> ZoomAuthenticator:
    """Make the authenticator of a Server-to-Server OAuth app."""
    return make_auth(store, clock, account_id=ACCOUNT_ID)


def user_auth(store: TokenStore | None, clock: Clock | None = None) -> ZoomAuthenticator:
    """Make the authenticator of an app that a user authorized."""
    return make_auth(store, clock, refresh_token=REFRESH_TOKEN)


def make_auth(
    store: TokenStore | None = None,
    clock: Clock | None = None,
    account_id: str | None = None,
    refresh_token: str | None = None,
    auth_url: str = TOKEN_URL,
) -> ZoomAuthenticator:
    """Make an authenticator with a fake clock."""
    clock = clock or Clock()
    return ZoomAuthenticator(
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        account_id=account_id,
        refresh_token=refresh_token,
        auth_url=auth_url,
        store=store,
        session=requests.Session(),
        user_agent="tap-zoom/1",
        clock=clock,
        sleep=clock.pause,
    )


def token_response(number: int = 1, **fields: object) -> dict[str, Any]:
    """Build a token response for requests-mock."""
    return {"json": {"access_token": f"access-{number}", "expires_in": 3600, **fields}}


def authorization(auth: ZoomAuthenticator) -> str:
    """Authorize a request and return its Authorization header."""
    request = requests.Request("GET", API_URL).prepare()
    return str(auth(request).headers["Authorization"])


def auth_error(auth: ZoomAuthenticator) -> TapZoomError:
    """Request a token that is refused, and check what holds for every error."""
    with pytest.raises(TapZoomError) as caught:
        _ = auth.token
    message = str(caught.value)

    assert not [secret for secret in SECRETS if secret in message]
    assert "\n" not in message
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None
    return caught.value


def stored_token(path: Path) -> str:
    """Return the refresh token in a token file."""
    return str(json.loads(path.read_text())["refresh_token"])


def sent_refresh_tokens(requests_mock: Mocker) -> list[str]:
    """Return the refresh tokens that were sent, in order."""
    return [parse_qs(sent.text)["refresh_token"][0] for sent in requests_mock.request_history]


def connection_error(reason: str) -> requests.ConnectionError:
    """Build the error that requests raises when it can't connect."""
    pool = connectionpool.HTTPSConnectionPool("zoom.us")
    cause = NewConnectionError(pool, reason)  # type: ignore[arg-type]
    return requests.ConnectionError(MaxRetryError(pool, "/oauth/token", cause))
