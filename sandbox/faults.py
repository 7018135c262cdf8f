"""Deliberate failures: random ones, or exactly where a test wants them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.seeded_random import SeededRandom

KINDS = ("answer", "5xx", "html", "forbidden", "reset", "cut", "slow", "deadtoken")


@dataclass(slots=True)
class Fault:
    """A rule for which requests fail and how. Counts how often it matched and struck.

    ``kind`` is one of

    - ``answer``: sends ``status`` and ``body`` (bytes, text or JSON) instead of the real response
    - ``5xx``: sends 500, 502 and 503 in turn, with JSON, HTML and no body at all
    - ``html``: sends a page with status 200; ``forbidden``: a firewall's page with status 403
    - ``reset``: closes the connection without a response; ``cut``: in the middle of the body
    - ``slow``: sends the real response ``seconds`` later
    - ``deadtoken``: invalidates the access token before it expires
    """

    match: str = ""
    """Regular expression, searched in the template (``/users/{userId}``, ``/oauth/token``) and in
    the raw path (``/v2/users/KDcuGIm1QgePTO8WbOqwIQ``)."""
    kind: str = "answer"
    status: int = 500
    body: Any = field(default_factory=lambda: {"message": "It went wrong."})
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 5.0

    nth: int | None = None
    """Only the n-th match, counted from 1."""
    every: int | None = None
    """Only every k-th match."""
    times: int | None = None
    """At most this many times."""
    share: float = 1.0
    """Only this share of the matches, at random."""

    matched: int = 0
    struck: int = 0

    def strikes(self, template: str, path: str, rng: SeededRandom) -> bool:
        """Count a request if it matches, and return whether it fails."""
        if self.match and not (re.search(self.match, template) or re.search(self.match, path)):
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
        return True


class Faults:
    """All active rules; the first that strikes decides."""

    def __init__(self, rng: SeededRandom, shares: Mapping[str, float], slow_seconds: float) -> None:
        """Take the shares of requests that fail at random, by kind.

        Token requests are exempt: a refresh token lost in transit is lost for good.
        """
        self._rng = rng
        self.rules: list[Fault] = []
        for kind, share in shares.items():
            self.add("^/v2/", kind=kind, share=share, seconds=slow_seconds)

    def add(self, match: str = "", **how: Any) -> Fault:
        """Add a rule with the fields of ``Fault``, in front of the others."""
        fault = Fault(match, **how)
        if fault.kind not in KINDS:
            raise ValueError(f"{fault.kind!r} is not one of {', '.join(KINDS)}")
        self.rules.insert(0, fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Remove a rule."""
        self.rules.remove(fault)

    def clear(self) -> None:
        """Remove all rules."""
        self.rules.clear()

    def strike(self, template: str, path: str) -> Fault | None:
        """Return the rule that strikes this request, if any."""
        for rule in list(self.rules):
            if rule.strikes(template, path, self._rng):
                return rule
        return None
