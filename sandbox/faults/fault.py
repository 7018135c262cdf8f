"""A fault: which requests fail, when, how, and until when."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox import clock
from sandbox.seeded_random import SeededRandom

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from sandbox.log import Request
    from sandbox.model import Row


@dataclass(slots=True)
class Fault:
    """A rule for which requests fail and how. Counts how often it matched and struck.

    It stays until it is removed, unless ``times``, ``until`` or ``lasts`` end it.
    """

    match: str = ""
    """Regular expression, searched in the template (``/users/{userId}``, ``/oauth/token``) and in
    the raw path (``/v2/users/KDcuGIm1QgePTO8WbOqwIQ``)."""
    kind: str = "status"
    """How it fails: a name in ``kinds.py``, which says what each does."""
    name: str = ""
    """A name to remove it by."""

    # Which requests
    items: str | int | Collection[str | int] = ()
    """Only these users, meetings or sessions: the id in the path, not encoded."""
    item_share: float = 1.0
    """Only this share of the paths, always the same ones."""
    query: str = ""
    """Regular expression, searched in the query string."""
    covers: str = ""
    """Only windows (``from`` to ``to``) with this day."""

    # When
    nth: int | None = None
    """Only the n-th match, counted from 1."""
    every: int | None = None
    """Only every k-th match."""
    times: int | None = None
    """At most this many times."""
    share: float = 1.0
    """Only this share of the matches, at random."""
    since: datetime | str | None = None
    """From this time on, by the sandbox's clock."""
    until: datetime | str | None = None
    """Before this time, by the sandbox's clock."""
    lasts: float | None = None
    """For this many seconds after it first struck, by the sandbox's clock."""

    # How, as far as it concerns the kind
    status: int | None = None
    code: int | None = None
    """Zoom's error code."""
    message: str | None = None
    """Zoom's error message."""
    body: Any = None
    """What to send: bytes or text verbatim, anything else as JSON."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers to send, also instead of the usual ones; any kind can have them."""
    seconds: float | None = None
    rows: int | None = None
    """A number of rows."""
    key: str | None = None
    """The name of a field."""
    flaw: str = ""
    """What is wrong with a row, or with endless pages."""
    row: Any = None
    """A row to add."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Fields to add to a row."""
    keep_total: bool = False
    """Whether total_records stays what it was, although the rows are others."""
    mib: int = 64
    change: Callable[[Row], Any] | None = None
    """Changes the body of the real response; returns what to send."""

    matched: int = 0
    struck: int = 0
    ends: datetime | None = None
    moved: dict[str, int] = field(default_factory=dict)
    """By how many rows the total has changed since the first page, by list."""

    def __post_init__(self) -> None:
        """Normalize ids and times."""
        items = (self.items,) if isinstance(self.items, (str, int)) else self.items
        self.items = frozenset(map(str, items))
        self.since, self.until = _moment(self.since), _moment(self.until)

    def concerns(self, request: Request) -> bool:
        """Return whether the rule is about a request like this one, whenever it comes."""
        path, template = request.path, request.template
        if self.match and not (re.search(self.match, template) or re.search(self.match, path)):
            return False
        if self.items and request.item not in self._ids:
            return False
        if self.query and not re.search(self.query, request.query):
            return False
        if self.covers and not self._is_covered(request.params):
            return False
        return self.item_share >= 1 or SeededRandom(self.match, path).chance(self.item_share)

    @property
    def _ids(self) -> frozenset[str]:
        return self.items if isinstance(self.items, frozenset) else frozenset()

    def _is_covered(self, params: Mapping[str, str]) -> bool:
        return params.get("from", "~")[:10] <= self.covers <= params.get("to", "")[:10]

    def is_over(self, now: datetime) -> bool:
        """Return whether it has ended by this time, or hasn't begun."""
        early = isinstance(self.since, datetime) and now < self.since
        late = isinstance(self.until, datetime) and now >= self.until
        return early or late or bool(self.ends and now >= self.ends)

    def strikes(self, request: Request, now: datetime, rng: SeededRandom) -> bool:
        """Count a request if it matches, and return whether it fails."""
        if self.is_over(now) or not self.concerns(request):
            return False
        self.matched += 1
        if self.nth is not None and self.matched != self.nth:
            return False
        if self.every is not None and self.matched % self.every:
            return False
        if self.times is not None and self.struck >= self.times:
            return False
        if not rng.chance(self.share):
            return False
        self.struck += 1
        if self.lasts is not None and self.ends is None:
            self.ends = now + timedelta(seconds=self.lasts)
        return True


def _moment(value: datetime | str | None) -> datetime | None:
    if value is None:
        return None
    return clock.parse(value) if isinstance(value, str) else clock.as_utc(value)
