"""Runs the examples with real Airflow and Dagster against local Zoom accounts."""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from scripts import examples
from scripts.examples.nights import EXAMPLES, create_project, nights
from scripts.examples.run_airflow import Airflow
from scripts.examples.run_dagster import Dagster
from tests.meltano.postgres import postgres
from tests.meltano.project import ROOT

if TYPE_CHECKING:
    from scripts.examples.nights import Night
    from scripts.examples.orchestrator import Orchestrator

OUTPUT = ROOT / "output" / "examples"
ORCHESTRATORS: dict[str, type[Orchestrator]] = {"airflow": Airflow, "dagster": Dagster}

console = Console(highlight=False, soft_wrap=True)


def run(name: str) -> bool:
    """Run two nights with one orchestrator; return whether everything went as it should."""
    kind, good = ORCHESTRATORS[name], True
    console.print(f"\nInstalling Meltano and {kind.name}")
    accounts_yml = (EXAMPLES / "accounts.meltano.yml").read_text(encoding="utf-8")
    project = create_project(OUTPUT / name / "project", accounts_yml)
    with postgres() as server:
        for number, night in enumerate(nights(kind, project, server), start=1):
            console.print(f"\n[bold]{kind.name}, night {number}[/]")
            console.print(_table(night))
            console.print(f"Up to {night.at_once} accounts at the same time")
            for alert in night.alerts:
                console.print(f"Alert: {alert}")
            faults = [f"{r.account}: {r.fault}" for r in night.results if r.fault]
            faults += [night.fault] if night.fault else []
            for fault in faults:
                console.print(f"[red]{fault}[/]")
            good &= not faults
    return good


def _table(night: Night) -> Table:
    table = Table()
    for column in ("account", "tasks", "rows", "expected", "requests", ""):
        is_number = column in {"rows", "expected", "requests"}
        table.add_column(column, justify="right" if is_number else "left", no_wrap=True)
    for result in night.results:
        found = result.comparison
        table.add_row(
            result.account,
            "\n".join(f"{task}: {state}" for task, state in sorted(result.tasks.items())),
            f"{found.loaded:,}",
            f"{found.held:,}",
            f"{found.requests:,}",
            "[red]wrong[/]" if result.fault else "[green]ok[/]",
        )
    return table


def main() -> int:
    """Parse the arguments and run the examples."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.examples", description=examples.__doc__
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="airflow or dagster (default: both)"
    )
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(ORCHESTRATORS):
        parser.error(f"unknown orchestrator: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that cleanup runs
    shutil.rmtree(OUTPUT, ignore_errors=True)
    good = [run(name) for name in arguments.names or ORCHESTRATORS]
    if not all(good):
        console.print(f"\n[red]Something is wrong. The logs are in {OUTPUT.relative_to(ROOT)}.[/]")
        return 1
    console.print("\n[green]All accounts were loaded completely, except for the failure.[/]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
