"""Run tap-zoom from Dagster: nightly for each account, and hourly for attendance.

The environments and shares of the rate limits are those in accounts.meltano.yml. Meltano has to be
on the PATH, and MELTANO_PROJECT has to contain the path of the project.

    dagster dev -f dagster_definitions.py
"""

import os
import subprocess

import dagster as dg

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")

# An interrupted run resumes where it stopped. Daily limits reset at midnight UTC.
RETRIES = dg.RetryPolicy(max_retries=3, delay=3600)


def load(account: str, extractor: str) -> dg.OpDefinition:
    """Create an op that loads one account."""

    @dg.op(name=f"{account}_{extractor}".replace("-", "_"), retry_policy=RETRIES)
    def run(context: dg.OpExecutionContext) -> None:
        command = ["meltano", f"--environment={account}", "run", extractor, "target-postgres"]
        context.log.info(" ".join(command))
        subprocess.run(command, cwd=PROJECT, check=True)

    return run


@dg.job
def zoom_nightly() -> None:
    """Load everything from both accounts in parallel; each account has its own limits."""
    load("emea", "tap-zoom")()
    load("apac", "tap-zoom")()


@dg.job
def zoom_hourly() -> None:
    """Load attendance."""
    load("emea", "tap-zoom-attendance")()


defs = dg.Definitions(
    jobs=[zoom_nightly, zoom_hourly],
    schedules=[
        dg.ScheduleDefinition(job=zoom_nightly, cron_schedule="17 2 * * *"),
        dg.ScheduleDefinition(job=zoom_hourly, cron_schedule="47 * * * *"),
    ],
)
