"""A served account and a client for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sandbox
from tests.sandbox.client import NOW, Client

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def served() -> Iterator[sandbox.Zoom]:
    options = sandbox.Options(now=NOW, frozen=True, limits=False, features="all")
    with sandbox.running(options) as zoom:
        yield zoom


@pytest.fixture
def zoom(served: sandbox.Zoom) -> sandbox.Zoom:
    """The module's account, with its clock and its log reset."""
    served.clock.set(NOW)
    served.faults.clear()
    served.log.clear()
    return served


@pytest.fixture
def client(zoom: sandbox.Zoom) -> Iterator[Client]:
    with Client(zoom) as made:
        zoom.log.clear()
        yield made
