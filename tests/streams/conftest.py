"""Runs that don't wait, neither for limits nor before another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import quick_retries, without_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def at_once() -> Iterator[None]:
    """Send requests without pauses."""
    with without_pauses(), quick_retries():
        yield
