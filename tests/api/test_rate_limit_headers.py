"""What Zoom's headers say of its limits, and how long they say to wait."""

from __future__ import annotations

import pytest

from tap_zoom.api.rate_limiter import Limits
from tap_zoom.api.request import Label
from tap_zoom.api.retry_after import seconds_to_midnight, seconds_to_wait
from tap_zoom.exceptions import LimitError
from tests.support import Clock

HEAVY, INTENSIVE = Label.HEAVY, Label.RESOURCE_INTENSIVE


def make() -> Limits:
    """Make limits of a paid account, four fifths of it for the tap."""
    clock = Clock()
    return Limits("pro", 0.8, clock=clock, pause=clock.pause)


# --- what Zoom says of its limits -------------------------------------------------------------


def per_second(limit: object) -> dict[str, str]:
    """Headers of an answer that names the rate."""
    return {"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": str(limit)}


@pytest.mark.parametrize(("limit", "rate"), [(40, 32), (5, 4), (10, 8)])
def test_the_rate_follows_what_zoom_names(limit: int, rate: float) -> None:
    """Up and down, whatever plan the settings assume."""
    limits = make()
    limits.answered(HEAVY, per_second(limit))

    assert limits.rate(HEAVY) == pytest.approx(rate)
    assert limits.whole_rate(HEAVY) == pytest.approx(limit)


def test_a_rate_that_zoom_names_again_does_not_undo_a_refusal() -> None:
    limits = make()
    limits.refused(HEAVY, per_second(10), 1.0)
    limits.refused(HEAVY, per_second(10), 1.0)

    assert limits.rate(HEAVY) == pytest.approx(0.8 * 0.8 * 8)


def test_resource_intensive_rates_are_named_by_the_minute() -> None:
    limits = make()
    limits.answered(INTENSIVE, per_second(20))

    assert limits.rate(INTENSIVE) == pytest.approx(0.8 * 20 / 60)


@pytest.mark.parametrize("limit", ["", "0", "-5", "many", "nan", "inf", "-inf", "1e999"])
def test_a_rate_that_cannot_be_is_not_believed(limit: str) -> None:
    limits = make()
    limits.answered(HEAVY, per_second(limit))

    assert limits.rate(HEAVY) == 8


def test_what_is_left_of_the_day_is_learnt_from_zoom() -> None:
    """Others may have used it too; their share of the day stays theirs."""
    limits = make()
    headers = {"X-RateLimit-Type": "Daily-limit", "X-RateLimit-Limit": "1000"}

    limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": "950"})
    for _ in range(10):
        limits.spend(HEAVY)
    limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": "203"})
    for _ in range(3):
        limits.spend(INTENSIVE)
    with pytest.raises(LimitError):
        limits.spend(HEAVY)


def test_a_later_figure_never_gives_more_of_the_day() -> None:
    """With requests under way, Zoom has counted fewer than were sent."""
    limits = make()
    headers = {"X-RateLimit-Type": "Daily-limit", "X-RateLimit-Limit": "1000"}
    limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": "210"})
    for _ in range(10):
        limits.spend(HEAVY)
        limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": "209"})

    with pytest.raises(LimitError):
        limits.spend(HEAVY)


@pytest.mark.parametrize(("limit", "left"), [("nan", "5"), ("inf", "5"), ("1000", "nan")])
def test_a_day_that_cannot_be_is_not_believed(limit: str, left: str) -> None:
    limits = make()
    headers = {"X-RateLimit-Type": "Daily-limit", "X-RateLimit-Limit": limit}
    limits.answered(HEAVY, {**headers, "X-RateLimit-Remaining": left})

    for _ in range(1000):
        limits.spend(HEAVY)


# --- how long to wait -------------------------------------------------------------------------

DATE = "Fri, 20 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("0", 0),
        ("-3", 0),
        ("2026-11-20T12:01:00Z", 60),
        ("2026-11-20T14:01:00+02:00", 60),
        ("2026-11-20T12:01:00", 60),
        ("2026-11-21T00:00:00Z", 12 * 3600),
        ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
        ("2026-11-20T11:00:00Z", 0),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("", None),
    ],
)
def test_retry_after_in_all_its_forms(retry_after: str, seconds: float | None) -> None:
    """Dates count from the answer's own, so that a wrong clock here does no harm."""
    assert seconds_to_wait({"Retry-After": retry_after, "Date": DATE}) == seconds


def test_no_retry_after_is_none() -> None:
    assert seconds_to_wait({"Date": DATE}) is None


@pytest.mark.parametrize(
    ("date", "seconds"),
    [(DATE, 12 * 3600), ("Fri, 20 Nov 2026 23:59:59 GMT", 1), ("2026-11-20T00:00:00Z", 86_400)],
)
def test_daily_limits_end_at_midnight_utc(date: str, seconds: float) -> None:
    assert seconds_to_midnight({"Date": date}) == seconds


@pytest.mark.parametrize("headers", [{}, {"Date": "today"}])
def test_without_a_date_the_own_clock_has_to_do(headers: dict[str, str]) -> None:
    assert 0 < seconds_to_midnight(headers) <= 86_400
