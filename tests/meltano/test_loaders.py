"""The other loaders of meltano.yml receive every row too."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import yaml

from sandbox import SECRET, SECRET_DIGITS
from tests.e2e.harness import account, write
from tests.meltano.pipe import Pipe
from tests.meltano.project import MARKS, ROOT
from tests.meltano.selection import DEFAULT
from tests.meltano.warehouse import comparable, numbers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.project import Project

pytestmark = MARKS

DUCKDB_RUNS = sys.version_info < (3, 14)

_COUNT_ROWS = """
import duckdb, json, sys
file, schema, *streams = sys.argv[1:]
with duckdb.connect(file, read_only=True) as db:
    query = 'SELECT count(*) FROM "{}"."{}"'
    count = {name: db.execute(query.format(schema, name)).fetchone()[0] for name in streams}
print(json.dumps(count))
"""


class Loaded(NamedTuple):
    """What a run with both loaders wrote, and where."""

    zoom: Zoom
    files: Path
    warehouse: Path


@pytest.fixture(scope="module")
def loaded(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Run once, without a selection, what users type for one loader or the other."""
    folder = tmp_path_factory.mktemp("loaded")
    now = datetime.now(timezone.utc).isoformat()
    with account(now=now, secrets="core", **DEFAULT.options) as zoom:
        loaded = Loaded(zoom, folder / "files", folder / "warehouse.duckdb")
        loaded.files.mkdir()
        env = {
            **DEFAULT.env(zoom),
            "TARGET_JSONL_DESTINATION_PATH": str(loaded.files),
            "TARGET_DUCKDB_FILEPATH": str(loaded.warehouse),
        }
        duckdb = ("tap-zoom", "target-duckdb") if DUCKDB_RUNS else ()
        project.meltano(*DEFAULT.run("target-jsonl"), *duckdb, env=env)
        yield loaded


def test_without_a_selection_json_lines_are_what_the_account_holds_of_the_default_streams(
    loaded: Loaded,
) -> None:
    assert {path.stem for path in loaded.files.iterdir()} == set(DEFAULT.streams)
    found = {}
    for stream in DEFAULT.streams:
        text = (loaded.files / f"{stream}.jsonl").read_text(encoding="utf-8")
        assert SECRET not in text
        assert str(SECRET_DIGITS) not in text
        # By this character only: some others, which a text may hold, end lines for Python too.
        rows = text.removesuffix("\n").split("\n")
        found[stream] = comparable(stream, map(json.loads, rows))
    expected = DEFAULT.truth(loaded.zoom)
    assert numbers(found) == numbers(expected)
    assert found == expected


@pytest.mark.skipif(not DUCKDB_RUNS, reason="this DuckDB has no wheel for Python 3.14")
def test_duckdb_receives_every_row_and_doubles_none(
    loaded: Loaded, project: Project, tmp_path: Path
) -> None:
    expected = numbers(DEFAULT.truth(loaded.zoom))
    python = project.program("loaders", "target-duckdb").with_name("python")
    count = (str(python), "-c", _COUNT_ROWS, str(loaded.warehouse), "zoom", *DEFAULT.streams)
    assert json.loads(project.execute(*count)) == expected

    # Again from the beginning: every row is written a second time.
    config = {**_config("target-duckdb"), "filepath": str(loaded.warehouse)}
    target = write(tmp_path / "target-duckdb.json", config)
    pipe = Pipe(project, tmp_path, "target-duckdb", target)
    pipe("--config", write(tmp_path / "config.json", loaded.zoom.config(plan="business")))
    assert json.loads(project.execute(*count)) == expected


def _config(loader: str) -> dict[str, Any]:
    """Return what meltano.yml sets for a loader."""
    loaders = yaml.safe_load((ROOT / "meltano.yml").read_text("utf-8"))["plugins"]["loaders"]
    (config,) = (plugin["config"] for plugin in loaders if plugin["name"] == loader)
    return dict(config)
