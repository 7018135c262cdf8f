"""``meltano run tap-zoom target-postgres`` fills a PostgreSQL database."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox import SECRET, SECRET_DIGITS
from tap_zoom.records.secrets import secret_breadcrumbs
from tests.meltano.project import MARKS
from tests.meltano.selection import ALL
from tests.meltano.warehouse import numbers
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from tests.meltano.everything import Everything
    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

pytestmark = MARKS


def test_every_row_arrives_with_all_that_it_holds(everything: Everything) -> None:
    assert numbers(everything.tables) == numbers(everything.truth)
    assert everything.tables == everything.truth


def test_the_keys_of_the_streams_are_the_primary_keys(
    everything: Everything, project: Project, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT t.relname AS table, a.attname AS column
        FROM pg_index i
        JOIN pg_class t ON t.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey)
        WHERE i.indisprimary AND t.relnamespace = '{everything.schema}'::regnamespace
    """)
    found = defaultdict(set)
    for row in rows:
        found[row["table"]].add(row["column"])

    tap = [str(project.program("extractors", "tap-zoom")), "--discover"]
    catalog = json.loads(project.execute(*tap))
    assert found == {
        entry["tap_stream_id"]: set(entry["key_properties"])
        for entry in catalog["streams"]
        if entry["tap_stream_id"] in ALL.streams
    }


def test_every_field_has_a_column_of_its_type_and_secrets_have_none(
    everything: Everything, postgres: Postgres
) -> None:
    rows = postgres.rows(f"""
        SELECT table_name, column_name, data_type, udt_name FROM information_schema.columns
        WHERE table_schema = '{everything.schema}' AND left(column_name, 5) <> '_sdc_'
    """)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows:
        is_array = row["data_type"] == "ARRAY"
        kind = row["udt_name"] if is_array else row["data_type"]
        found[row["table_name"]][row["column_name"]] = kind

    expected = {}
    for stream in ALL.streams:
        secret = {path[1] for path in secret_breadcrumbs(SCHEMAS[stream]) if len(path) == 2}
        fields = SCHEMAS[stream]["properties"].items()
        expected[stream] = {name: _column(field) for name, field in fields if name not in secret}
    assert found == expected


#: Microseconds may have any digits.
_TIMES_OF_LOADING = (
    "'{_sdc_batched_at, _sdc_extracted_at, _sdc_received_at, _sdc_sequence}'::text[]"
)


def test_no_secret_is_in_the_database(everything: Everything, postgres: Postgres) -> None:
    found = postgres.answers(
        f"""
            SELECT * FROM (
                SELECT to_jsonb(whole) - {_TIMES_OF_LOADING} AS fields
                FROM {everything.schema}."{stream}" AS whole
            ) AS rows
            WHERE fields::text LIKE '%{SECRET}%' OR fields::text LIKE '%{SECRET_DIGITS}%'
        """
        for stream in ALL.streams
    )
    assert {s: rows[0] for s, rows in zip(ALL.streams, found, strict=True) if rows} == {}


def _column(schema: dict[str, Any]) -> str:
    """Return the type of a field's column in PostgreSQL; those of arrays begin with ``_``."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    (kind,) = set(types) - {"null"}
    if kind == "array":
        inner = _column(schema["items"])
        return f"_{_SHORT.get(inner, inner)}"
    if kind == "string" and "format" in schema:
        return {"date-time": "timestamp without time zone", "date": "date"}[schema["format"]]
    return _COLUMNS[kind]


_COLUMNS = {
    "boolean": "boolean",
    "integer": "bigint",
    "number": "numeric",
    "object": "jsonb",
    "string": "text",
}
_SHORT = {"bigint": "int8"}
