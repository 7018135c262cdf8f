"""The account's rate limits: when the next request of a label may leave.

Zoom counts per account, label and second, across all apps, and refuses what exceeds the rate in
any second (https://developers.zoom.us/docs/api/rate-limits/). Requests are therefore evenly spaced:
a burst that the average would allow is refused, and a refusal costs more than the burst gains.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from tap_zoom.api.rate_limits import DAILY_QUOTAS, PUBLISHED_RATES
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.api.retry_after import header_float
from tap_zoom.exceptions import RUN_AGAIN, DailyLimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Network jitter bunches requests: at exactly the rate, some second has one too many.
_MAX_SHARE = 0.97
_SLOWER, _FASTER = 0.8, 1.02
#: Seconds of lateness to make up for: about what a thread takes to wake up, and less than
#: ``_MAX_SHARE`` leaves free in a second.
_CATCH_UP = 0.01
_UNBOUNDED = 2**31
#: Limits that a header can reasonably report: per second or minute, and per day.
_LIMITS, _DAILY_LIMITS = (1, 100_000), (1, 100_000_000)
_MIN_MAX_WAIT = 60.0  # seconds: a slot of the slowest label takes that long


@dataclass(slots=True)
class Pacer:
    """Evenly spaced slots for one label.

    Attributes:
        rate: Current number of slots per second.
        max_rate: The rate to return to after refusals.
        next_slot: Time of the next slot, on the caller's clock.
    """

    rate: float
    max_rate: float = field(default=0.0)
    next_slot: float = field(default=float("-inf"))

    def __post_init__(self) -> None:
        """Start at full rate."""
        self.max_rate = self.max_rate or self.rate

    def take(self, now: float, *, waited: bool) -> None:
        """Take the next slot, at its time or later.

        Time lost while the machine stalled is not made up for: all waiting threads would send at
        once, and Zoom would refuse some of them.
        """
        catch_up = _CATCH_UP if waited else 0
        self.next_slot = max(self.next_slot, now - catch_up) + 1 / self.rate

    def defer(self, now: float, seconds: float) -> None:
        """Offer no slot for some time."""
        self.next_slot = max(self.next_slot, now + seconds)

    def on_rate_limited(self) -> None:
        """Slow down: another app uses the account, or its plan is lower than configured."""
        self.rate = max(self.rate * _SLOWER, self.max_rate / 20)

    def on_success(self) -> None:
        """Return to the full rate step by step."""
        self.rate = min(self.rate * _FASTER, self.max_rate)

    def set_max_rate(self, rate: float) -> None:
        """Adopt the rate that Zoom reports."""
        if rate != self.max_rate:
            self.max_rate = self.rate = rate


@dataclass(slots=True)
class DailyQuota:
    """Requests per day, for labels that share them."""

    labels: tuple[RateLimitLabel, ...]
    published: int
    used: int = 0
    limit: int = field(default=0)
    reported: bool = False
    whole_day: int = field(default=0)

    def __post_init__(self) -> None:
        """Start with the published limit."""
        self.limit = self.whole_day = self.published


class RateLimiter:
    """Decides when requests may leave, for all threads.

    Args:
        plan: ``free``, ``pro`` or ``business``: which published rates to start with.
        share: The part of the account's limits that the tap may use.
        clock: Monotonic seconds.
        pause: Waits for so many seconds; may return early if the run is stopping.
        today: Returns the day in UTC; Zoom resets its daily counters at midnight.
        max_in_flight: Maximum requests in flight, across labels; None for no maximum.
        semaphore: Makes the semaphore that counts the room in flight.
        max_wait: Maximum seconds to wait for one slot.
    """

    def __init__(
        self,
        plan: str,
        share: float,
        *,
        clock: Callable[[], float],
        pause: Callable[[float], object],
        today: Callable[[], date] = lambda: datetime.now(timezone.utc).date(),
        max_in_flight: int | None = None,
        semaphore: Callable[[int], threading.Semaphore] = threading.Semaphore,
        max_wait: float = threading.TIMEOUT_MAX,
    ) -> None:
        """Start with the plan's published limits."""
        self._share = min(share, _MAX_SHARE)
        self._clock = clock
        self._pause = pause
        self._max_wait = max(max_wait, _MIN_MAX_WAIT)
        self._lock = threading.Lock()
        self._in_flight = semaphore(max_in_flight or _UNBOUNDED)
        self._turns = {label: threading.Lock() for label in RateLimitLabel}
        rates, quotas = PUBLISHED_RATES[plan], DAILY_QUOTAS[plan]
        self._pacers = {label: Pacer(rate * self._share) for label, rate in rates.items()}
        self._quotas = [DailyQuota(labels, int(limit * share)) for labels, limit in quotas.items()]
        self._share_of_day = share
        self._today = today
        self._day = today()

    def rate(self, label: RateLimitLabel) -> float:
        """Return the current number of requests per second for a label."""
        return self._pacers[label].rate

    def account_rate(self, label: RateLimitLabel) -> float:
        """Return the number of requests per second that the whole account may make."""
        return self._pacers[label].max_rate / self._share

    def daily_budget(self, label: RateLimitLabel) -> int | None:
        """Return how many requests of a label the tap may make in a whole day; None for any."""
        with self._lock:
            found = (quota.whole_day for quota in self._quotas if label in quota.labels)
            return next(found, None)

    def acquire(self, label: RateLimitLabel) -> None:
        """Wait for a slot and for room in flight; ``release`` gives the room back."""
        pacer = self._pacers[label]
        with self._turns[label]:  # one thread at a time, so that a refusal defers all of them
            awaited = None
            while True:
                with self._lock:
                    now, slot = self._clock(), pacer.next_slot
                if slot > now and slot != awaited:
                    self._pause(min(slot - now, self._max_wait))
                    awaited = slot
                    continue
                # Room is acquired after the wait: a label of ten requests per minute would keep it
                # from the others. It is acquired before the slot is taken: unused slots would pile
                # up and leave in a burst once there is room. A thread that waits here holds no
                # room, so some always becomes free.
                self._in_flight.acquire()
                with self._lock:
                    if pacer.next_slot == slot:  # otherwise, the label was deferred meanwhile
                        pacer.take(self._clock(), waited=slot == awaited)
                        return
                self.release()

    def release(self) -> None:
        """Give room in flight back, once a request is over or there is none to send."""
        self._in_flight.release()

    def count_request(self, label: RateLimitLabel) -> None:
        """Count a request against the daily quota.

        Raises:
            DailyLimitError: The tap's share of the quota is used up.
        """
        with self._lock:
            self._reset_at_midnight()
            for quota in self._quotas:
                if label in quota.labels:
                    if quota.used >= quota.limit:
                        raise DailyLimitError(_used_up(quota, self._share_of_day), RUN_AGAIN)
                    quota.used += 1

    def _reset_at_midnight(self) -> None:
        day = self._today()
        if day != self._day:
            self._day = day
            for quota in self._quotas:
                quota.used, quota.limit, quota.reported = 0, quota.published, False

    def on_success(self, label: RateLimitLabel, headers: Mapping[str, str]) -> None:
        """Adapt to a response that was not a 429."""
        with self._lock:
            self._pacers[label].on_success()
            self._adapt(label, headers)

    def on_rate_limited(
        self, label: RateLimitLabel, headers: Mapping[str, str], seconds: float
    ) -> None:
        """Adapt to a 429: send nothing of the label for so many seconds, then slow down."""
        with self._lock:
            self._adapt(label, headers)
            pacer = self._pacers[label]
            pacer.on_rate_limited()
            pacer.defer(self._clock(), seconds)

    def _adapt(self, label: RateLimitLabel, headers: Mapping[str, str]) -> None:
        kind = headers.get("X-RateLimit-Type", "").lower()
        limit = header_float(headers.get("X-RateLimit-Limit"))
        if limit is None:
            return
        if kind == "daily-limit" and _is_within(limit, _DAILY_LIMITS):
            remaining = header_float(headers.get("X-RateLimit-Remaining"))
            if remaining is not None:
                self._adapt_quota(label, limit, remaining)
        elif kind == "qps" and _is_within(limit, _LIMITS):
            seconds = 60 if label.is_per_minute else 1  # "QPS" means per minute there [X]
            self._pacers[label].set_max_rate(limit / seconds * self._share)

    def _adapt_quota(self, label: RateLimitLabel, limit: float, remaining: float) -> None:
        for quota in self._quotas:
            if label in quota.labels:
                left_to_others = limit * (1 - self._share_of_day)
                reported = quota.used + max(0, int(remaining - left_to_others))
                # Zoom hasn't counted the requests in flight yet, so a later figure can be too high.
                quota.limit = min(reported, quota.limit) if quota.reported else reported
                quota.reported = True
                quota.whole_day = int(limit * self._share_of_day)
                return


def _is_within(limit: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= limit <= bounds[1]


def _used_up(quota: DailyQuota, share: float) -> str:
    names = " and ".join(label.value for label in quota.labels)
    return (
        f"The tap's share of today's {names} requests is used up (rate_limit_share {share:g}); "
        "Zoom resets the count at 00:00 UTC."
    )
