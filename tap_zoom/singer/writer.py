"""Writing whole messages, and stopping between two of them."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NoReturn

from singer_sdk.contrib.msgspec import MsgSpecWriter, encoder
from singer_sdk.singerlib import Message, SingerMessageType, StateMessage
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Self

_GRACE_SECONDS = 1.0  # that a target has, after a signal, to accept what is being written
# Bytes that a pipe accepts all at once or not at all, so that even a run that is killed doesn't
# leave half a line, unless that line alone is longer.
_ATOMIC_BYTES = getattr(select, "PIPE_BUF", 4096)


# No database stores it in text: PostgreSQL refuses the whole batch. In JSON, a backslash before it
# may belong to another one.
_NUL = re.compile(rb"(?<!\\)((?:\\\\)*)\\u0000")


class TerminatedBySignal(SystemExit):
    """Raised on a signal. The exit code is the shell's for the signal, never 0.

    The SDK would exit with 0, which an orchestrator takes for success.
    """

    def __init__(self, signum: int) -> None:
        """Store the signal's number."""
        super().__init__(128 + signum)
        self.signum = signum

    def __str__(self) -> str:
        """Return what stopped the run, as its user knows it."""
        return "Ctrl-C" if self.signum == signal.SIGINT else signal.Signals(self.signum).name


class ReusableRecordMessage(Message):
    """A RECORD message that is reused for one record after the other.

    Creating a new one for each, as the SDK does, takes as long as encoding it.
    """

    def __init__(self, stream: str, version: int | None) -> None:
        """Set what all records of a stream share."""
        self.type = SingerMessageType.RECORD
        # In the SDK's order.
        self._message: dict[str, Any] = {"type": "RECORD", "stream": stream, "record": None}
        if version is not None:
            self._message["version"] = version

    def with_record(self, record: dict[str, Any]) -> Self:
        """Set the record, extracted now."""
        self._message["record"] = record
        self._message["time_extracted"] = datetime.now(timezone.utc)
        return self

    @override
    def to_dict(self) -> dict[str, Any]:
        return self._message


class Writer(MsgSpecWriter):
    """Writes to stdout, several records at a time.

    Records are buffered until there are enough of them, another message follows, or ``flush`` is
    called, as it is whenever the tap may have to wait for Zoom. A signal that arrives while lines
    are being written takes effect afterward.

    Attributes:
        mid_write: Whether lines are being written.
        redact: Removes secrets from a STATE message.
    """

    def __init__(self) -> None:
        """Start with nothing to write."""
        super().__init__()
        self.mid_write = False
        self.redact: Callable[[str], str] = str
        self._signum: int | None = None
        self._buffer: list[bytes] = []
        self._size = 0

    @override
    def write_message(self, message: Message) -> None:
        if isinstance(message, StateMessage):
            fields = {"type": "STATE", "value": message.value}  # without a copy of the whole
        else:
            fields = message.to_dict()
        line = encoder.encode(fields)
        if fields["type"] == "STATE":
            # It is kept and shown in many places, and ids in it are whatever the server returned.
            line = self.redact(line.decode()).encode()
        if b"\\u0000" in line:
            line = _NUL.sub(rb"\1", line)
        size = len(line) + 1
        if self._size + size > _ATOMIC_BYTES:
            self.flush()
        self._buffer.append(line)
        self._size += size
        if fields["type"] != "RECORD":
            self.flush()

    def flush(self) -> None:
        """Write all buffered lines."""
        if not self._buffer:
            return
        self.mid_write = True
        lines = b"\n".join([*self._buffer, b""])
        self._buffer.clear()
        self._size = 0
        sys.stdout.buffer.write(lines)
        sys.stdout.flush()
        self.mid_write = False
        if self._signum is not None:
            self._raise(self._signum)

    def stop_on_signals(self, on_signal: Callable[[], object]) -> None:
        """End the run on SIGTERM, SIGINT and SIGHUP.

        Args:
            on_signal: Called at once, wherever the main thread is.
        """

        def handle(signum: int, _: FrameType | None) -> None:
            on_signal()
            if not self.mid_write or self._signum is not None:
                self._raise(signum)
            self._signum = signum
            if hasattr(signal, "setitimer"):  # a stalled target may never accept the line
                signal.signal(signal.SIGALRM, lambda *_: self._raise(signum))
                signal.setitimer(signal.ITIMER_REAL, _GRACE_SECONDS)

        signal.signal(signal.SIGTERM, handle)
        signal.signal(signal.SIGINT, handle)
        # A terminal that was closed; nohup ignores it.
        if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
            signal.signal(signal.SIGHUP, handle)

    def _raise(self, signum: int) -> NoReturn:
        self._signum = None
        raise TerminatedBySignal(signum)


class NullWriter(Writer):
    """Writes nothing, for a run whose result isn't its records."""

    @override
    def write_message(self, message: Message) -> None:
        pass


def discard_stdout() -> None:
    """Discard further output: its reader is gone, or has received half a line."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
