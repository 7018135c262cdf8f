"""One API request as its handler sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.plan_features import PlanFeatures


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a handler needs to respond to a request."""

    account: Account
    features: PlanFeatures
    base_url: str
    args: tuple[str, ...]
    """The variable segments of the path, still encoded."""
    query: dict[str, Any]
    now: datetime

    @property
    def arg(self) -> str:
        """Return the last variable segment of the path."""
        return self.args[-1]
