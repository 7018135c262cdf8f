"""Runs tap-zoom from Dagster: every night for each account, and hourly for attendance.

Environments and shares of the rate limits are those of accounts.meltano.yml. Meltano has to be on
the PATH, and the project's folder where MELTANO_PROJECT says.

    dagster dev -f dagster_definitions.py
"""

import os
import subprocess

import dagster as dg

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")

# A run that was stopped goes on where it was. Daily limits end at midnight UTC.
RETRIES = dg.RetryPolicy(max_retries=3, delay=3600)


def load(account: str, extractor: str) -> dg.OpDefinition:
    """Make an op that loads one account."""

    @dg.op(name=f"{account}_{extractor}".replace("-", "_"), retry_policy=RETRIES)
    def run(context: dg.OpExecutionContext) -> None:
        command = ["meltano", f"--environment={account}", "run", extractor, "target-postgres"]
        context.log.info(" ".join(command))
        subprocess.run(command, cwd=PROJECT, check=True)

    return run


@dg.job
def zoom_nightly() -> None:
    """Everything, of both accounts; each has limits of its own, so they run side by side."""
    load("emea", "tap-zoom")()
    load("apac", "tap-zoom")()


@dg.job
def zoom_hourly() -> None:
    """Who attended what."""
    load("emea", "tap-zoom-attendance")()


defs = dg.Definitions(
    jobs=[zoom_nightly, zoom_hourly],
    schedules=[
        dg.ScheduleDefinition(job=zoom_nightly, cron_schedule="17 2 * * *"),
        dg.ScheduleDefinition(job=zoom_hourly, cron_schedule="47 * * * *"),
    ],
)
