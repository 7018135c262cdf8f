"""Compares what a target holds with the latest records that the tap wrote."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass, field
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from scripts.targets.account import key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scripts.targets.account import Row, Stream

EMPTY_IS_NULL = "empty text becomes null"
NULL_IS_EMPTY = "null becomes empty text"
LITERAL = "lists and objects are written as Python prints them"
ESCAPED = "line breaks and tabs become `\\n` and `\\t`"
NO_COLUMN = "columns are missing"
OTHER = "other values differ"

_ABSENT = object()
_ESCAPES = str.maketrans({"\n": r"\n", "\r": r"\r", "\t": r"\t"})


@dataclass
class Comparison:
    """How a target's tables differ from what the tap wrote, summed over all streams."""

    rows: int = 0
    """Rows in the tables."""
    expected: int = 0
    """Distinct keys that the tap has written."""
    missing: int = 0
    repeated: int = 0
    """Rows beyond the first of their key."""
    unexpected: int = 0
    tables_with_losses: int = 0
    differences: dict[str, int] = field(default_factory=dict)
    """Values that differ, by how."""
    examples: dict[str, str] = field(default_factory=dict)


def compare(streams: Mapping[str, Stream], tables: Mapping[str, Iterable[Row]]) -> Comparison:
    """Compare the tables of a target with the latest record of each key.

    Args:
        streams: What the tap wrote.
        tables: The rows of each stream, in the order in which the target received them, if it
            keeps an order: the last one of a key counts.
    """
    result = Comparison()
    for name, stream in streams.items():
        rows = list(tables.get(name, ()))
        found = {key(row, stream.keys): row for row in map(_lower, rows)}
        missing = stream.rows.keys() - found.keys()
        result.rows += len(rows)
        result.expected += len(stream.rows)
        result.repeated += len(rows) - len(found)
        result.unexpected += len(found.keys() - stream.rows.keys())
        result.missing += len(missing)
        result.tables_with_losses += bool(missing)
        for primary_key in stream.rows.keys() & found.keys():
            for path, how in _differences(stream.rows[primary_key], found[primary_key]):
                result.differences[how] = result.differences.get(how, 0) + 1
                result.examples.setdefault(how, f"{name}.{path}")
    return result


def _lower(row: Mapping[str, Any]) -> Row:
    """Return a row with its columns in lower case, as some targets name them."""
    return {column.lower(): value for column, value in row.items()}


def _differences(
    record: Mapping[str, Any], row: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        path = f"{prefix}{name}"
        found = row.get(path.lower(), _ABSENT)
        if found is _ABSENT and isinstance(value, dict) and value:
            yield from _differences(value, row, f"{path}__")  # flattened by the target
        elif found is _ABSENT:
            if value is not None:
                yield path, NO_COLUMN
        elif how := difference(value, found):
            yield path, how


def difference(wrote: Any, found: Any) -> str | None:
    """Return how a value differs from the one that the tap wrote, or None if it is the same.

    A target may keep lists and objects as JSON, moments without a time zone (in UTC), booleans as
    0 and 1, and, in a file of text only, everything as text.
    """
    if isinstance(wrote, (dict, list)):
        return _nested_difference(wrote, found)
    if wrote == "" and found is None:
        return EMPTY_IS_NULL
    if wrote is None and found == "":
        return NULL_IS_EMPTY
    if isinstance(wrote, str) and wrote.translate(_ESCAPES) == found != wrote:
        return ESCAPED
    return None if _same(wrote, found) else OTHER


def _nested_difference(wrote: Any, found: Any) -> str | None:
    if isinstance(found, str):
        try:
            found = json.loads(found)
        except ValueError:
            return LITERAL if _literal(found) == wrote else OTHER
    if isinstance(wrote, list):
        if not isinstance(found, list) or len(found) != len(wrote):
            return OTHER
        inner = [difference(*pair) for pair in zip(wrote, found, strict=True)]
    else:
        if not isinstance(found, dict):
            return OTHER
        # A struct has the fields of all rows.
        inner = [difference(wrote.get(n), found.get(n)) for n in wrote.keys() | found.keys()]
    return next(filter(None, inner), None)


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return _ABSENT


def _same(wrote: Any, found: Any) -> bool:
    if wrote is None or found is None:
        return wrote is found
    if isinstance(wrote, bool):
        return str(found).lower() in {str(wrote).lower(), str(int(wrote))}
    if isinstance(wrote, (int, float)):
        try:
            return Decimal(str(found)) == Decimal(str(wrote))
        except InvalidOperation:
            return False
    if wrote == found:
        return True
    moment = _moment(wrote)
    return moment is not None and moment == _moment(str(found))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
