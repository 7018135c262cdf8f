"""Run tap-zoom from Dagster: nightly for each account, and hourly for attendance.

The accounts are those in accounts.meltano.yml. Meltano has to be on the PATH, and MELTANO_PROJECT
has to contain the path of the project. Failures are reported to ALERT_WEBHOOK, the URL of an
incoming webhook of Slack, Mattermost or the like.

    dagster dev -f dagster_definitions.py
"""

import os
import subprocess

import dagster as dg
import requests

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")

# Each account is loaded by a process of its own.
ACCOUNTS_AT_A_TIME = dg.multiprocess_executor.configured({"max_concurrent": 8})


@dg.failure_hook
def alert(context: dg.HookContext) -> None:
    """Report a failed op."""
    if url := os.environ.get("ALERT_WEBHOOK"):
        text = f"{context.job_name}: {context.op.name} failed, see run {context.run_id}"
        requests.post(url, json={"text": text}, timeout=30).raise_for_status()


def load(account: str) -> dg.OpDefinition:
    """Create an op that loads one account."""

    # No retries: the tap waits for outages itself (max_wait), the next run resumes where this one
    # stopped, and what remains, such as a wrong secret or a daily limit, doesn't pass in an hour.
    @dg.op(name=account.replace("-", "_"))
    def run(context: dg.OpExecutionContext) -> None:
        command = ["meltano", "--environment=prod", "run", f"zoom-{account}"]
        context.log.info(" ".join(command))
        done = subprocess.run(command, cwd=PROJECT, check=False)
        if done.returncode:
            raise dg.Failure(f"meltano ended with exit code {done.returncode}", allow_retries=False)

    return run


@dg.job(executor_def=ACCOUNTS_AT_A_TIME, hooks={alert})
def zoom_nightly() -> None:
    """Load everything from all accounts in parallel; each account has its own limits."""
    for account in ("emea", "apac", "amer"):
        load(account)()


@dg.job(executor_def=ACCOUNTS_AT_A_TIME, hooks={alert})
def zoom_hourly() -> None:
    """Load attendance."""
    load("emea-attendance")()


defs = dg.Definitions(
    jobs=[zoom_nightly, zoom_hourly],
    schedules=[
        dg.ScheduleDefinition(job=zoom_nightly, cron_schedule="17 2 * * *"),
        dg.ScheduleDefinition(job=zoom_hourly, cron_schedule="47 * * * *"),
    ],
)
