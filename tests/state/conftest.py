"""Runs at a rate that no test waits for: what is proven here is what gets asked for, not when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tap_zoom import rates
from tap_zoom.calls import Label

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True, scope="module")
def unpaced() -> Iterator[None]:
    """Let requests leave without pauses, also where Zoom names no rate."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(rates.RATES, "business", dict.fromkeys(Label, 300.0))
        yield
