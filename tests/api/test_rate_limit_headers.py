"""Headers about rate limits: what the limiter adopts, and how long to wait."""

from __future__ import annotations

import pytest

from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.rate_limits import DAILY_QUOTAS
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.api.retry_after import retry_after_seconds, seconds_to_midnight
from tap_zoom.exceptions import LimitError
from tests.support import Clock

HEAVY, INTENSIVE = RateLimitLabel.HEAVY, RateLimitLabel.RESOURCE_INTENSIVE


@pytest.fixture
def limiter() -> RateLimiter:
    """A limiter for a Pro plan, of which the tap may use 80 percent."""
    clock = Clock()
    return RateLimiter("pro", 0.8, clock=clock, pause=clock.pause)


def qps(limit: object) -> dict[str, str]:
    """Build the headers of a response that reports the rate."""
    return {"X-RateLimit-Type": "QPS", "X-RateLimit-Limit": str(limit)}


def daily(limit: object, remaining: object) -> dict[str, str]:
    """Build the headers of a response that reports the daily quota."""
    return {
        "X-RateLimit-Type": "Daily-limit",
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(remaining),
    }


def count_requests(limiter: RateLimiter, count: int) -> None:
    """Count Heavy requests against the daily quota."""
    for _ in range(count):
        limiter.count_request(HEAVY)


# --- the rate ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("limit", "rate"), [(40, 32), (5, 4), (10, 8)])
def test_reported_rate_is_adopted(limiter: RateLimiter, limit: int, rate: float) -> None:
    """Higher or lower than that of the configured plan."""
    limiter.on_success(HEAVY, qps(limit))

    assert limiter.rate(HEAVY) == pytest.approx(rate)
    assert limiter.account_rate(HEAVY) == pytest.approx(limit)


def test_rate_that_is_reported_again_does_not_undo_a_slowdown(limiter: RateLimiter) -> None:
    limiter.on_rate_limited(HEAVY, qps(10), 1.0)
    limiter.on_rate_limited(HEAVY, qps(10), 1.0)

    assert limiter.rate(HEAVY) == pytest.approx(0.8 * 0.8 * 8)


def test_resource_intensive_rate_is_reported_per_minute(limiter: RateLimiter) -> None:
    limiter.on_success(INTENSIVE, qps(20))

    assert limiter.rate(INTENSIVE) == pytest.approx(0.8 * 20 / 60)


ABSURD = ["0.01", "1e-300", "100001", "1e300"]


@pytest.mark.parametrize("limit", ["", "0", "-5", "many", "nan", "inf", "-inf", "1e999", *ABSURD])
def test_invalid_or_absurd_rate_is_ignored(limiter: RateLimiter, limit: str) -> None:
    limiter.on_success(HEAVY, qps(limit))

    assert limiter.rate(HEAVY) == 8


# --- the daily quota --------------------------------------------------------------------------


def test_reported_rest_of_the_day_is_adopted(limiter: RateLimiter) -> None:
    """Other apps may have used some of it, and keep their share of the rest."""
    limiter.on_success(HEAVY, daily(1000, 950))
    count_requests(limiter, 10)
    limiter.on_success(HEAVY, daily(1000, 203))
    for _ in range(3):
        limiter.count_request(INTENSIVE)
    with pytest.raises(LimitError):
        limiter.count_request(HEAVY)


def test_later_report_never_raises_the_quota(limiter: RateLimiter) -> None:
    """Zoom hasn't counted the requests in flight yet."""
    limiter.on_success(HEAVY, daily(1000, 210))
    for _ in range(10):
        limiter.count_request(HEAVY)
        limiter.on_success(HEAVY, daily(1000, 209))

    with pytest.raises(LimitError):
        limiter.count_request(HEAVY)


def test_budget_of_a_whole_day_is_the_share_of_the_published_or_the_reported_quota(
    limiter: RateLimiter,
) -> None:
    """However much of today's is used up."""
    published = limiter.daily_budget(HEAVY)
    limiter.on_success(HEAVY, daily(1000, 203))

    assert published == 0.8 * DAILY_QUOTAS["pro"][HEAVY, INTENSIVE]
    assert limiter.daily_budget(HEAVY) == limiter.daily_budget(INTENSIVE) == 800
    assert limiter.daily_budget(RateLimitLabel.LIGHT) is None


@pytest.mark.parametrize(("limit", "remaining"), [("nan", 5), ("inf", 5), (1000, "nan")])
def test_invalid_quota_is_ignored(limiter: RateLimiter, limit: object, remaining: object) -> None:
    limiter.on_success(HEAVY, daily(limit, remaining))

    count_requests(limiter, 1000)


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
        ("1e300", None),
        ("9999-12-31T23:59:59Z", None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999999", None),
        ("", None),
    ],
)
def test_retry_after_may_be_seconds_or_a_date(retry_after: str, seconds: float | None) -> None:
    """A date is relative to the response's own, so that a wrong local clock does no harm."""
    assert retry_after_seconds({"Retry-After": retry_after, "Date": DATE}) == seconds


def test_missing_retry_after_is_none() -> None:
    assert retry_after_seconds({"Date": DATE}) is None


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        (DATE, 12 * 3600),
        ("Fri, 20 Nov 2026 23:59:59 GMT", 1),
        ("2026-11-20T00:00:00Z", 86_400),
        ("Fri, 31 Dec 9999 23:00:00 GMT", 3600),
    ],
)
def test_daily_quotas_reset_at_midnight_utc(date: str, seconds: float) -> None:
    assert seconds_to_midnight({"Date": date}) == seconds


@pytest.mark.parametrize("headers", [{}, {"Date": "today"}])
def test_local_clock_is_used_if_the_response_has_no_date(headers: dict[str, str]) -> None:
    assert 0 < seconds_to_midnight(headers) <= 86_400
