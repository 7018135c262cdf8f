"""Runs the Airflow example with a scheduler that executes tasks in parallel."""

from __future__ import annotations

import contextlib
import secrets
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

import requests

from scripts.examples.orchestrator import DAGS, TIMEOUT, Orchestrator

if TYPE_CHECKING:
    from collections.abc import Mapping

_SERVICES = ("api-server", "dag-processor", "scheduler")
_FINISHED = {"success", "failed"}
_INTERVAL = 2.0
_STOP_SECONDS = 20.0


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


class Airflow(Orchestrator):
    """Airflow's scheduler, DAG processor and API server, with LocalExecutor and SQLite."""

    name = "Airflow"

    def __enter__(self) -> Airflow:
        self._stack = contextlib.ExitStack()
        self._http = requests.Session()
        self._http.trust_env = False  # the server runs on this machine, so bypass any proxy
        port = _free_port()
        self._url = f"http://127.0.0.1:{port}"
        env = {
            "AIRFLOW_HOME": str(self.folder),
            "AIRFLOW__API_AUTH__JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW__API__BASE_URL": self._url,
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": str(port),
            "AIRFLOW__API__WORKERS": "1",
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.folder / "airflow_dag.py"),
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self._url}/execution/",
            "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_ALL_ADMINS": "true",
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(_free_port()),
            "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "false",
            "PATH": f"{self.program('airflow').parent}:{self.env['PATH']}",
        }
        try:
            if self.start("airflow", "db", "migrate", env=env).wait(TIMEOUT):
                raise SystemExit(f"airflow db migrate failed: see {self.folder}")
            for service in _SERVICES:
                self._stack.callback(self._stop, self.start("airflow", service, env=env))
            self._wait_for_dags()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @staticmethod
    def _stop(process: subprocess.Popen[bytes]) -> None:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _wait_for_dags(self) -> None:
        """Wait for the DAGs to be parsed, and activate them."""
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
        """Trigger all DAGs at the same time; return the state of each task."""
        run = f"night-{number}"
        for dag in DAGS:
            self._send("POST", f"dags/{dag}/dagRuns", dag_run_id=run, logical_date=None)
            self._send("PATCH", f"dags/{dag}", is_paused=False)
        deadline = time.monotonic() + TIMEOUT
        while not all(self._get(f"dags/{dag}/dagRuns/{run}")["state"] in _FINISHED for dag in DAGS):
            if time.monotonic() > deadline:
                raise SystemExit(f"The night doesn't end: see the logs in {self.folder}")
            time.sleep(_INTERVAL)
        states = {}
        for dag in DAGS:
            for task in self._get(f"dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]:
                tries = "" if task["try_number"] == 1 else f", {task['try_number']} tries"
                states[task["task_id"]] = f"{task['state']}{tries}"
            self._send("PATCH", f"dags/{dag}", is_paused=True)
        return states

    def _get(self, path: str) -> dict[str, Any]:
        return self._send("GET", path)

    def _send(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = self._http.request(
            method, f"{self._url}/api/v2/{path}", json=body or None, timeout=60
        )
        answer.raise_for_status()
        content: dict[str, Any] = answer.json()
        return content


