"""The examples in examples/ do what they say."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections import Counter
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest
import yaml

from tap_zoom.records.secrets import secret_breadcrumbs
from tests.e2e.expected import DEFAULT_STREAMS
from tests.e2e.harness import account
from tests.meltano.project import MARKS, ROOT, Project, environment_for_uv, settings
from tests.meltano.selection import SMALL
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from tests.meltano.postgres import Postgres

pytestmark = MARKS

EXAMPLES = ROOT / "examples"
ACCOUNTS = EXAMPLES / "accounts.meltano.yml"
DAGSTER = "dagster==1.13.28"
RUNS = [
    "--environment=apac run tap-zoom target-postgres",
    "--environment=emea run tap-zoom target-postgres",
    "--environment=emea run tap-zoom-attendance target-postgres",
]


def test_each_account_has_its_own_schema_bookmarks_and_streams(
    project: Project,
    postgres: Postgres,
    schemas: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    with schemas() as schema, account(now=datetime.now(timezone.utc).isoformat(), **SMALL) as zoom:
        _add_to(project, ACCOUNTS.read_text().replace("zoom_emea", schema))
        config = zoom.config()
        secrets = {f"EMEA_ZOOM_{n.upper()}": config.pop(n) for n in _CREDENTIALS}
        server = postgres.settings(schema)
        del server["TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA"]
        env = {**settings(config), **secrets, **server}
        env["MELTANO_STATE_BACKEND_URI"] = (tmp_path / "state").as_uri()
        try:
            project.meltano("--environment=emea", "schedule", "run", "hourly", env=env)
        finally:
            project.use_this_projects_meltano_yml()

        tables = postgres.rows(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")
        assert {row["tablename"] for row in tables} == _REPORTS
        count = postgres.rows(f"SELECT count(*) AS n FROM {schema}.report_meetings")
        assert count == [{"n": len(zoom.truth()["report_meetings"])}]
    (state,) = (tmp_path / "state").rglob("state.json")
    assert state.parent.name == "emea:tap-zoom-attendance-to-target-postgres"
    assert json.loads(state.read_text())["completed"]["singer_state"]["bookmarks"]


def test_meltano_lists_the_schedules(project: Project) -> None:
    _add_to(project, ACCOUNTS.read_text())
    try:
        listed = project.execute("meltano", "schedule", "list", "--format=json")
    finally:
        project.use_this_projects_meltano_yml()

    jobs = json.loads(listed)["schedules"]["job"]
    assert {job["name"]: job["cron_interval"] for job in jobs} == {
        "nightly": "17 2 * * *",
        "hourly": "0 * * * *",
    }


def test_streams_without_secrets_need_no_exceptions() -> None:
    (attendance,) = yaml.safe_load(ACCOUNTS.read_text())["plugins"]["extractors"]

    assert set(attendance["select"]) == {f"{stream}.*" for stream in _REPORTS}
    for stream in _REPORTS:
        assert not list(secret_breadcrumbs(SCHEMAS[stream]))


def test_no_account_is_asked_for_more_than_four_fifths_of_its_limits() -> None:
    for environment in yaml.safe_load(ACCOUNTS.read_text())["environments"]:
        extractors = environment["config"]["plugins"]["extractors"]
        shares = [extractor["config"]["rate_limit_share"] for extractor in extractors]
        assert sum(shares) == pytest.approx(0.8)


def test_dagster_runs_the_documented_commands(tmp_path: Path) -> None:
    env = environment_for_uv()
    surrogate_id = tmp_path / "meltano"
    surrogate_id.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n')
    surrogate_id.chmod(0o755)
    env |= {
        "PATH": f"{tmp_path}{os.pathsep}{env['PATH']}",
        "MELTANO_PROJECT": str(tmp_path),
        "DAGSTER_HOME": str(tmp_path),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
    }
    program = (
        "from dagster_definitions import defs, zoom_nightly, zoom_hourly\n"
        "defs.get_repository_def().load_all_definitions()\n"
        "assert all(job.execute_in_process().success for job in (zoom_nightly, zoom_hourly))\n"
    )
    done = subprocess.run(
        ["uv", "run", "--quiet", "--no-project", "--with", DAGSTER, "python", "-c", program],
        cwd=EXAMPLES,
        env={**env, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert sorted((tmp_path / "calls").read_text().splitlines()) == RUNS


def test_airflow_runs_the_same_where_it_is_installed() -> None:
    """Airflow itself is large; its DAG is only read here."""
    text = (EXAMPLES / "airflow_dag.py").read_text()
    tree = ast.parse(text, feature_version=(3, 10))

    names = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    assert names["DAG"] == 2
    assert 'f"exec meltano --environment={account} run {extractor} target-postgres"' in text
    accounts = {node["name"] for node in yaml.safe_load(ACCOUNTS.read_text())["environments"]}
    assert all(f'"{name}"' in text for name in accounts)


_REPORTS = {stream for stream in DEFAULT_STREAMS if stream.startswith("report_")}
_CREDENTIALS = ("account_id", "client_id", "client_secret")


def _add_to(project: Project, accounts: str) -> None:
    (project.folder / "accounts.meltano.yml").write_text(accounts)
    main = project.folder / "meltano.yml"
    main.write_text(main.read_text() + "\ninclude_paths:\n- accounts.meltano.yml\n")
