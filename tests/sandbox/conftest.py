"""A served account and a client for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sandbox
from tests.sandbox.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = "2026-11-20T12:00:00Z"


@pytest.fixture(scope="module")
def served() -> Iterator[sandbox.Zoom]:
    options = sandbox.Options(now=NOW, frozen=True, limits=False, features="all")
    with sandbox.running(options) as zoom:
        yield zoom


@pytest.fixture
def zoom(served: sandbox.Zoom) -> sandbox.Zoom:
    """The module's account, with its clock set back and nothing in the log."""
    served.clock.set(NOW)
    served.faults.clear()
    served.log.clear()
    return served


@pytest.fixture
def client(zoom: sandbox.Zoom) -> Iterator[Client]:
    with Client(zoom) as made:
        zoom.log.clear()
        yield made
