"""The examples do what they say; ``make examples`` runs them with the orchestrators."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import yaml

from scripts.examples.accounts import PLANS
from tap_zoom.records.secrets import secret_breadcrumbs
from tests.meltano.examples import ACCOUNTS, CREDENTIALS, EXAMPLES, REPORTS
from tests.meltano.project import MARKS, environment_for_uv
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path


pytestmark = MARKS

COMMANDS = [
    "--environment=prod run zoom-amer",
    "--environment=prod run zoom-apac",
    "--environment=prod run zoom-emea",
    "--environment=prod run zoom-emea-attendance",
]
FAILING = COMMANDS[0]


def test_every_extractor_names_its_own_credentials() -> None:
    for extractor in _plugins("extractors"):
        if extractor["inherit_from"] == "tap-zoom":
            prefix = extractor["name"].upper().replace("-", "_")
            for name in CREDENTIALS:
                assert extractor["config"][name] == f"${prefix}_{name.upper()}"


def test_no_plugin_is_used_by_two_jobs() -> None:
    tasks = [job["tasks"] for job in yaml.safe_load(ACCOUNTS.read_text())["jobs"]]

    used = [plugin for (task,) in tasks for plugin in task.split()]
    assert sorted(used) == sorted(p["name"] for k in ("extractors", "loaders") for p in _plugins(k))


def test_streams_without_secrets_need_no_exceptions() -> None:
    (attendance,) = [p for p in _plugins("extractors") if p["name"].endswith("-attendance")]

    assert set(attendance["select"]) == {f"{stream}.*" for stream in REPORTS}
    for stream in REPORTS:
        assert not list(secret_breadcrumbs(SCHEMAS[stream]))


def test_no_account_is_asked_for_more_than_four_fifths_of_its_limits() -> None:
    for name in PLANS:
        extractors = [p for p in _plugins("extractors") if p["name"].split("-")[2] == name]
        shares = [extractor["config"].get("rate_limit_share", 0.8) for extractor in extractors]
        assert sum(shares) == pytest.approx(0.8)


def test_dagster_runs_each_account_once_and_the_others_if_one_fails(tmp_path: Path) -> None:
    env = environment_for_uv()
    shutil.copy(EXAMPLES / "dagster_definitions.py", tmp_path)
    surrogate = tmp_path / "meltano"
    surrogate.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\ntest "$*" != "{FAILING}"\n')
    surrogate.chmod(0o755)
    env |= {
        "PATH": f"{tmp_path}{os.pathsep}{env['PATH']}",
        "MELTANO_PROJECT": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    program = (
        "from dagster_definitions import defs, zoom_nightly, zoom_hourly\n"
        "defs.get_repository_def().load_all_definitions()\n"
        "assert not zoom_nightly.execute_in_process(raise_on_error=False).success\n"
        "assert zoom_hourly.execute_in_process().success\n"
    )
    requirements = f"--with-requirements={EXAMPLES / 'dagster.requirements.txt'}"
    uv = ["uv", "run", "--quiet", "--no-project", requirements]
    done = subprocess.run(
        [*uv, "python", "-c", program],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted((tmp_path / "calls").read_text().splitlines()) == COMMANDS


def test_airflow_runs_each_account_once() -> None:
    """Airflow itself is large; here, its DAG is only executed with surrogates."""
    commands, options = [], []

    class DAG:
        def __init__(self, _name: str, **given: Any) -> None:
            options.append(given)

        def __enter__(self) -> None: ...
        def __exit__(self, *_: object) -> None: ...

    def operator(*, bash_command: str, **_: Any) -> None:
        commands.append(bash_command.removeprefix("exec meltano "))

    with patch.dict(sys.modules):
        for name in (
            "",
            ".sdk",
            ".providers",
            ".providers.standard",
            ".providers.standard.operators",
        ):
            sys.modules[f"airflow{name}"] = ModuleType(f"airflow{name}")
        sdk: Any = sys.modules["airflow.sdk"]
        sdk.DAG = DAG
        bash: Any = ModuleType("airflow.providers.standard.operators.bash")
        bash.BashOperator = operator
        sys.modules[bash.__name__] = bash
        runpy.run_path(str(EXAMPLES / "airflow_dag.py"))

    assert sorted(commands) == COMMANDS
    assert [given["default_args"]["retries"] for given in options] == [0, 0]


def test_the_orchestrators_run_every_job() -> None:
    jobs = yaml.safe_load(ACCOUNTS.read_text())["jobs"]

    assert sorted(f"--environment=prod run {job['name']}" for job in jobs) == COMMANDS


def _plugins(kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(ACCOUNTS.read_text())["plugins"][kind]
    return found
