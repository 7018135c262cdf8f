"""Texts from the addresses that Zoom gives: who is asked, who gets the token, and what comes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.downloads import origin
from tap_zoom.api.error_rules import Outcome
from tests.fake_api import Zoom
from tests.fake_files import CALL, FILE, STORE, VTT, content, local, skipped, to
from tests.support import texts

if TYPE_CHECKING:
    from requests_mock import Mocker


@pytest.fixture
def zoom() -> Zoom:
    """Make an API with the usual patience."""
    return Zoom()


# --- the text ---------------------------------------------------------------------------------


def test_the_text_is_the_only_row_of_a_list(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(FILE, **VTT)

    assert content(zoom.get(CALL)) == "WEBVTT\n\nZoë 🎉"
    assert zoom.statuses == [200]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\xef\xbb\xbfWEBVTT\r\n", "WEBVTT\r\n"),
        (b"Voil\xe0\n", "Voil\N{REPLACEMENT CHARACTER}\n"),
        (b"", ""),
        ('"\\\n\x00 \U0001f984'.encode(), '"\\\n\x00 \U0001f984'),
    ],
)
def test_bytes_of_any_kind_become_text(
    zoom: Zoom, requests_mock: Mocker, body: bytes, text: str
) -> None:
    requests_mock.get(FILE, content=body)

    assert content(zoom.get(CALL)) == text


@pytest.mark.parametrize(
    "kind", ["text/vtt", "TEXT/PLAIN; charset=utf-8", "application/octet-stream", ""]
)
def test_what_counts_as_a_text(zoom: Zoom, requests_mock: Mocker, kind: str) -> None:
    requests_mock.get(FILE, text="WEBVTT", headers={"Content-Type": kind})

    assert zoom.get(CALL).outcome is Outcome.OK


@pytest.mark.parametrize("kind", ["text/html;charset=utf-8", "application/json", "video/mp4"])
def test_a_page_is_no_text(zoom: Zoom, requests_mock: Mocker, kind: str) -> None:
    requests_mock.get(FILE, text="s3cret", headers={"Content-Type": kind})

    assert skipped(zoom) == "not a transcript but a page"


# --- whom it is asked of ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://zoom.us/rec/s3cret",
        "https://us02web.zoom.us:443/rec/s3cret",
        "https://x.zoomgov.com/rec/s3cret",
        "https://API.zoom.us/rec/s3cret",
    ],
)
def test_zooms_hosts_get_the_token(zoom: Zoom, requests_mock: Mocker, url: str) -> None:
    requests_mock.get(url, **VTT)
    zoom.get(replace(CALL, url=url))

    sent = requests_mock.last_request
    assert sent is not None
    assert sent.headers["Authorization"] == "Bearer s3cret-1"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.timeout
    assert "s3cret" not in sent.query.replace("sign=s3cret", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://zoom.us/s3cret",
        "https://zoom.us:8443/s3cret",
        "https://evilzoom.us/s3cret",
        "https://zoom.us.evil.example/s3cret",
        "https://evil.example/zoom.us",
        "https://evil.example#.zoom.us",
        "https://zoom.us@evil.example/s3cret",
        "https://s3cret@zoom.us/",
        "https://evil.example\\.zoom.us/",
        "https://zo\nom.us/s3cret",
        "https://zoom.us./s3cret",
        "https://[::1]/s3cret",
        "https://zoom.us:x/s3cret",
        "ftp://zoom.us/s3cret",
        "//zoom.us/s3cret",
        "/rec/download/s3cret",
        "s3cret",
        "https://",
        "http://localhost/s3cret",
        "https://127.0.0.1/s3cret",
    ],
)
def test_nobody_else_is_asked_at_all(zoom: Zoom, requests_mock: Mocker, url: str) -> None:
    assert skipped(zoom, url) == "download address of a foreign host"
    assert not requests_mock.called
    assert zoom.statuses == []


def test_the_host_of_the_api_may_have_files(requests_mock: Mocker) -> None:
    """A sandbox on this machine, which has no certificate."""
    requests_mock.get("http://127.0.0.1:8080/rec", status_code=302, headers={"Location": "/x"})
    requests_mock.get("http://127.0.0.1:8080/x", **to("http://localhost:8080/x"))
    requests_mock.get("http://localhost:8080/x", **VTT)

    assert local().fetch(replace(CALL, url="http://127.0.0.1:8080/rec"), "t").answer.body
    assert [("Authorization" in r.headers) for r in requests_mock.request_history] == [
        True,
        True,
        False,
    ]
    for url in ("http://127.0.0.1:8081/rec", "https://127.0.0.1:8080/rec"):
        answer = local().fetch(replace(CALL, url=url), "t").answer
        assert answer.reason == "download address of a foreign host"


@given(st.sampled_from(["https://zoom.us", "https://", "http://a", ""]), texts, st.text())
def test_an_address_is_somebodys_or_nobodys(start: str, middle: str, end: str) -> None:
    """And the HTTP client sees the same host."""
    url = f"{start}{middle}{end}"
    found = origin(url)

    if found:
        prepared = requests.Request("GET", url).prepare()
        assert origin(str(prepared.url)) == found


# --- where it leads ---------------------------------------------------------------------------


def test_the_token_does_not_go_along_to_another_host(zoom: Zoom, requests_mock: Mocker) -> None:
    """Nor does it come back in when the way leads back."""
    requests_mock.get(FILE, **to("/rec/again?s3cret"))
    requests_mock.get("https://us02web.zoom.us/rec/again", **to(STORE, 307))
    requests_mock.get("https://store.example/s3cret", **to(f"{FILE}/back"))
    requests_mock.get(f"{FILE}/back", **VTT)

    assert content(zoom.get(CALL)) == VTT["text"]
    signed = [request.headers.get("Authorization") for request in requests_mock.request_history]
    assert signed == ["Bearer s3cret-1", "Bearer s3cret-1", None, None]
    assert zoom.statuses == [200]


def test_a_netrc_signs_nothing(
    zoom: Zoom, requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine store.example login somebody password s3cret\n")
    monkeypatch.setenv("NETRC", str(file))
    requests_mock.get(FILE, **to(STORE))
    requests_mock.get(STORE, **VTT)
    zoom.get(CALL)

    assert requests_mock.last_request is not None
    assert "Authorization" not in requests_mock.last_request.headers


@pytest.mark.parametrize(
    "target",
    [
        "http://zoom.us/s3cret",
        "http://localhost/s3cret",
        "http://127.0.0.1:8080/s3cret",
        "file:///etc/s3cret",
        "https://[s3cret",
        "https://a..b/",
        f"https://{'a' * 64}.example/",
    ],
)
def test_an_unsafe_address_is_not_followed(zoom: Zoom, requests_mock: Mocker, target: str) -> None:
    requests_mock.get(FILE, **to(target))

    assert skipped(zoom) == "download led to an unsafe address"
    assert requests_mock.call_count == 1


def test_an_address_with_spaces_is_mended(zoom: Zoom, requests_mock: Mocker) -> None:
    requests_mock.get(FILE, **to("/a file.vtt"))
    requests_mock.get("https://us02web.zoom.us/a%20file.vtt", **VTT)

    assert zoom.get(CALL).outcome is Outcome.OK


@pytest.mark.parametrize(("hops", "outcome"), [(5, Outcome.OK), (6, Outcome.SKIP)])
def test_five_redirects_are_followed(
    zoom: Zoom, requests_mock: Mocker, hops: int, outcome: Outcome
) -> None:
    requests_mock.get(FILE, [to(FILE)] * hops + [VTT])

    assert zoom.get(CALL).outcome is outcome
    assert requests_mock.call_count == 6
