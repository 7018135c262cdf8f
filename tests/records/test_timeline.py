"""Cues of the transcripts of phone calls."""

from __future__ import annotations

import json

import pytest

from tap_zoom.records.timeline import Cue, parse


def file(*items: object) -> str:
    return json.dumps({"type": "zoom_transcript", "timeline": items})


def test_an_item_of_the_timeline_is_a_cue() -> None:
    said = {
        "text": " Hello. ",
        "ts": "00:01:02.500",
        "end_ts": "1:00:03",
        "users": [{"username": "Zoë"}, {"username": "Ann"}],
    }

    assert list(parse(file(said))) == [Cue(62.5, 3603.0, "Zoë, Ann", "Hello.")]


@pytest.mark.parametrize(
    "said",
    [
        {"text": "Hello."},
        {"text": "Hello.", "ts": None, "end_ts": 5, "users": None},
        {"text": "Hello.", "ts": "soon", "end_ts": "", "users": [None, {"username": ""}, {}]},
    ],
)
def test_what_the_file_does_not_say_is_null(said: object) -> None:
    assert list(parse(file(said))) == [Cue(None, None, None, "Hello.")]


@pytest.mark.parametrize(
    "text",
    ["", "WEBVTT", "[]", '{"timeline": {}}', "[" * 100_000, file(None, {"text": 5}, {"text": " "})],
)
def test_what_is_not_a_cue_is_ignored(text: str) -> None:
    assert list(parse(text)) == []
