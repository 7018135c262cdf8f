"""Slots under a real clock's conditions: threads wake up late, stall, and are refused meanwhile."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import pytest

from tap_zoom.api.rate_limiter import Limits
from tap_zoom.api.request import Label
from tests.api.test_rate_limiter import most_within
from tests.support import Clock, Places

if TYPE_CHECKING:
    from collections.abc import Callable

HEAVY = Label.HEAVY
RATE = 40


def times(lateness: Callable[[int], float], count: int, share: float = 1.0) -> list[float]:
    """When a business plan's Heavy slots are taken, by threads that wake up so late."""
    clock = Clock(now=0.0)

    def pause(seconds: float) -> None:
        clock.pause(seconds + lateness(len(clock.pauses)))

    limits = Limits("business", share, clock=clock, pause=pause)
    found = []
    for _ in range(count):
        limits.acquire(HEAVY)
        found.append(clock.now)
    return found


def test_waking_up_late_costs_no_slots() -> None:
    """Each thread is a few milliseconds late, and the rate is kept up all the same."""
    found = times(lambda _: 0.004, 401, share=0.5)

    assert found[-1] == pytest.approx(400 / (RATE / 2), abs=0.005)


@pytest.mark.parametrize("stall", [0.009, 0.011, 0.03, 0.08, 0.5])
def test_a_stall_is_not_made_up_for(stall: float) -> None:
    """Else all who waited would leave at once, and Zoom would refuse the last of that second."""
    found = times(lambda count: stall if count % 50 == 25 else 0.0, 400)

    assert most_within(found, 1) <= RATE


def test_a_stall_costs_no_more_than_itself() -> None:
    found = times(lambda count: 0.2 if count == 50 else 0.0, 101, share=0.5)

    assert found[-1] == pytest.approx(100 / (RATE / 2) + 0.2, abs=0.02)


def test_a_refusal_holds_back_who_waits_already() -> None:
    clock = Clock(now=0.0)

    def pause(seconds: float) -> None:
        if not clock.pauses:
            limits.refused(HEAVY, {}, 7.0)
        clock.pause(seconds)

    limits = Limits("business", 0.5, clock=clock, pause=pause)
    limits.acquire(HEAVY)
    limits.acquire(HEAVY)

    assert clock.now == pytest.approx(7)


def test_threads_take_turns() -> None:
    """Whatever their number, no two have the same slot."""
    limits = Limits("business", 0.97, clock=time.monotonic, pause=time.sleep)
    found: list[float] = []

    def work() -> None:
        limits.acquire(Label.LIGHT)
        found.append(time.monotonic())

    threads = [threading.Thread(target=work) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(found) == 30
    assert max(found) - min(found) >= 29 / (0.97 * 80) - 0.2


def test_a_run_that_stops_waits_for_nothing() -> None:
    """A pause that is cut short ends the wait."""
    clock = Clock(now=0.0)
    limits = Limits("free", 0.5, clock=clock, pause=clock.pauses.append)
    for _ in range(3):
        limits.acquire(HEAVY)

    assert clock.pauses == pytest.approx([2, 4])
    assert all(a < b for a, b in pairwise(clock.pauses))


# --- places among the requests in flight ------------------------------------------------------


def with_places(places: Places, clock: Clock) -> Limits:
    """Make limits with places that a test hands out."""
    limits = Limits("business", 0.5, clock=clock, pause=clock.pause)
    limits._in_flight = cast("threading.Semaphore", places)
    return limits


def test_who_waits_for_a_slot_takes_no_place_in_flight() -> None:
    clock, places = Clock(), Places()
    limits = with_places(places, clock)
    free: list[int] = []
    limits._pause = lambda _: free.append(places.free)
    for _ in range(3):
        limits.acquire(HEAVY)
        assert places.free == 0
        limits.release()

    assert free == [1, 1]


def test_slots_do_not_pile_up_while_places_are_waited_for() -> None:
    """Else they would be used in a burst once places are free, and Zoom would refuse some."""
    clock = Clock(now=0.0)
    waits = iter([0.0, 3.0, *([0.0] * 50), 2.0, *([0.0] * 50)])

    def wait() -> None:
        clock.now += next(waits)

    limits = with_places(Places(on_wait=wait), clock)
    found = []
    for _ in range(100):
        limits.acquire(HEAVY)
        found.append(clock.now)
        limits.release()

    assert most_within(found, 1) <= RATE / 2 + 1
    assert min(b - a for a, b in pairwise(found)) >= 2 / RATE - 0.011


def test_a_refusal_holds_back_who_waits_for_a_place() -> None:
    """And the place goes back meanwhile."""
    clock = Clock(now=0.0)
    refusals = iter([7.0])

    def wait() -> None:
        for seconds in refusals:
            limits.refused(HEAVY, {}, seconds)

    places = Places(on_wait=wait)
    limits = with_places(places, clock)
    limits.acquire(HEAVY)

    assert clock.now == pytest.approx(7)
    assert places.free == 0


def test_places_are_as_many_as_requests_may_be_in_flight() -> None:
    """For all labels together."""
    clock = Clock()
    limits = Limits("business", 0.5, clock=clock, pause=clock.pause, most_at_once=2)
    for label in (Label.LIGHT, Label.MEDIUM):
        limits.acquire(label)

    assert not limits._in_flight.acquire(blocking=False)
    limits.release()
    limits.acquire(HEAVY)
