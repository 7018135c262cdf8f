"""One extraction of a small account for all tests of this folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scripts.site.database import connect, load, records

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb


@pytest.fixture(scope="session")
def rows() -> dict[str, list[dict[str, Any]]]:
    """The records of each stream."""
    return records()


@pytest.fixture(scope="session")
def database(rows: dict[str, list[dict[str, Any]]]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same, in tables."""
    with connect() as database:
        load(database, rows)
        yield database
