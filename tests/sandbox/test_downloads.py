"""Downloads of a recording's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import requests

import sandbox
from sandbox import downloads, recordings
from tests.sandbox.client import Client
from tests.sandbox.media import fates, follow, truth

if TYPE_CHECKING:
    from sandbox import Zoom


def test_transcripts_can_be_downloaded(zoom: Zoom, client: Client) -> None:
    texts = {(r["meeting_uuid"], r["file_type"], r["recording_start"]): r["content"] for r in
             truth(zoom, "recording_transcripts")}  # fmt: skip
    for row in truth(zoom, "recording_files"):
        place = (row["meeting_uuid"], row["file_type"], row["recording_start"])
        if place in texts:
            response = follow(client, row["download_url"])
            text = response.content.decode("utf-8-sig", "replace")

            assert response.status_code == 200
            assert text.startswith("WEBVTT")
            assert text == texts[place]
    assert not any(entry.malformed for entry in zoom.log)


def test_files_are_formatted_in_different_ways(zoom: Zoom, client: Client) -> None:
    found = fates(zoom)
    content = {fate: follow(client, found[fate]["download_url"]) for fate in recordings.READABLE}

    assert content["crlf"].content.startswith(b"\xef\xbb\xbfWEBVTT\r\n\r\n1\r\n00:00:0")
    assert b"\nNOTE " in content["notes"].content
    assert b"\nSTYLE\n" in content["notes"].content
    assert b"<v " in content["voices"].content
    assert len({response.headers["content-type"] for response in content.values()}) == 3


def test_only_the_first_host_accepts_the_token(zoom: Zoom, client: Client) -> None:
    url = fates(zoom)["plain"]["download_url"]
    first = client.session.get(url, allow_redirects=False, timeout=10)
    second = first.headers["location"]

    assert first.status_code == 302
    assert second.startswith("http://localhost:")
    assert requests.get(second, timeout=10).text.startswith("WEBVTT")
    assert client.session.get(second, timeout=10).status_code == 400
    assert [entry.malformed for entry in zoom.log] == [False, False, True]
    assert requests.get(url, timeout=10).status_code == 401


def test_downloads_need_a_scope(zoom: Zoom) -> None:
    url = fates(zoom)["plain"]["download_url"]
    scope = "cloud_recording:read:list_recording_files:admin"
    zoom.scopes.remove(scope)
    try:
        with Client(zoom) as client:
            assert follow(client, url).status_code == 401
    finally:
        zoom.scopes.add(scope)


@pytest.mark.parametrize(("fate", "status"), [("page", 200), ("gone", 404), ("refused", 403)])
def test_some_transcripts_cannot_be_downloaded(
    zoom: Zoom, client: Client, fate: str, status: int
) -> None:
    response = follow(client, fates(zoom)[fate]["download_url"])

    assert response.status_code == status
    assert not response.text.startswith("WEBVTT")


@pytest.mark.parametrize(("fate", "announced"), [("large", True), ("endless", False)])
def test_some_transcripts_are_too_large(
    zoom: Zoom,
    client: Client,
    fate: str,
    announced: bool,  # noqa: FBT001
) -> None:
    url = fates(zoom)[fate]["download_url"]
    with client.session.get(url, stream=True, timeout=10) as response:
        length = response.headers.get("content-length")
        assert length == (str(len(downloads.CHUNK) * downloads.CHUNKS) if announced else None)
        assert len(next(response.iter_content(100_000))) > 0


def test_an_unknown_download_url_is_not_found(zoom: Zoom, client: Client) -> None:
    for path in ("SECRET-x", "SECRET-AAAA.0.abc", "", "%00"):
        assert follow(client, f"{zoom.base_url}/rec/download/{path}").status_code == 404


def test_download_urls_contain_the_marker(zoom: Zoom) -> None:
    for row in truth(zoom, "recordings"):
        links = [row["share_url"], row["recording_play_passcode"]]
        for file in row["recording_files"]:
            links += [
                file[name] for name in ("download_url", "play_url", "file_path") if name in file
            ]
        assert all(sandbox.SECRET in link for link in links)
