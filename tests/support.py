"""Fakes, builders and random data that several test files share."""

from __future__ import annotations

import json
import threading
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tap_zoom.api.request import RateLimitLabel, Request

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[1] / "schemas").glob("*.json"))
}

USERS = Request(
    stream="users",
    endpoint="/users",
    path="/users",
    params=(("status", "active"),),
    label=RateLimitLabel.MEDIUM,
    records_key="users",
    page_size=300,
)
MEETING = replace(
    USERS,
    stream="meetings",
    endpoint="/meetings/{meeting_id}",
    path="/meetings/97763643886",
    params=(),
    label=RateLimitLabel.LIGHT,
    records_key=None,
    page_size=None,
)


@dataclass
class Clock:
    """A fake clock: time passes only in pauses, or when a test advances it."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Return the time."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Let time pass."""
        self.pauses.append(seconds)
        self.now += seconds


class Room(threading.Semaphore):
    """Room in flight, for one thread: an acquire that would block fails the test."""

    def __init__(self, free: int = 1, on_acquire: Callable[[], object] = lambda: None) -> None:
        super().__init__(free)
        self.free = free
        self._on_acquire = on_acquire

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - as the base class
        """Take room for one request."""
        self._on_acquire()
        acquired = super().acquire(blocking=False)
        assert acquired, "there is no room in flight"
        self.free -= 1
        return acquired

    def release(self, n: int = 1) -> None:
        """Give room back."""
        super().release(n)
        self.free += n


def max_within(times: list[float], seconds: float) -> int:
    """Return the maximum number of times in any span of so many seconds."""
    return max(bisect_left(times, time + seconds) - index for index, time in enumerate(times))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
odd_texts = st.sampled_from(
    ["", " ", "0", "1", "true", "-7", "1e3", "nan", "12/22/2021 16:20", "2026-02-30", "Zoë 🎉"]
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | odd_texts
    | texts
    | st.datetimes().map(lambda moment: moment.isoformat() + "Z")
)
#: Any JSON value, and what Python reads beyond JSON (NaN, 1e999).
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
json_objects = st.dictionaries(texts, json_values, max_size=4)
