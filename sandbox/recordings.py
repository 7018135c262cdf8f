"""Cloud recordings: of which sessions, with which files, and what is wrong with them.

Generated session by session, so hosts that are never requested cost nothing.
"""

from __future__ import annotations

from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from sandbox import codec, model
from sandbox.clock import midnight, months_before
from sandbox.model import Session

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account

Fate = Literal[
    "plain", "voices", "page", "notes", "crlf", "large", "endless", "gone", "refused", "none"
]
FATES: tuple[Fate, ...] = (
    "plain", "voices", "page", "notes", "crlf", "large", "endless", "gone", "refused", "none",
)  # fmt: skip
"""What becomes of a transcript: how it is written, or why it can't be downloaded.

``page``: a passcode page instead; ``large`` and ``endless``: too long, with and without a length;
``gone``: 404; ``refused``: 403; ``none``: the recording has no transcript.
"""
READABLE: tuple[Fate, ...] = ("plain", "voices", "notes", "crlf")

KINDS = ("MP4", "M4A", "CHAT", "TRANSCRIPT", "CC", "TIMELINE", "SUMMARY")
TEXTS = ("TRANSCRIPT", "CC")
"""What was said."""
DOWNLOADABLE = (*TEXTS, "CHAT")

OLD_NUMBERS_FROM = 900_000
"""First number of sessions that predate the account's history and survive only as recordings."""
_OLD_MEETING = 2048
_OLD_DAYS = (300, 430)

NEVER_RECORDS, ALWAYS_RECORD = 3, 8
"""The index of a user who never records, and how many of the first users do."""


@dataclass(frozen=True, slots=True)
class File:
    """One file of a recording."""

    number: int
    kind: str
    part: int
    done: datetime
    """When Zoom has finished processing it."""
    shown: bool
    """Whether it is listed before that."""


@dataclass(frozen=True, slots=True)
class Recording:
    """The recording of one session."""

    session: Session
    fate: Fate
    parts: int
    files: tuple[File, ...]

    def part(self, number: int) -> tuple[datetime, datetime]:
        """Return the start and end of a part."""
        length = self.session.seconds // self.parts
        start = self.session.start + timedelta(seconds=number * length)
        return start, start + timedelta(seconds=length)


def ever_records(account: Account, host: int) -> bool:
    """Return whether a host ever records."""
    if host == NEVER_RECORDS or not account.user(host).may_host:
        return False
    return host < ALWAYS_RECORD or account.rng("cloud", host).chance(0.8)


def of_session(account: Account, session: Session) -> Recording | None:
    """Return the recording of a session, if any."""
    if not ever_records(account, session.host):
        return None
    rng = account.rng("recording", session.uuid)
    first = session.host == 0
    if not (session.number % 4 != 3 if first else rng.chance(0.5)):
        return None
    fate: Fate = FATES[session.number % len(FATES)]
    if not first and rng.chance(0.85):
        fate = rng.choice(READABLE)
    parts = 1 + (session.seconds > 600 and rng.chance(0.2))
    wanted = [kind for kind in KINDS if kind in ("MP4", "M4A") or rng.chance(0.6)]
    if fate != "none" and "TRANSCRIPT" not in wanted:
        wanted.append("TRANSCRIPT")
    if fate == "none" and "TRANSCRIPT" in wanted:
        wanted.remove("TRANSCRIPT")
    # The first host's transcripts take days, so that some are always unfinished.
    slow = timedelta(days=3) if first else timedelta(hours=rng.randint(1, 20))
    ready = timedelta(minutes=rng.randint(5, 60))
    plan = [(kind, part) for part in range(parts) for kind in wanted]
    files = tuple(
        File(
            number=number,
            kind=kind,
            part=part,
            done=session.end + (slow if kind == "TRANSCRIPT" else ready),
            shown=rng.chance(0.5),
        )
        for number, (kind, part) in enumerate(plan)
    )
    return Recording(session, fate, parts, files)


def old_sessions(account: Account, host: int) -> list[Session]:
    """Return a host's sessions that predate the account's history."""
    rng = account.rng("old recordings", host)
    days = [rng.randint(*_OLD_DAYS)] if rng.chance(0.3) else []
    if host == 0:
        days = list(_OLD_DAYS)
    found = []
    for place, day in enumerate(sorted(days, reverse=True)):
        number = OLD_NUMBERS_FROM + 4 * place + host % 2
        start = account.anchor - timedelta(days=day, seconds=rng.randrange(80_000))
        session = Session(
            host=host,
            number=number,
            uuid=codec.session_uuid(account.seed, host, number),
            meeting_id=codec.meeting_id(host, _OLD_MEETING + place),
            webinar=False,
            type=model.INSTANT,
            start=start.replace(microsecond=0),
            seconds=rng.randint(300, 5000),
            people=1 + rng.randrange(6),
            extra_rows=0,
            blank=False,
            delay=timedelta(0),
            settling=timedelta(0),
        )
        found.append(session)
    return found


def _present(account: Account, sessions: list[Session], now: datetime) -> list[Recording]:
    found = (of_session(account, session) for session in sessions if session.end <= now)
    return [recording for recording in found if recording]


def of_host(account: Account, host: int, now: datetime) -> list[Recording]:
    """Return all of a host's recordings, oldest first."""
    if not ever_records(account, host):
        return []
    sessions = [*old_sessions(account, host), *account.calendar(host).sessions]
    return _present(account, sorted(sessions, key=lambda s: (s.start, s.number)), now)


def between(account: Account, first: datetime, end: datetime, now: datetime) -> list[Recording]:
    """Return all hosts' recordings that start between two times, the end excluded."""
    sessions = account.sessions_between(first, end)
    if first < account.anchor - timedelta(days=_OLD_DAYS[0]):
        old = (s for host in range(account.size) for s in old_sessions(account, host))
        sessions = sorted(
            [*sessions, *(s for s in old if first <= s.start < end)], key=lambda s: s.start
        )
    return _present(account, sessions, now)


def clip_window(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """Clip a window to the month before its end, as Zoom silently does."""
    earliest = midnight(months_before(last.date(), 1))
    return max(first, earliest), last + timedelta(days=1)


def find(account: Account, uuid: str, now: datetime) -> Recording | None:
    """Find a recording by its session's UUID, whatever its age."""
    session = account.find_session(uuid)
    place = codec.session_place(account.seed, uuid)
    if session is None and place and 0 <= place[0] < account.size:
        session = next((s for s in old_sessions(account, place[0]) if s.uuid == uuid), None)
    if session is None or session.end > now:
        return None
    return of_session(account, session)


def token(account: Account, recording: Recording, file: File, purpose: str) -> str:
    """Return the secret part of a download URL, which encodes the file it stands for."""
    raw = urlsafe_b64encode(b64decode(recording.session.uuid)).decode().rstrip("=")
    seal = account.rng(purpose, recording.session.uuid, file.number).hex(12)
    return f"SECRET-{raw}.{file.number}.{seal}"


def find_by_token(
    account: Account, text: str, purpose: str, now: datetime
) -> tuple[Recording, File] | None:
    """Find the file that a download URL stands for."""
    raw, _, _ = text.removeprefix("SECRET-").partition(".")
    try:
        uuid = b64encode(urlsafe_b64decode(raw + "==")).decode()
    except ValueError:
        return None
    recording = find(account, uuid, now)
    for file in recording.files if recording else ():
        if recording and token(account, recording, file, purpose) == text:
            return recording, file
    return None
