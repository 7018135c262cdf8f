"""Rate limits as Zoom counts them: by label, for the whole account, refused requests included."""

from __future__ import annotations

from collections import Counter, deque
from typing import TYPE_CHECKING

from sandbox.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

LIGHT, MEDIUM, HEAVY, INTENSIVE = "Light", "Medium", "Heavy", "Resource-intensive"
LABELS = (LIGHT, MEDIUM, HEAVY, INTENSIVE)

RATES: Mapping[str, Mapping[str, int]] = {
    "free": {LIGHT: 4, MEDIUM: 2, HEAVY: 1, INTENSIVE: 10},
    "pro": {LIGHT: 30, MEDIUM: 20, HEAVY: 10, INTENSIVE: 10},
    "business": {LIGHT: 80, MEDIUM: 60, HEAVY: 40, INTENSIVE: 20},
}
"""Requests per second; for Resource-intensive per minute."""

_FREE_DAILY = {LIGHT: 6000, MEDIUM: 2000, HEAVY: 1000, INTENSIVE: 30_000}
_SHARED_DAILY = {"pro": 30_000, "business": 60_000}
_SHARING = (HEAVY, INTENSIVE)


class RateLimits:
    """Counts every request and refuses those that exceed a limit.

    All attributes can be changed while the server runs.
    """

    def __init__(self, plan: str, scale: float = 1, daily: Mapping[str, int] | None = None) -> None:
        """Take the limits of a plan; daily ones can be replaced by label."""
        self.enabled = True
        self.headers = "full"
        self.rates = {label: max(1, int(rate * scale)) for label, rate in RATES[plan].items()}
        self.shared = plan != "free"
        """Whether Heavy and Resource-intensive requests share one daily budget."""
        self.daily: dict[str, int] = {}
        if plan == "free":
            self.daily.update(_FREE_DAILY)
        else:
            self.daily[HEAVY] = _SHARED_DAILY[plan]
        for label, limit in (daily or {}).items():
            self.daily[next(known for known in LABELS if known.lower() == label.lower())] = limit
        self.used: Counter[str] = Counter()
        """Requests of this day by label."""
        self._day: date | None = None
        self._recent: dict[str, deque[float]] = {label: deque() for label in LABELS}

    def _daily_group(self, label: str) -> tuple[str, tuple[str, ...]]:
        """Give the label whose daily limit counts, and the labels that count towards it."""
        if self.shared and label in _SHARING and INTENSIVE not in self.daily:
            return HEAVY, _SHARING
        return label, (label,)

    def reset(self) -> None:
        """Forget all that was counted."""
        self.used.clear()
        for recent in self._recent.values():
            recent.clear()

    def count(self, label: str, tick: float, now: datetime) -> dict[str, str]:
        """Count a request; give the headers for its answer or raise the refusal."""
        if not self.enabled:
            return self._headers(label)
        if now.date() != self._day:
            self._day = now.date()
            self.used.clear()
        self.used[label] += 1
        recent = self._recent[label]
        recent.append(tick)
        window = 60 if label == INTENSIVE else 1
        while recent[0] <= tick - window:
            recent.popleft()
        self._check_day(label, now)
        rate = self.rates[label]
        left = max(0, rate - len(recent))
        if len(recent) > rate:
            unit = "per-minute" if label == INTENSIVE else "per-second"
            message = (
                f"You have reached the maximum {unit} rate limit for this API. Try again later."
            )
            headers = self._headers(label, "QPS", rate, 0)
            raise Refusal(429, 429, message, headers=headers)
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
        raise Refusal(429, 429, message, headers=headers)

    def _headers(
        self, label: str, kind: str | None = None, limit: int = 0, left: int = 0
    ) -> dict[str, str]:
        if self.headers == "none":
            return {}
        headers = {"X-RateLimit-Category": label}
        if self.headers == "full" and kind:
            headers["X-RateLimit-Type"] = kind
            headers["X-RateLimit-Limit"] = str(limit)
            headers["X-RateLimit-Remaining"] = str(max(0, left))
        return headers
