"""The table of targets, from the figures of ``make targets``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from scripts.docs.markdown import code, table
from scripts.targets.declared import RESULTS, Target
from scripts.targets.declared import targets as declared

if TYPE_CHECKING:
    from collections.abc import Mapping

_TITLES = (
    *("target", "packages", "rows of the first run", "after the second run", "result"),
    *("what to set", "what to avoid"),
)


def targets() -> str:
    """Tabulate the targets, what they loaded, and what to set and to avoid."""
    results = {result["name"]: result for result in results_file()["targets"]}
    return table(_TITLES, [_row(target, results.get(target.name, {})) for target in declared()])


def account() -> str:
    """Say what was loaded, and where."""
    found = results_file()
    first, second = next(result["runs"] for result in found["targets"] if result["runs"])
    return (
        f"All {found['streams']} streams, with Python {found['python']}: "
        f"{first['written']:,} records in the first run, {second['written']:,} in the second, "
        f"{second['expected']:,} keys in total."
    )


def results_file() -> dict[str, Any]:
    """Return what ``make targets`` found."""
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def _row(target: Target, result: Mapping[str, Any]) -> list[str]:
    runs = result.get("runs", [])
    rows = [f"{run['rows']:,} of {run['expected']:,}" for run in runs]
    rows += [""] * (2 - len(rows))
    return [
        *(target.name, code(target.requirements)),
        *rows,
        verdict(result),
        *(target.set, target.avoid),
    ]


def verdict(result: Mapping[str, Any]) -> str:
    """Say what a target makes of the rows that it gets."""
    if not result:
        return "not run yet"
    if error := result.get("error"):
        return f"**{error}**"
    last = result["runs"][-1]
    lost = [
        f"**loses {run['missing']:,} rows** in {run['tables_with_losses']} tables"
        for run in result["runs"]
        if run["missing"]
    ]
    found = [lost[-1] if lost else "every row"]
    if last["unexpected"]:
        found.append(f"{last['unexpected']:,} rows with other keys")
    if last["repeated"]:
        found.append("an updated row is added, not replaced")
    found += [f"{how} ({count:,} values)" for how, count in last["differences"].items()]
    if not last["differences"]:
        found.append("every value" if not lost else "the values of the others")
    return "; ".join(found)
