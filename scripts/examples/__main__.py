"""Runs the examples with real Airflow and Dagster against local Zoom accounts."""

from __future__ import annotations

import argparse
import shutil
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from scripts import examples
from scripts.examples import accounts
from scripts.examples.run_airflow import Airflow
from scripts.examples.run_dagster import Dagster
from scripts.examples.webhook import webhook
from tests.meltano.postgres import postgres
from tests.meltano.project import ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.meltano.postgres import Postgres

EXAMPLES = ROOT / "examples"
OUTPUT = ROOT / "output" / "examples"
ORCHESTRATORS = {"airflow": Airflow, "dagster": Dagster}
FILES = {"airflow": "airflow_dag.py", "dagster": "dagster_definitions.py"}

console = Console(highlight=False, soft_wrap=True)


def set_up() -> Project:
    """Create a Meltano project as accounts.meltano.yml describes it, with Meltano installed."""
    shutil.rmtree(OUTPUT, ignore_errors=True)
    project = Project(OUTPUT / "project")
    project.set_up()
    project.use_this_projects_meltano_yml()
    shutil.copy(EXAMPLES / "accounts.meltano.yml", project.folder)
    with (project.folder / "meltano.yml").open("a", encoding="utf-8") as file:
        file.write("\ninclude_paths:\n- accounts.meltano.yml\n")
    project.meltano("install", "extractor", "tap-zoom")
    project.meltano("install", "loader", "target-postgres")
    return project


def run(name: str, project: Project, server: Postgres, table: Table) -> bool:
    """Run two nights with one orchestrator; return whether everything went as it should."""
    folder = OUTPUT / name
    with webhook() as (url, alerts), accounts.serve(server) as served:
        env = {
            **project.env,
            "ALERT_WEBHOOK": url,
            "MELTANO_PROJECT": str(project.folder),
            "MELTANO_STATE_BACKEND_URI": (folder / "state").as_uri(),
        }
        orchestrator = ORCHESTRATORS[name](folder, env)
        console.print(f"Installing {orchestrator.name}.")
        orchestrator.install(EXAMPLES / FILES[name], EXAMPLES / f"{name}.requirements.txt")
        good, first = True, {}
        with orchestrator:
            for number, failing in enumerate((accounts.FAILING, None), start=1):
                accounts.write_settings(project.folder / ".env", served, failing=failing)
                alerts.clear()
                console.print(f"{orchestrator.name}, night {number}")
                states = orchestrator.night(number)
                found = {account.name: account.compare() for account in served}
                for account, comparison in found.items():
                    tasks = {t: s for t, s in states.items() if t.split("-")[0] == account}
                    failed = account == failing
                    wrong = _wrong(comparison, tasks, first.get(account), failed=failed)
                    good &= not wrong
                    table.add_row(
                        f"{orchestrator.name} {number}",
                        account,
                        ", ".join(f"{task}: {state}" for task, state in sorted(tasks.items())),
                        f"{comparison.loaded:,}",
                        f"{comparison.held:,}",
                        f"{comparison.requests:,}",
                        f"[red]{wrong}[/]" if wrong else "[green]as it should be[/]",
                    )
                good &= len(alerts) == (1 if failing else 0)
                together = accounts.at_once(served)
                good &= together > 1
                console.print(f"  accounts read at the same time: {together}; alerts: {alerts}")
                first = {a: c.requests for a, c in found.items() if a != failing}
                accounts.next_day(served)
    return good


def _wrong(
    found: accounts.Comparison, tasks: Mapping[str, str], before: int | None, *, failed: bool
) -> str:
    """Say what is wrong with an account after a night, if anything is."""
    if set(tasks.values()) != {"failed" if failed else "success"}:
        return "unexpected state"
    if failed:
        return "" if not found.loaded else "rows in spite of a failure"
    if not found.complete:
        return f"{found.missing} rows missing, {found.excess} in excess"
    return "not incremental" if before is not None and found.requests >= before else ""


def main() -> int:
    """Parse the arguments and run the examples."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.examples",
        description=examples.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="airflow, dagster; default: both")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(ORCHESTRATORS):
        parser.error(f"unknown orchestrator: {', '.join(sorted(unknown))}")
    columns = ("night", "account", "tasks", "rows loaded", "in the account", "requests", "")
    table = Table(title="Accounts", title_justify="left")
    for column in columns:
        table.add_column(column, justify="right" if column in columns[3:6] else "left")
    console.print("Installing Meltano, the tap and the loader.")
    project = set_up()
    with postgres() as server:
        good = [run(name, project, server, table) for name in arguments.names or ORCHESTRATORS]
    console.print(table)
    if not all(good):
        console.print(f"[red]Something is wrong. The logs are in {OUTPUT.relative_to(ROOT)}/.[/]")
        return 1
    console.print("[green]The examples do what they should.[/]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
