"""Rate limits as Zoom counts them: per label, account-wide, including rejected requests."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from sandbox.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

LIGHT, MEDIUM, HEAVY, INTENSIVE = "Light", "Medium", "Heavy", "Resource-intensive"
PHONE = "Phone "
"""Prefix of Zoom Phone's labels: Zoom uses the same words, but counts them separately."""
PHONE_LIGHT, PHONE_MEDIUM = PHONE + LIGHT, PHONE + MEDIUM
PHONE_HEAVY, PHONE_INTENSIVE = PHONE + HEAVY, PHONE + INTENSIVE
CONTACT_CENTER = "Contact Center "
"""Prefix of Contact Center's labels, whose limits are as high as Zoom Phone's."""
PREFIXES = (PHONE, CONTACT_CENTER)
_WORDS = (LIGHT, MEDIUM, HEAVY, INTENSIVE)
LABELS = tuple(prefix + word for prefix in ("", *PREFIXES) for word in _WORDS)


def _of_products(*rates: int) -> Mapping[str, int]:
    """Return the rates of the products that have their own."""
    return {
        prefix + word: rate for prefix in PREFIXES for word, rate in zip(_WORDS, rates, strict=True)
    }


def prefix_of(product: str) -> str:
    """Return the prefix of a product's labels, which is blank for most."""
    return next((prefix for prefix in PREFIXES if prefix == f"{product} "), "")


_PRO_PHONE = _of_products(20, 10, 5, 5)
_BUSINESS_PHONE = _of_products(40, 20, 10, 10)

RATES: Mapping[str, Mapping[str, int]] = {
    # Free accounts have no phone; requests for it count as on Pro.
    "free": {LIGHT: 4, MEDIUM: 2, HEAVY: 1, INTENSIVE: 10, **_PRO_PHONE},
    "pro": {LIGHT: 30, MEDIUM: 20, HEAVY: 10, INTENSIVE: 10, **_PRO_PHONE},
    "business": {LIGHT: 80, MEDIUM: 60, HEAVY: 40, INTENSIVE: 20, **_BUSINESS_PHONE},
}
"""Requests per second; per minute for Resource-intensive."""

_DAILY: Mapping[str, Mapping[str, int]] = {
    "free": {LIGHT: 6000, MEDIUM: 2000, HEAVY: 1000, INTENSIVE: 30_000},
    "pro": {HEAVY: 30_000, **{prefix + HEAVY: 15_000 for prefix in PREFIXES}},
    "business": {HEAVY: 60_000, **{prefix + HEAVY: 30_000 for prefix in PREFIXES}},
}
_SHARING = tuple((prefix + HEAVY, prefix + INTENSIVE) for prefix in ("", *PREFIXES))


class RateLimits:
    """Counts every request and rejects those that exceed a limit.

    All attributes can be changed while the server runs.
    """

    def __init__(self, plan: str, scale: float = 1, daily: Mapping[str, int] | None = None) -> None:
        self.enabled = True
        self.headers = "full"
        self.rates = {label: max(1, int(rate * scale)) for label, rate in RATES[plan].items()}
        self.shared = plan != "free"
        """Whether Heavy and Resource-intensive requests share one daily quota."""
        self.daily = dict(_DAILY[plan])
        for label, limit in (daily or {}).items():
            self.daily[next(known for known in LABELS if known.lower() == label.lower())] = limit
        self.used: Counter[str] = Counter()
        """Today's requests by label."""
        self._day: date | None = None
        self._recent: dict[str, deque[float]] = {label: deque() for label in LABELS}

    def _daily_group(self, label: str) -> tuple[str, tuple[str, ...]]:
        """Return the label whose daily limit applies, and the labels that count toward it."""
        for heavy, intensive in _SHARING:
            if self.shared and label in (heavy, intensive) and intensive not in self.daily:
                return heavy, (heavy, intensive)
        return label, (label,)

    def reset(self) -> None:
        """Reset all counts."""
        self.used.clear()
        for recent in self._recent.values():
            recent.clear()

    def count(self, label: str, tick: float, now: datetime) -> dict[str, str]:
        """Count a request; return its response headers, or raise the error."""
        if not self.enabled:
            return self._headers(label)
        if now.date() != self._day:
            self._day = now.date()
            self.used.clear()
        self.used[label] += 1
        recent = self._recent[label]
        recent.append(tick)
        by_the_minute = label.endswith(INTENSIVE)
        window = 60 if by_the_minute else 1
        while recent[0] <= tick - window:
            recent.popleft()
        self._check_day(label, now)
        rate = self.rates[label]
        left = max(0, rate - len(recent))
        if len(recent) > rate:
            unit = "per-minute" if by_the_minute else "per-second"
            message = (
                f"You have reached the maximum {unit} rate limit for this API. Try again later."
            )
            headers = self._headers(label, "QPS", rate, 0)
            raise ApiError(429, 429, message, headers=headers)
        key, labels = self._daily_group(label)
        if key in self.daily:
            used = sum(self.used[name] for name in labels)
            return self._headers(label, "Daily-limit", self.daily[key], self.daily[key] - used)
        return self._headers(label, "QPS", rate, left)

    def _check_day(self, label: str, now: datetime) -> None:
        key, labels = self._daily_group(label)
        limit = self.daily.get(key)
        if limit is None or sum(self.used[name] for name in labels) <= limit:
            return
        message = (
            "You have reached the maximum daily rate limit for this API. Refer to the response "
            "header for details on when you can make another request."
        )
        headers = self._headers(label, "Daily-limit", limit, 0)
        if self.headers == "full":
            day = now.replace(hour=0, minute=0, second=0, microsecond=0)
            midnight = day.fromordinal(day.toordinal() + 1)
            headers["Retry-After"] = midnight.strftime("%Y-%m-%dT%H:%M:%SZ")
        raise ApiError(429, 429, message, headers=headers)

    def _headers(
        self, label: str, kind: str | None = None, limit: int = 0, left: int = 0
    ) -> dict[str, str]:
        if self.headers == "none":
            return {}
        word = next(word for word in _WORDS if label.endswith(word))
        headers = {"X-RateLimit-Category": word}
        if self.headers == "full" and kind:
            headers["X-RateLimit-Type"] = kind
            headers["X-RateLimit-Limit"] = str(limit)
            headers["X-RateLimit-Remaining"] = str(max(0, left))
        return headers
