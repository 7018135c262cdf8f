"""What the tests of downloads share: an address, a text behind it, and what comes of asking."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import requests

from tap_zoom.api.downloads import Downloads
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import Listing
from tests.support import MEETING

if TYPE_CHECKING:
    from tap_zoom.api.response import Answer
    from tests.fake_api import Zoom

FILE = "https://us02web.zoom.us/rec/download/s3cret"
STORE = "https://store.example/s3cret?sign=s3cret"
VTT: dict[str, Any] = {"text": "WEBVTT\n\nZoë 🎉", "headers": {"Content-Type": "text/vtt"}}
CALL = replace(
    MEETING,
    stream="recording_transcripts",
    endpoint="/recordings/{uuid}/transcript",
    path="/recordings/a%2Fb/transcript",
    url=FILE,
)


def to(where: str, status: int = 302) -> dict[str, Any]:
    """Make a redirect for requests-mock."""
    return {"status_code": status, "headers": {"Location": where}}


def content(answer: Answer) -> str:
    """The text that came."""
    listing = Listing(CALL)
    listing.add(answer)
    (row,) = listing.rows()
    assert listing.done
    return str(row["content"])


def skipped(zoom: Zoom, url: str = FILE) -> str:
    """Why a download gives nothing."""
    answer = zoom.get(replace(CALL, url=url))
    assert answer.outcome is Outcome.SKIP
    assert "s3cret" not in answer.message
    return answer.reason


def local(most_bytes: int = 1000) -> Downloads:
    """Downloads where the API is on this machine."""
    return Downloads(
        session=requests.Session(),
        api_url=lambda: "http://127.0.0.1:8080/v2",
        user_agent="tap-zoom/1",
        timeout=(1, 1),
        most_bytes=most_bytes,
    )
