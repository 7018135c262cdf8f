"""The accounts of the examples, in this project: Meltano runs each with what is its own."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from tests.e2e.harness import account
from tests.meltano.examples import ACCOUNTS, CREDENTIALS, REPORTS
from tests.meltano.project import MARKS, SECONDS, Project
from tests.meltano.selection import SMALL, select
from tests.meltano.warehouse import tables, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres

pytestmark = MARKS


def test_accounts_run_side_by_side_each_with_its_own_schema_bookmarks_and_streams(
    project: Project,
    postgres: Postgres,
    schemas: Callable[[], AbstractContextManager[str]],
    tmp_path: Path,
) -> None:
    # Both runs share them: they must not install them at the same time.
    for group, name in (("extractors", "tap-zoom"), ("loaders", "target-postgres")):
        project.program(group, name)
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


def test_meltano_lists_the_schedules(project: Project) -> None:
    with _accounts_in(project, ACCOUNTS.read_text(), {}):
        listed = project.execute("meltano", "schedule", "list", "--format=json")

    jobs = json.loads(listed)["schedules"]["job"]
    assert {job["name"]: job["cron_interval"] for job in jobs} == {
        "nightly": "17 2 * * *",
        "hourly": "0 * * * *",
    }


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
