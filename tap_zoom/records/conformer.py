"""Making what Zoom sends fit the schema: blanks, texts that are numbers, and what fits nowhere.

Zoom blanks a field as ``""``, ``null`` or by leaving it out, sends some numbers as text and some
text as numbers. Records are made right here, once, so that each is valid against the SCHEMA sent
before it, and the SDK's own conformance, which neither repairs nor is cheap, stays off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_zoom.records.coercion import SCALARS, Fix, Misfit, Never, to_date, to_date_time
from tap_zoom.records.secrets import Path, is_secret, without_secrets

if TYPE_CHECKING:
    from collections.abc import Callable

Record = dict[str, Any]


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
        plain = {name: passes for name, (passes, _) in fields.items() if passes is not Never}
        return plain.get, {name: fix for name, (_, fix) in fields.items()}

    def _field(self, schema: dict[str, Any], path: Path) -> tuple[type, Fix]:
        """The exact type that passes as it is, and what to do with any other value."""
        types = schema.get("type", "string")
        kind = next(t for t in ([types] if isinstance(types, str) else types) if t != "null")
        if kind == "object":
            return Never, self._object(schema, path)
        if kind == "array":
            return Never, self._array(schema, path)
        if kind == "string" and schema.get("format") == "date-time":
            return Never, to_date_time
        if kind == "string" and schema.get("format") == "date":
            return Never, to_date
        return SCALARS[kind]

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


def _dotted(path: Path, name: str) -> str:
    return ".".join([*(part for part in path if part not in {"properties", "items"}), name])


def _drop(_: object) -> object:
    raise Dropped
