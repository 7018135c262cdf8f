"""What goes wrong on purpose: by chance, or exactly where a test wants it."""

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
    """A rule for which requests go wrong and how. Counts how often it matched and struck.

    ``kind`` is one of

    - ``answer``: ``status`` and ``body`` (bytes, text or JSON) are sent in place of the real answer
    - ``5xx``: 500, 502 or 503 in turn, with JSON, HTML and no body at all
    - ``html``: a page with status 200; ``forbidden``: a firewall's page with status 403
    - ``reset``: the connection is closed without an answer; ``cut``: in the middle of the body
    - ``slow``: the answer is right but takes ``seconds`` more
    - ``deadtoken``: the access token stops working before its time
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
    """Each k-th match."""
    times: int | None = None
    """At most so often."""
    share: float = 1.0
    """Only this share of the matches, by chance."""

    matched: int = 0
    struck: int = 0

    def strikes(self, template: str, path: str, rng: SeededRandom) -> bool:
        """Count a request if it matches, and say whether it goes wrong."""
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
    """All rules that are in force; the first that strikes decides."""

    def __init__(self, rng: SeededRandom, shares: Mapping[str, float], slow_seconds: float) -> None:
        """Take the shares of requests that go wrong by chance, by kind.

        Tokens are left out: a refresh token that gets lost on its way is lost for good.
        """
        self._rng = rng
        self.rules: list[Fault] = []
        for kind, share in shares.items():
            self.add("^/v2/", kind=kind, share=share, seconds=slow_seconds)

    def add(self, match: str = "", **how: Any) -> Fault:
        """Add a rule, with the fields of ``Fault``; it goes before the others."""
        fault = Fault(match, **how)
        if fault.kind not in KINDS:
            raise ValueError(f"{fault.kind!r} is none of {', '.join(KINDS)}")
        self.rules.insert(0, fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Take a rule away."""
        self.rules.remove(fault)

    def clear(self) -> None:
        """Let nothing go wrong any more."""
        self.rules.clear()

    def strike(self, template: str, path: str) -> Fault | None:
        """Give the rule that strikes a request, if any."""
        for rule in list(self.rules):
            if rule.strikes(template, path, self._rng):
                return rule
        return None
