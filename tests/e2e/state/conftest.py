"""Runs at a rate that no test waits for: these tests are about requests, not about their times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import without_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="module")
def unpaced() -> Iterator[None]:
    """Send requests without pauses."""
    with without_pauses():
        yield
