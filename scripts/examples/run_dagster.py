"""Runs the Dagster example with ``dagster job execute``."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from scripts.examples.orchestrator import DAGS, TIMEOUT, Orchestrator

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = "dagster_definitions.py"
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

    def __enter__(self) -> Dagster:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def _home(self) -> dict[str, str]:
        return {"DAGSTER_HOME": str(self.folder), "DAGSTER_DISABLE_TELEMETRY": "yes"}

    def night(self, number: int) -> dict[str, str]:
        """Run all jobs at the same time; return the state of each op."""
        (self.folder / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
        runs = [
            self.start("dagster", "job", "execute", "-f", _FILE, "-j", job, env=self._home)
            for job in DAGS
        ]
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
