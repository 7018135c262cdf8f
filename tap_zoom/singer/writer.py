"""Writing messages whole, and stopping between two of them."""

from __future__ import annotations

import os
import select
import signal
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NoReturn

from singer_sdk.contrib.msgspec import MsgSpecWriter, encoder
from singer_sdk.singerlib import Message, SingerMessageType
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from typing_extensions import Self

_PATIENCE = 1.0  # seconds that a target has, after a signal, to take what it is being written
# Bytes that a pipe takes all at once, or none of them: so not even a run that is killed leaves half
# a line behind, unless the line alone is longer.
_AT_ONCE = getattr(select, "PIPE_BUF", 4096)


class Stopped(SystemExit):
    """A signal asks the run to end; the exit code is the shell's for it, never 0.

    With 0, which the SDK would give, an orchestrator takes the interrupted run for a success.
    """

    def __init__(self, signum: int) -> None:
        """Remember which signal it was."""
        super().__init__(128 + signum)
        self.signum = signum


class Envelope(Message):
    """A RECORD message that is used for one record after the other.

    The SDK makes a new one for each, which takes as long as encoding it.
    """

    def __init__(self, stream: str, version: int | None) -> None:
        """Fill in what all records of a stream share."""
        self.type = SingerMessageType.RECORD
        # In the order of the SDK's own.
        self._message: dict[str, Any] = {"type": "RECORD", "stream": stream, "record": None}
        if version is not None:
            self._message["version"] = version

    def around(self, record: dict[str, Any]) -> Self:
        """Put a record in, extracted now."""
        self._message["record"] = record
        self._message["time_extracted"] = datetime.now(timezone.utc)
        return self

    @override
    def to_dict(self) -> dict[str, Any]:
        return self._message


class Writer(MsgSpecWriter):
    """Writes to stdout, some records at a time.

    Records wait for others until there are enough of them, another message follows, or ``flush``
    is called, as it is whenever the tap may have to wait for Zoom. A signal that arrives while
    lines are being written waits until they are.
    """

    def __init__(self) -> None:
        """Begin with nothing to write."""
        super().__init__()
        self.amid_line = False
        self._signum: int | None = None
        self._waiting: list[bytes] = []
        self._size = 0

    @override
    def write_message(self, message: Message) -> None:
        said = message.to_dict()
        line = encoder.encode(said)
        size = len(line) + 1
        if self._size + size > _AT_ONCE:
            self.flush()
        self._waiting.append(line)
        self._size += size
        if said["type"] != "RECORD":
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        self.amid_line = True
        lines = b"\n".join([*self._waiting, b""])
        self._waiting.clear()
        self._size = 0
        sys.stdout.buffer.write(lines)
        sys.stdout.flush()
        self.amid_line = False
        if self._signum is not None:
            self._raise(self._signum)

    def stop_on_signals(self, on_signal: Callable[[], object]) -> None:
        """Let SIGTERM and SIGINT end the run.

        Args:
            on_signal: Called at once, wherever the main thread is.
        """

        def handle(signum: int, _: FrameType | None) -> None:
            on_signal()
            if not self.amid_line or self._signum is not None:
                self._raise(signum)
            self._signum = signum
            if hasattr(signal, "setitimer"):  # a target that has stalled takes no line ever
                signal.signal(signal.SIGALRM, lambda *_: self._raise(signum))
                signal.setitimer(signal.ITIMER_REAL, _PATIENCE)

        signal.signal(signal.SIGTERM, handle)
        signal.signal(signal.SIGINT, handle)

    def _raise(self, signum: int) -> NoReturn:
        self._signum = None
        raise Stopped(signum)


def abandon_stdout() -> None:
    """Let nothing more be written: whoever read it is gone, or gets half a line."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
