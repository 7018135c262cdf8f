"""Writing messages whole, and stopping between two of them."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

from singer_sdk.contrib.msgspec import MsgSpecWriter
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from singer_sdk.singerlib.encoding.simple import Message

_PATIENCE = 1.0  # seconds that a target has, after a signal, to take the line it is being written


class Stopped(SystemExit):
    """A signal asks the run to end; the exit code is the shell's for it, never 0.

    With 0, which the SDK would give, an orchestrator takes the interrupted run for a success.
    """

    def __init__(self, signum: int) -> None:
        """Remember which signal it was."""
        super().__init__(128 + signum)
        self.signum = signum


class Writer(MsgSpecWriter):
    """Writes to stdout; a signal that arrives amid a line waits for the line's end."""

    def __init__(self) -> None:
        """Begin outside any line."""
        super().__init__()
        self.amid_line = False
        self._signum: int | None = None

    @override
    def write_message(self, message: Message) -> None:
        self.amid_line = True
        super().write_message(message)
        self.amid_line = False
        if self._signum is not None:
            raise Stopped(self._signum)

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
