"""Converting single values to the types of the schema."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

Coercer = Callable[[Any], Any]


class CoercionError(Exception):
    """A value that cannot be converted to the type of its field."""


class AlwaysInspect:
    """A type that no JSON value has, for fields whose values are always inspected."""


_DATE_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.:]\d+)?"
    r"(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?",
    re.ASCII,
)
# The usual format, on days that every month has: there is no need to check the calendar.
_is_usual = re.compile(
    r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    re.ASCII,
).fullmatch
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[T ]|$)", re.ASCII)
_STORABLE = range(-(2**63), 2**63)  # what a warehouse stores as an integer
_TO_THE_SECOND = len("2026-01-01T00:00:00")
_ZONED = re.compile(r"(Z|[+-]\d\d:\d\d)$")


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise CoercionError


def _integer(value: object) -> object:
    if type(value) is int and value in _STORABLE:  # by far the most
        return value
    if isinstance(value, str):
        if not value.strip():
            return None
        if re.fullmatch(r"\s*[+-]?\d{1,19}\s*", value, re.ASCII):
            value = int(value)
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and value in _STORABLE:
        return int(value)
    raise CoercionError


def _number(value: object) -> object:
    if isinstance(value, int) and value in _STORABLE:
        return int(value)
    if isinstance(value, str) and not value.strip():
        return None
    if not isinstance(value, (str, int, float)):
        raise CoercionError
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise CoercionError from None
    if math.isfinite(number):
        return number
    raise CoercionError


def _boolean(value: object) -> object:
    if isinstance(value, str):
        known = {"": None, "true": True, "false": False, "1": True, "0": False}
        if value.strip().lower() in known:
            return known[value.strip().lower()]
    elif value in (0, 1):
        return bool(value)
    raise CoercionError


def to_date_time(value: object) -> object:
    """Convert a time to RFC 3339; None if the value is blank."""
    if not isinstance(value, str):
        raise CoercionError
    if _is_usual(value):
        return value
    text = value.strip()
    if not text:
        return None
    if not _DATE_TIME.fullmatch(text) or not _exists(text[:_TO_THE_SECOND]):
        raise CoercionError
    if text[10] == "T" and text[-1] == "Z" and text[_TO_THE_SECOND] != ":":
        return text
    text = text.replace(" ", "T")
    if text[_TO_THE_SECOND : _TO_THE_SECOND + 1] == ":":  # 07:09:03:216, in the audit trail
        text = f"{text[:_TO_THE_SECOND]}.{text[_TO_THE_SECOND + 1 :]}"
    if re.search(r"[+-]\d{4}$", text):
        text = f"{text[:-2]}:{text[-2:]}"
    return text if _ZONED.search(text) else f"{text}Z"  # Zoom's times are UTC


def to_date(value: object) -> object:
    """Convert a day to RFC 3339; None if the value is blank."""
    if not isinstance(value, str):
        raise CoercionError
    text = value.strip()
    if not text:
        return None
    found = _DATE.match(text)
    if not found or not _exists(found[0]):
        raise CoercionError
    return found[0]


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:  # the 30th of February
        return False
    return True


#: By type of the schema: the exact type that needs no conversion, and the converter for others.
COERCERS: dict[str, tuple[type, Coercer]] = {
    "string": (str, _text),
    "integer": (AlwaysInspect, _integer),
    "number": (AlwaysInspect, _number),
    "boolean": (bool, _boolean),
}
