"""Builds of the models in DuckDB, which several test files look at."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from tests.e2e.expected import catalog_of
from tests.e2e.harness import Output, extract, without_pauses
from tests.meltano.project import environment_for_uv
from tests.transform.accounts import SINCE, STREAMS, odd_account
from tests.transform.comparison import MODELS, WITHOUT_FILES, rows

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from sandbox.model import Row

MARKS = [
    pytest.mark.skipif(sys.version_info >= (3, 14), reason="dbt 1.11 doesn't run on Python 3.14"),
    pytest.mark.timeout(900),  # with an empty cache, dbt is downloaded first
]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
#: The queries of the page, each with its result.
SHOWN = re.findall(r"```sql\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)


class Build(NamedTuple):
    """The rows of each model, and the answers to the page's queries."""

    models: dict[str, Counter[str]]
    answers: list[list[Row]]
    database: Path


class Builds(NamedTuple):
    """Builds of the same account."""

    truth: dict[str, list[Row]]
    everything: Build
    few: Build
    """Without most of the streams."""


def build(folder: Path) -> Builds:
    """Run the tap once, and dbt twice."""
    with odd_account(seed=21, size=8, around_midnight=True) as zoom, without_pauses():
        output = extract(zoom, catalog_of(*STREAMS), start_date=SINCE)
        truth = zoom.truth(streams=STREAMS, since=SINCE)
    assert output.error is None
    for of_stream in (output.records, truth):
        _make_odd(of_stream)
    everything, few = folder / "everything", folder / "few"
    _write(output, everything, STREAMS)
    _write(output, few, ("users", "report_meetings"))
    return Builds(truth, *_build({everything: "build", few: "run"}))


def _make_odd(streams: Mapping[str, list[Row]]) -> None:
    """Change what the sandbox has no case of, in its truth and in the records alike."""
    registrants = streams["meeting_registrants"]
    numbers = [row["meeting_id"] for row in registrants]
    hidden = min(sorted(set(numbers)), key=numbers.count)
    registrants[:] = [row for row in registrants if row["meeting_id"] != hidden]
    for row in streams["report_meeting_participants"]:
        if row["meeting_id"] % 2 or row["meeting_id"] == hidden:
            row["user_email"] = ""
    for row in (*registrants, *streams["webinar_registrants"]):
        if row["id"] < "K":
            row["create_time"] = "2026-08-20T00:00:00Z"  # after some sessions
    first: dict[str, str] = {}
    for row in sorted(streams["webinar_poll_results"], key=itemgetter("email")):
        if row["email"]:  # everybody with an address is the same person
            row["email"] = first.setdefault(row["webinar_uuid"], row["email"]).upper()


def _write(output: Output, folder: Path, streams: tuple[str, ...]) -> None:
    """Write what target-jsonl does after two runs, of which the second updated each record."""
    folder.mkdir()
    for stream in streams:
        new = output.records[stream]
        key = output.keys[stream]
        old = [{name: row[name] if name in key else None for name in row} for row in new]
        lines = "".join(json.dumps(row) + "\n" for row in old + new)
        (folder / f"{stream}.jsonl").write_text(lines, encoding="utf-8")


def _build(commands: Mapping[Path, str]) -> list[Build]:
    settings = {f"DBT_{name}_DIR": str(ROOT / "transform") for name in ("PROJECT", "PROFILES")}
    jobs = [
        {
            "env": {
                **settings,
                **WITHOUT_FILES,
                "DBT_LOG_PATH": str(folder),
                "DBT_TARGET_PATH": str(folder.parent / "target"),
                "ZOOM_DUCKDB": str(folder / "models.duckdb"),
                "ZOOM_JSON_LINES": str(folder),
            },
            "arguments": [command, "--target", "duckdb"],
            "queries": {
                **{name: f"from zoom_models.{name}" for name in MODELS},
                **{str(number): query for number, (query, _) in enumerate(SHOWN)},
            },
        }
        for folder, command in commands.items()
    ]
    done = subprocess.run(
        [*_dbt_environment(), "python", Path(__file__).with_name("build.py")],
        input=json.dumps(jobs),
        env=environment_for_uv(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    for each in found:
        failed = [node for node in each["nodes"] if node[1] not in ("success", "pass")]
        assert each["success"], failed or done.stdout + done.stderr
    return [
        Build(
            {name: rows(each["rows"][name]) for name in MODELS},
            [each["rows"][str(number)] for number in range(len(SHOWN))],
            folder / "models.duckdb",
        )
        for folder, each in zip(commands, found, strict=True)
    ]


def _dbt_environment() -> list[str]:
    """Return how to run a program in the environment that meltano.yml describes.

    uv keeps it in its cache, so that it is made once.
    """
    plugins = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))["plugins"]
    (plugin,) = (utility for utility in plugins["utilities"] if utility["name"] == "dbt-duckdb")
    packages = [part for package in plugin["pip_url"].split() for part in ("--with", package)]
    return ["uv", "run", "--quiet", "--isolated", "--no-project", *packages]
