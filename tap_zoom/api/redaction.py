"""Keeps secrets out of everything that leaves the tap, except requests and records.

Error messages repeat what a server returns, and a server or a proxy may return whatever it was
sent: the Authorization header, a form, a token.
"""

from __future__ import annotations

import base64
import logging
import re
import string
import threading
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

REPLACEMENT = "***"
_MIN_LENGTH = 4  # what is shorter isn't a secret, and occurs everywhere
_WHOLE_WORD_BELOW = 12  # characters: what is that short may be part of an ordinary word
_WHOLE_UP_TO = 64  # characters: a pattern for each character of a longer one takes long to make
_PREFIX = 16  # characters that identify a secret, since messages are shortened
_WORD_START = r"(?:(?<!\w)|(?<=%[0-9A-Fa-f]{2}))"
_TOKEN_CHARACTERS = string.ascii_letters + string.digits + "-._~+/="


class Redactor:
    """Replaces the secrets of a run in texts, for all threads.

    It finds them plain, percent-encoded, escaped, and as part of a longer text in Base64; it also
    finds the beginning of a long one that was cut off.

    Args:
        secrets: What to replace; None and "" are left out.
    """

    def __init__(self, *secrets: str | None) -> None:
        """Start with the secrets of the settings."""
        self._lock = threading.RLock()  # a signal may interrupt its holder
        self._secrets: list[str] = []
        self._plain: list[str] = []
        self._pattern: re.Pattern[str] | None = None
        self.add(*secrets)

    def add(self, *secrets: str | None) -> None:
        """Replace more secrets from now on, such as a token that has just been issued."""
        new = {text for text in secrets if text and len(text) >= _MIN_LENGTH}
        with self._lock:
            # The longest first, since one may be part of another.
            self._secrets = sorted(new | set(self._secrets), key=len, reverse=True)
            forms = chain.from_iterable(map(_forms, self._secrets))
            self._plain = [form[:_PREFIX].partition(" ")[0] for form in forms]
            self._pattern = None

    def redact(self, text: str) -> str:
        """Return the text without the secrets."""
        if not self._secrets or self._is_surely_free(text):
            return text
        return self._compiled().sub(REPLACEMENT, text)

    def _compiled(self) -> re.Pattern[str]:
        """Compile the pattern when it is needed: it takes long, and most runs don't need it."""
        with self._lock:
            if self._pattern is None:
                patterns = chain.from_iterable(map(_patterns, self._secrets))
                self._pattern = re.compile("|".join(patterns))
            return self._pattern

    def _is_surely_free(self, text: str) -> bool:
        """Return whether nothing in the text is encoded or escaped, and no secret is in it.

        The pattern takes milliseconds for a large STATE, this takes microseconds.
        """
        return not ("%" in text or "\\" in text or any(map(text.__contains__, self._plain)))


def _forms(secret: str) -> Iterable[str]:
    """Return a secret as it is, and as a part of what was encoded in Base64."""
    return dict.fromkeys([secret, *_base64_forms(secret)])


def _patterns(secret: str) -> Iterator[str]:
    """Yield regular expressions for one secret in all its forms."""
    for form in _forms(secret):
        short = len(form) < _WHOLE_WORD_BELOW
        if len(form) <= _WHOLE_UP_TO or not set(form) <= set(_TOKEN_CHARACTERS):
            pattern = _encoded(form)
            yield rf"{_WORD_START}{pattern}(?!\w)" if short else pattern
        if len(form) > _PREFIX:
            # The rest, up to wherever the text was cut off.
            yield rf"{_encoded(form[:_PREFIX])}[\w\-.~+/=%\\]*"


def _base64_forms(secret: str) -> Iterator[str]:
    """Yield what Base64 makes of a secret within any text, in both alphabets."""
    raw = secret.encode()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode()
        # The first and the last character may also hold bits of what is next to the secret.
        first = (before * 8 + 5) // 6
        last = (before + len(raw)) * 8 // 6
        inner = encoded[first:last]
        if len(inner) >= _WHOLE_WORD_BELOW:
            yield inner
            yield inner.translate(str.maketrans("+/", "-_"))
        elif not before:
            yield encoded.rstrip("=")


def _encoded(text: str) -> str:
    return "".join(map(_encoded_character, text))


def _encoded_character(character: str) -> str:
    percent = "".join(f"%(?:25)*(?i:{byte:02x})" for byte in character.encode())
    plain = rf"\\{{0,3}}{re.escape(character)}"
    return rf"(?:{plain}|{percent}|\+)" if character == " " else f"(?:{plain}|{percent})"


# --- logging ------------------------------------------------------------------------------------


class _RedactingFactory:
    """Makes log records without secrets, for all loggers and handlers, the SDK's included."""

    def __init__(
        self, redact: Callable[[str], str], make: Callable[..., logging.LogRecord]
    ) -> None:
        self.redact = redact
        self.make = make

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self.make(*args, **kwargs)
        text = _message(record)
        if record.exc_info:
            text += "\n" + _formatter.formatException(record.exc_info)
        if record.stack_info:
            text += "\n" + record.stack_info
        redacted = self.redact(text)
        if redacted != text:
            record.msg, record.args = redacted, None
            record.exc_info = record.exc_text = record.stack_info = None
        return record


_formatter = logging.Formatter()


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # the handler reports it
        return f"{record.msg} {record.args}"


def redact_logs(redact: Callable[[str], str]) -> None:
    """Redact all log records of the process from now on, tracebacks included.

    Args:
        redact: Replaces the secrets in a text. It takes the place of an earlier run's.
    """
    make = logging.getLogRecordFactory()
    if isinstance(make, _RedactingFactory):
        make = make.make
    logging.setLogRecordFactory(_RedactingFactory(redact, make))
