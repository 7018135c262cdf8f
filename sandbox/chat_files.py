"""What was written in a recorded session: messages, and the text files with them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from sandbox import words
from sandbox.rows.common import outsider

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.recordings import File, Recording

STYLES = ("plain", "plain", "crlf", "named", "block", "preamble", "empty")
"""How a file is written; ``named`` and ``block`` say who can read each message."""
PREAMBLE = "Chat of the meeting\nbegins here"
TEXTS = (
    *words.UTTERANCES,
    "tab\there, and a colon: too",
    "First line\n\n10:30:00 is still this message",
    'Reacted to "Hello everybody…" with 👍',
    "https://example.com/?at=10:30",
)


class Message(NamedTuple):
    """One message; without a time, lines that belong to none."""

    seconds: int | None
    sender: str | None
    recipient: str | None
    private: bool | None
    text: str

    @property
    def time(self) -> str | None:
        """Return the time from the start of the part, as files write it."""
        return None if self.seconds is None else f"{timedelta(seconds=self.seconds)!s:0>8}"


def messages(account: Account, recording: Recording, file: File) -> list[Message]:
    """Return the messages as a careful reader of the file finds them."""
    style = _style(account, recording, file)
    if style == "empty":
        return []
    rng = account.rng("written", recording.session.uuid, file.number)
    first, last, _ = outsider(rng)
    people = (account.user(recording.session.host).name, f"{first} {last}", "Robin: they/them")
    begin, end = recording.part(file.part)
    room = max(1, (end - begin) // timedelta(seconds=1))
    found = [Message(None, None, None, None, PREAMBLE)] if style == "preamble" else []
    for second in sorted(rng.randrange(room) for _ in range(1 + rng.randrange(12))):
        private = rng.chance(0.3) if style in ("named", "block") else None
        recipient = None if private is None else rng.choice(people) if private else "Everyone"
        found.append(Message(second, rng.choice(people), recipient, private, rng.choice(TEXTS)))
    return found


def _style(account: Account, recording: Recording, file: File) -> str:
    return account.rng("chat style", recording.session.uuid, file.number).choice(STYLES)


def content(account: Account, recording: Recording, file: File) -> bytes:
    """Return the file as bytes."""
    style = _style(account, recording, file)
    text = "".join(f"{_lines(each, style)}\n" for each in messages(account, recording, file))
    if style == "crlf":
        text = text.replace("\n", "\r\n")
    return text.encode("utf-8-sig" if style in ("crlf", "empty") else "utf-8")


def _lines(message: Message, style: str) -> str:
    if message.time is None:
        return message.text
    if message.recipient is None:
        return f"{message.time}\t{message.sender}:\t{message.text}"
    direct = " (Direct Message)" if message.private else ""
    head = f"{message.time} From {message.sender} to {message.recipient}{direct}"
    if style == "named":
        return f"{head} : {message.text}"
    return f"{head}:\n" + "\n".join(f"\t{line}" for line in message.text.split("\n"))
