"""Rows of a warehouse and of an account, in a form that can be compared."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.e2e.expected import contents, made

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.meltano.postgres import Postgres

Row = dict[str, Any]
Rows = dict[str, Counter[str]]

#: The tap's own: a webinar's registrants are of the whole series.
OWN = {"webinar_registrants": {"occurrence_id"}}

_NOUGHTS = re.compile(r"(?<=:\d\d)\.0+Z$|(?<=\.\d)0+Z$|(?<=\.\d\d)0+Z$")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?")


def tables(postgres: Postgres, schema: str, streams: Iterable[str]) -> Rows:
    """The rows of some streams, in a form that can be compared."""
    names = list(streams)
    found = postgres.answers(f'SELECT * FROM {schema}."{stream}"' for stream in names)
    return {
        stream: comparable(stream, map(_as_the_tap_wrote_it, rows))
        for stream, rows in zip(names, found, strict=True)
    }


def truth(rows: Mapping[str, list[Row]]) -> Rows:
    """The rows of an account, in the same form."""
    return {stream: comparable(stream, found) for stream, found in rows.items()}


def comparable(stream: str, rows: Iterable[Row]) -> Counter[str]:
    """A stream's rows as a multiset."""
    return contents(map(_briefly, rows), OWN.get(stream, set()) | set(made(stream)))


def _briefly(row: Row) -> Row:
    # A warehouse that keeps a moment as such doesn't keep how many digits its second had.
    return {
        name: _NOUGHTS.sub("Z", value) if isinstance(value, str) else value
        for name, value in row.items()
    }


def _as_the_tap_wrote_it(row: Row) -> Row:
    # The loader keeps UTC, in columns without a time zone, and adds columns of its own.
    return {
        name: f"{value}Z" if isinstance(value, str) and _MOMENT.fullmatch(value) else value
        for name, value in row.items()
        if not name.startswith("_sdc_")
    }


def numbers(rows: Rows) -> dict[str, int]:
    """Count the rows: easier to read than rows when a test fails."""
    return {stream: found.total() for stream, found in rows.items()}
