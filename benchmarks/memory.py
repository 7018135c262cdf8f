"""That memory hangs neither on the size of the account nor on the speed of the target."""

from __future__ import annotations

import time

from benchmarks.common import Table, read_all, run, served

USERS = (20, 1000)
PAUSE = 20.0  # seconds: longer than it takes to fill all that is read ahead


def read_late(stdout: int) -> None:
    """Be a target that stalls at first."""
    time.sleep(PAUSE)
    read_all(stdout)


def measure(*, quick: bool) -> Table:
    """Read a small and a large account, with a fast target and with one that stalls."""
    small, large = (8, 80) if quick else USERS
    table = Table(
        "Memory",
        f"Most memory of the tap's process, for accounts of {small:,} and of {large:,} users with "
        "few meetings each, without rate limits. The slow target reads nothing for "
        f"{PAUSE:.0f} seconds, while the tap fills what it may read ahead (`read_ahead_mib`).",
        ("target", f"{small:,} users", f"{large:,} users", "difference"),
    )
    for name, target in (("fast", read_all),) if quick else (
        ("fast", read_all),
        ("slow", read_late),
    ):
        peaks = []
        for users in (small, large):
            with served(size=users, meetings=1, webinars=0.3, limits=False, features="all") as zoom:
                peaks.append(run("benchmarks.unpaced", zoom.config(), target=target).peak)
        difference = f"{peaks[1] - peaks[0]:.0f} MiB"
        table.rows.append((name, *(f"{peak:.0f} MiB" for peak in peaks), difference))
    return table
