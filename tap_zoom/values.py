"""Making what Zoom sends fit the schema: blanks, texts that are numbers, and what fits nowhere.

Zoom blanks a field as ``""``, ``null`` or by leaving it out, sends some numbers as text and some
text as numbers. Records are made right here, once, so that each is valid against the SCHEMA sent
before it, and the SDK's own conformance, which neither repairs nor is cheap, stays off.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tap_zoom.privacy import Path, is_secret, without_secrets

Record = dict[str, Any]
Fix = Callable[[Any], Any]


class Misfit(Exception):
    """A value that fits its field in no reading."""


class Dropped(Exception):
    """A field that speaks of a secret, and that nobody could have selected."""


class Conformer:
    """Makes the records of one stream fit its schema.

    Args:
        schema: The stream's JSON schema.
        on_misfit: Told the path of each value that had to be replaced by null.
        on_unknown: Told, once, the path of each field that the schema doesn't know.
    """

    def __init__(
        self,
        schema: dict[str, Any],
        *,
        on_misfit: Callable[[str], None],
        on_unknown: Callable[[str], None],
    ) -> None:
        """Compile the schema."""
        self._on_misfit = on_misfit
        self._on_unknown = on_unknown
        self._fields = self._compile(schema, ())

    def conform(self, record: Record) -> Record:
        """Make a record fit, in place.

        Returns:
            The record. Fields that the schema doesn't know stay, unless they speak of a secret.
        """
        return self._conform(record, *self._fields, ())

    def _conform(
        self, record: Record, plain: Callable[[str], object], fixes: dict[str, Fix], path: Path
    ) -> Record:
        dropped: list[str] = []
        for name, value in record.items():
            # Most values of most records end here.
            if type(value) is plain(name) or value is None:
                continue
            fix = fixes.get(name)
            if fix is None:
                fix = fixes[name] = self._learn(path, name)
            try:
                record[name] = fix(value)
            except Misfit:
                record[name] = None
                self._on_misfit(_dotted(path, name))
            except Dropped:
                dropped.append(name)
        for name in dropped:
            del record[name]
        return record

    def _learn(self, path: Path, name: str) -> Fix:
        """Take a field in that the schema doesn't know."""
        self._on_unknown(_dotted(path, name))
        return _drop if is_secret(name) else without_secrets

    def _compile(
        self, schema: dict[str, Any], path: Path
    ) -> tuple[Callable[[str], object], dict[str, Fix]]:
        """What tells the exact type that passes as it is, and what to do with other values."""
        fields = {
            name: self._field(inner, (*path, "properties", name))
            for name, inner in schema.get("properties", {}).items()
        }
        plain = {name: passes for name, (passes, _) in fields.items() if passes is not _Never}
        return plain.get, {name: fix for name, (_, fix) in fields.items()}

    def _field(self, schema: dict[str, Any], path: Path) -> tuple[type, Fix]:
        """The exact type that passes as it is, and what to do with any other value."""
        types = schema.get("type", "string")
        kind = next(t for t in ([types] if isinstance(types, str) else types) if t != "null")
        if kind == "object":
            return _Never, self._object(schema, path)
        if kind == "array":
            return _Never, self._array(schema, path)
        if kind == "string" and schema.get("format") == "date-time":
            return _Never, _date_time
        if kind == "string" and schema.get("format") == "date":
            return _Never, _date
        return _SCALARS[kind]

    def _object(self, schema: dict[str, Any], path: Path) -> Fix:
        plain, fixes = self._compile(schema, path)

        def fix(value: object) -> object:
            if value == "":
                return None
            if not isinstance(value, dict):
                raise Misfit
            return self._conform(value, plain, fixes, path)

        return fix

    def _array(self, schema: dict[str, Any], path: Path) -> Fix:
        items = schema.get("items", {})
        plain, fix_item = self._field(items, (*path, "items"))
        nullable = "null" in items.get("type", [])

        def fix(value: object) -> object:
            if value == "":
                return None
            if not isinstance(value, list):
                raise Misfit
            fixed = [
                item if type(item) is plain or item is None else fix_item(item) for item in value
            ]
            return fixed if nullable else [item for item in fixed if item is not None]

        return fix


class _Never:
    """The type of no JSON value: for fields that are always looked at."""


_DATE_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"
    r"(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)?",
    re.ASCII,
)
# As Zoom mostly writes them, on days that each month has: no need to look at the calendar.
_is_usual = re.compile(
    r"[12]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ",
    re.ASCII,
).fullmatch
_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?=[T ]|$)", re.ASCII)
_TO_THE_SECOND = len("2026-01-01T00:00:00")
_ZONED = re.compile(r"(Z|[+-]\d\d:\d\d)$")


def _dotted(path: Path, name: str) -> str:
    return ".".join([*(part for part in path if part not in {"properties", "items"}), name])


def _drop(_: object) -> object:
    raise Dropped


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    raise Misfit


def _integer(value: object) -> object:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str):
        if not value.strip():
            return None
        if re.fullmatch(r"\s*[+-]?\d{1,30}\s*", value, re.ASCII):
            return int(value)
    raise Misfit


def _number(value: object) -> object:
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        if not value.strip():
            return None
        try:
            number = float(value)
        except ValueError:
            raise Misfit from None
        if math.isfinite(number):
            return number
    raise Misfit


def _boolean(value: object) -> object:
    if isinstance(value, str):
        known = {"": None, "true": True, "false": False, "1": True, "0": False}
        if value.strip().lower() in known:
            return known[value.strip().lower()]
    elif value in (0, 1):
        return bool(value)
    raise Misfit


def _date_time(value: object) -> object:
    if not isinstance(value, str):
        raise Misfit
    if _is_usual(value):
        return value
    text = value.strip()
    if not text:
        return None
    if not _DATE_TIME.fullmatch(text) or not _exists(text[:_TO_THE_SECOND]):
        raise Misfit
    if text[10] == "T" and text[-1] == "Z":
        return text
    text = text.replace(" ", "T")
    if re.search(r"[+-]\d{4}$", text):
        text = f"{text[:-2]}:{text[-2:]}"
    return text if _ZONED.search(text) else f"{text}Z"  # Zoom's times are UTC


def _date(value: object) -> object:
    if not isinstance(value, str):
        raise Misfit
    text = value.strip()
    if not text:
        return None
    found = _DATE.match(text)
    if not found or not _exists(found[0]):
        raise Misfit
    return found[0]


def _exists(moment: str) -> bool:
    try:
        datetime.fromisoformat(moment)
    except ValueError:  # the 30th of February
        return False
    return True


_SCALARS: dict[str, tuple[type, Fix]] = {
    "string": (str, _text),
    "integer": (int, _integer),
    "number": (_Never, _number),
    "boolean": (bool, _boolean),
}
