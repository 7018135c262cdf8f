"""What was said in recorded calls, and the JSON files with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows import phone
from sandbox.rows.common import outsider

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.phone_calls import Leg

ERRORS = (
    (12000, "Unable to transcribe this recording."),
    (12001, "Admin has disabled this transcription."),
    (12002, "This recording is still in the process of being transcribed."),
    (404, "File does not exist."),
)
"""Codes and messages of Zoom for recordings without a transcript."""


class Cue(NamedTuple):
    """One utterance, in milliseconds from the start of the recording."""

    begins: int
    ends: int
    speakers: tuple[str, ...]
    text: str


def find(account: Account, recording: str, now: datetime) -> Leg | None:
    """Return the call with a recording."""
    legs = account.phone_calls.recorded_between(account.phone_calls.first, now, now)
    return next((leg for leg in legs if phone.recording_id(account, leg) == recording), None)


def error(account: Account, leg: Leg) -> tuple[int, str]:
    """Return the code and the message for a recording without a transcript."""
    return account.rng("no transcript", *leg.key).choice(ERRORS)


def is_redirected(account: Account, leg: Leg) -> bool:
    """Return whether Zoom redirects to the file rather than sending it."""
    return account.rng("transcript's place", *leg.key).chance(0.5)


def cues(account: Account, leg: Leg) -> list[Cue]:
    """Return what was said."""
    rng = account.rng("said on the phone", *leg.key)
    first, last, _ = outsider(rng)
    people = ((account.user(leg.user).name,), (f"{first} {last}",), ())
    found: list[Cue] = []
    at = rng.randrange(900)
    for _ in range(rng.randint(1, 4)):
        ends = at + 300 + rng.randrange(4000)
        found.append(Cue(at, ends, rng.choice(people), rng.choice(words.UTTERANCES)))
        at = ends + rng.randrange(700)
    return found


def transcript(account: Account, leg: Leg) -> Row:
    """Return the content of the file."""
    return {
        "type": "zoom_transcript",
        "ver": 1,
        "recording_id": phone.recording_id(account, leg),
        "meeting_id": phone.call_id(account, leg),
        "account_id": account.account_id,
        "host_id": account.user(leg.user).id,
        "recording_start": format_utc(leg.recorded_from),
        "recording_end": format_utc(leg.end),
        "timeline": [
            {
                "text": cue.text,
                "ts": _time(cue.begins),
                "end_ts": _time(cue.ends),
                "users": [{"username": name} for name in cue.speakers],
            }
            for cue in cues(account, leg)
        ],
    }


def _time(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{rest:03}"
