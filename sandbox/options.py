"""All that can be chosen about a sandbox, for the command line and for Python alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SIZES: Mapping[str, Mapping[str, float]] = {
    "small": {"users": 8, "meetings": 4, "webinars": 1.5, "participants": 4},
    "medium": {"users": 64, "meetings": 6, "webinars": 2, "participants": 6},
    "large": {"users": 640, "meetings": 6, "webinars": 2, "participants": 8},
}

PLANS = ("free", "pro", "business")
HEADERS = ("full", "category", "none")
SCOPE_FAMILIES = ("granular", "classic")
SECRET_KINDS = ("all", "core")
FEATURES = ("reports", "webinars", "registration", "polls", "dashboard")
ODDITIES = ("empty_page", "repeated_token")


def option(default: Any, text: str, **more: Any) -> Any:  # noqa: ANN401
    """Declare one option with its help text."""
    metadata = {"help": text, **more}
    if isinstance(default, dict):
        return field(default_factory=lambda: dict(default), metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Options:
    """What kind of account this is and how badly its API behaves. All have a harmless default."""

    host: str = option("127.0.0.1", "address to listen on")
    port: int = option(0, "port to listen on; 0 takes a free one")

    size: str | int = option("small", "small, medium, large or a number of users", metavar="SIZE")
    seed: int = option(1, "another seed is another account")
    now: str | datetime | None = option(
        None, "time at which the account's clock starts; without it, the real time", metavar="TIME"
    )
    frozen: bool = option(False, "the clock stands still")
    meetings: float | None = option(None, "meetings planned per host", metavar="MEAN")
    webinars: float | None = option(None, "webinars planned per host", metavar="MEAN")
    participants: float | None = option(None, "participants per session", metavar="MEAN")
    history_days: int = option(200, "how far back sessions reach")
    future_days: int = option(30, "how far into the future, for a clock that is moved on")
    extra_fields: bool = option(False, "rows carry fields that nobody has documented")
    secrets: str = option(
        "all",
        "what carries the marker SECRET: 'all' that may be one, or the 'core' of real credentials",
        choices=SECRET_KINDS,
    )

    plan: str = option("pro", "decides limits and what is for sale", choices=PLANS)
    features: str | None = option(
        None, "what the account may use in place of what its plan has, or 'all'", choices=FEATURES
    )
    scopes: str = option("granular", "family of scopes of the app", choices=SCOPE_FAMILIES)
    without_scopes: str = option("", "scopes that the app was not given", metavar="SCOPE,...")

    latency: float = option(0.0, "seconds that an answer takes", metavar="SECONDS")
    jitter: float = option(0.0, "seconds that it takes more at most", metavar="SECONDS")

    limits: bool = option(True, "rate limits apply")
    limit_scale: float = option(1.0, "factor for all rates, not for daily limits", metavar="FACTOR")
    daily: Mapping[str, int] = option(
        {}, "daily limits in place of the plan's, such as heavy=1000", metavar="LABEL=N,..."
    )
    headers: str = option("full", "rate-limit headers that are sent", choices=HEADERS)

    token_life: float = option(3600, "seconds that an access token lives", metavar="SECONDS")
    token_api_url: str = option(
        "own", "api_url in the token answer: 'own', 'absent' or any address", metavar="URL"
    )
    page_token_life: float = option(900, "seconds that a page token lives", metavar="SECONDS")
    page_cap: int = option(300, "no page is longer than this, whatever is asked for", metavar="N")
    oddities: str = option(
        "", f"strange paging that Zoom doesn't rule out: {', '.join(ODDITIES)}", metavar="NAME,..."
    )

    report_lag: float = option(
        1800, "seconds after its end until a session is in the reports", metavar="SECONDS"
    )
    late_data: bool = option(
        False, "some sessions come to the reports days late, some with unfinished numbers"
    )

    faults: Mapping[str, float] = option(
        {},
        "share of requests that go wrong: 5xx, html, forbidden, reset, cut, slow, deadtoken",
        metavar="KIND=SHARE,...",
    )
    slow_seconds: float = option(5.0, "how long a slow answer takes more", metavar="SECONDS")

    def sized(self, name: str) -> float:
        """Give a number that goes by the size unless it is set by itself."""
        own: float | None = getattr(self, name)
        preset = SIZES.get(str(self.size), SIZES["medium"])
        return preset[name] if own is None else own

    @property
    def users(self) -> int:
        """Give the number of users, with the pending and the deleted ones."""
        preset = SIZES.get(str(self.size))
        return max(8, int(preset["users"] if preset else self.size))

    def names(self, name: str) -> frozenset[str]:
        """Split an option that is a list of names."""
        return frozenset(part for part in getattr(self, name).replace(",", " ").split() if part)
