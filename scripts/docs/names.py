"""The fields whose names need quotes in SQL."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS

from scripts.docs.declared import in_catalog, schema
from scripts.docs.markdown import code, table


def quoted_names() -> str:
    """Tabulate the columns that PostgreSQL reserves or whose case it would change."""
    streams: dict[str, list[str]] = {}
    for stream in in_catalog():
        for name in schema(stream.name)["properties"]:
            if name in RESERVED_WORDS or name != name.lower():
                streams.setdefault(name, []).append(stream.name)
    rows = [
        [code([name]), "reserved" if name in RESERVED_WORDS else "upper case", code(of_name)]
        for name, of_name in sorted(streams.items())
    ]
    return table(["field", "why", "streams"], rows)
