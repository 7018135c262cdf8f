"""Builds the models with dbt and prints them as JSON; runs in dbt's own environment.

One process for all builds of a test, because dbt takes seconds to import.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

import duckdb
from dbt.cli.main import dbtRunner  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Iterator


def main() -> None:
    """Build each job that stdin names: where its records are, and what to ask afterwards."""
    jobs = json.load(sys.stdin)
    sys.stdout.write(json.dumps([_build(**job) for job in jobs], default=str))


def _build(env: dict[str, str], arguments: list[str], queries: dict[str, str]) -> dict[str, Any]:
    os.environ.update(env)
    result = dbtRunner().invoke(["--quiet", *arguments])
    nodes = [(node.node.name, str(node.status), node.message) for node in result.result or ()]
    with duckdb.connect(env["ZOOM_DUCKDB"]) as database:
        found = {name: list(_rows(database, query)) for name, query in queries.items()}
    return {"success": result.success, "nodes": nodes, "rows": found}


def _rows(database: Any, query: str) -> Iterator[dict[str, Any]]:
    answer = database.execute(query)
    names = [column[0] for column in answer.description]
    for row in answer.fetchall():
        yield dict(zip(names, row, strict=True))


if __name__ == "__main__":
    main()
