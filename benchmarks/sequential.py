"""What reading ahead brings against one request after the other, and that it changes nothing."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from typing import IO, TYPE_CHECKING, Any

from benchmarks.common import Table, copied_to, run, served

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PLAN = "business"
LATENCIES = (0.05, 0.15)
QUICK = (0.01,)

_TIME = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)")


def messages(lines: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Read messages without what hangs on the time at which a run began."""
    lines.seek(0)
    for line in lines:
        message: dict[str, Any] = json.loads(line)
        message.pop("time_extracted", None)
        if message["type"] == "STATE":
            message = json.loads(_TIME.sub("(time)", line.decode()))
        yield message


def check_same(one: IO[bytes], other: IO[bytes]) -> int:
    """Compare two outputs message by message, and count the messages."""
    count = 0
    ours, theirs = messages(one), messages(other)
    while (message := next(ours, None)) == next(theirs, None):
        if message is None:
            return count
        count += 1
    sys.exit(f"Message {count} isn't the same with reading ahead as without.")


def measure(*, quick: bool) -> Table:
    """Read the same account both ways."""
    table = Table(
        "Prefetching compared with sequential requests",
        f"The same full run, with `max_concurrency` 1 and without, at the limits of a {PLAN} "
        "plan, for a small account. The messages written were compared one by one and were the "
        "same, except for timestamps of the run.",
        ("latency", "requests", "messages", "sequential", "prefetching", "speedup"),
    )
    for latency in QUICK if quick else LATENCIES:
        account_of = {"size": 8, "history_days": 14 if quick else 60}
        with served(plan=PLAN, latency=latency, jitter=latency / 3, **account_of) as account:
            config = account.config(plan=PLAN, rate_limit_share=1)
            with tempfile.TemporaryFile() as one, tempfile.TemporaryFile() as other:
                slow = _seconds(config, one, max_concurrency=1)
                requests = len(account.requests())
                fast = _seconds(config, other)
                count = check_same(one, other)
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
    return run("tap_zoom", {**config, **settings}, target=copied_to(output)).seconds
