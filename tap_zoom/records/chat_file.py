"""The chat of a recorded session: the messages of a text file.

Zoom documents no format, and there are several. Files of cloud recordings have a line for each
message, "00:12:30", a tab, "Name:", another tab and the text. Files that clients save, and newer
ones, have "00:12:30 From Name to Everyone:" with the text in the same line or below it. Lines that
don't begin like this continue the message before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE_END = re.compile(r"\r\n|\r|\n")
# A message may itself begin a line with a time. Only a tab or "From" makes it a message's own.
_HEAD = re.compile(
    r"(?:(?P<date>\d{4}-\d\d-\d\d)[ \t]+)?(?P<time>(?P<h>\d{1,3}):(?P<m>[0-5]\d):(?P<s>[0-5]\d))"
    r"(?:\t[ \t]*|[ ]+(?=From[ \t]))(?P<named>From[ \t]+)?(?P<rest>.*)",
    re.DOTALL | re.ASCII,
)
_SEPARATORS = (":\t", " : ", ": ")
_MAX_NAMES = 300  # characters: anything longer is text with a colon
_RECIPIENT = re.compile(r"(.*\S)[ \t]+to[ \t]+(.+)", re.DOTALL)
_PRIVATE = re.compile(r"[ \t]*\((?:Direct Message|Privately)\)$", re.IGNORECASE)


@dataclass(slots=True)
class ChatMessage:
    """A message.

    Attributes:
        time: When it was sent, as the file says; None for lines that belong to no message.
        offset_seconds: The same as a number, from the start of the recording; None if it isn't.
        sender: Who sent it, or None if the file doesn't say.
        recipient: To whom, such as "Everyone", or None if the file doesn't say.
        is_private: Whether only the recipient can read it; None if the file doesn't say.
        text: What it says, perhaps on several lines.
    """

    time: str | None = None
    offset_seconds: int | None = None
    sender: str | None = None
    recipient: str | None = None
    is_private: bool | None = None
    text: str = ""


@dataclass(slots=True)
class _Draft:
    """A message whose further lines are still to come."""

    message: ChatMessage
    lines: list[str] = field(default_factory=list)
    is_block: bool = False
    """Whether the text is below the names, where each line begins with a tab."""

    def finished(self) -> ChatMessage:
        lines = [line.removeprefix("\t") for line in self.lines] if self.is_block else self.lines
        self.message.text = "\n".join(lines).strip()
        return self.message


def parse(text: str) -> Iterator[ChatMessage]:
    """Parse a chat file.

    Args:
        text: The whole file. It may hold anything.

    Yields:
        The messages, in the order of the file. Lines before the first one are a message without a
        time, so that nothing is lost in a file of another format.
    """
    draft = _Draft(ChatMessage())
    for line in _LINE_END.split(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")):
        head = _HEAD.fullmatch(line)
        if head is None:
            draft.lines.append(line)
            continue
        finished = draft.finished()
        if finished.time or finished.text:
            yield finished
        draft = _begun(head)
    finished = draft.finished()
    if finished.time or finished.text:
        yield finished


def _begun(head: re.Match[str]) -> _Draft:
    is_named, rest = head["named"] is not None, head["rest"]
    names, text = _split(rest, is_named=is_named)
    message = ChatMessage(time=f"{head['date'] or ''} {head['time']}".strip())
    if head["date"] is None:
        message.offset_seconds = int(head["h"]) * 3600 + int(head["m"]) * 60 + int(head["s"])
    to = _RECIPIENT.fullmatch(names) if is_named else None
    if to:
        names, recipient = to[1], to[2].strip()
        message.is_private = _PRIVATE.search(recipient) is not None
        message.recipient = _PRIVATE.sub("", recipient) or None
    message.sender = names or None
    return _Draft(message, [text] if text else [], is_block=is_named and not text)


def _split(rest: str, *, is_named: bool) -> tuple[str, str]:
    """Split the names from the text of a message's first line."""
    ended = rest.rstrip(" \t")
    if is_named and ended.endswith(":") and not any(each in ended for each in _SEPARATORS[:2]):
        return ended[:-1].strip(), ""
    for separator in _SEPARATORS:
        names, found, text = rest.partition(separator)
        if found and names.strip() and len(names) <= _MAX_NAMES:
            return names.strip(), text
    if ended.endswith(":") and len(ended) <= _MAX_NAMES:
        return ended[:-1].strip(), ""
    return "", rest
