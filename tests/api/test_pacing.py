"""Pacing under real conditions: threads wake up late, stall, and are deferred while they wait."""

from __future__ import annotations

import threading
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.request import RateLimitLabel
from tests.support import Clock, Room, max_within

if TYPE_CHECKING:
    from collections.abc import Callable

LIGHT, HEAVY = RateLimitLabel.LIGHT, RateLimitLabel.HEAVY
RATE = 40  # Heavy requests per second of a business plan


def make_limiter(
    clock: Clock,
    share: float = 0.5,
    pause: Callable[[float], object] | None = None,
    room: Room | None = None,
) -> RateLimiter:
    """Make a limiter for a business plan, with plenty of room in flight by default."""
    return RateLimiter(
        "business",
        share,
        clock=clock,
        pause=pause or clock.pause,
        semaphore=lambda _: room or Room(1000),
    )


# --- slots ------------------------------------------------------------------------------------


def slot_times(lateness: Callable[[int], float], count: int, share: float) -> list[float]:
    """Return when Heavy slots are taken by threads that wake up so late."""
    clock = Clock(now=0.0)

    def pause(seconds: float) -> None:
        clock.pause(seconds + lateness(len(clock.pauses)))

    limiter = make_limiter(clock, share, pause)
    times = []
    for _ in range(count):
        limiter.acquire(HEAVY)
        times.append(clock.now)
    return times


def test_waking_up_late_costs_no_slots() -> None:
    """Each thread is a few milliseconds late, but the rate is sustained."""
    times = slot_times(lambda _: 0.004, 401, share=0.5)

    assert times[-1] == pytest.approx(400 / (RATE / 2), abs=0.005)


@pytest.mark.parametrize("stall", [0.009, 0.011, 0.03, 0.08, 0.5])
def test_stall_is_not_made_up_for(stall: float) -> None:
    """Otherwise all waiting threads would send at once, and Zoom would refuse some of them."""
    times = slot_times(lambda count: stall if count % 50 == 25 else 0.0, 400, share=1)

    assert max_within(times, 1) <= RATE


def test_stall_costs_no_more_time_than_it_takes() -> None:
    times = slot_times(lambda count: 0.2 if count == 50 else 0.0, 101, share=0.5)

    assert times[-1] == pytest.approx(100 / (RATE / 2) + 0.2, abs=0.02)


def test_429_defers_a_thread_that_is_waiting_already() -> None:
    clock = Clock(now=0.0)

    def pause(seconds: float) -> None:
        if not clock.pauses:
            limiter.on_rate_limited(HEAVY, {}, 7.0)
        clock.pause(seconds)

    limiter = make_limiter(clock, pause=pause)
    limiter.acquire(HEAVY)
    limiter.acquire(HEAVY)

    assert clock.now == pytest.approx(7)


def test_threads_of_one_label_take_turns() -> None:
    """No two take the same slot, and only one waits at a time."""
    clock = Clock(now=0.0)
    threads_waiting = 0
    max_waiting = 0

    def pause(seconds: float) -> None:
        nonlocal threads_waiting, max_waiting
        threads_waiting += 1
        time.sleep(0)  # lets other threads run, without taking time
        max_waiting = max(max_waiting, threads_waiting)
        clock.pause(seconds)
        threads_waiting -= 1

    limiter = RateLimiter("business", 0.97, clock=clock, pause=pause)
    start = threading.Barrier(30)

    def work() -> None:
        start.wait(10)
        limiter.acquire(LIGHT)

    threads = [threading.Thread(target=work) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(clock.pauses) == 29
    assert clock.now == pytest.approx(29 / (0.97 * 80))
    assert max_waiting == 1


def test_pause_that_is_cut_short_ends_the_wait() -> None:
    """The run is stopping."""
    clock = Clock(now=0.0)
    limiter = RateLimiter("free", 0.5, clock=clock, pause=clock.pauses.append)
    for _ in range(3):
        limiter.acquire(HEAVY)

    assert clock.pauses == pytest.approx([2, 4])


# --- room in flight ---------------------------------------------------------------------------


def test_thread_that_waits_for_a_slot_takes_no_room_in_flight() -> None:
    room = Room()
    free: list[int] = []
    limiter = make_limiter(Clock(), pause=lambda _: free.append(room.free), room=room)
    for _ in range(3):
        limiter.acquire(HEAVY)
        assert room.free == 0
        limiter.release()

    assert free == [1, 1]


def test_slots_do_not_pile_up_while_threads_wait_for_room() -> None:
    """Otherwise they would be used in a burst afterward, and Zoom would refuse some."""
    clock = Clock(now=0.0)
    waits = iter([0.0, 3.0, *([0.0] * 50), 2.0, *([0.0] * 50)])

    def wait() -> None:
        clock.now += next(waits)

    limiter = make_limiter(clock, room=Room(on_acquire=wait))
    times = []
    for _ in range(100):
        limiter.acquire(HEAVY)
        times.append(clock.now)
        limiter.release()

    assert max_within(times, 1) <= RATE / 2 + 1
    assert min(b - a for a, b in pairwise(times)) >= 2 / RATE - 0.011


def test_429_defers_a_thread_that_waits_for_room() -> None:
    """It gives its room back meanwhile."""
    clock = Clock(now=0.0)
    seconds = iter([7.0])
    free: list[int] = []

    def defer_once() -> None:
        for deferral in seconds:
            limiter.on_rate_limited(HEAVY, {}, deferral)

    def pause(seconds: float) -> None:
        free.append(room.free)
        clock.pause(seconds)

    room = Room(on_acquire=defer_once)
    limiter = make_limiter(clock, pause=pause, room=room)
    limiter.acquire(HEAVY)

    assert clock.now == pytest.approx(7)
    assert free == [1]
    assert room.free == 0


def test_max_in_flight_is_shared_by_all_labels() -> None:
    clock = Clock()
    rooms: list[Room] = []

    def semaphore(size: int) -> Room:
        rooms.append(Room(size))
        return rooms[-1]

    limiter = RateLimiter(
        "business", 0.5, clock=clock, pause=clock.pause, max_in_flight=2, semaphore=semaphore
    )
    for label in (LIGHT, RateLimitLabel.MEDIUM):
        limiter.acquire(label)

    (room,) = rooms
    assert room.free == 0
    limiter.release()
    limiter.acquire(HEAVY)
    assert room.free == 0
