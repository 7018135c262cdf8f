"""Rate limits, with an injected clock."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

import sandbox
from sandbox.errors import ApiError
from sandbox.limits import (
    CONTACT_CENTER,
    HEAVY,
    INTENSIVE,
    LABELS,
    LIGHT,
    MEDIUM,
    PHONE_HEAVY,
    PHONE_INTENSIVE,
    PHONE_MEDIUM,
    PREFIXES,
    RATES,
    RateLimits,
)
from tests.sandbox.client import Client

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


def accepted(limits: RateLimits, label: str, ticks: list[float]) -> list[float]:
    """Return the times at which requests were accepted."""
    passed = []
    for tick in ticks:
        try:
            limits.count(label, tick, NOON)
        except ApiError:
            continue
        passed.append(tick)
    return passed


@given(st.lists(st.floats(0, 5), max_size=80).map(sorted), st.sampled_from(LABELS[:3]))
def test_no_second_accepts_more_requests_than_the_rate(ticks: list[float], label: str) -> None:
    passed = accepted(RateLimits("free"), label, ticks)

    for start in passed:
        assert sum(start <= tick < start + 1 for tick in passed) <= RATES["free"][label]


def test_rejected_requests_count_too() -> None:
    limits = RateLimits("free")

    assert accepted(limits, HEAVY, [0, 0.9, 1.8, 2.7]) == [0]
    assert accepted(limits, HEAVY, [3.8]) == [3.8]
    assert limits.used[HEAVY] == 5


def test_each_label_has_its_own_rate() -> None:
    limits = RateLimits("free")

    for label in LABELS:
        assert accepted(limits, label, [0])


def test_resource_intensive_is_limited_per_minute() -> None:
    limits = RateLimits("pro")

    assert len(accepted(limits, INTENSIVE, [float(n) for n in range(20)])) == 10
    with pytest.raises(ApiError, match="per-minute") as caught:
        limits.count(INTENSIVE, 20, NOON)
    assert caught.value.headers["X-RateLimit-Type"] == "QPS"


def test_the_scale_applies_to_rates_only() -> None:
    limits = RateLimits("pro", 0.5)

    halved = {LIGHT: 15, MEDIUM: 10, HEAVY: 5, INTENSIVE: 5}
    assert {label: limits.rates[label] for label in halved} == halved
    heavy = {HEAVY: 30_000, PHONE_HEAVY: 15_000, CONTACT_CENTER + HEAVY: 15_000}
    assert limits.daily == heavy


def test_the_daily_limit_lasts_until_midnight() -> None:
    limits = RateLimits("pro", daily={"heavy": 3})
    for second in range(3):
        headers = limits.count(HEAVY, second * 2, NOON)
    assert headers["X-RateLimit-Type"] == "Daily-limit"
    assert headers["X-RateLimit-Remaining"] == "0"

    with pytest.raises(ApiError, match="daily") as caught:
        limits.count(HEAVY, 100, NOON + timedelta(hours=11, minutes=59))
    assert caught.value.headers["Retry-After"] == "2026-11-21T00:00:00Z"
    assert limits.count(HEAVY, 200, NOON + timedelta(hours=12))["X-RateLimit-Remaining"] == "2"


def test_heavy_and_resource_intensive_share_a_daily_limit() -> None:
    limits = RateLimits("business", daily={"Heavy": 2})
    limits.count(HEAVY, 0, NOON)
    limits.count(INTENSIVE, 0, NOON)

    with pytest.raises(ApiError, match="daily"):
        limits.count(HEAVY, 10, NOON)
    with pytest.raises(ApiError, match="daily"):
        limits.count(INTENSIVE, 10, NOON)
    limits.count(MEDIUM, 10, NOON)


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(
    ("plan", "rates", "day"),
    [("pro", (20, 10, 5, 5), 15_000), ("business", (40, 20, 10, 10), 30_000)],
)
def test_some_products_have_their_own_rates(
    prefix: str, plan: str, rates: tuple[int, ...], day: int
) -> None:
    limits = RateLimits(plan)
    labels = [prefix + label for label in (LIGHT, MEDIUM, HEAVY, INTENSIVE)]

    for label, rate in zip(labels, rates, strict=True):
        assert len(accepted(limits, label, [n / 100 for n in range(50)])) == rate
        assert limits.count(label, 100, NOON)["X-RateLimit-Category"] == label[len(prefix) :]
    assert limits.daily[prefix + HEAVY] == day


def test_the_phone_has_its_own_daily_limit() -> None:
    limits = RateLimits("pro", daily={"phone heavy": 2})
    limits.count(PHONE_HEAVY, 0, NOON)
    limits.count(PHONE_INTENSIVE, 0, NOON)

    with pytest.raises(ApiError, match="daily"):
        limits.count(PHONE_HEAVY, 10, NOON)
    limits.count(HEAVY, 10, NOON)
    limits.count(INTENSIVE, 10, NOON)
    limits.count(PHONE_MEDIUM, 10, NOON)
    assert limits.used[HEAVY] == 1


def test_the_phones_headers_have_the_usual_labels() -> None:
    limits = RateLimits("pro")

    headers = limits.count(PHONE_INTENSIVE, 0, NOON)
    assert headers["X-RateLimit-Category"] == "Resource-intensive"
    assert limits.count(PHONE_MEDIUM, 0, NOON)["X-RateLimit-Category"] == "Medium"


def test_the_phones_resource_intensive_is_limited_per_minute_too() -> None:
    limits = RateLimits("pro")
    accepted(limits, PHONE_INTENSIVE, [0, 1, 2, 3, 4])

    with pytest.raises(ApiError, match="per-minute"):
        limits.count(PHONE_INTENSIVE, 50, NOON)


def test_on_the_free_plan_each_label_has_its_own_daily_limit() -> None:
    limits = RateLimits("free", daily={"heavy": 1})
    limits.count(HEAVY, 0, NOON)
    with pytest.raises(ApiError, match="daily"):
        limits.count(HEAVY, 10, NOON)

    limits.count(INTENSIVE, 10, NOON)
    assert limits.daily == {LIGHT: 6000, MEDIUM: 2000, HEAVY: 1, INTENSIVE: 30_000}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("none", set()),
        ("category", {"X-RateLimit-Category"}),
        (
            "full",
            {f"X-RateLimit-{name}" for name in ("Category", "Type", "Limit", "Remaining")},
        ),
    ],
)
def test_the_headers_of_a_rejected_request(kind: str, expected: set[str]) -> None:
    limits = RateLimits("free")
    limits.headers = kind
    limits.count(HEAVY, 0, NOON)
    with pytest.raises(ApiError) as caught:
        limits.count(HEAVY, 0.5, NOON)

    assert set(caught.value.headers) == expected


def test_a_rejected_request_over_http() -> None:
    options = sandbox.Options(plan="free", features="all", frozen=True)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        zoom.clock.monotonic = lambda: 1.0
        answers = [client.get("/users") for _ in range(3)]

        assert [response.status_code for response in answers] == [200, 200, 429]
        message = answers[2].json()["message"]
        assert message.startswith("You have reached the maximum per-second rate limit")
        assert answers[2].headers["X-RateLimit-Category"] == "Medium"
        assert "Retry-After" not in answers[2].headers
        assert [entry.status for entry in zoom.log if entry.label] == [200, 200, 429]
        assert zoom.limits.used["Medium"] == 3
