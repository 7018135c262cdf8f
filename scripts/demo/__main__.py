"""Runs the tap with Meltano against a local Zoom account, and checks and draws the output."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from datetime import datetime, timedelta, timezone
from typing import NoReturn

from rich.console import Console

from sandbox import Options, running
from scripts.demo import meltano, page, results

HISTORY_DAYS = 175
"""Just under six months: the results for the oldest day depend on the time of the request."""
START_DAYS = 178
"""Before the account began; without a date, the run would ask for the recordings of many years."""
ALL_STREAMS_DAYS = 35
"""With all streams selected, older data takes too long: several make a request per session."""
_INTERRUPTED = 130

console = Console(highlight=False, soft_wrap=True)


def demo(options: Options, *, all_streams: bool) -> int:
    """Serve an account, run Meltano and compare the results; return the exit code."""
    primary_keys = results.primary_keys(all_streams=all_streams)
    now = datetime.now(timezone.utc)
    start_date = now - timedelta(days=ALL_STREAMS_DAYS if all_streams else START_DAYS)
    blocks = ["tap-zoom", "target-jsonl"]
    if page.POSSIBLE:
        blocks.append("dbt-duckdb:build")
    meltano.OUTPUT.mkdir(parents=True, exist_ok=True)
    for pattern in ("*.jsonl", f"{meltano.DATABASE.name}*", page.PAGE.name):
        for stale in meltano.OUTPUT.glob(pattern):
            stale.unlink()
    with running(options) as account:
        config = account.config(plan=options.plan, start_date=start_date.isoformat())
        console.print(f"Serving a Zoom account with {options.users} users at {config['api_url']}.")
        console.print(f"[bold]meltano run {' '.join(blocks)}[/], with {meltano.MELTANO}:")
        started = time.monotonic()
        exit_code = meltano.run(blocks, config, primary_keys, console)
        seconds = time.monotonic() - started
        truth = account.truth(streams=tuple(primary_keys), since=start_date)
    counts = {
        stream: results.count(
            meltano.OUTPUT / f"{stream}.jsonl", primary_key, expected=len(truth[stream])
        )
        for stream, primary_key in primary_keys.items()
    }
    console.print()
    console.print(results.table(counts))
    console.print(f"One file per stream: {meltano.OUTPUT.relative_to(meltano.ROOT)}{os.sep}")
    complete = all(of_stream.complete for of_stream in counts.values())
    if exit_code:
        console.print(f"[red]Meltano exited with code {exit_code} after {seconds:.0f} s.[/]")
    elif not complete:
        console.print("[red]The output doesn't match the contents of the account.[/]")
    else:
        total = sum(of_stream.written for of_stream in counts.values())
        console.print(
            f"[green]All {total:,} records were written exactly once, in {seconds:.0f} s.[/]"
        )
    if exit_code or not complete:
        return 1
    return page.make(truth, console)


def main() -> int:
    """Parse the arguments and run the demo."""
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description=__doc__)
    parser.add_argument("--size", default="20", help="small, medium, large or a number of users")
    parser.add_argument(
        "--all",
        action="store_true",
        help=f"read all streams, for the last {ALL_STREAMS_DAYS} days (takes a few minutes)",
    )
    parser.add_argument("--seed", type=int, default=1, help="seed that the account is made from")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        return demo(
            Options(
                size=arguments.size,
                seed=arguments.seed,
                plan="business",
                history_days=HISTORY_DAYS,
                frozen=True,  # so that the account doesn't change during the run
            ),
            all_streams=arguments.all,
        )
    except KeyboardInterrupt:
        console.print("[yellow]Stopped.[/]")
        return _INTERRUPTED


def _interrupt(*_: object) -> NoReturn:
    """Handle SIGTERM like Ctrl-C, so that cleanup runs."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
