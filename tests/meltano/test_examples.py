"""The examples do what they say; ``make examples`` runs them with the orchestrators."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
import yaml

from scripts.examples.accounts import PLANS
from tap_zoom.records.secrets import secret_breadcrumbs
from tests.e2e.expected import DEFAULT_STREAMS
from tests.e2e.harness import account
from tests.meltano.project import MARKS, ROOT, SECONDS, Project, environment_for_uv
from tests.meltano.selection import SMALL, select
from tests.meltano.warehouse import tables, truth
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres

pytestmark = MARKS

EXAMPLES = ROOT / "examples"
ACCOUNTS = EXAMPLES / "accounts.meltano.yml"
COMMANDS = [
    "--environment=prod run zoom-amer",
    "--environment=prod run zoom-apac",
    "--environment=prod run zoom-emea",
    "--environment=prod run zoom-emea-attendance",
]
FAILING = COMMANDS[0]
CREDENTIALS = ("account_id", "client_id", "client_secret")
REPORTS = {stream for stream in DEFAULT_STREAMS if stream.startswith("report_")}


def test_accounts_run_side_by_side_each_with_its_own_schema_bookmarks_and_streams(
    project: Project,
    postgres: Postgres,
    schemas: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    now = {"now": datetime.now(timezone.utc).isoformat(), "secrets": "core", **SMALL}
    with (
        schemas() as of_emea,
        schemas() as of_apac,
        account(**now) as emea,
        account(**now, seed=2) as apac,
    ):
        server = postgres.settings("")
        del server["TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA"]
        env = {
            **server,
            "MELTANO_STATE_BACKEND_URI": (tmp_path / "state").as_uri(),
            "TAP_ZOOM_APAC__SELECT": select(["users", "report_meetings"]),
        }
        text = ACCOUNTS.read_text().replace("zoom_emea", of_emea).replace("zoom_apac", of_apac)
        with _accounts_in(project, text, {**_settings("emea", emea), **_settings("apac", apac)}):
            commands = [
                ("--environment=prod", "schedule", "run", "hourly"),
                ("--environment=prod", "run", "zoom-apac"),
            ]
            runs = [project.start(*command, env=env) for command in commands]
            logs = [run.communicate(timeout=SECONDS)[0] for run in runs]
        assert [run.returncode for run in runs] == [0, 0], logs

        for schema, zoom, streams in (
            (of_emea, emea, REPORTS),
            (of_apac, apac, {"users", "report_meetings"}),
        ):
            found = postgres.rows(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")
            assert {row["tablename"] for row in found} == streams
            assert tables(postgres, schema, streams) == truth(zoom.truth(streams=tuple(streams)))
    states = {file.parent.name for file in (tmp_path / "state").rglob("state.json")}
    assert states == {
        "prod:tap-zoom-apac-to-target-postgres-apac",
        "prod:tap-zoom-emea-attendance-to-target-postgres-emea-attendance",
    }


def test_an_account_without_credentials_does_not_use_those_of_another(project: Project) -> None:
    env = {f"TAP_ZOOM_{name.upper()}": "another" for name in CREDENTIALS}
    with _accounts_in(project, ACCOUNTS.read_text(), {}):
        log = project.meltano("invoke", "--dump=config", "tap-zoom-apac", env=env)

    config = json.loads(log[log.index("{") :])
    assert config["plan"] == "pro"
    assert not any(config.get(name) for name in CREDENTIALS)


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


def test_meltano_lists_the_schedules(project: Project) -> None:
    with _accounts_in(project, ACCOUNTS.read_text(), {}):
        listed = project.execute("meltano", "schedule", "list", "--format=json")

    jobs = json.loads(listed)["schedules"]["job"]
    assert {job["name"]: job["cron_interval"] for job in jobs} == {
        "nightly": "17 2 * * *",
        "hourly": "0 * * * *",
    }


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
    surrogate = tmp_path / "meltano"
    surrogate.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\ntest "$*" != "{FAILING}"\n')
    surrogate.chmod(0o755)
    env |= {
        "PATH": f"{tmp_path}{os.pathsep}{env['PATH']}",
        "MELTANO_PROJECT": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    program = (
        "from dagster_definitions import defs, zoom_nightly, zoom_hourly\n"
        "defs.get_repository_def().load_all_definitions()\n"
        "assert not zoom_nightly.execute_in_process(raise_on_error=False).success\n"
        "assert zoom_hourly.execute_in_process().success\n"
    )
    requirements = "--with-requirements=dagster.requirements.txt"
    uv = ["uv", "run", "--quiet", "--no-project", requirements]
    done = subprocess.run(
        [*uv, "python", "-c", program],
        cwd=EXAMPLES,
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


def _settings(name: str, zoom: Zoom) -> dict[str, str]:
    """The credentials of an account, as the example expects them."""
    return {f"TAP_ZOOM_{name}_{key}".upper(): value for key, value in zoom.config().items()}


@contextmanager
def _accounts_in(project: Project, accounts: str, settings: dict[str, str]) -> Iterator[None]:
    """Add the accounts to the project, and their settings to its .env."""
    (project.folder / "accounts.meltano.yml").write_text(accounts)
    main, env = project.folder / "meltano.yml", project.folder / ".env"
    main.write_text(main.read_text() + "\ninclude_paths:\n- accounts.meltano.yml\n")
    env.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    try:
        yield
    finally:
        env.unlink()
        project.use_this_projects_meltano_yml()
