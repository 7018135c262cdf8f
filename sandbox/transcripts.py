"""What was said in a recording: cues, and the WebVTT files with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sandbox import words
from sandbox.rows.common import outsider

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.recordings import File, Recording

BOM = b"\xef\xbb\xbf"
BROKEN, LATIN = "\N{REPLACEMENT CHARACTER}", b"\xe0"
"""How a careful reader decodes a letter in the wrong encoding, and that letter."""

KINDS = {"voices": "text/plain; charset=utf-8", "crlf": "application/octet-stream"}
VTT = "text/vtt"

_NOTES = "NOTE written by a machine\nthat makes mistakes\n\nSTYLE\n::cue { color: lime }\n\n"


class Cue(NamedTuple):
    """One utterance, in milliseconds from the start of its part."""

    identifier: str | None
    begins: int
    ends: int
    speaker: str | None
    text: str


def cues(account: Account, recording: Recording, file: File) -> list[Cue]:
    """Return the cues as a parser of the file should read them."""
    style = _style(recording, file)
    rng = account.rng("said", recording.session.uuid, file.number)
    first, last, _ = outsider(rng)
    people = (account.user(recording.session.host).name, f"{first} {last}", None)
    begin, end = recording.part(file.part)
    room = int((end - begin) / timedelta(milliseconds=1))
    found: list[Cue] = []
    at = rng.randrange(900)
    for number in range(1, 4 + rng.randrange(10)):
        lasts = 300 + rng.randrange(4000)
        if at + lasts > room:
            break
        text = rng.choice(words.UTTERANCES)
        if style == "notes" and number == 2:
            text = f"Voil{BROKEN}"
        named = style != "voices" and (style != "notes" or rng.chance(0.5))
        speaker = None if file.kind == "CC" and rng.chance(0.5) else rng.choice(people)
        found.append(Cue(str(number) if named else None, at, at + lasts, speaker, text))
        at += lasts + rng.randrange(700)
    return found


def _style(recording: Recording, file: File) -> str:
    return recording.fate if file.kind == "TRANSCRIPT" else "plain"


def kind(recording: Recording, file: File) -> str:
    """Return the content type of the file."""
    return KINDS.get(_style(recording, file), VTT)


def vtt(account: Account, recording: Recording, file: File) -> bytes:
    """Return the file as bytes."""
    style = _style(recording, file)
    text = "WEBVTT\n\n" + (_NOTES if style == "notes" else "")
    for cue in cues(account, recording, file):
        text += _block(cue, style)
    if style == "crlf":
        return BOM + text.replace("\n", "\r\n").encode()
    return text.encode().replace(BROKEN.encode(), LATIN)


def content(account: Account, recording: Recording, file: File) -> str:
    """Return the file's text as a careful reader decodes it."""
    return vtt(account, recording, file).removeprefix(BOM).decode("utf-8", "replace")


def _block(cue: Cue, style: str) -> str:
    text = cue.text
    if style == "voices":
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = f"<v {cue.speaker}>{text}</v>" if cue.speaker else text
    elif cue.speaker:
        text = f"{cue.speaker}: {text}"
    short = style in ("voices", "notes")
    settings = " align:start position:10%" if style == "notes" else ""
    head = f"{cue.identifier}\n" if cue.identifier else ""
    return f"{head}{_time(cue.begins, short)} --> {_time(cue.ends, short)}{settings}\n{text}\n\n"


def _time(milliseconds: int, short: bool) -> str:  # noqa: FBT001
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    tail = f"{minutes:02}:{seconds:02}.{rest:03}"
    return tail if short and not hours else f"{hours:02}:{tail}"
