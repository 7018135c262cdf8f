"""All that can be chosen about a sandbox, for the command line and for Python alike."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

SIZES: Mapping[str, Mapping[str, float]] = {
    "small": {"users": 8, "meetings": 4, "webinars": 1.5, "participants": 4},
    "medium": {"users": 64, "meetings": 6, "webinars": 2, "participants": 6},
    "large": {"users": 640, "meetings": 6, "webinars": 2, "participants": 8},
}

PLANS = ("free", "pro", "business")
HEADERS = ("full", "category", "none")
SCOPE_FAMILIES = ("granular", "classic")
SECRET_KINDS = ("all", "core")
FEATURES = (
    *("reports", "webinars", "registration", "polls", "dashboard", "audit_trail"),
    *("past", "groups", "phone", "recordings", "summaries"),
)
ODDITIES = ("empty_page", "repeated_token", "endless_token", "refusal_as_success")


def about(text: str, **more: Any) -> Mapping[str, Any]:
    """Say what an option is for, and how it looks on the command line."""
    return {"help": text, **more}


@dataclass(frozen=True)
class Options:
    """What kind of account this is and how badly its API behaves. All have a harmless default."""

    host: str = field(default="127.0.0.1", metadata=about("address to listen on"))
    port: int = field(default=0, metadata=about("port to listen on; 0 takes a free one"))

    size: str | int = field(
        default="small", metadata=about("small, medium, large or a number of users", metavar="SIZE")
    )
    seed: int = field(default=1, metadata=about("another seed is another account"))
    now: str | datetime | None = field(
        default=None,
        metadata=about(
            "time at which the account's clock starts; without it, the real time", metavar="TIME"
        ),
    )
    frozen: bool = field(default=False, metadata=about("the clock stands still"))
    meetings: float | None = field(
        default=None, metadata=about("meetings planned per host", metavar="MEAN")
    )
    webinars: float | None = field(
        default=None, metadata=about("webinars planned per host", metavar="MEAN")
    )
    participants: float | None = field(
        default=None, metadata=about("participants per session", metavar="MEAN")
    )
    max_participants: int | None = field(
        default=None, metadata=about("participants that no session exceeds", metavar="N")
    )
    history_days: int = field(default=200, metadata=about("how far back sessions reach"))
    future_days: int = field(
        default=30, metadata=about("how far into the future, for a clock that is moved on")
    )
    vanishing: bool = field(
        default=True,
        metadata=about("some listed meetings can't be read: deleted meanwhile, or not ours"),
    )
    extra_fields: bool = field(
        default=False, metadata=about("rows carry fields that nobody has documented")
    )
    secrets: str = field(
        default="all",
        metadata=about(
            "what carries the marker SECRET: 'all' that may be secret, or the 'core' of it",
            choices=SECRET_KINDS,
        ),
    )

    plan: str = field(
        default="pro", metadata=about("decides limits and what is for sale", choices=PLANS)
    )
    features: str | None = field(
        default=None,
        metadata=about(
            f"what the account may use, whatever its plan: all, or some of {', '.join(FEATURES)}",
            metavar="NAME,...",
        ),
    )
    scopes: str = field(
        default="granular", metadata=about("family of scopes of the app", choices=SCOPE_FAMILIES)
    )
    without_scopes: str = field(
        default="", metadata=about("scopes that the app was not given", metavar="SCOPE,...")
    )

    latency: float = field(
        default=0.0, metadata=about("seconds that an answer takes", metavar="SECONDS")
    )
    jitter: float = field(
        default=0.0, metadata=about("seconds that it takes more at most", metavar="SECONDS")
    )

    limits: bool = field(default=True, metadata=about("rate limits apply"))
    limit_scale: float = field(
        default=1.0, metadata=about("factor for all rates, not for daily limits", metavar="FACTOR")
    )
    daily: Mapping[str, int] = field(
        default_factory=dict,
        metadata=about(
            "daily limits in place of the plan's, such as heavy=1000", metavar="LABEL=N,..."
        ),
    )
    headers: str = field(
        default="full", metadata=about("rate-limit headers that are sent", choices=HEADERS)
    )

    token_life: float = field(
        default=3600, metadata=about("seconds that an access token lives", metavar="SECONDS")
    )
    token_api_url: str = field(
        default="own",
        metadata=about(
            "api_url in the token answer: 'own', 'absent' or any address", metavar="URL"
        ),
    )
    page_token_life: float = field(
        default=900, metadata=about("seconds that a page token lives", metavar="SECONDS")
    )
    page_cap: int = field(
        default=300,
        metadata=about("no page is longer than this, whatever is asked for", metavar="N"),
    )
    oddities: str = field(
        default="endless_token",
        metadata=about(
            f"strange answers that Zoom doesn't rule out: {', '.join(ODDITIES)}", metavar="NAME,..."
        ),
    )

    report_lag: float = field(
        default=1800,
        metadata=about(
            "seconds after its end until a session is in the reports", metavar="SECONDS"
        ),
    )
    late_data: bool = field(
        default=False,
        metadata=about("some sessions come to the reports days late, some with unfinished numbers"),
    )

    faults: Mapping[str, float] = field(
        default_factory=dict,
        metadata=about(
            "share of requests that go wrong: 5xx, html, forbidden, reset, cut, slow, deadtoken",
            metavar="KIND=SHARE,...",
        ),
    )
    slow_seconds: float = field(
        default=5.0, metadata=about("how long a slow answer takes more", metavar="SECONDS")
    )

    def __post_init__(self) -> None:
        """Refuse what isn't one of the choices."""
        for each in fields(self):
            choices = each.metadata.get("choices")
            if choices and getattr(self, each.name) not in choices:
                raise ValueError(f"{each.name} has to be one of {', '.join(choices)}")

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
