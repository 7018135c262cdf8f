"""Compares prefetching with sequential requests, and checks that the output is the same."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Any

from benchmarks.common import Table, copy_to, run, serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAN = "business"
LATENCIES = (0.05, 0.15)
QUICK = (0.01,)

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def messages(lines: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield messages without the parts that depend on the start time of the run."""
    lines.seek(0)
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        message.pop("time_extracted", None)
        if message["type"] == "STATE":
            message = json.loads(_TIME.sub("(time)", line.decode()))
        yield message


def check_same(sequential: IO[bytes], prefetched: IO[bytes]) -> int:
    """Compare two outputs message by message and return the number of messages."""
    count = 0
    expected, actual = messages(sequential), messages(prefetched)
    while (message := next(expected, None)) == next(actual, None):
        if message is None:
            return count
        count += 1
    sys.exit(f"Message {count} differs between sequential requests and prefetching.")


def measure(*, quick: bool) -> Table:
    """Read the same account with and without prefetching."""
    table = Table(
        "Prefetching compared with sequential requests",
        f"The same full run, with `max_concurrency` 1 and without, at the limits of a {PLAN} "
        "plan, for a small account. The messages written were compared one by one and were the "
        "same, except for timestamps of the run.",
        ("latency", "requests", "messages", "sequential", "prefetching", "speedup"),
    )
    for latency in QUICK if quick else LATENCIES:
        options = {"size": 8, "history_days": 14 if quick else 60}
        with serve(plan=PLAN, latency=latency, jitter=latency / 3, **options) as account:
            config = account.config(plan=PLAN, rate_limit_share=1)
            with tempfile.TemporaryFile() as sequential, tempfile.TemporaryFile() as prefetched:
                slow = _seconds(config, sequential, max_concurrency=1)
                requests = len(account.requests())
                fast = _seconds(config, prefetched)
                count = check_same(sequential, prefetched)
        table.rows.append(
            (
                f"{latency * 1000:.0f} ms",
                f"{requests:,}",
                f"{count:,}",
                f"{slow:.1f} s",
                f"{fast:.1f} s",
                f"{slow / fast:.1f}",
            )
        )
    return table


def _seconds(config: Mapping[str, Any], output: IO[bytes], **settings: Any) -> float:
    return run("tap_zoom", {**config, **settings}, target=copy_to(output)).seconds
