"""Conforming rows to the schema: blanks, numbers sent as text, and values that can't be converted.

Zoom blanks a field as ``""``, as ``null`` or by omitting it, and sends some numbers as text and
some text as numbers. Records are conformed here, once, so that each is valid against the SCHEMA
message before it. The SDK's own conformance stays off: it doesn't repair types and is not cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tap_zoom.records.coercion import (
    COERCERS,
    AlwaysInspect,
    Coercer,
    CoercionError,
    to_date,
    to_date_time,
)
from tap_zoom.records.secrets import is_secret, without_secrets
from tap_zoom.records.types import dotted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_zoom.records.types import Breadcrumb, Record

#: Names of fields outside the schema that a stream reports; an answer may have any number of them.
MAX_UNKNOWN = 50
_MAX_NAME = 80  # characters of a field's name that are reported
_OTHERS = "other fields outside the schema"


class SecretField(Exception):
    """A field outside the schema that looks like a credential, so nobody can have selected it."""


class Conformer:
    """Conforms the rows of one stream to its schema.

    Args:
        schema: The stream's JSON schema.
        on_invalid: Called with the path of each value that had to be set to null.
        on_unknown: Called with the path of each field outside the schema, once; if there are very
            many, with the first of them and a note.
    """

    def __init__(
        self,
        schema: dict[str, Any],
        *,
        on_invalid: Callable[[str], None],
        on_unknown: Callable[[str], None],
    ) -> None:
        """Compile the schema."""
        self._on_invalid = on_invalid
        self._on_unknown = on_unknown
        self._unknown = 0
        self._fields = self._compile(schema, ())

    def conform(self, record: Record) -> Record:
        """Conform a record, in place.

        Returns:
            The record. Fields outside the schema stay, unless they look like credentials.
        """
        return self._conform(record, *self._fields, ())

    def _conform(
        self,
        record: Record,
        plain_type: Callable[[str], object],
        coercers: dict[str, Coercer],
        at: Breadcrumb,
    ) -> Record:
        secrets: list[str] = []
        for name, value in record.items():
            # Most values of most records end here.
            if type(value) is plain_type(name) or value is None:
                continue
            coerce = coercers.get(name) or self._unknown_field(at, name, coercers)
            try:
                record[name] = coerce(value)
            except CoercionError:
                record[name] = None
                self._on_invalid(_path(at, name))
            except SecretField:
                secrets.append(name)
        for name in secrets:
            del record[name]
        return record

    def _unknown_field(self, at: Breadcrumb, name: str, coercers: dict[str, Coercer]) -> Coercer:
        is_reported = self._unknown < MAX_UNKNOWN
        path = _path(at, name) if is_reported else _OTHERS
        coerce = _reject_secret if is_secret(name) else self._any_value(path)
        if is_reported:
            coercers[name] = coerce
            self._on_unknown(path)
        elif self._unknown == MAX_UNKNOWN:
            self._on_unknown(f"and more, after {MAX_UNKNOWN} of this stream")
        self._unknown = min(self._unknown, MAX_UNKNOWN) + 1
        return coerce

    def _any_value(self, path: str) -> Coercer:
        return lambda value: without_secrets(value, lambda: self._on_invalid(path))

    def _compile(
        self, schema: dict[str, Any], at: Breadcrumb
    ) -> tuple[Callable[[str], object], dict[str, Coercer]]:
        """Return the exact type of each field that needs no conversion, and all coercers."""
        fields = {
            name: self._field(inner, (*at, "properties", name))
            for name, inner in schema.get("properties", {}).items()
        }
        plain = {name: plain for name, (plain, _) in fields.items() if plain is not AlwaysInspect}
        return plain.get, {name: coerce for name, (_, coerce) in fields.items()}

    def _field(self, schema: dict[str, Any], at: Breadcrumb) -> tuple[type, Coercer]:
        """Return the exact type that needs no conversion, and the coercer for other values."""
        types = schema.get("type", "string")
        kind = next(t for t in ([types] if isinstance(types, str) else types) if t != "null")
        if kind == "object":
            return AlwaysInspect, self._object(schema, at)
        if kind == "array":
            return AlwaysInspect, self._array(schema, at)
        if kind == "string" and schema.get("format") == "date-time":
            return AlwaysInspect, to_date_time
        if kind == "string" and schema.get("format") == "date":
            return AlwaysInspect, to_date
        return COERCERS[kind]

    def _object(self, schema: dict[str, Any], at: Breadcrumb) -> Coercer:
        plain_type, coercers = self._compile(schema, at)

        def coerce(value: object) -> object:
            if value == "":
                return None
            if not isinstance(value, dict):
                raise CoercionError
            return self._conform(value, plain_type, coercers, at)

        return coerce

    def _array(self, schema: dict[str, Any], at: Breadcrumb) -> Coercer:
        items = schema.get("items", {})
        plain, coerce_item = self._field(items, (*at, "items"))
        nullable = "null" in items.get("type", [])
        holds_scalars = "properties" not in items and "items" not in items

        def coerce(value: object) -> object:
            if value == "":
                return None
            if holds_scalars and isinstance(value, (str, int, float)):
                value = [value]  # Zoom sends one group as text, and several as a list
            if not isinstance(value, list):
                raise CoercionError
            found = [
                item if type(item) is plain or item is None else coerce_item(item) for item in value
            ]
            return found if nullable else [item for item in found if item is not None]

        return coerce


def _path(at: Breadcrumb, name: str) -> str:
    return ".".join(filter(None, [dotted(at), _shown(name)]))


def _shown(name: str) -> str:
    """Return a name that Zoom has sent as the log may show it: short, on one line."""
    short = name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}…"
    return short if short.isprintable() else repr(short)[1:-1]


def _reject_secret(_: object) -> object:
    raise SecretField
