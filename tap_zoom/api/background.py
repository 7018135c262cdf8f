"""Calls that continue even if the main thread stops waiting for them."""

from __future__ import annotations

import threading
from concurrent.futures import Future, wait
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class BackgroundCall(Generic[T]):
    """A call in a separate thread.

    A signal ends the wait of the main thread for it, but not the call itself. The process doesn't
    wait for it either, unless ``result`` does.

    Args:
        call: What to call.
        name: Name of the thread.
    """

    def __init__(self, call: Callable[[], T], name: str) -> None:
        """Prepare the call."""
        self._future: Future[T] = Future()
        self._call = call
        self._name = name

    def start(self) -> None:
        """Start the thread."""
        threading.Thread(target=self._run, name=self._name, daemon=True).start()

    def result(self, timeout: float | None = None) -> T:
        """Wait for the call.

        Args:
            timeout: Maximum seconds to wait.

        Raises:
            TimeoutError: The call is still going on.
        """
        if not self.wait(timeout):
            raise TimeoutError
        return self._future.result()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait for the call, at most a number of seconds, and return whether it has ended."""
        return bool(wait([self._future], timeout).done)

    def _run(self) -> None:
        try:
            self._future.set_result(self._call())
        except BaseException as error:  # noqa: BLE001 - raised in the thread that waits
            self._future.set_exception(error)


def within(seconds: float, call: Callable[[], T], name: str) -> T:
    """Return the result of a call, or give up on it.

    Args:
        seconds: Maximum seconds to wait.
        call: What to call, in a separate thread.
        name: Name of the thread.

    Raises:
        TimeoutError: The call is still going on, and nobody will hear of its result.
    """
    background = BackgroundCall(call, name)
    background.start()
    return background.result(seconds)
