"""Runs at a rate that no test waits for: what is proven here is what gets asked for, not when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import without_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="module")
def unpaced() -> Iterator[None]:
    """Let requests leave without pauses."""
    with without_pauses():
        yield
