"""Runs tap-zoom from Airflow 3: every night for each account, and hourly for attendance.

Environments and shares of the rate limits are those of accounts.meltano.yml. Meltano has to be on
the workers' PATH, and the project's folder where MELTANO_PROJECT says.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta, timezone

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")

COMMON = {
    "start_date": datetime(2026, 1, 1, tzinfo=timezone.utc),
    "catchup": False,  # the bookmarks know what is missing
    "max_active_runs": 1,  # two runs would fight over one account's limits and bookmarks
    "default_args": {
        # A run that was stopped goes on where it was. Daily limits end at midnight UTC.
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
