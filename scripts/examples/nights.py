"""Runs two nights with an orchestrator and checks what they loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts.examples import accounts
from scripts.examples.webhook import webhook
from tests.meltano.project import ROOT, Project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from scripts.examples.accounts import Account, Comparison
    from scripts.examples.orchestrator import Orchestrator
    from tests.meltano.postgres import Postgres

EXAMPLES = ROOT / "examples"


@dataclass(frozen=True)
class Result:
    """What a night did for one account.

    Attributes:
        account: Its name.
        tasks: The states of its tasks.
        comparison: What was loaded, and what should have been.
        fault: What is wrong with it, or an empty text.
    """

    account: str
    tasks: Mapping[str, str]
    comparison: Comparison
    fault: str


@dataclass(frozen=True)
class Night:
    """What a night did.

    Attributes:
        results: One per account.
        at_once: How many accounts were read at the same time, at most.
        alerts: The texts of the alerts.
        fault: What is wrong with the night as a whole, or an empty text.
    """

    results: list[Result]
    at_once: int
    alerts: list[str]
    fault: str


def create_project(folder: Path, accounts_yml: str) -> Project:
    """Create a Meltano project with the accounts of a file, and install what it needs."""
    project = Project(folder)
    project.set_up()
    project.use_this_projects_meltano_yml()
    (folder / "accounts.meltano.yml").write_text(accounts_yml, encoding="utf-8")
    with (folder / "meltano.yml").open("a", encoding="utf-8") as file:
        file.write("\ninclude_paths:\n- accounts.meltano.yml\n")
    project.meltano("install", "extractor", "tap-zoom")
    project.meltano("install", "loader", "target-postgres")
    return project


def nights(kind: type[Orchestrator], project: Project, server: Postgres) -> Iterator[Night]:
    """Run two nights with an orchestrator: one in which an account fails, and the next."""
    folder = project.folder.parent / "orchestrator"
    with webhook() as (url, alerts), accounts.serve(server) as served:
        env = {
            **project.env,
            "ALERT_WEBHOOK": url,
            "MELTANO_PROJECT": str(project.folder),
            "MELTANO_STATE_BACKEND_URI": (folder / "state").as_uri(),
        }
        orchestrator = kind(folder, env)
        orchestrator.install(EXAMPLES)
        requests: dict[str, int] = {}
        with orchestrator:
            for number, failing in enumerate((accounts.FAILING, None), start=1):
                alerts.clear()
                accounts.write_settings(project.folder / ".env", served, failing=failing)
                results = _results(served, orchestrator.night(number), requests, failing)
                at_once = accounts.at_once(served)
                fault = "" if at_once > 1 else "accounts were read one after the other"
                if len(alerts) != (expected := 1 if failing else 0):
                    fault = f"{len(alerts)} alerts instead of {expected}"
                yield Night(results, at_once, list(alerts), fault)
                accounts.next_day(served)


def _results(
    served: list[Account], states: Mapping[str, str], requests: dict[str, int], failing: str | None
) -> list[Result]:
    """Check each account; ``requests`` has the numbers of the night before, and is updated."""
    results = []
    for account in served:
        name, found = account.name, account.compare()
        tasks = {task: state for task, state in states.items() if task.split("-")[0] == name}
        if name == failing:
            fault = _fault_of_failure(tasks, found)
        else:
            fault = _fault(tasks, found, requests.get(name))
            requests[name] = found.requests
        results.append(Result(name, tasks, found, fault))
    return results


def _fault_of_failure(tasks: Mapping[str, str], found: Comparison) -> str:
    if set(tasks.values()) != {"failed"}:
        return "should have failed, once"
    return "rows in spite of the failure" if found.loaded else ""


def _fault(tasks: Mapping[str, str], found: Comparison, before: int | None) -> str:
    if set(tasks.values()) != {"success"}:
        return "should have succeeded"
    if not found.complete:
        return f"{found.missing} rows missing, {found.excess} too many"
    return "" if before is None or found.requests < before else "not incremental"
