"""How long to retry a request that gets no usable response.

One item that Zoom can't answer must not hold up the others, and an outage must not fail a single
item. Hence a request gives up only if Zoom was seen to answer something else before its last try.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import backoff

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_zoom.api.health import HealthCheck

_MAX_DELAY = 60  # seconds
_PATIENCE = 60.0  # seconds of waiting, as Retry-After may ask for, that weigh as much as all tries


class Retries:
    """The tries of one request.

    Args:
        health: Whether Zoom answers anything.
        clock: Monotonic seconds.
        max_wait: Seconds that the request may take, with all its waits.

    Attributes:
        failures: Number of tries that had no usable answer so far.
        zoom_answered: Whether Zoom answered something between the last failure and the last try.
    """

    def __init__(self, health: HealthCheck, clock: Callable[[], float], max_wait: float) -> None:
        """Begin before the first try."""
        self._health = health
        self._clock = clock
        self._deadline = clock() + max_wait
        self._delays = backoff.expo(base=2, factor=0.5, max_value=_MAX_DELAY)
        next(self._delays)  # the generator's first value is for its own set-up
        self._waited = 0.0
        self._answers: int | None = None  # when a try last failed
        self.failures = 0
        self.zoom_answered = False

    @property
    def seconds_left(self) -> float:
        """Return how long the request may still take."""
        return self._deadline - self._clock()

    def on_try(self) -> None:
        """Remember what is known when a try is about to be sent."""
        self.zoom_answered = self._answers is not None and self._health.answers > self._answers

    def next_delay(self, max_tries: int, retry_after: float | None) -> float | None:
        """Count a failed try, and return the seconds to the next one.

        Args:
            max_tries: How often to try in all.
            retry_after: How long the server asks to wait.

        Returns:
            Seconds, or None if there have been enough tries, or no time is left.
        """
        self.failures += 1
        self._answers = self._health.answers
        if self.failures >= max_tries or self._waited >= _PATIENCE or self.seconds_left <= 0:
            return None
        return self._delay(retry_after)

    def delay_after_probe(self, *, is_outage: bool) -> float | None:
        """Return the seconds to a further try, now that it is known whether Zoom answers.

        If it does, the outage may just have ended: the request has one more try.

        Returns:
            Seconds, or None if no time is left.
        """
        if not is_outage:
            # The answer to the probe is evidence, so it must count as later than this failure.
            self._answers = -1
        return self._delay(None) if self.seconds_left > 0 else None

    def _delay(self, retry_after: float | None) -> float:
        most = next(self._delays)
        half = most / 2
        delay = max(half + backoff.full_jitter(half), retry_after or 0.0)
        delay = min(delay, self.seconds_left)
        self._waited += delay
        return delay
