"""Runs the Airflow example with a scheduler that executes tasks in parallel."""

from __future__ import annotations

import contextlib
import secrets
import socket
import time
from typing import Any

import requests

from scripts.examples.orchestrator import DAGS, TIMEOUT, Orchestrator

_SERVICES = ("api-server", "dag-processor", "scheduler")
_FINISHED = {"success", "failed"}
_INTERVAL = 2.0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _busy(runs: list[dict[str, Any]]) -> bool:
    return any(run["state"] not in _FINISHED for run in runs)


class Airflow(Orchestrator):
    """Airflow's scheduler, DAG processor and API server, with LocalExecutor and SQLite."""

    name = "Airflow"
    example = "airflow_dag.py"

    def _start_services(self) -> None:
        self._http = requests.Session()
        self._http.trust_env = False  # the server runs on this machine, so bypass any proxy
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        env = self._settings(port)
        if self.start("airflow", "db", "migrate", env=env).wait(TIMEOUT):
            raise SystemExit(f"airflow db migrate failed: see the logs in {self.folder}")
        for service in _SERVICES:
            self.start("airflow", service, env=env)
        self._wait_for_dags()

    def _settings(self, port: int) -> dict[str, str]:
        return {
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__API__BASE_URL": self._url,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.folder / self.example),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self._url}/execution/",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "true",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
            "PATH": f"{self.program('airflow').parent}:{self.env['PATH']}",
        }

    def _wait_for_dags(self) -> None:
        """Wait until the DAGs are parsed."""
        deadline = time.monotonic() + TIMEOUT
        while True:
            with contextlib.suppress(requests.RequestException):
                token = self._http.get(f"{self._url}/auth/token", timeout=30)
                token.raise_for_status()
                bearer = token.json()["access_token"]
                self._http.headers["Authorization"] = f"Bearer {bearer}"
                if self._get("dags")["total_entries"] == len(DAGS):
                    break
            if time.monotonic() > deadline:
                raise SystemExit(f"Airflow doesn't start: see the logs in {self.folder}")
            time.sleep(_INTERVAL)

    def night(self, number: int) -> dict[str, str]:
        """Let the scheduler run all DAGs, and wait until they have finished.

        As soon as a DAG is unpaused for the first time, the scheduler starts the latest run that
        its schedule has missed. That is the first night; the second is triggered.
        """
        if number == 1:
            self._start_services()
        for dag in DAGS:
            if number > 1:
                self._send("POST", f"dags/{dag}/dagRuns", logical_date=None)
            self._send("PATCH", f"dags/{dag}", is_paused=False)
        deadline = time.monotonic() + TIMEOUT
        while any(len(runs := self._runs(dag)) < number or _busy(runs) for dag in DAGS):
            if time.monotonic() > deadline:
                raise SystemExit(f"The night doesn't end: see the logs in {self.folder}")
            time.sleep(_INTERVAL)
        states = {}
        for dag in DAGS:
            self._send("PATCH", f"dags/{dag}", is_paused=True)
            run = self._runs(dag)[0]["dag_run_id"]
            for task in self._get(f"dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]:
                tries = "" if task["try_number"] == 1 else f", {task['try_number']} tries"
                states[task["task_id"]] = f"{task['state']}{tries}"
        return states

    def _runs(self, dag: str) -> list[dict[str, Any]]:
        """Return the runs of a DAG, the latest first."""
        runs: list[dict[str, Any]] = self._get(f"dags/{dag}/dagRuns?order_by=-id")["dag_runs"]
        return runs

    def _get(self, path: str) -> dict[str, Any]:
        return self._send("GET", path)

    def _send(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.request(
            method, f"{self._url}/api/v2/{path}", json=body or None, timeout=60
        )
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content
