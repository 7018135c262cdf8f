"""Threads that doubt whether Zoom answers ask it once between them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tap_zoom.api.health import HealthCheck

if TYPE_CHECKING:
    import pytest


class Lock:
    """A lock that tells when somebody waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.awaited = threading.Event()

    def __enter__(self) -> None:
        if not self._lock.acquire(blocking=False):
            self.awaited.set()
            self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_threads_that_come_while_another_one_asks_use_its_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    health, lock = HealthCheck(), Lock()
    monkeypatch.setattr(health, "_probing", lock)
    asked: list[str] = []

    def send() -> bool:
        asked.append(threading.current_thread().name)
        assert lock.awaited.wait(10)
        return True

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(health.probe, [send, send])) == [True, True]
    assert len(asked) == 1
    assert not health.probe(lambda: False)
