"""Zoom's published rate limits, by plan.

Source: https://developers.zoom.us/docs/api/rate-limits/
"""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel as Label

_PHONE_PRO, _CONTACT_CENTER_PRO = (20, 10, 5, 5 / 60), (20, 10, 5)
_PHONE, _CONTACT_CENTER = (40, 20, 10, 10 / 60), (40, 20, 10)
#: Requests per second, as published; resource-intensive requests are published per minute. Zoom
#: Phone and Contact Center require a paid plan, so free accounts get the limits of Pro for them.
PUBLISHED_RATES: dict[str, dict[Label, float]] = {
    "free": dict(zip(Label, (4, 2, 1, 10 / 60, *_PHONE_PRO, *_CONTACT_CENTER_PRO), strict=True)),
    "pro": dict(zip(Label, (30, 20, 10, 10 / 60, *_PHONE_PRO, *_CONTACT_CENTER_PRO), strict=True)),
    "business": dict(zip(Label, (80, 60, 40, 20 / 60, *_PHONE, *_CONTACT_CENTER), strict=True)),
}

#: Requests per day. Labels that share a quota share a key.
DAILY_QUOTAS: dict[str, dict[tuple[Label, ...], int]] = {
    "free": {
        (Label.LIGHT,): 6_000,
        (Label.MEDIUM,): 2_000,
        (Label.HEAVY,): 1_000,
        (Label.RESOURCE_INTENSIVE,): 30_000,
    },
    "pro": {
        (Label.HEAVY, Label.RESOURCE_INTENSIVE): 30_000,
        (Label.PHONE_HEAVY, Label.PHONE_RESOURCE_INTENSIVE): 15_000,
        (Label.CONTACT_CENTER_HEAVY,): 15_000,
    },
    "business": {
        (Label.HEAVY, Label.RESOURCE_INTENSIVE): 60_000,
        (Label.PHONE_HEAVY, Label.PHONE_RESOURCE_INTENSIVE): 30_000,
        (Label.CONTACT_CENTER_HEAVY,): 30_000,
    },
}
