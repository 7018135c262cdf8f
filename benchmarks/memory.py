"""Measures how memory depends on the size of the account and the speed of the target."""

from __future__ import annotations

import time

from benchmarks.common import Table, read_all, run, serve

USERS = (20, 1000)
PAUSE = 30.0  # seconds


def read_after_pause(stdout: int) -> None:
    """Act as a target that stalls before it reads."""
    time.sleep(PAUSE)
    read_all(stdout)


def measure(*, quick: bool) -> Table:
    """Read a small and a large account, with a fast target and a slow one."""
    small, large = (8, 40) if quick else USERS
    table = Table(
        "Memory",
        f"Peak memory of the tap's process, for accounts of {small:,} and of {large:,} users with "
        "few meetings each, at 300 requests per second for each label, more than any plan allows. "
        f"The slow target reads nothing for {PAUSE:.0f} seconds, while the tap prefetches as much "
        "as `prefetch_memory_mib` allows.",
        ("target", f"{small:,} users", f"{large:,} users", "difference"),
    )
    targets = {"fast": read_all, "slow": read_after_pause}
    for name in ("fast",) if quick else targets:
        peaks = []
        for users in (small, large):
            with serve(size=users, meetings=1, webinars=0.3, limits=False, features="all") as zoom:
                peaks.append(run("benchmarks.unpaced", zoom.config(), target=targets[name]).peak)
        difference = f"{peaks[1] - peaks[0]:.0f} MiB"
        table.rows.append((name, *(f"{peak:.0f} MiB" for peak in peaks), difference))
    return table
