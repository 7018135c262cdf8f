"""Transcripts: the cues of WebVTT files; nothing that a file contains is an error."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.webvtt import Cue, parse
from tests.support import texts

TIMING = "00:00:01.000 --> 00:00:02.500"
BOM = "\ufeff"


def speaker_and_text(payload: str) -> tuple[str | None, str]:
    """Return the speaker and the text of the only cue of a file."""
    (cue,) = parse(f"WEBVTT\n\n{TIMING}\n{payload}\n")
    return cue.speaker, cue.text


def test_a_file_in_the_format_of_zoom() -> None:
    file = (
        "WEBVTT\r\n\r\n1\r\n00:00:05.220 --> 00:00:07.110\r\nZoë O'Neill: Hello 👋\r\n\r\n"
        "2\r\n01:00:07.110 --> 01:00:08.000\r\nand goodbye.\r\n"
    )

    assert list(parse(file)) == [
        Cue("1", 5.22, 7.11, "Zoë O'Neill", "Hello 👋"),
        Cue("2", 3607.11, 3608.0, None, "and goodbye."),
    ]


def test_hours_and_identifiers_are_optional() -> None:
    (cue,) = parse("WEBVTT - Kind: captions\n\n59:01.5 --> 61:02:03.004 align:start\nHello")

    assert cue == Cue(None, 3541.5, 219723.004, None, "Hello")


# --- speakers and text ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("payload", "speaker", "text"),
    [
        ("Ada Lovelace: Hello: world", "Ada Lovelace", "Hello: world"),
        ("Ada:\tHello", "Ada", "Hello"),
        ("Smith, Jr.:  Hello", "Smith, Jr.", "Hello"),
        ("田中 美咲: はい", "田中 美咲", "はい"),
        (
            "A name of no more than eight words: Hello",
            "A name of no more than eight words",
            "Hello",
        ),
        (f"{'x' * 200}: Hello", "x" * 200, "Hello"),
        ("<v Ada Lovelace>Hello</v>", "Ada Lovelace", "Hello"),
        ("<v.loud.first Ada &amp; Bob>Hello: you", "Ada & Bob", "Hello: you"),
        ("<v Ada>One</v>\n<v Bob>Two</v>", "Ada", "One\nTwo"),
        ("<v >Hello</v>", None, "Hello"),
    ],
)
def test_the_speaker_is_split_from_the_text(payload: str, speaker: str | None, text: str) -> None:
    assert speaker_and_text(payload) == (speaker, text)


@pytest.mark.parametrize(
    "text",
    [
        "We meet at 10:30 or so",
        "See https://zoom.us",
        "a sentence of more than eight words in total: text",
        f"{'x' * 201}: Hello",
        "Hello:",
        ": Hello",
        "Hello\nAda: you",
    ],
)
def test_a_colon_does_not_always_follow_a_speaker(text: str) -> None:
    assert speaker_and_text(text) == (None, text)


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ("<i>Hello</i> <c.yellow>you</c> <00:00:02.000>there", "Hello you there"),
        ("<ruby>Hello<rt>you</rt></ruby> <lang en>there</lang>", "Helloyou there"),
        ("1 < 2 && 3 > 2", "1 < 2 && 3 > 2"),
        ("1 <x> 2 <bad> 3", "1 <x> 2 <bad> 3"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2 &copy &#233;", "1 < 2 && 3 > 2 &copy é"),
        ("&quot;Hello&#x20;you&quot;", '"Hello you"'),
        ("&amp;lt;", "&lt;"),
        ("<b> Hello </b>", "Hello"),
        ("&nbsp;Hello", "Hello"),
    ],
)
def test_only_the_markup_of_the_standard_is_removed(payload: str, text: str) -> None:
    assert speaker_and_text(payload) == (None, text)


# --- structure of the file --------------------------------------------------------------------


def test_notes_styles_and_regions_are_not_cues() -> None:
    file = (
        f"{BOM}WEBVTT\nKind: captions\n\nNOTE by hand\nAda: no\n\n"
        "STYLE\n::cue { color: lime }\n\n"
        f"REGION\nid:fred\n\nNOTE\n\n{TIMING}\nAda: yes\n\nNOTE at the end"
    )

    assert [cue.text for cue in parse(file)] == ["yes"]


def test_invalid_blocks_do_not_affect_other_cues() -> None:
    file = (
        "WEBVTT\n\n1\n00:00:99.000 --> 00:01:40.000\nAda: lost\n\njust text\n\n--> \n\n"
        f"2\n{TIMING}\n\n3\n{TIMING}\nAda: found"
    )

    assert [(cue.identifier, cue.text) for cue in parse(file)] == [("2", ""), ("3", "found")]


@pytest.mark.parametrize("text", ["", "\n", "WEBVTT", "WEBVTT\n\n", "<html></html>", "\x00", BOM])
def test_a_file_may_have_no_cues(text: str) -> None:
    assert list(parse(text)) == []


@pytest.mark.parametrize("start", ["", BOM, "WEBVTT\n\n", f"{BOM}WEBVTT\n\n"])
def test_the_header_and_the_byte_order_mark_are_optional(start: str) -> None:
    assert list(parse(f"{start}1\n{TIMING}\nAda: Hello")) == [Cue("1", 1.0, 2.5, "Ada", "Hello")]


PIECES = st.sampled_from(
    [
        "WEBVTT",
        "NOTE",
        "STYLE",
        "REGION",
        "-->",
        TIMING,
        "00:01.000 --> 99:99:99.999",
        "<v",
        "<v Ada>",
        *("&amp;", "&#1114112;", "&#0;", ": ", "Ada: ", "\n", "\n\n", "\r\n", "\r", BOM, "<"),
    ]
)


@given(st.lists(PIECES | texts).map("".join) | st.text())
def test_any_text_is_parsed(text: str) -> None:
    for cue in parse(text):
        assert math.isfinite(cue.begins_at)
        assert math.isfinite(cue.ends_at)
        assert cue.text == cue.text.strip()
        assert cue.speaker is None or cue.speaker.strip()
        assert cue.identifier is None or cue.identifier


milliseconds = st.integers(0, 360_000_000)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)


@given(st.lists(st.tuples(milliseconds, milliseconds, words, words)))
def test_every_cue_of_a_valid_file_is_parsed(cues: list[tuple[int, int, str, str]]) -> None:
    def timestamp(moment: int) -> str:
        seconds, rest = divmod(moment, 1000)
        return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"

    blocks = [
        f"{timestamp(begin)} --> {timestamp(end)}\n{speaker}: {text}\n"
        for begin, end, speaker, text in cues
    ]

    assert list(parse("WEBVTT\n\n" + "\n".join(blocks))) == [
        Cue(None, begin / 1000, end / 1000, speaker, text) for begin, end, speaker, text in cues
    ]


@pytest.mark.parametrize("text", ["<v " * 40_000, "&#" * 60_000, "a " * 60_000, "<c" * 60_000])
def test_no_file_takes_quadratic_time(text: str) -> None:
    began = time.process_time()
    list(parse(f"WEBVTT\n\n{TIMING}\n{text}"))

    assert time.process_time() - began < 5
