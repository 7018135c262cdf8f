"""The other loaders of meltano.yml get every row too."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from tests.e2e.harness import account
from tests.meltano.project import MARKS, settings
from tests.meltano.warehouse import comparable, numbers, truth
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.project import Project

pytestmark = MARKS

_COUNT_ROWS = """
import duckdb, json, sys
file, schema, *streams = sys.argv[1:]
with duckdb.connect(file, read_only=True) as db:
    query = 'SELECT count(*) FROM "{}"."{}"'
    count = {name: db.execute(query.format(schema, name)).fetchone()[0] for name in streams}
print(json.dumps(count))
"""


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    """An account as it is now."""
    with account(now=datetime.now(timezone.utc).isoformat(), secrets="core") as zoom:
        yield zoom


def test_json_lines_are_what_the_account_holds(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    env = {
        **settings(zoom.config(plan="business")),
        "TARGET_JSONL_DESTINATION_PATH": str(tmp_path),
    }
    project.meltano("run", "tap-zoom", "target-jsonl", env=env)

    found = {}
    for stream in SCHEMAS:
        text = (tmp_path / f"{stream}.jsonl").read_text(encoding="utf-8")
        found[stream] = comparable(stream, map(json.loads, text.splitlines()))
    assert numbers(found) == numbers(truth(zoom.truth()))
    assert found == truth(zoom.truth())


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this DuckDB has no wheel for Python 3.14")
def test_duckdb_gets_every_row_and_doubles_none(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.duckdb"
    env = {**settings(zoom.config(plan="business")), "TARGET_DUCKDB_FILEPATH": str(file)}
    expected = numbers(truth(zoom.truth()))
    python = project.program("loaders", "target-duckdb").with_name("python")

    for _ in range(2):
        project.meltano("run", "tap-zoom", "target-duckdb", env=env)
        found = project.execute(str(python), "-c", _COUNT_ROWS, str(file), "zoom", *SCHEMAS)
        assert json.loads(found) == expected
