"""The options of a sandbox, shared by the command line and Python."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from sandbox.plan_features import FEATURES

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
REPORT_DATES = ("start", "end")
SECRET_KINDS = ("all", "core")
ODDITIES = ("empty_page", "repeated_token", "endless_token", "refusal_as_success", "null_values")


def about(text: str, **more: Any) -> Mapping[str, Any]:
    """Return the metadata that describes an option on the command line."""
    return {"help": text, **more}


@dataclass(frozen=True)
class Options:
    """What kind of account this is and how badly its API behaves. Every default is harmless."""

    host: str = field(default="127.0.0.1", metadata=about("address to listen on"))
    port: int = field(default=0, metadata=about("port to listen on; 0 takes a free one"))

    size: str | int = field(
        default="small", metadata=about("small, medium, large or a number of users", metavar="SIZE")
    )
    seed: int = field(default=1, metadata=about("another seed generates another account"))
    now: str | datetime | None = field(
        default=None,
        metadata=about(
            "start time of the account's clock (default: the current time)", metavar="TIME"
        ),
    )
    frozen: bool = field(default=False, metadata=about("freeze the clock"))
    meetings: float | None = field(
        default=None, metadata=about("mean number of scheduled meetings per host", metavar="MEAN")
    )
    webinars: float | None = field(
        default=None, metadata=about("mean number of scheduled webinars per host", metavar="MEAN")
    )
    participants: float | None = field(
        default=None, metadata=about("mean number of participants per session", metavar="MEAN")
    )
    max_participants: int | None = field(
        default=None, metadata=about("maximum number of participants per session", metavar="N")
    )
    history_days: int = field(default=200, metadata=about("days of past sessions"))
    future_days: int = field(
        default=30, metadata=about("days of future sessions, for a clock that is moved forward")
    )
    around_midnight: bool = field(
        default=False, metadata=about("let all sessions begin within an hour of midnight, UTC")
    )
    vanishing: bool = field(
        default=True,
        metadata=about("some listed meetings can't be read: deleted in the meantime, or forbidden"),
    )
    extra_fields: bool = field(default=False, metadata=about("add undocumented fields to rows"))
    secrets: str = field(
        default="all",
        metadata=about(
            "which values contain the marker SECRET: 'all' that may be secret, or only the 'core'",
            choices=SECRET_KINDS,
        ),
    )

    plan: str = field(
        default="pro", metadata=about("plan, which decides rate limits and features", choices=PLANS)
    )
    features: str | None = field(
        default=None,
        metadata=about(
            f"features of the account, whatever its plan: all, or some of {', '.join(FEATURES)}",
            metavar="NAME,...",
        ),
    )
    scopes: str = field(
        default="granular", metadata=about("the app's family of scopes", choices=SCOPE_FAMILIES)
    )
    without_scopes: str = field(
        default="", metadata=about("scopes that the app lacks", metavar="SCOPE,...")
    )

    latency: float = field(
        default=0.0, metadata=about("seconds before each response", metavar="SECONDS")
    )
    jitter: float = field(
        default=0.0,
        metadata=about("maximum random addition to the latency", metavar="SECONDS"),
    )

    limits: bool = field(default=True, metadata=about("enforce rate limits"))
    limit_scale: float = field(
        default=1.0, metadata=about("factor for all rates, except daily limits", metavar="FACTOR")
    )
    daily: Mapping[str, int] = field(
        default_factory=dict,
        metadata=about(
            "daily limits instead of the plan's, such as heavy=1000", metavar="LABEL=N,..."
        ),
    )
    headers: str = field(
        default="full", metadata=about("which rate-limit headers to send", choices=HEADERS)
    )

    token_life: float = field(
        default=3600, metadata=about("lifetime of an access token", metavar="SECONDS")
    )
    token_api_url: str = field(
        default="own",
        metadata=about("api_url in the token response: 'own', 'absent' or any URL", metavar="URL"),
    )
    page_token_life: float = field(
        default=900, metadata=about("lifetime of a page token", metavar="SECONDS")
    )
    page_cap: int = field(
        default=300,
        metadata=about("maximum page size, whatever is requested", metavar="N"),
    )
    oddities: str = field(
        default="endless_token",
        metadata=about(
            f"odd responses that Zoom's documents allow: {', '.join(ODDITIES)}", metavar="NAME,..."
        ),
    )

    report_lag: float = field(
        default=1800,
        metadata=about(
            "seconds between a session's end and its appearance in reports", metavar="SECONDS"
        ),
    )
    report_dates: str = field(
        default="start",
        metadata=about(
            "whether reports list a session on the day of its start or its end",
            choices=REPORT_DATES,
        ),
    )
    report_time_zone: str = field(
        default="UTC",
        metadata=about(
            "time zone of the reports' days: a name, or 'host' for each host's own", metavar="ZONE"
        ),
    )
    late_data: bool = field(
        default=False,
        metadata=about("some sessions appear in reports days late, some with incomplete numbers"),
    )

    faults: Mapping[str, float] = field(
        default_factory=dict,
        metadata=about(
            "share of requests that fail: 5xx, html, forbidden, reset, cut, slow, deadtoken, …",
            metavar="KIND=SHARE,...",
        ),
    )
    slow_seconds: float = field(
        default=5.0, metadata=about("additional seconds of a slow response", metavar="SECONDS")
    )

    def __post_init__(self) -> None:
        """Reject values that aren't among the choices."""
        for each in fields(self):
            choices = each.metadata.get("choices")
            if choices and getattr(self, each.name) not in choices:
                raise ValueError(f"{each.name} must be one of {', '.join(choices)}")

    def sized(self, name: str) -> float:
        """Return an option that depends on the size unless it is set."""
        own: float | None = getattr(self, name)
        preset = SIZES.get(str(self.size), SIZES["medium"])
        return preset[name] if own is None else own

    @property
    def users(self) -> int:
        """Return the number of users, including pending and deleted ones."""
        preset = SIZES.get(str(self.size))
        return max(8, int(preset["users"] if preset else self.size))

    def names(self, name: str) -> frozenset[str]:
        """Split an option that holds a list of names."""
        return frozenset(part for part in getattr(self, name).replace(",", " ").split() if part)
