"""dbt builds the models from files of JSON lines, and each number is what the account knows."""

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
from tests.transform.comparison import MODELS, WITHOUT_FILES, known, rows

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Mapping

    from sandbox.model import Row

pytestmark = [
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


class Builds(NamedTuple):
    """Builds of the same account."""

    truth: dict[str, list[Row]]
    everything: Build
    few: Build
    """Without most of the streams."""


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Run the tap once, and dbt twice."""
    folder = tmp_path_factory.mktemp("models")
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
    for build in found:
        failed = [node for node in build["nodes"] if node[1] not in ("success", "pass")]
        assert build["success"], failed or done.stdout + done.stderr
    return [
        Build(
            {name: rows(build["rows"][name]) for name in MODELS},
            [build["rows"][str(number)] for number in range(len(SHOWN))],
        )
        for build in found
    ]


def _dbt_environment() -> list[str]:
    """Return how to run a program in the environment that meltano.yml describes.

    uv keeps it in its cache, so that it is made once.
    """
    plugins = yaml.safe_load((ROOT / "meltano.yml").read_text(encoding="utf-8"))["plugins"]
    (plugin,) = (each for each in plugins["utilities"] if each["name"] == "dbt-duckdb")
    packages = [part for package in plugin["pip_url"].split() for part in ("--with", package)]
    return ["uv", "run", "--quiet", "--isolated", "--no-project", *packages]


@pytest.mark.parametrize("model", MODELS)
def test_every_number_is_what_the_account_knows(builds: Builds, model: str) -> None:
    assert builds.everything.models[model] == known(builds.truth)[model]


def test_the_account_has_everything_that_the_models_have_a_rule_for(builds: Builds) -> None:
    models = {name: _values(found) for name, found in builds.everything.models.items()}

    assert models["zoom_sessions"]["instances"] >= {1, 2}
    basis = {"email", "user", "registrant", "name", "unknown"}
    assert models["zoom_people"]["identified_by"] == basis
    assert models["zoom_attendance"]["attended"] == {True, False}
    assert len(models["zoom_attendance"]["breakout_minutes"]) > 9
    outcomes = {"attended", "not approved", "not held", "no-show", "unknown"}
    assert models["zoom_registrations"]["outcome"] == outcomes
    assert len(models["zoom_registrations"]["occurrence_id"]) > 1
    assert None in models["zoom_webinar_funnel"]["no_shows"]
    assert models["zoom_webinar_funnel"]["no_shows"] - {None, 0}
    assert "(unknown)" in models["zoom_talk_time"]["speaker"]
    assert models["zoom_phone_daily"]["direction"] == {"inbound", "outbound"}


def test_models_whose_streams_are_not_loaded_are_empty(builds: Builds) -> None:
    few = builds.few.models

    assert few["zoom_sessions"].total() > 0
    assert few["zoom_licenses"].total() == len(builds.truth["users"])
    for name in ("attendance", "registrations", "webinar_funnel", "talk_time", "phone_daily"):
        assert few[f"zoom_{name}"].total() == 0


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_a_query_of_the_page_has_the_result_that_the_page_shows(
    builds: Builds, number: int
) -> None:
    assert _table(builds.everything.answers[number]) == SHOWN[number][1]


def _values(found: Counter[str]) -> dict[str, set[Any]]:
    """Return the values of each column."""
    all_rows = [json.loads(row) for row in found]
    return {name: {row[name] for row in all_rows} for name in all_rows[0]}


def _table(found: list[Row]) -> str:
    """Return rows as the page shows them."""
    cells = [list(found[0]), *([str(value) for value in row.values()] for row in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in cells
    )
