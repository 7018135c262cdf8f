"""The account's rate limits: when the next request of a label may go out.

Zoom counts per account, label and second, for all apps together, and refuses what exceeds the
rate in any second (https://developers.zoom.us/docs/api/rate-limits/). So requests leave at even
distances: a burst that the average would allow is refused, and a refusal costs more than the
slot that it tried to win.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

from tap_zoom.api.rate_limits import DAILY, RATES
from tap_zoom.api.request import Label
from tap_zoom.api.retry_after import number
from tap_zoom.exceptions import LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Jitter on the way bunches requests up: at exactly the rate, some second has one too many.
_MOST_SHARE = 0.97
_SLOWER, _FASTER = 0.8, 1.02
#: Seconds of lateness that are made up for: about what threads take to wake up, and less than what
#: ``_MOST_SHARE`` leaves free in a second.
_CATCH_UP = 0.01
_UNBOUNDED = 2**31


@dataclass(slots=True)
class Pacer:
    """Slots at even distances for one label.

    Attributes:
        rate: Slots a second that the pacer aims at.
        most: The rate that it returns to after refusals.
        next_slot: When the next slot is, on the caller's clock.
    """

    rate: float
    most: float = field(default=0.0)
    next_slot: float = field(default=float("-inf"))

    def __post_init__(self) -> None:
        """Start at full rate."""
        self.most = self.most or self.rate

    def take(self, now: float, *, waited: bool) -> None:
        """Take the next slot, at its time or later.

        A stall of the machine isn't made up for: all who had waited would leave at once, and Zoom
        would refuse some of them.
        """
        catch_up = _CATCH_UP if waited else 0
        self.next_slot = max(self.next_slot, now - catch_up) + 1 / self.rate

    def hold(self, now: float, seconds: float) -> None:
        """Give no slot for a time."""
        self.next_slot = max(self.next_slot, now + seconds)

    def refused(self) -> None:
        """Go slower: somebody else uses the account too, or the plan is smaller than told."""
        self.rate = max(self.rate * _SLOWER, self.most / 20)

    def answered(self) -> None:
        """Return to the full rate little by little."""
        self.rate = min(self.rate * _FASTER, self.most)

    def learn(self, rate: float) -> None:
        """Take over the rate that Zoom names."""
        if rate != self.most:
            self.most = self.rate = rate


@dataclass(slots=True)
class Budget:
    """Requests that may still be made today, for labels that share them."""

    labels: tuple[Label, ...]
    published: int
    used: int = 0
    most: int = field(default=0)
    learned: bool = False

    def __post_init__(self) -> None:
        """Begin with what is published."""
        self.most = self.published


class Limits:
    """When requests may go out, for all threads.

    Args:
        plan: ``free``, ``pro`` or ``business``: where the rates start.
        share: The part of the account that the tap may use.
        clock: Monotonic seconds.
        pause: Waits for so many seconds; may return early when the run is stopping.
        today: The day in UTC: at its end, Zoom counts anew.
        most_at_once: Most requests in flight, of all labels; None for as many as there are slots.
    """

    def __init__(
        self,
        plan: str,
        share: float,
        *,
        clock: Callable[[], float],
        pause: Callable[[float], object],
        today: Callable[[], date] = lambda: datetime.now(timezone.utc).date(),
        most_at_once: int | None = None,
    ) -> None:
        """Start with the plan's published limits."""
        self._share = min(share, _MOST_SHARE)
        self._clock = clock
        self._pause = pause
        self._lock = threading.Lock()
        self._in_flight = threading.Semaphore(most_at_once or _UNBOUNDED)
        self._turns = {label: threading.Lock() for label in Label}
        self._pacers = {label: Pacer(rate * self._share) for label, rate in RATES[plan].items()}
        self._budgets = [Budget(labels, int(most * share)) for labels, most in DAILY[plan].items()]
        self._share_of_day = share
        self._today = today
        self._day = today()

    def rate(self, label: Label) -> float:
        """Requests a second that the label is paced at now."""
        return self._pacers[label].rate

    def whole_rate(self, label: Label) -> float:
        """Requests a second that the account as a whole may make, as far as is known."""
        return self._pacers[label].most / self._share

    def acquire(self, label: Label) -> None:
        """Wait for a slot and for a place in flight; the place goes back with ``release``."""
        pacer = self._pacers[label]
        with self._turns[label]:  # one waits for it at a time, so a refusal holds back all
            awaited = None
            while True:
                with self._lock:
                    now, slot = self._clock(), pacer.next_slot
                if slot > now and slot != awaited:
                    self._pause(slot - now)
                    awaited = slot
                    continue
                # The place comes after the wait: a label of ten requests a minute would keep all
                # places from the others. But it comes before the slot is taken: slots taken and
                # not used would pile up, and leave in a burst once places come free. Whoever
                # waits here holds no place, so that one always comes free.
                self._in_flight.acquire()
                with self._lock:
                    if pacer.next_slot == slot:  # or else the label was refused meanwhile
                        pacer.take(self._clock(), waited=slot == awaited)
                        return
                self.release()

    def release(self) -> None:
        """Give a place in flight back, when a request is over or there is none to make."""
        self._in_flight.release()

    def spend(self, label: Label) -> None:
        """Take a request from the day's budget.

        Raises:
            LimitError: The label's share of the day is used up.
        """
        with self._lock:
            self._turn_day()
            for budget in self._budgets:
                if label in budget.labels:
                    if budget.used >= budget.most:
                        raise LimitError(_used_up(budget, self._share_of_day))
                    budget.used += 1

    def _turn_day(self) -> None:
        day = self._today()
        if day != self._day:
            self._day = day
            for budget in self._budgets:
                budget.used, budget.most, budget.learned = 0, budget.published, False

    def answered(self, label: Label, headers: Mapping[str, str]) -> None:
        """Learn from an answer that was no refusal."""
        with self._lock:
            self._pacers[label].answered()
            self._learn(label, headers)

    def refused(self, label: Label, headers: Mapping[str, str], seconds: float) -> None:
        """Learn from a 429: nothing of this label for so many seconds, then slower."""
        with self._lock:
            self._learn(label, headers)
            pacer = self._pacers[label]
            pacer.refused()
            pacer.hold(self._clock(), seconds)

    def _learn(self, label: Label, headers: Mapping[str, str]) -> None:
        kind = headers.get("X-RateLimit-Type", "").lower()
        limit = number(headers.get("X-RateLimit-Limit"))
        if limit is None or limit <= 0:
            return
        if kind == "daily-limit":
            remaining = number(headers.get("X-RateLimit-Remaining"))
            if remaining is not None:
                self._learn_day(label, limit, remaining)
        elif kind == "qps":
            seconds = 60 if label.is_by_the_minute else 1  # "QPS" means a minute there [X]
            self._pacers[label].learn(limit / seconds * self._share)

    def _learn_day(self, label: Label, limit: float, remaining: float) -> None:
        for budget in self._budgets:
            if label in budget.labels:
                left_to_others = limit * (1 - self._share_of_day)
                most = budget.used + max(0, int(remaining - left_to_others))
                # With requests under way, Zoom has counted fewer than we have: too high a figure.
                budget.most = min(most, budget.most) if budget.learned else most
                budget.learned = True
                return


def _used_up(budget: Budget, share: float) -> str:
    names = " and ".join(label.value for label in budget.labels)
    return (
        f"The tap's share of today's {names} requests is used up (rate_limit_share {share:g}); "
        "Zoom counts anew from 00:00 UTC. Run again then: the next run goes on where this one "
        "stopped."
    )
