"""How an endpoint has responded so far: whether its responses can be believed.

Zoom uses the same responses for one item that is gone and for an account, an app or a network that
gets nothing at all. One deleted meeting is plausible; a hundred in a row are not.
"""

from __future__ import annotations

from dataclasses import dataclass

from tap_zoom.api.error_rules import Outcome

_ENOUGH_REFUSALS = 50  # without one success, after which an endpoint is not requested any more
_ENOUGH_FAILURES = 50  # in a row
_FEW = 3  # items, of which any number may be gone or refused


@dataclass(slots=True)
class EndpointHealth:
    """The responses of one endpoint to one stream.

    Attributes:
        answered: Lists that were read, or known to be empty.
        refused: Items that Zoom refused.
        gone: Items that Zoom didn't find.
        failed: Items that failed.
        failed_in_a_row: Items that failed since the last one that didn't.
        reason: Why Zoom refused the last item, or didn't find it.
    """

    answered: int = 0
    refused: int = 0
    gone: int = 0
    failed: int = 0
    failed_in_a_row: int = 0
    reason: str = ""

    def count(self, outcome: Outcome, reason: str) -> None:
        """Count a response."""
        self.failed_in_a_row = self.failed_in_a_row + 1 if outcome is Outcome.FAILED else 0
        match outcome:
            case Outcome.OK | Outcome.NO_DATA:
                self.answered += 1
            case Outcome.FORBIDDEN:
                self.refused += 1
                self.reason = reason
            case Outcome.GONE:
                self.gone += 1
                self.reason = reason
            case Outcome.FAILED:
                self.failed += 1

    @property
    def is_hopeless(self) -> bool:
        """Return whether so many items were refused, or failed, that all others will, too."""
        always_refused = self.refused >= _ENOUGH_REFUSALS and not self.answered
        return always_refused or self.failed_in_a_row >= _ENOUGH_FAILURES

    @property
    def doubt(self) -> str:
        """Return why the endpoint's responses can't be believed; "" if they can."""
        missing = self.refused + self.gone
        total = missing + self.answered
        if self.refused and not self.answered:
            return f"every request was refused: {self.reason}"
        if missing > total / 2 and (self.gone >= _FEW or missing > _FEW):
            return f"{missing:,} of {total:,} items can't be read: {self.reason}"
        return ""
