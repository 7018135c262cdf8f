"""Run tap-zoom from Airflow 3: nightly for each account, and hourly for attendance.

The accounts are those in accounts.meltano.yml. Meltano has to be on the workers' PATH, and
MELTANO_PROJECT has to contain the path of the project. Failures are reported to ALERT_WEBHOOK, the
URL of an incoming webhook of Slack, Mattermost or the like.
"""

from __future__ import annotations

import os
from datetime import datetime, timezone
from typing import Any

import requests
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG

PROJECT = os.environ.get("MELTANO_PROJECT", "/opt/meltano/zoom")


def alert(context: Any) -> None:
    """Report a failed task."""
    if url := os.environ.get("ALERT_WEBHOOK"):
        task = context["ti"]
        text = f"{task.dag_id}: {task.task_id} failed, see {task.log_url}"
        requests.post(url, json={"text": text}, timeout=30).raise_for_status()


COMMON: dict[str, Any] = {
    "start_date": datetime(2026, 1, 1, tzinfo=timezone.utc),
    "catchup": False,  # bookmarks determine what to read
    "max_active_runs": 1,  # concurrent runs would compete for limits and bookmarks
    "max_active_tasks": 8,  # accounts at a time
    # No retries: the tap waits for outages itself (max_wait), the next run resumes where this one
    # stopped, and what remains, such as a wrong secret or a daily limit, doesn't pass in an hour.
    "default_args": {"retries": 0, "on_failure_callback": alert},
}


def meltano(account: str) -> None:
    """Add a task that loads one account."""
    BashOperator(
        task_id=account,
        bash_command=f"exec meltano --environment=prod run zoom-{account}",
        cwd=PROJECT,
        append_env=True,
    )


with DAG("zoom_nightly", schedule="17 2 * * *", **COMMON):
    for name in ("emea", "apac", "amer"):
        meltano(name)

with DAG("zoom_hourly", schedule="47 * * * *", **COMMON):
    meltano("emea-attendance")
