"""Runs that several tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.harness import Output, account, extract, without_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


@pytest.fixture(autouse=True, scope="module")
def unpaced() -> Iterator[None]:
    """Send requests without pauses: tests of the rate limiter have a clock of their own."""
    with without_pauses():
        yield


class Whole(NamedTuple):
    """An account, and the output of a run with default settings."""

    zoom: Zoom
    output: Output


@pytest.fixture(scope="session")
def whole() -> Iterator[Whole]:
    """One run over a small account that has every case."""
    with account(max_participants=None) as zoom:
        with without_pauses():
            output = extract(zoom)
        yield Whole(zoom, output)


@pytest.fixture
def zoom() -> Iterator[Zoom]:
    """A small account of the test's own."""
    with account() as zoom:
        yield zoom
