"""Transcripts: utterances are read from WebVTT, and nothing that a file holds is an error."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.webvtt import Cue, parse
from tests.support import texts

FIRST = "00:00:01.000 --> 00:00:02.500"


def said(text: str) -> tuple[str | None, str]:
    """Who says what in the only utterance of a file."""
    (cue,) = parse(f"WEBVTT\n\n{FIRST}\n{text}\n")
    return cue.speaker, cue.text


def test_a_file_as_zoom_writes_it() -> None:
    file = (
        "WEBVTT\r\n\r\n1\r\n00:00:05.220 --> 00:00:07.110\r\nZoë O'Neill: Hello 👋\r\n\r\n"
        "2\r\n01:00:07.110 --> 01:00:08.000\r\nand goodbye.\r\n"
    )

    assert list(parse(file)) == [
        Cue("1", 5.22, 7.11, "Zoë O'Neill", "Hello 👋"),
        Cue("2", 3607.11, 3608.0, None, "and goodbye."),
    ]


def test_hours_and_identifiers_may_be_missing() -> None:
    (cue,) = parse("WEBVTT - Kind: captions\n\n59:01.5 --> 61:02:03.004 align:start\nHello")

    assert cue == Cue(None, 3541.5, 219723.004, None, "Hello")


@pytest.mark.parametrize(
    ("text", "speaker", "spoken"),
    [
        ("Ada Lovelace: Hello: world", "Ada Lovelace", "Hello: world"),
        ("Smith, Jr.:  Hello", "Smith, Jr.", "Hello"),
        ("田中 美咲: はい", "田中 美咲", "はい"),
        ("<v Ada Lovelace>Hello</v>", "Ada Lovelace", "Hello"),
        ("<v.loud.first Ada &amp; Bob>Hello: you", "Ada & Bob", "Hello: you"),
        ("<v Ada>One</v>\n<v Bob>Two</v>", "Ada", "One\nTwo"),
        ("<v >Hello</v>", None, "Hello"),
        ("We meet at 10:30 or so", None, "We meet at 10:30 or so"),
        ("See https://zoom.us", None, "See https://zoom.us"),
        ("a sentence of many many words and then some: a colon", None, None),
        ("Hello:", None, "Hello:"),
        (": Hello", None, ": Hello"),
        (f"{'x' * 201}: Hello", None, None),
        ("Hello\nAda: you", None, "Hello\nAda: you"),
        ("<i>Hello</i> <c.yellow>you</c> <00:00:02.000>there", None, "Hello you there"),
        ("1 < 2 && 3 > 2", None, "1 < 2 && 3 > 2"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &copy &#233;", None, "1 < 2 && 3 > 2 &copy é"),
    ],
)
def test_who_says_what(text: str, speaker: str | None, spoken: str | None) -> None:
    assert said(text) == (speaker, text if spoken is None else spoken)


def test_notes_styles_and_regions_are_no_utterances() -> None:
    file = (
        "\ufeffWEBVTT\nKind: captions\n\nNOTE by hand\nAda: no\n\nSTYLE\n::cue { color: lime }\n\n"
        f"REGION\nid:fred\n\nNOTE\n\n{FIRST}\nAda: yes\n\nNOTE at the end"
    )

    assert [cue.text for cue in parse(file)] == ["yes"]


def test_what_cannot_be_read_costs_no_other_utterance() -> None:
    file = (
        "WEBVTT\n\n1\n00:00:99.000 --> 00:01:40.000\nAda: lost\n\njust text\n\n--> \n\n"
        f"2\n{FIRST}\n\n3\n{FIRST}\nAda: found"
    )

    assert [(cue.identifier, cue.text) for cue in parse(file)] == [("2", ""), ("3", "found")]


@pytest.mark.parametrize("text", ["", "\n", "WEBVTT", "WEBVTT\n\n", "<html></html>", "\x00"])
def test_a_file_without_utterances(text: str) -> None:
    assert list(parse(text)) == []


def test_a_file_without_its_header_is_read_all_the_same() -> None:
    assert [cue.text for cue in parse(f"1\n{FIRST}\nAda: Hello")] == ["Hello"]


PIECES = st.sampled_from(
    [
        "WEBVTT",
        "NOTE",
        "STYLE",
        "REGION",
        "-->",
        FIRST,
        "00:01.000 --> 99:99:99.999",
        "<v",
        "<v Ada>",
        *("&amp;", "&#1114112;", "&#0;", ": ", "Ada: ", "\n", "\n\n", "\r\n", "\r", "\ufeff", "<"),
    ]
)


@given(st.lists(PIECES | texts).map("".join) | st.text())
def test_nothing_is_an_error(text: str) -> None:
    for cue in parse(text):
        assert math.isfinite(cue.begins_at)
        assert math.isfinite(cue.ends_at)
        assert cue.text == cue.text.strip()
        assert cue.speaker is None or cue.speaker.strip()
        assert cue.identifier is None or cue.identifier


milliseconds = st.integers(0, 360_000_000)
plain = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(milliseconds, milliseconds, plain, plain)))
def test_what_is_written_is_read(cues: list[tuple[int, int, str, str]]) -> None:
    def stamp(time: int) -> str:
        seconds, rest = divmod(time, 1000)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"

    blocks = [f"{stamp(a)} --> {stamp(b)}\n{who}: {what}\n" for a, b, who, what in cues]

    assert list(parse("WEBVTT\n\n" + "\n".join(blocks))) == [
        Cue(None, a / 1000, b / 1000, who, what) for a, b, who, what in cues
    ]


@pytest.mark.parametrize("text", ["<v " * 40_000, "&#" * 60_000, "a " * 60_000, "<c" * 60_000])
def test_a_strange_file_takes_no_longer_than_others(text: str) -> None:
    began = time.process_time()
    list(parse(f"WEBVTT\n\n{FIRST}\n{text}"))

    assert time.process_time() - began < 5
