"""Reads ``endpoints.json``.

The file is compact. In an object, ``"string": "id topic"`` are two fields of that type,
``"string date-time"`` adds a format, and any other key is a field: ``"status": ["on", "off"]`` has
these values, ``"settings": {…}`` is an object. ``[]`` after a name makes it an array.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = Path(__file__).with_name("endpoints.json")

#: Paging fields that some single objects still have because they used to be paginated.
_PAGES = {"next_page_token", "page_size"}
_OWN_LIMITS = {"Phone", "Contact Center"}
#: An id; Zoom takes "me" for that of the account or user that the app acts for.
_PLACEHOLDER = re.compile(r"\{[^}]*\}|(?<=/)me(?=/|$)")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a response.

    Attributes:
        type: A type of JSON Schema, or "any".
        format: Such as "date-time"; empty if there is none.
        enum: The documented values; empty if any are possible.
        deprecated: Whether Zoom advises against using it.
    """

    type: str
    format: str = ""
    enum: tuple[Any, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter.

    Attributes:
        type: A type of JSON Schema, or "any".
        format: Such as "date"; empty if there is none.
        enum: The allowed values; empty if any are.
        required: Whether a request must have it.
        default: The value without the parameter, if there is one; not noted for page sizes.
        maximum: The largest allowed number.
        deprecated: Whether Zoom advises against using it.
    """

    type: str = "any"
    format: str = ""
    enum: tuple[Any, ...] = ()
    required: bool = False
    default: Any = None
    maximum: int | None = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A GET endpoint.

    Attributes:
        path: With Zoom's names for the ids in it, such as "/users/{userId}".
        product: The API that it belongs to, such as "Phone".
        label: The rate limit label, in capitals; empty if Zoom names none.
        granular: Granular scopes, any one of which is enough.
        classic: Classic scopes, any one of which is enough.
        parameters: Query parameters by name.
        fields: Fields of the response by path, such as "users[].id". Objects and arrays have an
            entry of their own: "users" has type "array", "users[]" the type of its items.
        deprecated: Whether Zoom advises against using it.
    """

    path: str
    product: str
    label: str
    granular: tuple[str, ...]
    classic: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    fields: Mapping[str, Field]
    deprecated: bool

    @property
    def rate_limit(self) -> str:
        """Return the label, in capitals, after the product if that has limits of its own."""
        own = f"{self.product} " if self.product in _OWN_LIMITS else ""
        return f"{own}{self.label}".upper() if self.label else ""


@cache
def _read() -> tuple[Mapping[str, Any], Mapping[str, str]]:
    """Return all entries by path, and all paths by their shape."""
    entries: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return entries, {_shape(path): path for path in entries}


def _shape(path: str) -> str:
    return _PLACEHOLDER.sub("{}", path)


def paths() -> tuple[str, ...]:
    """Return the paths of all endpoints."""
    return tuple(_read()[0])


def find(path: str) -> Endpoint | None:
    """Return the endpoint of a path, whatever the ids in it are called; None if there is none."""
    own_path = _read()[1].get(_shape(path))
    return None if own_path is None else _endpoint(own_path)


@cache
def _endpoint(path: str) -> Endpoint:
    entry = _read()[0][path]
    deprecated = frozenset(entry.get("deprecated", ()))
    required, defaults = entry.get("required", ()), entry.get("defaults", {})
    maximums = entry.get("maximums", {})
    return Endpoint(
        path=path,
        product=entry["product"],
        label=entry.get("label", ""),
        granular=tuple(entry.get("granular", ())),
        classic=tuple(entry.get("classic", ())),
        parameters={
            name: Parameter(
                kind,
                form,
                values,
                required=name in required,
                default=defaults.get(name),
                maximum=maximums.get(name),
                deprecated=f"?{name}" in deprecated,
            )
            for name, kind, form, values in _flat(entry.get("parameters", {}), "")
            if not name.endswith("[]")
        },
        fields={
            place: Field(kind, form, values, deprecated=place in deprecated)
            for place, kind, form, values in _flat(entry["response"], "")
        },
        deprecated="" in deprecated,
    )


def _flat(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """Yield path, type, format and values of each field below a node.

    An object's fields are by name if they are objects or have known values, and by type otherwise.
    """
    for key, value in node.items():
        if isinstance(value, str):
            kind, _, form = key.partition(" ")
            for name in value.split(" "):
                yield from _field(path, name, kind, form, ())
        elif isinstance(value, list):
            kind = "string" if isinstance(value[0], str) else "integer"
            yield from _field(path, key, kind, "", tuple(value))
        else:
            yield from _field(path, key, "object", "", ())
            yield from _flat(value, f"{path}{key}.")


def _field(
    path: str, name: str, kind: str, form: str, values: tuple[Any, ...]
) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """Yield a field, after the arrays that it is an item of."""
    for end in re.finditer(r"(?=\[\])", name):
        yield path + name[: end.start()], "array", "", ()
    yield path + name, kind, form, values


def rows(endpoint: Endpoint, records_key: str | None) -> dict[str, Field]:
    """Return the fields of an endpoint's rows, by their path within the row.

    Args:
        endpoint: The endpoint.
        records_key: The field of the response that holds the rows; None if the response is the row.
    """
    prefix = "" if records_key is None else f"{records_key}[]."
    return {
        path.removeprefix(prefix): field
        for path, field in endpoint.fields.items()
        if path.startswith(prefix) and not (records_key is None and path in _PAGES)
    }
