"""What a stream inherits from the SDK's RESTStream says what its requests really use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

from tap_zoom.base.stream import ZoomStream
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from requests_mock import Mocker

API_URL = "https://api.example.com/v2"
CONFIG = {"account_id": "account", "client_id": "client", "client_secret": "secret"}


@pytest.fixture
def users(requests_mock: Mocker) -> ZoomStream:
    token = {
        "access_token": "TOKEN",
        "token_type": "bearer",
        "expires_in": 3600,
        "scope": "user:read:admin",
    }
    requests_mock.post("/oauth/token", json=token)
    requests_mock.get("/v2/users", json={"users": []})
    stream = TapZoom(config={**CONFIG, "api_url": API_URL}).streams["users"]
    assert isinstance(stream, ZoomStream)
    return stream


def test_inherited_members_make_a_request_that_zoom_accepts(
    users: ZoomStream, requests_mock: Mocker
) -> None:
    """By the SDK's documented names, as a reader who knows the SDK expects."""
    request = requests.Request("GET", users.url_base + users.path, auth=users.authenticator)

    assert users.requests_session.send(request.prepare()).json() == {"users": []}
    assert requests_mock.last_request is not None
    assert requests_mock.last_request.url == f"{API_URL}/users"
    assert requests_mock.last_request.headers["Authorization"] == "Bearer TOKEN"
