"""Rate limits: no second has more requests than Zoom allows, and none is given away."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.rate_limiter import Limits
from tap_zoom.api.rate_limits import RATES
from tap_zoom.api.request import Label
from tap_zoom.exceptions import LimitError
from tests.support import Clock

LIGHT, MEDIUM, HEAVY, INTENSIVE, *_ = Label
TODAY = date(2026, 11, 20)
every_label = pytest.mark.parametrize("label", list(Label))
every_plan = pytest.mark.parametrize("plan", sorted(RATES))


def make(clock: Clock, plan: str = "pro", share: float = 0.8) -> Limits:
    """Make limits for threads: one that waits doesn't hold up the clock of the others."""
    return Limits(plan, share, clock=clock, pause=clock.pauses.append, today=lambda: TODAY)


def slot(limits: Limits, clock: Clock, label: Label = HEAVY) -> float:
    """Take a slot, and say when it is."""
    clock.pauses.clear()
    limits.acquire(label)
    return clock.now + sum(clock.pauses)


def slots(limits: Limits, clock: Clock, count: int, label: Label = HEAVY) -> list[float]:
    """Take slots all at once."""
    return [slot(limits, clock, label) for _ in range(count)]


def most_within(times: list[float], seconds: float) -> int:
    """The most requests of any span of so many seconds."""
    return max(bisect_left(times, time + seconds) - place for place, time in enumerate(times))


# --- the rate ---------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.just(0.0) | st.floats(0, 0.05) | st.floats(0, 3),  # the time that passes
        st.sampled_from(["nothing", "answered", "answered", "refused"]),  # what is heard
    ),
    min_size=1,
    max_size=150,
)


@pytest.mark.parametrize("label", list(Label))
@given(plan=st.sampled_from(sorted(RATES)), share=st.floats(0.05, 1), taken=steps)
def test_no_span_has_more_requests_than_zoom_allows(
    label: Label, plan: str, share: float, taken: list[tuple[float, str]]
) -> None:
    """In any second, whatever the pattern of arrivals; in any minute where Zoom counts so."""
    clock = Clock()
    limits = make(clock, plan, share)
    times = []
    for passes, heard in taken:
        clock.now += passes
        times.append(slot(limits, clock, label))
        if heard == "answered":
            limits.answered(label, {})
        elif heard == "refused":
            limits.refused(label, {}, 1.0)

    span = 60 if label.is_by_the_minute else 1
    assert times == sorted(times)
    assert most_within(times, span) <= round(RATES[plan][label] * span)


@every_plan
@every_label
def test_the_rate_is_used_up_to_its_share(plan: str, label: Label) -> None:
    """A burst leaves at even distances, and at the rate that the account allows the tap."""
    clock = Clock()

    times = slots(make(clock, plan, 0.5), clock, 20, label)

    assert times[0] == clock.now
    assert [b - a for a, b in pairwise(times)] == pytest.approx([2 / RATES[plan][label]] * 19)


def test_time_that_was_not_used_is_not_saved_up() -> None:
    """After a pause there is no burst: Zoom looks at each second alone."""
    clock = Clock()
    limits = make(clock)
    slot(limits, clock)
    clock.now += 100

    assert most_within(slots(limits, clock, 30), 1) <= 8


def test_labels_have_budgets_of_their_own() -> None:
    clock = Clock()
    limits = make(clock)
    slots(limits, clock, 50, HEAVY)

    assert slot(limits, clock, LIGHT) == clock.now


def test_a_whole_account_is_not_used_to_the_last_request() -> None:
    """Requests bunch up on their way: at the full rate, some second would have one too many."""
    limits = make(Clock(), "pro", 1)

    assert limits.rate(LIGHT) == pytest.approx(0.97 * 30)
    assert limits.rate(INTENSIVE) == pytest.approx(0.97 * 10 / 60)


# --- refusals ---------------------------------------------------------------------------------


def test_a_refusal_holds_its_label_back() -> None:
    """For as long as Zoom says, and no other label with it."""
    clock = Clock()
    limits = make(clock)
    limits.refused(HEAVY, {}, 7.0)

    assert slot(limits, clock, HEAVY) == clock.now + 7
    assert slot(limits, clock, MEDIUM) == clock.now


def test_a_short_refusal_does_not_shorten_a_long_one() -> None:
    clock = Clock()
    limits = make(clock)
    limits.refused(HEAVY, {}, 60.0)
    limits.refused(HEAVY, {}, 1.0)

    assert slot(limits, clock) == clock.now + 60


def test_refusals_slow_down_and_answers_bring_the_rate_back() -> None:
    """Somebody else may have used the account for a while."""
    limits = make(Clock())
    limits.refused(HEAVY, {}, 1.0)
    slower = limits.rate(HEAVY)
    for _ in range(100):
        limits.answered(HEAVY, {})

    assert slower == pytest.approx(0.8 * 8)
    assert limits.rate(HEAVY) == 8
    assert limits.rate(MEDIUM) == 16


def test_the_rate_comes_back_little_by_little() -> None:
    limits = make(Clock())
    limits.refused(HEAVY, {}, 1.0)
    rates = []
    for _ in range(5):
        limits.answered(HEAVY, {})
        rates.append(limits.rate(HEAVY))

    assert rates == sorted(rates)
    assert rates[-1] < 8


def test_no_number_of_refusals_stops_the_tap() -> None:
    limits = make(Clock())
    for _ in range(500):
        limits.refused(HEAVY, {}, 1.0)

    assert limits.rate(HEAVY) == pytest.approx(8 / 20)


# --- the day ----------------------------------------------------------------------------------


def spend(limits: Limits, count: int, label: Label = HEAVY) -> None:
    """Take requests from the day."""
    for _ in range(count):
        limits.spend(label)


def test_a_day_that_is_used_up_ends_the_run() -> None:
    """The message names the label, and when Zoom counts anew."""
    limits = make(Clock(), "free", 0.01)
    spend(limits, 10)

    with pytest.raises(LimitError, match="Heavy requests is used up") as caught:
        limits.spend(HEAVY)

    assert "rate_limit_share 0.01" in str(caught.value)
    assert "00:00 UTC" in str(caught.value)
    limits.spend(MEDIUM)


def test_slots_cost_nothing_of_the_day() -> None:
    """It is requests that count: a slot may find that there is nothing to send any more."""
    clock = Clock()
    limits = make(clock, "free", 0.01)
    slots(limits, clock, 50)

    spend(limits, 10)


@pytest.mark.parametrize(("plan", "most"), [("pro", 30), ("business", 60)])
def test_heavy_and_resource_intensive_share_a_day(plan: str, most: int) -> None:
    limits = make(Clock(), plan, 0.001)
    spend(limits, most - 10, HEAVY)
    spend(limits, 10, INTENSIVE)

    for label in (HEAVY, INTENSIVE):
        with pytest.raises(LimitError, match="Heavy and Resource-intensive"):
            limits.spend(label)


@every_label
def test_paid_plans_have_no_daily_limit_on_light_requests(label: Label) -> None:
    limits = make(Clock(), "pro", 0.0001)

    if label in {LIGHT, MEDIUM, Label.PHONE_LIGHT, Label.PHONE_MEDIUM}:
        spend(limits, 100, label)
    else:
        with pytest.raises(LimitError):
            spend(limits, 4, label)


def test_a_new_day_begins_anew() -> None:
    """A run that crosses midnight UTC gets the whole of the next day, and no more."""
    clock, days = Clock(), [TODAY]
    limits = Limits("free", 0.01, clock=clock, pause=clock.pause, today=lambda: days[-1])
    spend(limits, 7)
    days.append(TODAY + timedelta(days=1))

    spend(limits, 10)
    with pytest.raises(LimitError):
        limits.spend(HEAVY)


def test_what_zoom_said_of_one_day_does_not_hold_for_the_next() -> None:
    clock, days = Clock(), [TODAY]
    limits = Limits("free", 0.01, clock=clock, pause=clock.pause, today=lambda: days[-1])
    headers = {"X-RateLimit-Type": "Daily-limit", "X-RateLimit-Limit": "1000"}
    limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": "0"})
    with pytest.raises(LimitError):
        limits.spend(HEAVY)

    days.append(TODAY + timedelta(days=1))
    spend(limits, 10)
