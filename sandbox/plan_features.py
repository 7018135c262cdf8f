"""The Zoom features that the account's plan includes."""

from __future__ import annotations

from dataclasses import dataclass, fields


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
    rooms: bool = True
    workspaces: bool = True
    contact_center: bool = True
    zra: bool = True
    """Revenue Accelerator."""
    events: bool = True
    virtual_agent: bool = True
    # Zoom enables these on request only; here every paid plan has them, so that there is data.
    audit_trail: bool = True
    archiving: bool = True
    barriers: bool = True
    """Information barriers."""

    @classmethod
    def of(cls, plan: str, features: str | None) -> PlanFeatures:
        """Return the features of a plan, or those that the options name."""
        if features is None:
            has = dict.fromkeys(FEATURES, plan != "free")
            return cls(**{**has, "dashboard": plan == "business"})
        wanted = FEATURES if features == "all" else features.replace(",", " ").split()
        return cls(**{name: name in wanted for name in FEATURES})


FEATURES = tuple(field.name for field in fields(PlanFeatures))
