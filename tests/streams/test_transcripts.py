"""Transcripts of the sandbox, fetched as the tap fetches them: downloaded, then parsed."""

from __future__ import annotations

import logging
from collections import Counter
from typing import TYPE_CHECKING

import pytest
import requests

import sandbox
from tap_zoom.api.downloads import Downloads, hide_download_urls
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import ResultSet
from tap_zoom.records.webvtt import parse
from tests.support import MEETING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from tap_zoom.api.response import ApiResponse

STREAMS = ("recording_files", "recording_transcripts", "recording_transcript_cues")


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    options = sandbox.Options(now="2026-11-20T12:00:00Z", frozen=True, limits=False)
    with sandbox.running(options) as running:
        yield running


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@pytest.fixture
def _hidden_urls() -> Iterator[None]:
    """Filter the HTTP client's log as the command line does."""
    logger = logging.getLogger("urllib3.connectionpool")
    logger.addFilter(hide_download_urls)
    yield
    logger.removeFilter(hide_download_urls)


def fetch(zoom: Zoom, session: requests.Session, url: str) -> ApiResponse:
    """Download a file with a new access token."""
    config = zoom.config()
    form = {"grant_type": "account_credentials", "account_id": config["account_id"]}
    auth = (config["client_id"], config["client_secret"])
    token = session.post(config["auth_url"], auth=auth, data=form, timeout=10).json()
    downloads = Downloads(
        session=session, api_url=lambda: zoom.api_url, user_agent="tests", timeout=(5, 5)
    )
    return downloads.fetch(url, token["access_token"]).response


def key_of(row: dict[str, str]) -> tuple[str, str, str]:
    return row["meeting_uuid"], row["file_type"], row["recording_start"]


@pytest.mark.usefixtures("_hidden_urls")
def test_every_transcript_is_read_or_skipped_for_a_known_reason(
    zoom: Zoom, session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    truth = zoom.truth(streams=STREAMS)
    transcripts = {key_of(row): row for row in truth["recording_transcripts"]}
    cues = iter(truth["recording_transcript_cues"])
    reasons: Counter[str] = Counter()
    for file in truth["recording_files"]:
        if file["file_type"] not in ("TRANSCRIPT", "CC"):
            continue
        response = fetch(zoom, session, file["download_url"])
        if response.outcome is not Outcome.OK:
            assert key_of(file) not in transcripts
            reasons[response.reason] += 1
            continue
        result_set = ResultSet(MEETING)
        result_set.advance(response)
        (row,) = result_set.rows()
        assert row["content"] == transcripts.pop(key_of(file))["content"]
        for number, cue in enumerate(parse(row["content"]), 1):
            expected = next(cues)
            assert expected["number"] == number
            assert (cue.identifier, cue.speaker) == (expected["identifier"], expected["speaker"])
            assert (cue.begins_at, cue.ends_at) == (expected["begins_at"], expected["ends_at"])
            assert cue.text == expected["text"]

    assert not transcripts
    assert next(cues, None) is None
    assert set(reasons) == {
        "download refused",
        "file not found",
        "file too large",
        "a web page, not the file",
    }
    assert not any(entry.malformed for entry in zoom.log)
    assert "/oauth/token" in caplog.text, "the HTTP client logs its requests"
    assert sandbox.SECRET not in caplog.text
