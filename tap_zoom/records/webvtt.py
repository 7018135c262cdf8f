"""Transcripts: the cues of a WebVTT file.

webvtt-py parses the file as https://www.w3.org/TR/webvtt1/ says and ignores what it can't parse.
What remains is Zoom's content of the cues: most of its files have "Speaker Name: " before the text,
where the standard has ``<v Speaker Name>``.
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
# Only the tags of the standard: "1 < 2" is text, although it should have been escaped.
_TAG = re.compile(r"</?(?:[bciuv]|rt|ruby|lang)(?:[.\s][^<>]*)?>|<[0-9:.]+>")
_ESCAPED = re.compile(r"&(?:amp|lt|gt|quot|nbsp|lrm|rlm|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});")
_SPEAKER = re.compile(r"(\S[^\n]{0,199}?):[ \t]+(?=\S)")
_MAX_WORDS = 8  # of a name: anything longer is a sentence with a colon


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue.

    Attributes:
        identifier: Its identifier in the file, usually a number; None if it has none.
        begins_at: Seconds from the start of the recording.
        ends_at: Seconds from the start of the recording.
        speaker: Who speaks, or None if the file doesn't say.
        text: What they say, without speaker and markup.
    """

    identifier: str | None
    begins_at: float
    ends_at: float
    speaker: str | None
    text: str


def parse(text: str) -> Iterator[Cue]:
    """Parse a WebVTT file.

    Args:
        text: The whole file. It may hold anything; what is not a cue is ignored.

    Yields:
        The cues, in the order of the file.
    """
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    if not text.startswith(_HEADER):
        text = f"{_HEADER}\n\n{text}"
    for caption in webvtt.from_string(text).captions:
        speaker, spoken = _split_speaker(caption.raw_text)
        yield Cue(
            identifier=caption.identifier or None,
            begins_at=caption.start_time.in_milliseconds() / 1000,
            ends_at=caption.end_time.in_milliseconds() / 1000,
            speaker=speaker,
            text=spoken,
        )


def _split_speaker(text: str) -> tuple[str | None, str]:
    voice = _VOICE.search(text)
    spoken = _plain(_TAG.sub("", text))
    if voice:
        return _plain(voice[1]) or None, spoken
    named = _SPEAKER.match(spoken)
    if named and len(named[1].split()) <= _MAX_WORDS:
        return named[1], spoken[named.end() :]
    return None, spoken


def _plain(text: str) -> str:
    return _ESCAPED.sub(lambda found: html.unescape(found[0]), text).strip()
