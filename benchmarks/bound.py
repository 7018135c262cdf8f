"""Compares the duration of a run with the minimum that the account's rate limits allow."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING

from benchmarks.common import Request, Table, run, serve
from tap_zoom.api.rate_limits import PUBLISHED_RATES

if TYPE_CHECKING:
    from collections.abc import Iterable

USERS = {"business": 36, "pro": 12}
LATENCIES = (0.05, 0.15, 0.3)
QUICK = {"size": 8, "history_days": 14}
TOO_MANY_REQUESTS = 429


def least_seconds(requests: Iterable[Request], plan: str) -> tuple[float, str]:
    """Return the minimum duration of the requests, and the label that determines it."""
    counts = Counter(request.label for request in requests if request.status != TOO_MANY_REQUESTS)
    return max(
        (counts[label.value] / rate, label.value) for label, rate in PUBLISHED_RATES[plan].items()
    )


def busiest_second(requests: Iterable[Request], plan: str) -> float:
    """Return the highest number of requests within any second, relative to the label's rate."""
    recent: defaultdict[str, deque[float]] = defaultdict(deque)
    rates = {label.value: rate for label, rate in PUBLISHED_RATES[plan].items()}
    highest = 0.0
    for request in requests:
        ticks = recent[request.label]
        ticks.append(request.tick)
        while ticks[0] <= request.tick - 1:
            ticks.popleft()
        highest = max(highest, len(ticks) / rates[request.label])
    return highest


def measure(*, quick: bool) -> Table:
    """Read whole accounts at the exact limits of their plans."""
    table = Table(
        "Time against the bound",
        "A full run at exactly the limits of the plan, with `rate_limit_share` 1: the time from "
        "the first to the last request, divided by the minimum time that the requests of the "
        "busiest label take at its rate. Responses take the given latency and up to a third more.",
        ("plan, latency", "requests", "bound", "time ÷ bound", "rejected", "busiest second ÷ rate"),
    )
    for plan, users in USERS.items():
        for latency in LATENCIES:
            options = QUICK if quick else {"size": users}
            with serve(plan=plan, latency=latency, jitter=latency / 3, **options) as account:
                run("tap_zoom", account.config(plan=plan, rate_limit_share=1))
                requests = account.requests()
            seconds = requests[-1].tick - requests[0].tick
            minimum, label = least_seconds(requests, plan)
            rejected = sum(request.status == TOO_MANY_REQUESTS for request in requests)
            table.rows.append(
                (
                    f"{plan}, {latency * 1000:.0f} ms",
                    f"{len(requests):,}",
                    f"{minimum:.1f} s ({label})",
                    f"{seconds / minimum:.3f}",
                    f"{rejected / len(requests):.2%}",
                    f"{busiest_second(requests, plan):.2f}",
                )
            )
            if quick:
                return table
    return table
