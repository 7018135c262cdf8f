"""Transcripts from the sandbox, by the way that the tap takes them: downloaded, then parsed."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests

import sandbox
from tap_zoom.api.downloads import Downloads, Reply
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import Listing
from tap_zoom.records.webvtt import parse
from tests.support import MEETING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

STREAMS = ("recording_files", "recording_transcripts", "recording_transcript_cues")


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    options = sandbox.Options(now="2026-11-20T12:00:00Z", frozen=True, limits=False)
    with sandbox.running(options) as served:
        yield served


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        yield made


def fetch(zoom: Zoom, session: requests.Session, url: str) -> Reply:
    config = zoom.config()
    form = {"grant_type": "account_credentials", "account_id": config["account_id"]}
    auth = (config["client_id"], config["client_secret"])
    token = session.post(config["auth_url"], auth=auth, data=form, timeout=10).json()
    files = Downloads(
        session=session, api_url=lambda: zoom.api_url, user_agent="tests", timeout=(5, 5)
    )
    return files.fetch(replace(MEETING, url=url), token["access_token"])


def place(row: dict[str, str]) -> tuple[str, str, str]:
    return row["meeting_uuid"], row["file_type"], row["recording_start"]


def test_every_transcript_is_read_or_left_out_for_a_reason(
    zoom: Zoom, session: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    truth = zoom.truth(streams=STREAMS)
    there = {place(row): row for row in truth["recording_transcripts"]}
    cues = iter(truth["recording_transcript_cues"])
    reasons: Counter[str] = Counter()
    for file in truth["recording_files"]:
        if file["file_type"] not in ("TRANSCRIPT", "CC"):
            continue
        answer = fetch(zoom, session, file["download_url"]).answer
        if answer.outcome is not Outcome.OK:
            assert place(file) not in there
            reasons[answer.reason] += 1
            continue
        listing = Listing(MEETING)
        listing.add(answer)
        (row,) = listing.rows()
        assert row["content"] == there.pop(place(file))["content"]
        for number, cue in enumerate(parse(row["content"]), 1):
            expected = next(cues)
            assert expected["number"] == number
            assert (cue.identifier, cue.speaker) == (expected["identifier"], expected["speaker"])
            assert (cue.begins_at, cue.ends_at) == (expected["begins_at"], expected["ends_at"])
            assert cue.text == expected["text"]

    assert not there
    assert next(cues, None) is None
    assert set(reasons) == {
        "download refused",
        "file gone",
        "file too large",
        "not a transcript but a page",
    }
    assert not any(entry.malformed for entry in zoom.log)
    assert "/oauth/token" in caplog.text, "the HTTP client tells of its requests"
    assert sandbox.SECRET not in caplog.text
