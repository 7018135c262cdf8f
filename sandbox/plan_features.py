"""The Zoom features that the account's plan includes."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.options import FEATURES, Options


@dataclass(slots=True)
class PlanFeatures:
    """What the account may use. Each feature can be switched while the server runs."""

    reports: bool = True
    webinars: bool = True
    registration: bool = True
    polls: bool = True
    dashboard: bool = True
    past: bool = True
    groups: bool = True
    phone: bool = True
    recordings: bool = True
    summaries: bool = True
    audit_trail: bool = True
    """Zoom enables it on request only; here every paid plan has it, so that there is data."""

    @classmethod
    def of(cls, options: Options) -> PlanFeatures:
        """Return the features of a plan, or those that the options ask for."""
        if options.features is None:
            paid = options.plan != "free"
            has = dict.fromkeys(FEATURES, paid)
            return cls(**{**has, "dashboard": options.plan == "business"})
        wanted = FEATURES if options.features == "all" else options.names("features")
        return cls(**{name: name in wanted for name in FEATURES})
