"""Transcripts: the utterances in a WebVTT file.

The file's structure is read by webvtt-py, which follows https://www.w3.org/TR/webvtt1/ and passes
over what it can't read. What is left to do here is what Zoom writes into the utterances: most of
its files put "Speaker Name: " before the text, where the standard has ``<v Speaker Name>``.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import webvtt

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEADER = "WEBVTT"
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?\s([^<>]*)>")
# Only what the standard knows as markup: "1 < 2" is text, though it should have been escaped.
_TAG = re.compile(r"</?(?:[bciuv]|rt|ruby|lang)(?:[.\s][^<>]*)?>|<[0-9:.]+>")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|lrm|rlm|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SPEAKER = re.compile(r"(\S[^\n]{0,199}?):[ \t]+(?=\S)")
_MOST_WORDS = 8  # of a name: what has more is a sentence with a colon


@dataclass(frozen=True, slots=True)
class Cue:
    """One utterance.

    Attributes:
        identifier: What the file calls it, mostly a number; None where it has no name.
        begins_at: Seconds from the start of the recording.
        ends_at: Seconds from the start of the recording.
        speaker: Who speaks, or None where the file doesn't say.
        text: What is said, without the speaker and without markup.
    """

    identifier: str | None
    begins_at: float
    ends_at: float
    speaker: str | None
    text: str


def parse(text: str) -> Iterator[Cue]:
    """Read a WebVTT file.

    Args:
        text: The whole file. It may be anything: what is no utterance is passed over.

    Yields:
        Its utterances, in the file's order.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if not text.startswith(_HEADER):
        text = f"{_HEADER}\n\n{text}"
    for caption in webvtt.from_string(text).captions:
        speaker, said = _who_said_what(caption.raw_text)
        yield Cue(
            identifier=caption.identifier or None,
            begins_at=caption.start_time.in_milliseconds() / 1000,
            ends_at=caption.end_time.in_milliseconds() / 1000,
            speaker=speaker,
            text=said,
        )


def _who_said_what(text: str) -> tuple[str | None, str]:
    voice = _VOICE.search(text)
    said = _plain(_TAG.sub("", text))
    if voice:
        return _plain(voice[1]) or None, said
    named = _SPEAKER.match(said)
    if named and len(named[1].split()) <= _MOST_WORDS:
        return named[1], said[named.end() :]
    return None, said


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: html.unescape(found[0]), text).strip()
