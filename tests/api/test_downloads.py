"""Downloads of text files: which hosts are asked, which get the token, and what is returned."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.downloads import hide_download_urls, origin
from tap_zoom.api.error_rules import Outcome
from tests.fake_files import (
    DOWNLOAD,
    FILE_URL,
    LOCAL,
    STORAGE_URL,
    VTT,
    content,
    local_downloads,
    redirect,
    skip_reason,
)
from tests.support import texts

if TYPE_CHECKING:
    from pathlib import Path

    from requests_mock import Mocker

    from tests.fake_api import ApiHarness


# --- the text ---------------------------------------------------------------------------------


def test_text_is_the_only_row_of_its_result_set(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(FILE_URL, **VTT)
    response = api.request(DOWNLOAD)

    assert content(response) == "WEBVTT\n\nZoë 🎉"
    assert json.loads(response.body) == {"content": VTT["text"]}
    assert list(response.fields) == ["content"]
    assert api.statuses == [200]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"\xef\xbb\xbfWEBVTT\r\n", "WEBVTT\r\n"),
        (b"Voil\xe0\n", "Voil\N{REPLACEMENT CHARACTER}\n"),
        (b"", ""),
        ('"\\\n\x00 \U0001f984'.encode(), '"\\\n\x00 \U0001f984'),
    ],
)
def test_any_bytes_become_text(
    api: ApiHarness, requests_mock: Mocker, body: bytes, text: str
) -> None:
    requests_mock.get(FILE_URL, content=body)

    assert content(api.request(DOWNLOAD)) == text


@pytest.mark.parametrize(
    "content_type", ["text/vtt", "TEXT/PLAIN; charset=utf-8", "application/octet-stream", ""]
)
def test_text_and_unspecified_content_types_are_accepted(
    api: ApiHarness, requests_mock: Mocker, content_type: str
) -> None:
    requests_mock.get(FILE_URL, text="WEBVTT", headers={"Content-Type": content_type})

    assert api.request(DOWNLOAD).outcome is Outcome.OK


@pytest.mark.parametrize(
    "content_type", ["text/html;charset=utf-8", "application/json", "video/mp4"]
)
def test_other_content_types_are_skipped(
    api: ApiHarness, requests_mock: Mocker, content_type: str
) -> None:
    requests_mock.get(FILE_URL, text="s3cret", headers={"Content-Type": content_type})

    assert skip_reason(api) == "a web page, not the file"


def test_only_a_download_silences_the_log_of_urllib3(
    api: ApiHarness, requests_mock: Mocker
) -> None:
    """It would show the URL, which is a credential."""
    record = logging.makeLogRecord({})
    logged: list[bool] = []

    def respond(*_: object) -> str:
        logged.append(hide_download_urls(record))
        return "WEBVTT"

    requests_mock.get(FILE_URL, text=respond)
    api.request(DOWNLOAD)

    assert logged == [False]
    assert hide_download_urls(record)


# --- which hosts are asked --------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://zoom.us/rec/s3cret",
        "https://us02web.zoom.us:443/rec/s3cret",
        "https://x.zoomgov.com/rec/s3cret",
        "https://API.zoom.us/rec/s3cret",
    ],
)
def test_zoom_hosts_get_the_token(api: ApiHarness, requests_mock: Mocker, url: str) -> None:
    requests_mock.get(url, **VTT)
    api.request(replace(DOWNLOAD, url=url))

    sent = requests_mock.last_request
    assert sent is not None
    assert sent.headers["Authorization"] == "Bearer s3cret-1"
    assert sent.headers["User-Agent"] == "tap-zoom/1"
    assert sent.timeout
    assert not sent.query


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
def test_no_request_is_sent_to_other_hosts(
    api: ApiHarness, requests_mock: Mocker, url: str
) -> None:
    assert skip_reason(api, url) == "download URL of a foreign host"
    assert not requests_mock.called
    assert api.statuses == []


def test_origin_of_the_api_may_have_files(requests_mock: Mocker) -> None:
    """Such as a sandbox on the local machine, which has no certificate."""
    requests_mock.get(f"{LOCAL}/rec", **redirect("/x"))
    requests_mock.get(f"{LOCAL}/x", **redirect("http://localhost:8080/x"))
    requests_mock.get("http://localhost:8080/x", **VTT)

    assert local_downloads().fetch(f"{LOCAL}/rec", "t").response.body
    authorized = [("Authorization" in sent.headers) for sent in requests_mock.request_history]
    assert authorized == [True, True, False]


@pytest.mark.parametrize("url", ["http://127.0.0.1:8081/rec", "https://127.0.0.1:8080/rec"])
def test_other_ports_and_schemes_of_the_apis_host_are_foreign(url: str) -> None:
    response = local_downloads().fetch(url, "t").response

    assert response.reason == "download URL of a foreign host"


@given(st.sampled_from(["https://zoom.us", "https://", "http://a", ""]), texts, st.text())
def test_http_client_sees_the_same_origin(start: str, middle: str, end: str) -> None:
    """For any URL that has one."""
    url = f"{start}{middle}{end}"
    found = origin(url)

    if found:
        prepared = requests.Request("GET", url).prepare()
        assert origin(str(prepared.url)) == found


# --- redirects --------------------------------------------------------------------------------


def test_token_is_not_sent_to_another_host(api: ApiHarness, requests_mock: Mocker) -> None:
    """Nor to Zoom again once a download has left it."""
    requests_mock.get(FILE_URL, **redirect("/rec/again?s3cret"))
    requests_mock.get("https://us02web.zoom.us/rec/again", **redirect(STORAGE_URL, 307))
    requests_mock.get("https://storage.example/s3cret", **redirect(f"{FILE_URL}/back"))
    requests_mock.get(f"{FILE_URL}/back", **VTT)

    assert content(api.request(DOWNLOAD)) == VTT["text"]
    sent = [request.headers.get("Authorization") for request in requests_mock.request_history]
    assert sent == ["Bearer s3cret-1", "Bearer s3cret-1", None, None]
    assert api.statuses == [200]


def test_credentials_of_a_netrc_file_are_not_sent(
    api: ApiHarness, requests_mock: Mocker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine storage.example login someone password s3cret\n")
    monkeypatch.setenv("NETRC", str(file))
    requests_mock.get(FILE_URL, **redirect(STORAGE_URL))
    requests_mock.get(STORAGE_URL, **VTT)
    api.request(DOWNLOAD)

    sent = requests_mock.last_request
    assert sent is not None
    assert sent.hostname == "storage.example"
    assert "Authorization" not in sent.headers


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
def test_redirect_to_an_unsafe_address_is_not_followed(
    api: ApiHarness, requests_mock: Mocker, target: str
) -> None:
    requests_mock.get(FILE_URL, **redirect(target))

    assert skip_reason(api) == "download redirected to an unsafe address"
    assert requests_mock.call_count == 1


def test_redirect_with_spaces_is_quoted(api: ApiHarness, requests_mock: Mocker) -> None:
    requests_mock.get(FILE_URL, **redirect("/a file.vtt"))
    requests_mock.get("https://us02web.zoom.us/a%20file.vtt", **VTT)

    assert api.request(DOWNLOAD).outcome is Outcome.OK


@pytest.mark.parametrize(("hops", "outcome"), [(5, Outcome.OK), (6, Outcome.GONE)])
def test_at_most_five_redirects_are_followed(
    api: ApiHarness, requests_mock: Mocker, hops: int, outcome: Outcome
) -> None:
    requests_mock.get(FILE_URL, [redirect(FILE_URL)] * hops + [VTT])

    assert api.request(DOWNLOAD).outcome is outcome
    assert requests_mock.call_count == 6
