"""Classes of JSON values, which say what a value looks like and nothing of what it is."""

from __future__ import annotations

import re
from typing import Any

_TEXTS = tuple(
    (f"string: {name}", re.compile(pattern, re.ASCII))
    for name, pattern in {
        "empty": r"",
        "blank": r"\s+",
        "date-time in UTC": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?Z",
        "date-time with offset": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:?\d\d",
        "date-time without zone": r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?",
        "date": r"\d{4}-\d\d-\d\d",
        "other date": r"\d{1,2}[/.]\d{1,2}[/.]\d{4}( .*)?",
        "time": r"\d{1,3}:\d\d(:\d\d(\.\d+)?)?",
        "digits": r"\d+",
        "decimal": r"-?\d+(\.\d+)?",
        "true or false": r"(?i:true|false)",
        "UUID": r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
        "URL": r"[A-Za-z][A-Za-z+.-]*://\S+",
        "email": r"[^\s@]+@[^\s@]+",
        "Base64 with padding": r"[A-Za-z0-9+/_-]{20,}={1,2}",
        "one long word": r"[\w+/.-]{20,}",
        "one word": r"\S+",
    }.items()
)
_TEXT = "string: text"
_MAX_EXAMINED = 2_000  # characters: longer texts are texts
_INT32 = 2**31
_INT53 = 2**53
_OTHERS = {
    type(None): "null",
    bool: "boolean",
    float: "number",
    list: "array",
    dict: "object",
}
_LENGTHS = {0: "0", 1: "1", 9: "2 to 9", 99: "10 to 99", 999: "100 to 999"}
_LONGER = "1000 or more"


def class_of(value: Any) -> str:
    """Return the class of a JSON value: its type and, after a colon, its format or size."""
    if isinstance(value, str):
        return _class_of_text(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return _class_of_integer(value)
    return _OTHERS[type(value)]


def length_class(length: int) -> str:
    """Return the class of an array's length."""
    return next((name for most, name in _LENGTHS.items() if length <= most), _LONGER)


def _class_of_integer(value: int) -> str:
    if -_INT32 <= value < _INT32:
        return "integer"
    return "integer: over 32 bits" if abs(value) < _INT53 else "integer: over 53 bits"


def _class_of_text(text: str) -> str:
    if len(text) > _MAX_EXAMINED:
        return _TEXT
    return next((name for name, pattern in _TEXTS if pattern.fullmatch(text)), _TEXT)


def is_expected(kind: str, schema: dict[str, Any]) -> bool:
    """Return whether a schema allows values of a class.

    Args:
        kind: The class.
        schema: The schema of a field; without a type, it allows anything.
    """
    types = schema.get("type")
    if types is None:
        return True
    name, _, form = kind.partition(": ")
    allowed = {types} if isinstance(types, str) else set(types)
    if name not in allowed and not (name == "integer" and "number" in allowed):
        return False
    if name != "string" or form == "empty":
        return True
    expected = schema.get("format")
    if expected == "date-time":
        return form == "date-time in UTC"
    return expected != "date" or form == "date"
