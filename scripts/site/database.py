"""Loads all streams of a small sandbox account into a DuckDB database, with a table per stream.

The questions of ``docs/questions/`` are asked of it, and the sample rows come from it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from scripts.docs.declared import in_catalog, schema
from scripts.site.fields import json_type
from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, extract, without_pauses

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Late enough for few requests, and early enough for rows in each stream.
SINCE = "2026-08-01T00:00:00Z"

_TYPES = {
    "array": "JSON",
    "boolean": "BOOLEAN",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "object": "JSON",
    "string": "VARCHAR",
}
_FORMATS = {"date": "DATE", "date-time": "TIMESTAMPTZ"}


def records() -> dict[str, list[dict[str, Any]]]:
    """Extract all streams of the account; return the records of each.

    Raises:
        RuntimeError: The run failed.
    """
    streams = [stream.name for stream in in_catalog()]
    with account(secrets="core", features="all") as zoom, without_pauses():
        output = extract(zoom, catalog_of(*streams), start_date=SINCE)
    if output.error is not None:
        raise RuntimeError(f"The tap failed.\n{output.log}")
    return {stream: output.records[stream] for stream in streams}


def column_type(field: Mapping[str, Any]) -> str:
    """Return the type of the column that holds a field."""
    return _FORMATS.get(field.get("format", ""), _TYPES[json_type(field)])


def load(database: duckdb.DuckDBPyConnection, rows: Mapping[str, list[dict[str, Any]]]) -> None:
    """Create the table of each stream, and fill it.

    Args:
        database: Where there are no tables yet.
        rows: The records of each stream.
    """
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "records.jsonl")
        for stream, of_stream in rows.items():
            file.write_text("".join(json.dumps(row) + "\n" for row in of_stream), encoding="utf-8")
            columns = {
                name: column_type(field) for name, field in schema(stream)["properties"].items()
            }
            database.read_json(str(file), columns=columns, format="newline_delimited").create(
                stream
            )


def connect(path: str = ":memory:", *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a database that shows times in UTC."""
    database = duckdb.connect(path, read_only=read_only)
    database.execute("SET TimeZone = 'UTC'")
    return database


def main() -> int:
    """Write the database."""
    parser = argparse.ArgumentParser(prog="python -m scripts.site.database", description=__doc__)
    parser.add_argument("file", type=Path, help="where to write it; replaced once it is complete")
    file: Path = parser.parse_args().file
    unfinished = file.with_name(f"{file.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    with connect(str(unfinished)) as database:
        load(database, records())
    unfinished.replace(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
