"""Random records of every stream, right and wrong, and a strict reading of the schemas."""

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

Record = dict[str, Any]

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
strict = FormatChecker(formats=())


@strict.checks("date-time")
def is_date_time(value: object) -> bool:
    """Check a moment by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(f"{DATE}T{TIME}", value)) and exists(value[:19])


@strict.checks("date")
def is_date(value: object) -> bool:
    """Check a day by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(DATE, value)) and exists(value)


def exists(moment: str) -> bool:
    """Whether the calendar and the clock have it."""
    with suppress(ValueError):
        return bool(datetime.fromisoformat(moment))
    return False


def kind_of(schema: dict[str, Any]) -> str:
    """What a field holds when it isn't null."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    (kind,) = set(types) - {"null"}
    return str(kind)


days = st.dates().map(str)
moments = st.datetimes(datetime(1000, 1, 1)).map(lambda m: f"{m.isoformat()}Z")  # noqa: DTZ001
days = st.dates(date(1000, 1, 1)).map(date.isoformat)
SCALARS: dict[str, SearchStrategy[Any]] = {
    "string": texts | odd_texts,
    "integer": st.integers(-(2**70), 2**70),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    "boolean": st.booleans(),
}


@st.composite
def fields(draw: DrawFn, schema: dict[str, Any], *, wrong: bool) -> Record:
    """Some fields of an object; when they may be ``wrong``, many are, and some are unknown."""
    names = draw(st.lists(st.sampled_from(list(schema["properties"])), max_size=5, unique=True))
    found = {name: draw(a_value(schema["properties"][name], wrong=wrong)) for name in names}
    return {**(draw(json_objects) if wrong and draw(st.booleans()) else {}), **found}


def a_value(schema: dict[str, Any], *, wrong: bool) -> SearchStrategy[Any]:
    """A value of a field: right, or possibly of any shape whatever."""
    kind = kind_of(schema)
    right: SearchStrategy[Any]
    if kind == "object":
        right = fields(schema, wrong=wrong)
    elif kind == "array":
        right = st.lists(a_value(schema["items"], wrong=wrong), max_size=3)
    elif "format" in schema:
        right = days if schema["format"] == "date" else moments
    else:
        right = SCALARS[kind]
    if isinstance(schema["type"], list):
        right |= st.none()
    return right | json_values if wrong else right


@cache
def records(stream: str, *, wrong: bool) -> SearchStrategy[Record]:
    """Records of a stream. Keys are always right: the stream itself sees to it."""
    schema = SCHEMAS[stream]
    keys = {n: s for n, s in schema["properties"].items() if not isinstance(s["type"], list)}
    of_keys = st.fixed_dictionaries({n: a_value(s, wrong=False) for n, s in keys.items()})
    return st.builds(lambda other, key: {**other, **key}, fields(schema, wrong=wrong), of_keys)
