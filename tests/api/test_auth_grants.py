"""Token requests and responses: what is sent for each grant, and what is read."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tap_zoom.api.token_request import Token
from tap_zoom.exceptions import AuthError, ConfigError
from tests.api.auth_helpers import (
    ACCOUNT_ID,
    CLIENT_ID,
    CLIENT_SECRET,
    REFRESH_TOKEN,
    SECRETS,
    TOKEN_URL,
    auth_error,
    authorization,
    make_auth,
    server_auth,
    token_response,
    user_auth,
)

if TYPE_CHECKING:
    from requests_mock import Mocker

    from tap_zoom.api.token_store import TokenStore


# --- the request ------------------------------------------------------------------------------


def test_server_app_sends_its_account_id_and_basic_auth(requests_mock: Mocker) -> None:
    requests_mock.post(TOKEN_URL, **token_response())
    assert authorization(server_auth()) == "Bearer access-1"

    sent = requests_mock.request_history[0]
    credentials = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
    assert sent.url == TOKEN_URL
    assert sent.headers["Authorization"] == f"Basic {credentials}"
    assert sent.headers["Accept"] == "application/json"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(sent.text) == {
        "grant_type": ["account_credentials"],
        "account_id": [ACCOUNT_ID],
    }
    assert repr(sent.timeout) == "(10, 30)"


def test_user_app_sends_its_refresh_token_and_basic_auth(
    requests_mock: Mocker, store: TokenStore
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(refresh_token="next-refresh"))
    assert authorization(user_auth(store)) == "Bearer access-1"

    sent = requests_mock.request_history[0]
    assert sent.url == TOKEN_URL
    assert sent.headers["Authorization"].startswith("Basic ")
    assert parse_qs(sent.text) == {
        "grant_type": ["refresh_token"],
        "refresh_token": [REFRESH_TOKEN],
    }


def test_credentials_are_sent_as_utf_8(requests_mock: Mocker) -> None:
    """As Latin-1, they might not be encodable, and the error would quote them."""
    requests_mock.post(TOKEN_URL, **token_response())
    auth = server_auth()
    auth.client_secret = "s€cret"
    _ = auth.token

    sent = requests_mock.request_history[0].headers["Authorization"]
    assert base64.b64decode(sent.split()[1]).decode() == f"{CLIENT_ID}:s€cret"


@pytest.mark.parametrize(("account_id", "refresh_token"), [(ACCOUNT_ID, REFRESH_TOKEN), ("", None)])
def test_both_grants_or_neither_is_an_error_without_a_request(
    requests_mock: Mocker, store: TokenStore, account_id: str, refresh_token: str | None
) -> None:
    error = auth_error(make_auth(store, account_id=account_id, refresh_token=refresh_token))

    assert isinstance(error, ConfigError)
    assert not requests_mock.called


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(requests_mock: Mocker, status: int) -> None:
    """Credentials are sent to the configured URL only."""
    requests_mock.post(TOKEN_URL, status_code=status, headers={"Location": "https://evil.example/"})
    requests_mock.register_uri("POST", "https://evil.example/", **token_response())
    requests_mock.register_uri("GET", "https://evil.example/", **token_response())

    error = auth_error(server_auth())

    assert isinstance(error, AuthError)
    assert "check auth_url" in str(error)
    assert requests_mock.call_count == 1


# --- the response -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "scopes"),
    [
        ("user:read:admin  report:read:admin", {"user:read:admin", "report:read:admin"}),
        ("", set()),
        (None, set()),
    ],
)
def test_token_has_the_scopes_that_zoom_names(
    requests_mock: Mocker, scope: str | None, scopes: set[str]
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(scope=scope))

    assert server_auth().token.scopes == scopes


@pytest.mark.parametrize(
    ("returned", "used"),
    [
        ("https://api-us.zoom.us", "https://api-us.zoom.us"),
        ("https://API.zoom.us/", "https://api.zoom.us"),
        ("https://api.zoomgov.com/v2", "https://api.zoomgov.com"),
        ("https://zoom.us:443", "https://zoom.us:443"),
        (None, None),
        ("", None),
        ("http://api.zoom.us", None),
        ("api.zoom.us", None),
        ("https://api.zoom.us.evil.example", None),
        ("https://evilzoom.us", None),
        ("https://api.zoom.us@evil.example/", None),
        ("https://user:pass@api.zoom.us", None),
        ("https://evil.example/?.zoom.us", None),
        ("https://evil.example#.zoom.us", None),
        ("https://evil.example\\.zoom.us", None),
        ("https://[zoom.us", None),
        ("https://api.zoom.us\n", None),
        (17, None),
    ],
)
def test_api_url_is_used_only_if_it_is_a_zoom_host_over_tls(
    requests_mock: Mocker, returned: object, used: str | None
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(api_url=returned))

    assert server_auth().token.api_url == used


def test_foreign_api_url_is_logged_by_its_host_only(
    requests_mock: Mocker, caplog: pytest.LogCaptureFixture
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(api_url="https://u:hush@evil.example/hush"))
    with caplog.at_level(logging.DEBUG, "tap_zoom"):
        _ = server_auth().token

    assert "evil.example" in caplog.text
    assert "hush" not in caplog.text


# --- secrets ----------------------------------------------------------------------------------


def test_repr_of_a_token_does_not_show_it() -> None:
    assert "access-1" not in repr(Token("access-1", 1.0))


def test_repr_of_an_authenticator_shows_no_secrets(store: TokenStore) -> None:
    shown = repr(user_auth(store))

    assert not [secret for secret in SECRETS if secret in shown]
