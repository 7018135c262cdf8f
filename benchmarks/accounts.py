"""Measures what several accounts that are loaded at the same time need on one machine."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import yaml

from benchmarks.bound import least_seconds
from benchmarks.common import MIB, Table, serve
from scripts.examples.nights import create_project
from tests.meltano.postgres import postgres
from tests.meltano.project import settings

if TYPE_CHECKING:
    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

AT_ONCE = (1, 4, 8)
PLAN = "pro"
USERS = 8
MANY_USERS = 40
_INTERVAL = 0.5  # seconds


@dataclass
class Run:
    """A run of Meltano, with the tap and the loader.

    Attributes:
        process: Meltano.
        bound: The minimum duration of the account's requests, in seconds.
        cpu: CPU time of all processes, in seconds.
        peak: Their peak memory in MiB; shared pages are divided among the processes that use them.
    """

    process: subprocess.Popen[bytes]
    bound: float = 0.0
    cpu: float = 0.0
    peak: float = 0.0

    def observe(self) -> bool:
        """Measure memory use, and return whether the run is still going."""
        pid, status, usage = os.wait4(self.process.pid, os.WNOHANG)
        if pid:
            self.process.returncode = os.waitstatus_to_exitcode(status)
            self.cpu = usage.ru_utime + usage.ru_stime  # including the processes it waited for
            return False
        memory = 0
        with contextlib.suppress(psutil.NoSuchProcess):
            root = psutil.Process(self.process.pid)
            for process in (root, *root.children(recursive=True)):
                with contextlib.suppress(psutil.NoSuchProcess):
                    memory += process.memory_full_info().pss
        self.peak = max(self.peak, memory / MIB)
        return True


def measure(*, quick: bool) -> Table:
    """Load more and more accounts at once."""
    users, many = (4, 8) if quick else (USERS, MANY_USERS)
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        project = _project(Path(folder, "project"))
        _load(project, server, 1, users=1)  # Python compiles everything once
        loads = {n: _load(project, server, n, users=users) for n in AT_ONCE[: 2 if quick else None]}
        (large,) = _load(project, server, 1, users=many)
    (small,) = loads[1]
    share = (large.cpu - small.cpu) / (large.bound - small.bound)
    table = Table(
        "Accounts at the same time",
        f"`meltano run tap-zoom target-postgres` for several accounts of {users} users each, at "
        f"the limits of a {PLAN} plan: Meltano, the tap and the loader together, without the "
        f"database. Most of the CPU time is for starting. While an account is read, it takes "
        f"{share:.0%} of a core: the CPU time that an account of {many} users takes more, divided "
        "by the time that its requests take more at the least.",
        ("accounts", "MiB per account", "CPU seconds per account", "ratio to one"),
    )
    for number, runs in loads.items():
        cpu = sum(run.cpu for run in runs) / number
        peak = sum(run.peak for run in runs) / number
        table.rows.append((str(number), f"{peak:.0f}", f"{cpu:.1f}", f"{cpu / small.cpu:.2f}"))
    return table


def _project(folder: Path) -> Project:
    """Create a Meltano project with plugins for each account."""
    plugins = {
        kind: [
            {"name": f"{parent}-{number}", "inherit_from": parent} for number in range(max(AT_ONCE))
        ]
        for kind, parent in (("extractors", "tap-zoom"), ("loaders", "target-postgres"))
    }
    return create_project(folder, yaml.safe_dump({"plugins": plugins}))


def _load(project: Project, server: Postgres, accounts: int, *, users: int) -> list[Run]:
    """Load some accounts at once."""
    with contextlib.ExitStack() as stack:
        served = [
            stack.enter_context(serve(size=users, plan=PLAN, seed=seed, latency=0.15))
            for seed in range(accounts)
        ]
        log = stack.enter_context(tempfile.TemporaryFile())
        runs = []
        for number, account in enumerate(served):
            schema = f"zoom_{number}"
            server.run(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            config = account.config(plan=PLAN, rate_limit_share=1)
            env = {**project.env, **settings(config), **server.settings(schema)}
            plugins = (f"tap-zoom-{number}", f"target-postgres-{number}")
            command = ["meltano", "run", "--full-refresh", *plugins]
            process = subprocess.Popen(
                command, cwd=project.folder, env=env, stdout=log, stderr=subprocess.STDOUT
            )
            runs.append(Run(process))
        _observe(runs)
        if any(run.process.returncode for run in runs):
            log.seek(0)
            sys.exit(f"Meltano failed:\n{log.read().decode()[-3000:]}")
        for run, account in zip(runs, served, strict=True):
            run.bound, _ = least_seconds(account.requests(), PLAN)
    return runs


def _observe(runs: list[Run]) -> None:
    """Wait for all runs to end."""
    going_on = runs
    while going_on := [run for run in going_on if run.observe()]:
        time.sleep(_INTERVAL)
