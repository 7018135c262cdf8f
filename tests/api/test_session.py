"""A request is the one that requests would send, but the environment is read once per host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests
from requests_mock import ANY

from tap_zoom.api.auth import BearerAuth
from tap_zoom.api.session import Session, get

if TYPE_CHECKING:
    from pathlib import Path

    from requests_mock import Mocker

URL = "https://api.zoom.us/v2/users"
HEADERS = {"Accept": "application/json", "User-Agent": "tap-zoom"}


def _get(session: requests.Session, url: str = URL, **params: str) -> None:
    get(session, url, params=params, headers=HEADERS, auth=BearerAuth("TOKEN"), timeout=(1, 2))


def _sent(server: Mocker) -> list[dict[str, Any]]:
    names = ("method", "url", "body", "timeout", "proxies", "verify", "cert", "stream")
    return [
        {**{name: getattr(sent, name) for name in names}, "headers": dict(sent.headers)}
        for sent in server.request_history
    ]


@pytest.mark.parametrize(
    ("url", "params"),
    [
        (URL, {}),
        (URL, {"page_size": "300", "next_page_token": "a+b/c=&d e", "type": ""}),
        (f"{URL}/%252Fa%253D%253D/x%2By~-._", {"status": "ä"}),
        ("HTTPS://Zoom.Bücher.example:8443/v2/users", {"page_size": "1"}),
    ],
)
def test_a_request_is_the_one_that_requests_would_send(
    requests_mock: Mocker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str, params: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login user password SECRET")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(netrc))
    requests_mock.get(ANY)
    stock, session = requests.Session(), Session()
    for one in (stock, session):
        one.cookies.set("node", "1")
    auth = BearerAuth("TOKEN")
    how: Any = {"auth": auth, "timeout": (1, 2), "allow_redirects": False, "stream": True}

    stock.get(url, params=params, headers=HEADERS, **how)
    _get(session, url, **params)

    expected, sent = _sent(requests_mock)
    assert sent == expected
    assert sent["headers"]["Cookie"] == "node=1"
    assert sent["headers"]["Authorization"] == "Bearer TOKEN"
    assert sent["proxies"]["https"] == "http://proxy.example:3128"


def test_the_environment_is_read_once_per_host(
    requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "files.zoom.us")
    requests_mock.get(ANY)
    session = Session()
    _get(session)
    monkeypatch.setenv("HTTPS_PROXY", "http://later.example:3128")
    _get(session, f"{URL}/me")
    _get(session, "https://files.zoom.us/1")

    first, second, third = _sent(requests_mock)

    assert first["proxies"]["https"] == "http://proxy.example:3128"
    assert second["proxies"] == first["proxies"]
    assert "https" not in third["proxies"]
