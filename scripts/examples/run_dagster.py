"""Runs the Dagster example with ``dagster job execute``."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from scripts.examples.orchestrator import DAGS, TIMEOUT, Orchestrator

if TYPE_CHECKING:
    from collections.abc import Iterator

# Prints the states of the steps of the latest runs.
_STATES = """
import json
from dagster import DagsterInstance
with DagsterInstance.get() as instance:
    runs = instance.get_runs(limit={limit})
    print(json.dumps([
        [step.step_key, step.status.value, step.attempts]
        for run in runs
        for step in instance.get_run_step_stats(run.run_id)
    ]))
"""


class Dagster(Orchestrator):
    """Dagster, without its daemon: jobs are started as the schedules would."""

    name = "Dagster"
    example = "dagster_definitions.py"

    @property
    def _home(self) -> dict[str, str]:
        return {"DAGSTER_HOME": str(self.folder), "DAGSTER_DISABLE_TELEMETRY": "yes"}

    def night(self, number: int) -> dict[str, str]:
        """Execute all jobs at the same time."""
        (self.folder / "dagster.yaml").touch()  # all defaults; without it, there is a warning
        # Creates the database on the first night: two jobs that create it at once would collide.
        if self.start("dagster", "instance", "migrate", env=self._home).wait(TIMEOUT):
            raise SystemExit(f"dagster instance migrate failed: see the logs in {self.folder}")
        execute = ("dagster", "job", "execute", "-f", self.example, "-j")
        runs = [self.start(*execute, job, env=self._home) for job in DAGS]
        for run in runs:
            run.wait(TIMEOUT)
        return dict(self._states())

    def _states(self) -> Iterator[tuple[str, str]]:
        done = subprocess.run(
            [self.program("python"), "-c", _STATES.format(limit=len(DAGS))],
            env={**self.env, **self._home},
            stdout=subprocess.PIPE,
            check=True,
        )
        for step, status, attempts in json.loads(done.stdout.splitlines()[-1]):
            state = {"SUCCESS": "success", "FAILURE": "failed"}.get(status, status.lower())
            yield step.replace("_", "-"), state if attempts == 1 else f"{state}, {attempts} tries"
