"""Stand-ins, builders and random data that several test files share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from tap_zoom.api.request import Call, Label

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS: dict[str, dict[str, Any]] = {
    file.stem: json.loads(file.read_text(encoding="utf-8"))
    for file in sorted((Path(__file__).parents[1] / "schemas").glob("*.json"))
}

USERS = Call(
    stream="users",
    endpoint="/users",
    path="/users",
    params=(("status", "active"),),
    label=Label.MEDIUM,
    records_key="users",
    page_size=300,
)
MEETING = replace(
    USERS,
    stream="meetings",
    endpoint="/meetings/{meeting_id}",
    path="/meetings/97763643886",
    params=(),
    label=Label.LIGHT,
    records_key=None,
    page_size=None,
)


@dataclass
class Clock:
    """Time that passes only by pausing, or when a test says so."""

    now: float = 1000.0
    pauses: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        """Say the time."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Let the time pass."""
        self.pauses.append(seconds)
        self.now += seconds


@dataclass
class Places:
    """Places among the requests in flight, in a test of one thread: all waiting is in vain."""

    free: int = 1
    on_wait: Callable[[], object] = lambda: None

    def acquire(self) -> None:
        """Take one."""
        self.on_wait()
        assert self.free
        self.free -= 1

    def release(self) -> None:
        """Give it back."""
        self.free += 1


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
#: Whatever can stand in a JSON document, and what Python reads beyond that (NaN, 1e999).
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
json_objects = st.dictionaries(texts, json_values, max_size=4)
