"""Reads what a target has written: the rows of each stream, as far as it has a table."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from scripts.targets.account import Stream
    from tests.meltano.postgres import Postgres

    Tables = dict[str, list[dict[str, Any]]]

#: How DuckDB loads JSON lines that several runs have appended to, as docs/targets.md shows it.
#: rowid is the order of the lines.
LOAD = """\
create or replace table runs as from read_json('{file}', sample_size = -1);
create or replace table {stream} as
  from runs qualify row_number() over (partition by {key} order by rowid desc) = 1;
"""

_QUERY_DUCKDB = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1]) as db:
    for stream, statements in json.load(sys.stdin):
        try:
            for statement in statements:
                rows = db.execute(statement)
        except duckdb.CatalogException:
            continue
        for (row,) in rows.fetchall():
            print(json.dumps([stream, json.loads(row)]))
"""


@dataclass(frozen=True)
class Place:
    """Where a target has written."""

    output: Path
    python: Path
    """Of the target's environment."""
    server: Postgres
    schema: str


def json_lines(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read a file of JSON lines per stream."""
    tables: Tables = {}
    for name in streams:
        file = place.output / f"{name}.jsonl"
        if file.exists():
            with file.open("rb") as lines:
                tables[name] = [json.loads(line) for line in lines]
    return tables


def json_lines_in_duckdb(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Load JSON lines into DuckDB, the latest record of each key."""
    queries = []
    for name, stream in streams.items():
        file = place.output / f"{name}.jsonl"
        if file.exists():
            key = ", ".join(f'"{column}"' for column in stream.keys)
            load = LOAD.format(file=file, stream=name, key=key)
            queries.append((name, [load, f"select to_json(t) from {name} t"]))
    return _query_duckdb(place, place.output / "loaded.duckdb", queries)


def duckdb(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read a DuckDB database."""
    queries = [(name, [f'select to_json(t) from zoom."{name}" t']) for name in streams]
    return _query_duckdb(place, place.output / "warehouse.duckdb", queries)


def parquet(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read a Parquet file per stream."""
    queries = [
        (name, [f"select to_json(t) from read_parquet('{file}') t"])
        for name in streams
        if (file := place.output / f"{name}.parquet").exists()
    ]
    return _query_duckdb(place, place.output / "loaded.duckdb", queries)


def _query_duckdb(place: Place, database: Path, queries: Iterable[tuple[str, list[str]]]) -> Tables:
    done = subprocess.run(
        [place.python, "-c", _QUERY_DUCKDB, database],
        input=json.dumps(list(queries)),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    tables: Tables = {}
    for line in done.stdout.splitlines():
        name, row = json.loads(line)
        tables.setdefault(name, []).append(row)
    return tables


def csv_files(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read the CSV files of each stream, one or one for each run."""
    csv.field_size_limit(sys.maxsize)
    tables: Tables = {}
    for name in streams:
        for file in sorted(place.output.glob(f"{name}[.-]*csv")):
            with file.open(newline="", encoding="utf-8") as lines:
                tables.setdefault(name, []).extend(csv.DictReader(lines))
    return tables


def sqlite(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read an SQLite database."""
    tables: Tables = {}
    with closing(sqlite3.connect(place.output / "zoom.db")) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("select name from sqlite_master where type = 'table'").fetchall()
        for name in streams.keys() & {str(row["name"]) for row in found}:
            rows = database.execute(f'select * from "{name}"').fetchall()
            tables[name] = [dict(row) for row in rows]
    return tables


def postgres(place: Place, streams: Mapping[str, Stream]) -> Tables:
    """Read a schema of PostgreSQL."""
    found = place.server.rows(f"""
        SELECT table_name FROM information_schema.tables WHERE table_schema = '{place.schema}'
    """)
    return {
        name: place.server.rows(f'SELECT * FROM {place.schema}."{name}"')
        for name in streams.keys() & {str(row["table_name"]) for row in found}
    }


READERS: dict[str, Callable[[Place, Mapping[str, Stream]], Tables]] = {
    reader.__name__: reader
    for reader in (json_lines, json_lines_in_duckdb, duckdb, parquet, csv_files, sqlite, postgres)
}
