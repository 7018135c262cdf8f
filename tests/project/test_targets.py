"""The page about targets shows what `make targets` found, and settings that exist."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts.docs.targets import results_file, verdict
from scripts.targets.account import Stream
from scripts.targets.comparison import (
    EMPTY_IS_NULL,
    ESCAPED,
    LITERAL,
    NO_COLUMN,
    NULL_IS_EMPTY,
    OTHER,
    compare,
)
from scripts.targets.declared import targets
from scripts.targets.readers import LOAD, READERS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "targets.md").read_text(encoding="utf-8")
LOADERS = {
    loader["name"]: loader
    for loader in yaml.safe_load((ROOT / "meltano.yml").read_text())["plugins"]["loaders"]
}


def test_the_figures_are_those_of_the_declared_targets() -> None:
    found = [(result["name"], result["requirements"]) for result in results_file()["targets"]]

    assert found == [(target.name, target.requirements) for target in targets()], "make targets"


def test_the_targets_have_the_settings() -> None:
    unknown = {
        r["name"]: r["unknown_settings"] for r in results_file()["targets"] if "error" not in r
    }

    assert not any(unknown.values()), unknown
    assert {target.reader for target in targets()} <= READERS.keys()


@pytest.mark.parametrize("name", LOADERS)
def test_a_loader_of_meltano_yml_is_among_the_targets_and_loses_nothing(name: str) -> None:
    loader = LOADERS[name]
    (target, *_) = (t for t in targets() if t.requirements == loader["pip_url"].split())
    (result,) = (r for r in results_file()["targets"] if r["name"] == target.name)

    assert target.config.keys() <= {setting["name"] for setting in loader["settings"]}
    assert loader["config"].keys() <= target.config.keys()
    assert [run["missing"] for run in result["runs"]] == [0, 0]


@pytest.mark.parametrize("block", re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))
def test_an_excerpt_is_as_in_meltano_yml(block: str) -> None:
    for shown in yaml.safe_load(block)["plugins"]["loaders"]:
        loader = LOADERS[shown["name"]]
        kinds = {setting["name"]: setting["kind"] for setting in loader["settings"]}

        for field in ("namespace", "pip_url", "executable", "config"):
            assert shown[field] == loader[field]
        assert {s["name"]: s["kind"] for s in shown["settings"]}.items() <= kinds.items()


def test_the_statements_for_duckdb_are_those_that_were_run() -> None:
    stream = "report_meetings"
    shown = LOAD.format(file=f"output/{stream}.jsonl", stream=stream, key='"uuid"')

    assert f"```sql\n{shown}```" in PAGE


# the comparison

WROTE: dict[str, Any] = {
    "id": 1,
    "text": "a\nb",
    "empty": "",
    "null": None,
    "time": "2026-01-01T00:00:00Z",
    "large": 2**63 - 1,
    "yes": True,
    "nested": {"list": ["", 1], "absent": None},
}


@pytest.mark.parametrize(
    ("changed", "differences"),
    [
        ({}, {}),
        ({"time": "2026-01-01 00:00:00", "yes": 1}, {}),
        ({"nested": json.dumps(WROTE["nested"])}, {}),
        ({"nested": {"list": ["", 1], "of another row": None}}, {}),
        ({"empty": None}, {EMPTY_IS_NULL: 1}),
        ({"null": ""}, {NULL_IS_EMPTY: 1}),
        ({"text": r"a\nb"}, {ESCAPED: 1}),
        ({"text": "a b", "large": 2**63}, {OTHER: 2}),
        ({"time": "2026-01-01T01:00:00Z"}, {OTHER: 1}),
        ({"nested": str(WROTE["nested"])}, {LITERAL: 1}),
        ({"nested": {"list": ["", 2]}}, {OTHER: 1}),
    ],
)
def test_values_are_compared_by_meaning(
    changed: dict[str, Any], differences: dict[str, int]
) -> None:
    streams = {"users": Stream(["id"], {("1",): WROTE})}

    result = compare(streams, {"users": [{**WROTE, **changed}]})
    assert result.differences == differences


def test_rows_are_compared_by_key() -> None:
    streams = {"users": Stream(["id"], {(str(n),): {"id": n, "a": n} for n in (1, 2, 3)})}
    tables = {"users": [{"ID": 1, "A": 0}, {"ID": 1, "A": 1}, {"ID": 2}, {"ID": 4}]}

    result = compare(streams, tables)
    assert (result.missing, result.repeated, result.unexpected) == (1, 1, 1)
    assert result.differences == {NO_COLUMN: 1}


def test_a_loss_is_what_the_table_says_first() -> None:
    run = {"missing": 0, "unexpected": 0, "repeated": 0, "differences": {}, "tables_with_losses": 0}
    lossy = {**run, "missing": 2, "tables_with_losses": 1}

    assert verdict({"runs": [run, run]}) == "every row; every value"
    assert verdict({"runs": [lossy, run]}).startswith("**loses 2 rows**")
