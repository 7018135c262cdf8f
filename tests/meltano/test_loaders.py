"""The other loaders of meltano.yml receive every row too."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timezone
from typing import TYPE_CHECKING

import pytest

from sandbox import SECRET, SECRET_DIGITS
from tests.e2e.harness import account
from tests.meltano.project import MARKS
from tests.meltano.selection import ALL, DEFAULT, FEW
from tests.meltano.warehouse import comparable, numbers

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
    now = datetime.now(timezone.utc).isoformat()
    with account(now=now, secrets="core", **ALL.options) as zoom:
        yield zoom


def test_without_a_selection_json_lines_are_what_the_account_holds_of_the_default_streams(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    env = {**DEFAULT.env(zoom), "TARGET_JSONL_DESTINATION_PATH": str(tmp_path)}
    project.meltano(*DEFAULT.run("target-jsonl"), env=env)

    assert {path.stem for path in tmp_path.iterdir()} == set(DEFAULT.streams)
    found = {}
    for stream in DEFAULT.streams:
        text = (tmp_path / f"{stream}.jsonl").read_text(encoding="utf-8")
        assert SECRET not in text
        assert str(SECRET_DIGITS) not in text
        # By this character only: some others, which a text may hold, end lines for Python too.
        rows = text.removesuffix("\n").split("\n")
        found[stream] = comparable(stream, map(json.loads, rows))
    expected = DEFAULT.truth(zoom)
    assert numbers(found) == numbers(expected)
    assert found == expected


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="this DuckDB has no wheel for Python 3.14")
def test_duckdb_receives_every_row_and_doubles_none(
    zoom: Zoom, project: Project, tmp_path: Path
) -> None:
    file = tmp_path / "warehouse.duckdb"
    env = {**FEW.env(zoom), "TARGET_DUCKDB_FILEPATH": str(file)}
    expected = numbers(FEW.truth(zoom))
    count = ("-c", _COUNT_ROWS, str(file), "zoom", *FEW.streams)
    python = project.program("loaders", "target-duckdb").with_name("python")

    for _ in range(2):
        project.meltano(*FEW.run("target-duckdb"), env=env)
        found = project.execute(str(python), *count)
        assert json.loads(found) == expected
