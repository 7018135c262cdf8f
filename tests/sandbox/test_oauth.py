"""Tokens and scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

import sandbox
from tests.sandbox.client import Client

if TYPE_CHECKING:
    from sandbox import Zoom


def test_the_token_response(zoom: Zoom, client: Client) -> None:
    body = client.token().json()

    assert set(body) == {"access_token", "token_type", "expires_in", "scope", "api_url"}
    assert body["expires_in"] == 3600
    assert f"{body['api_url']}/v2" == zoom.api_url
    assert "report:read:user:admin" in body["scope"].split()


def test_several_tokens_are_valid_at_once(client: Client) -> None:
    client.token()

    assert client.get("/users").status_code == 200


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"account_id": "other"}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "unsupported_grant_type"),
    ],
)
def test_bad_token_requests(client: Client, form: dict[str, str], error: str) -> None:
    response = client.token(**form)

    assert response.status_code == 400
    assert response.json()["error"] == error


def test_bad_credentials(zoom: Zoom) -> None:
    for auth in (("x", "y"), (zoom.account.client_id, "y"), ("", "")):
        response = requests.post(zoom.auth_url, auth=auth, timeout=10)

        assert response.status_code == 400
        assert response.json() == {
            "reason": "Invalid client_id or client_secret",
            "error": "invalid_client",
        }


def test_parameters_in_the_query_string_are_ignored(zoom: Zoom) -> None:
    config = zoom.config()
    query = {"grant_type": "account_credentials", "account_id": config["account_id"]}
    auth = (config["client_id"], config["client_secret"])
    response = requests.post(zoom.auth_url, auth=auth, params=query, timeout=10)

    assert response.json()["error"] == "unsupported_grant_type"


def test_refresh_tokens_rotate(zoom: Zoom, client: Client) -> None:
    old = zoom.config("refresh_token")["refresh_token"]
    new = client.token("refresh_token").json()["refresh_token"]

    assert new != old
    again = client.token("refresh_token", refresh_token=old)
    assert again.status_code == 400
    assert again.json() == {"reason": "Invalid Token!", "error": "invalid_grant"}
    assert client.token("refresh_token", refresh_token=new).status_code == 200


def test_a_token_expires_by_the_sandboxs_clock(zoom: Zoom, client: Client) -> None:
    zoom.clock.advance(3601)
    response = client.get("/users")

    assert response.status_code == 401
    assert response.json() == {"code": 124, "message": "Access token is expired."}
    client.login()
    assert client.get("/users").status_code == 200


def test_tokens_can_be_revoked(zoom: Zoom, client: Client) -> None:
    zoom.revoke_tokens()

    assert client.json("/users") == {"code": 124, "message": "Invalid access token."}


def test_a_token_can_revoke_itself(zoom: Zoom, client: Client) -> None:
    config = zoom.config()
    response = requests.post(
        f"{zoom.base_url}/oauth/revoke",
        auth=(config["client_id"], config["client_secret"]),
        data={"token": str(client.session.headers["Authorization"]).split()[1]},
        timeout=10,
    )

    assert response.json() == {"status": "success"}
    assert client.get("/users").status_code == 401


def test_a_token_in_the_query_string_is_rejected(zoom: Zoom) -> None:
    response = requests.get(f"{zoom.api_url}/users", params={"access_token": "x"}, timeout=10)

    assert response.status_code == 401
    assert "query parameter" in response.json()["message"]
    assert zoom.log[-1].malformed


def test_a_missing_token_is_rejected(zoom: Zoom) -> None:
    assert requests.get(f"{zoom.api_url}/users", timeout=10).status_code == 401


@pytest.mark.parametrize("family", ["granular", "classic"])
def test_a_missing_scope_is_a_bad_request(family: str) -> None:
    options = sandbox.Options(limits=False, scopes=family)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        assert client.get("/users").status_code == 200
        gone = {"granular": "user:read:list_users:admin", "classic": "user:read:admin"}[family]
        zoom.scopes.discard(gone)
        assert client.get("/users").status_code == 200, "a token keeps its scopes"
        client.login()
        response = client.get("/users")

        assert (response.status_code, response.json()["code"]) == (400, 4711)
        assert gone in response.json()["message"]


@pytest.mark.parametrize("url", ["absent", "https://evil.example.com"])
def test_the_api_url_can_be_missing_or_evil(url: str) -> None:
    options = sandbox.Options(token_api_url=url)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        assert client.token().json().get("api_url", "absent") == url


def test_token_requests_are_logged_and_can_have_faults(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("/oauth/token", status=503, nth=1)

    assert [client.token().status_code for _ in range(2)] == [503, 200]
    assert [entry.template for entry in zoom.log] == ["/oauth/token"] * 2
