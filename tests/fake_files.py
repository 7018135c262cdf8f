"""What the tests of downloads share: URLs, a file and checks of the result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import requests

from tap_zoom.api.downloads import Downloads
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import ResultSet
from tap_zoom.api.request import DownloadRequest
from tests.support import MEETING

if TYPE_CHECKING:
    from tap_zoom.api.response import ApiResponse
    from tests.fake_api import ApiHarness

FILE_URL = "https://us02web.zoom.us/rec/download/s3cret"
STORAGE_URL = "https://storage.example/s3cret?sign=s3cret"
LOCAL = "http://127.0.0.1:8080"
VTT: dict[str, Any] = {"text": "WEBVTT\n\nZoë 🎉", "headers": {"Content-Type": "text/vtt"}}
DOWNLOAD = DownloadRequest(
    stream="recording_transcripts",
    endpoint="/recordings/{uuid}/transcript",
    path="/recordings/a%2Fb/transcript",
    params=(),
    label=MEETING.label,
    url=FILE_URL,
)


def redirect(location: str, status: int = 302) -> dict[str, Any]:
    """Build a redirect for requests-mock."""
    return {"status_code": status, "headers": {"Location": location}}


def content(response: ApiResponse) -> str:
    """Return the downloaded text."""
    result_set = ResultSet(DOWNLOAD)
    result_set.advance(response)
    (row,) = result_set.rows()
    assert result_set.finished
    return str(row["content"])


def skip_reason(api: ApiHarness, url: str = FILE_URL) -> str:
    """Download a file that is skipped, and return why."""
    response = api.request(replace(DOWNLOAD, url=url))
    assert response.outcome in {Outcome.GONE, Outcome.FORBIDDEN}
    assert "s3cret" not in response.message
    return response.reason


def local_downloads(max_bytes: int = 1000) -> Downloads:
    """Return downloads for an API on the local machine."""
    return Downloads(
        session=requests.Session(),
        api_url=lambda: f"{LOCAL}/v2",
        user_agent="tap-zoom/1",
        timeout=(1, 1),
        max_bytes=max_bytes,
    )
