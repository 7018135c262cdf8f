"""The limits are those that Zoom publishes: https://developers.zoom.us/docs/api/rate-limits/."""

from __future__ import annotations

import pytest

from tap_zoom.api.rate_limits import DAILY_QUOTAS, PUBLISHED_RATES

MINUTE = 60

PER_SECOND: dict[str, dict[str, float]] = {
    "Light": {"free": 4, "pro": 30, "business": 80},
    "Medium": {"free": 2, "pro": 20, "business": 60},
    "Heavy": {"free": 1, "pro": 10, "business": 40},
    "Resource-intensive": {"free": 10 / MINUTE, "pro": 10 / MINUTE, "business": 20 / MINUTE},
    "Phone Light": {"pro": 20, "business": 40},
    "Phone Medium": {"pro": 10, "business": 20},
    "Phone Heavy": {"pro": 5, "business": 10},
    "Phone Resource-intensive": {"pro": 5 / MINUTE, "business": 10 / MINUTE},
    "Contact Center Light": {"pro": 20, "business": 40},
    "Contact Center Medium": {"pro": 10, "business": 20},
    "Contact Center Heavy": {"pro": 5, "business": 10},
}
PER_DAY = {
    "free": {
        ("Light",): 6_000,
        ("Medium",): 2_000,
        ("Heavy",): 1_000,
        ("Resource-intensive",): 30_000,
    },
    "pro": {
        ("Heavy", "Resource-intensive"): 30_000,
        ("Phone Heavy", "Phone Resource-intensive"): 15_000,
        ("Contact Center Heavy",): 15_000,
    },
    "business": {
        ("Heavy", "Resource-intensive"): 60_000,
        ("Phone Heavy", "Phone Resource-intensive"): 30_000,
        ("Contact Center Heavy",): 30_000,
    },
}


@pytest.mark.parametrize("plan", ["free", "pro", "business"])
def test_rates_are_the_published_ones(plan: str) -> None:
    """Free accounts have neither Phone nor Contact Center: the tap uses the limits of Pro."""
    found = {label.value: rate for label, rate in PUBLISHED_RATES[plan].items()}

    assert found == {label: rates.get(plan, rates["pro"]) for label, rates in PER_SECOND.items()}


def test_daily_limits_are_the_published_ones() -> None:
    found = {
        plan: {tuple(label.value for label in labels): count for labels, count in quotas.items()}
        for plan, quotas in DAILY_QUOTAS.items()
    }
    assert found == PER_DAY
