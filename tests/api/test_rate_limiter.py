"""Rate limits: no second has more requests than Zoom allows, and no slot is wasted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.rate_limits import PUBLISHED_RATES
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.exceptions import LimitError
from tests.support import Clock, max_within

LIGHT, MEDIUM, HEAVY, INTENSIVE, *_ = RateLimitLabel
TODAY = date(2026, 11, 20)
every_label = pytest.mark.parametrize("label", list(RateLimitLabel))
every_plan = pytest.mark.parametrize("plan", sorted(PUBLISHED_RATES))


def make_limiter(clock: Clock, plan: str = "pro", share: float = 0.8) -> RateLimiter:
    """Make a limiter for threads that wait side by side: a pause doesn't advance the clock."""
    return RateLimiter(plan, share, clock=clock, pause=clock.pauses.append, today=lambda: TODAY)


def take_slot(limiter: RateLimiter, clock: Clock, label: RateLimitLabel = HEAVY) -> float:
    """Take a slot, and return its time."""
    clock.pauses.clear()
    limiter.acquire(label)
    return clock.now + sum(clock.pauses)


def take_slots(
    limiter: RateLimiter, clock: Clock, count: int, label: RateLimitLabel = HEAVY
) -> list[float]:
    """Take slots all at once."""
    return [take_slot(limiter, clock, label) for _ in range(count)]


# --- the rate ---------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.just(0.0) | st.floats(0, 0.05) | st.floats(0, 3),  # seconds before the request
        st.sampled_from(["in flight", "success", "success", "rate limited"]),  # its response
    ),
    min_size=1,
    max_size=150,
)


@every_label
@given(plan=st.sampled_from(sorted(PUBLISHED_RATES)), share=st.floats(0.05, 1), taken=steps)
def test_no_span_has_more_requests_than_zoom_allows(
    label: RateLimitLabel, plan: str, share: float, taken: list[tuple[float, str]]
) -> None:
    """In any second, or any minute where Zoom counts per minute, however requests arrive."""
    clock = Clock()
    limiter = make_limiter(clock, plan, share)
    times = []
    for seconds, response in taken:
        clock.now += seconds
        times.append(take_slot(limiter, clock, label))
        if response == "success":
            limiter.on_success(label, {})
        elif response == "rate limited":
            limiter.on_rate_limited(label, {}, 1.0)

    span = 60 if label.is_per_minute else 1
    assert times == sorted(times)
    assert max_within(times, span) <= round(PUBLISHED_RATES[plan][label] * span)


@every_plan
@every_label
def test_burst_is_spaced_evenly_at_the_share_of_the_rate(plan: str, label: RateLimitLabel) -> None:
    clock = Clock()

    times = take_slots(make_limiter(clock, plan, 0.5), clock, 20, label)

    assert times[0] == clock.now
    assert [b - a for a, b in pairwise(times)] == pytest.approx(
        [2 / PUBLISHED_RATES[plan][label]] * 19
    )


def test_unused_time_is_not_saved_up() -> None:
    """There is no burst after idle time, since Zoom counts each second by itself."""
    clock = Clock()
    limiter = make_limiter(clock)
    take_slot(limiter, clock)
    clock.now += 100

    assert max_within(take_slots(limiter, clock, 30), 1) <= 8


def test_labels_have_limits_of_their_own() -> None:
    clock = Clock()
    limiter = make_limiter(clock)
    take_slots(limiter, clock, 50, HEAVY)

    assert take_slot(limiter, clock, LIGHT) == clock.now


def test_full_share_leaves_three_percent_of_the_rate_for_jitter() -> None:
    limiter = make_limiter(Clock(), "pro", 1)

    assert limiter.rate(LIGHT) == pytest.approx(0.97 * 30)
    assert limiter.rate(INTENSIVE) == pytest.approx(0.97 * 10 / 60)


# --- 429s -------------------------------------------------------------------------------------


def test_429_defers_its_label_and_no_other() -> None:
    clock = Clock()
    limiter = make_limiter(clock)
    limiter.on_rate_limited(HEAVY, {}, 7.0)

    assert take_slot(limiter, clock, HEAVY) == clock.now + 7
    assert take_slot(limiter, clock, MEDIUM) == clock.now


def test_short_deferral_does_not_shorten_a_long_one() -> None:
    clock = Clock()
    limiter = make_limiter(clock)
    limiter.on_rate_limited(HEAVY, {}, 60.0)
    limiter.on_rate_limited(HEAVY, {}, 1.0)

    assert take_slot(limiter, clock) == clock.now + 60


def test_429_slows_down_and_successes_restore_the_rate_step_by_step() -> None:
    """Another app may have used the account for a while."""
    limiter = make_limiter(Clock())
    limiter.on_rate_limited(HEAVY, {}, 1.0)
    rates = [limiter.rate(HEAVY)]
    for _ in range(100):
        limiter.on_success(HEAVY, {})
        rates.append(limiter.rate(HEAVY))

    assert rates[0] == pytest.approx(0.8 * 8)
    assert rates == sorted(rates)
    assert rates[5] < 8
    assert rates[-1] == 8
    assert limiter.rate(MEDIUM) == 16


def test_rate_never_falls_below_a_twentieth() -> None:
    limiter = make_limiter(Clock())
    for _ in range(500):
        limiter.on_rate_limited(HEAVY, {}, 1.0)

    assert limiter.rate(HEAVY) == pytest.approx(8 / 20)


# --- the daily quota --------------------------------------------------------------------------


def count_requests(limiter: RateLimiter, count: int, label: RateLimitLabel = HEAVY) -> None:
    """Count requests against the daily quota."""
    for _ in range(count):
        limiter.count_request(label)


def test_used_up_quota_ends_the_run() -> None:
    """The message names the label, the share, and when Zoom resets the count."""
    limiter = make_limiter(Clock(), "free", 0.01)
    count_requests(limiter, 10)

    with pytest.raises(LimitError, match="Heavy requests is used up") as caught:
        limiter.count_request(HEAVY)

    assert "rate_limit_share 0.01" in str(caught.value)
    assert "resets the count at 00:00 UTC" in str(caught.value)
    limiter.count_request(MEDIUM)


def test_slots_do_not_count_against_the_quota() -> None:
    """Only requests do: a thread with a slot may find that there is nothing left to send."""
    clock = Clock()
    limiter = make_limiter(clock, "free", 0.01)
    take_slots(limiter, clock, 50)

    count_requests(limiter, 10)


@pytest.mark.parametrize(("plan", "quota"), [("pro", 30), ("business", 60)])
def test_heavy_and_resource_intensive_requests_share_a_quota(plan: str, quota: int) -> None:
    limiter = make_limiter(Clock(), plan, 0.001)
    count_requests(limiter, quota - 10, HEAVY)
    count_requests(limiter, 10, INTENSIVE)

    for label in (HEAVY, INTENSIVE):
        with pytest.raises(LimitError, match="Heavy and Resource-intensive"):
            limiter.count_request(label)


@every_label
def test_paid_plans_have_no_quota_for_light_and_medium_requests(label: RateLimitLabel) -> None:
    limiter = make_limiter(Clock(), "pro", 0.0001)

    if label.value.endswith(("Light", "Medium")):
        count_requests(limiter, 100, label)
    else:
        with pytest.raises(LimitError):
            count_requests(limiter, 4, label)


class Calendar:
    """A day that a test ends."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        """Return the day."""
        return self.day

    def pass_midnight(self) -> None:
        """Begin the next day."""
        self.day += timedelta(days=1)


def test_quota_is_reset_at_midnight() -> None:
    """The next day has the whole quota, and no more."""
    clock, today = Clock(), Calendar()
    limiter = RateLimiter("free", 0.01, clock=clock, pause=clock.pause, today=today)
    count_requests(limiter, 7)
    today.pass_midnight()

    count_requests(limiter, 10)
    with pytest.raises(LimitError):
        limiter.count_request(HEAVY)


def test_reported_quota_is_forgotten_at_midnight() -> None:
    clock, today = Clock(), Calendar()
    limiter = RateLimiter("free", 0.01, clock=clock, pause=clock.pause, today=today)
    headers = {
        "X-RateLimit-Type": "Daily-limit",
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "0",
    }
    limiter.on_success(HEAVY, headers)
    with pytest.raises(LimitError):
        limiter.count_request(HEAVY)

    today.pass_midnight()
    count_requests(limiter, 10)


def test_wait_for_a_slot_is_bounded() -> None:
    """Whatever made the slot so late."""
    clock = Clock()
    limiter = RateLimiter("pro", 1, clock=clock, pause=clock.pause, max_wait=900)
    limiter.on_rate_limited(RateLimitLabel.LIGHT, {}, 1e300)
    limiter.acquire(RateLimitLabel.LIGHT)

    assert clock.pauses == [900]
