"""Run tap-zoom from Airflow 3: nightly for each account, and hourly for attendance.

The environments and shares of the rate limits are those in accounts.meltano.yml. Meltano has to be
on the workers' PATH, and MELTANO_PROJECT has to contain the path of the project.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")

COMMON = {
    "start_date": datetime(2026, 1, 1, tzinfo=timezone.utc),
    "catchup": False,  # bookmarks determine what to read
    "max_active_runs": 1,  # concurrent runs would compete for limits and bookmarks
    "default_args": {
        # An interrupted run resumes where it stopped. Daily limits reset at midnight UTC.
        "retries": 3,
        "retry_delay": timedelta(hours=1),
    },
}


def meltano(account: str, extractor: str) -> None:
    """Add a task that loads one account."""
    BashOperator(
        task_id=account,
        bash_command=f"exec meltano --environment={account} run {extractor} target-postgres",
        cwd=PROJECT,
        append_env=True,
    )


with DAG("zoom_nightly", schedule="17 2 * * *", **COMMON):
    for name in ("emea", "apac"):
        meltano(name, "tap-zoom")

with DAG("zoom_hourly", schedule="47 * * * *", **COMMON):
    meltano("emea", "tap-zoom-attendance")
