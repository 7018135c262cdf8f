"""Whether Zoom answers at all: the difference between an item that fails and an outage."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class HealthCheck:
    """What all threads know about whether Zoom answers.

    Attributes:
        answers: Number of answers of Zoom's API so far, errors included.
    """

    def __init__(self) -> None:
        """Start without any answer."""
        self.answers = 0
        self._lock = threading.Lock()
        self._probing = threading.Lock()
        self._probes = 0
        self._result = False

    def on_answer(self) -> None:
        """Count an answer."""
        with self._lock:
            self.answers += 1

    def probe(self, send: Callable[[], bool]) -> bool:
        """Ask Zoom for something that always exists.

        One thread at a time asks; those that come meanwhile use its result.

        Args:
            send: Sends the request and returns whether Zoom answered.
        """
        before = self._probes
        with self._probing:
            if self._probes == before:
                self._result = send()
                self._probes += 1
            return self._result
