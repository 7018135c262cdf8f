"""Random records of every stream, valid or not, and a strict format checker for the schemas."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from jsonschema import FormatChecker

from tests.support import SCHEMAS, json_objects, json_values, odd_texts, texts

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

    from tap_zoom.records.types import Record

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
strict = FormatChecker(formats=())


@strict.checks("date-time")
def is_date_time(value: object) -> bool:
    """Return whether a value is a date-time as defined by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(f"{DATE}T{TIME}", value)) and exists(value[:19])


@strict.checks("date")
def is_date(value: object) -> bool:
    """Return whether a value is a full-date as defined by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(DATE, value)) and exists(value)


def exists(moment: str) -> bool:
    """Return whether the calendar and the clock have this time."""
    with suppress(ValueError):
        return bool(datetime.fromisoformat(moment))
    return False


def type_of(schema: dict[str, Any]) -> str:
    """Return the type of a field, other than null."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    (found,) = set(types) - {"null"}
    return str(found)


date_times = st.datetimes(datetime(1000, 1, 1)).map(lambda m: f"{m.isoformat()}Z")  # noqa: DTZ001
dates = st.dates(date(1000, 1, 1)).map(date.isoformat)
integers = st.integers(-(2**63), 2**63 - 1)
SCALARS: dict[str, SearchStrategy[Any]] = {
    "string": texts | odd_texts,
    "integer": integers,
    "number": st.floats(allow_nan=False, allow_infinity=False) | integers,
    "boolean": st.booleans(),
}


@st.composite
def fields(draw: DrawFn, schema: dict[str, Any], *, wrong: bool) -> Record:
    """Draw some fields of an object; if ``wrong``, many may be invalid, and some unknown."""
    names = draw(st.lists(st.sampled_from(list(schema["properties"])), max_size=5, unique=True))
    found = {name: draw(values(schema["properties"][name], wrong=wrong)) for name in names}
    return {**(draw(json_objects) if wrong and draw(st.booleans()) else {}), **found}


def values(schema: dict[str, Any], *, wrong: bool) -> SearchStrategy[Any]:
    """Return valid values of a field; if ``wrong``, any JSON values as well."""
    kind = type_of(schema)
    valid: SearchStrategy[Any]
    if kind == "object":
        valid = fields(schema, wrong=wrong)
    elif kind == "array":
        valid = st.lists(values(schema["items"], wrong=wrong), max_size=3)
    elif "format" in schema:
        valid = dates if schema["format"] == "date" else date_times
    else:
        valid = SCALARS[kind]
    if isinstance(schema["type"], list):
        valid |= st.none()
    return valid | json_values if wrong else valid


@cache
def records(stream: str, *, wrong: bool) -> SearchStrategy[Record]:
    """Return records of a stream. Their keys are always valid: the stream ensures that."""
    schema = SCHEMAS[stream]
    keys = {n: s for n, s in schema["properties"].items() if not isinstance(s["type"], list)}
    keys_only = st.fixed_dictionaries({n: values(s, wrong=False) for n, s in keys.items()})
    return st.builds(lambda other, key: {**other, **key}, fields(schema, wrong=wrong), keys_only)
