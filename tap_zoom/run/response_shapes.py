"""What Zoom's responses look like, endpoint by endpoint, without any value of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.json_fields import decode
from tap_zoom.api.request import DownloadRequest
from tap_zoom.records.shapes import (
    MASK,
    FieldNames,
    Shape,
    field_schema,
    infer,
    is_made_by_tap,
    merge,
)
from tap_zoom.records.value_classes import is_expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tap_zoom.api.access import ObservedResponse
    from tap_zoom.api.request import Request
    from tap_zoom.records.shapes import Schema

    Report = dict[str, Any]

_ENVELOPE: Mapping[str, Schema] = {
    "next_page_token": {"type": ["string", "null"]},
    "page_size": {"type": "integer"},
    "page_count": {"type": "integer"},
    "page_number": {"type": "integer"},
    "total_records": {"type": "integer"},
    "from": {"type": "string"},
    "to": {"type": "string"},
}
_ERROR: Schema = {
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    }
}
_HEADER = re.compile(r"[a-z]+[0-9]{0,2}(-[a-z]+[0-9]{0,2}){0,5}")
_MAX_HEADER = 40
_CODE = re.compile(r"\d{1,6}", re.ASCII)
_UNKNOWN = "not in the schema"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass
class _Endpoint:
    """The responses of one endpoint to one stream."""

    schema: Schema
    answers: Counter[tuple[int, int | str | None, str, str]] = field(default_factory=Counter)
    headers: set[str] = field(default_factory=set)
    body: Shape = field(default_factory=Shape)
    error: Shape = field(default_factory=Shape)


class ResponseShapes:
    """Collects the shapes of responses.

    Args:
        schemas: The schema of each stream's records, by name.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        """Start without responses."""
        self._schemas = schemas
        self._names = FieldNames(schemas.values())
        self._endpoints: defaultdict[str, dict[str, _Endpoint]] = defaultdict(dict)
        self._rows: defaultdict[str, list[Shape]] = defaultdict(list)

    @property
    def is_empty(self) -> bool:
        """Return whether there has been no response yet."""
        return not self._endpoints

    def observe(self, observed: ObservedResponse) -> None:
        """Add the shape of a response."""
        request, parsed = observed.request, observed.parsed
        row_schema = self._schemas.get(request.stream, {})
        endpoints = self._endpoints[request.stream]
        if request.endpoint not in endpoints:
            endpoints[request.endpoint] = _Endpoint(_response_schema(request, row_schema))
        endpoint = endpoints[request.endpoint]
        endpoint.headers.update(map(_header_name, observed.headers))
        is_ok = parsed.outcome is Outcome.OK
        # A file has no fields.
        raw = {} if isinstance(request, DownloadRequest) else parsed.fields
        body = {name: decode(value) for name, value in raw.items()}
        self._names.add_values(body)
        code = None if is_ok else _error_code(body.get("code"))
        endpoint.answers[observed.status, code, parsed.outcome.name, parsed.reason] += 1
        if body and is_ok:
            shape = infer(body, endpoint.schema)
            endpoint.body = merge(endpoint.body, shape)
            self._rows[request.stream] += _rows(request, shape)
        elif body:
            endpoint.error = merge(endpoint.error, infer(body, _ERROR))

    def report(self) -> Report:
        """Return everything collected, by stream."""
        return {
            stream: {
                "endpoints": {path: self._describe(each) for path, each in endpoints.items()},
                "never_sent": self._never_sent(stream),
            }
            for stream, endpoints in self._endpoints.items()
        }

    def _describe(self, endpoint: _Endpoint) -> Report:
        described: Report = {
            "responses": [
                {"count": count, "status": status, "code": code, "outcome": outcome, "rule": reason}
                for (status, code, outcome, reason), count in endpoint.answers.items()
            ],
            "headers": sorted(endpoint.headers),
            "fields": dict(self._fields(endpoint.body, endpoint.schema)),
            "error_fields": dict(self._fields(endpoint.error, _ERROR)),
        }
        return {name: value for name, value in described.items() if value}

    def _fields(self, shape: Shape, schema: Schema, path: str = "") -> Iterator[tuple[str, Report]]:
        """Yield a line for each field at any depth, with its path."""
        for name, inner in self._names.shown(shape, schema).items():
            here = f"{path}.{name}" if path else name
            inner_schema = field_schema(schema, name)
            is_known = name in schema.get("properties", {}) or "additionalProperties" in schema
            differs = _differences(inner, inner_schema) if is_known else [_UNKNOWN]
            of = {"present": inner.count, "of": shape.kinds["object"]}
            yield here, {**of, **_summary(inner), **({"differs": differs} if differs else {})}
            yield from self._items(inner, inner_schema, here)
            yield from self._fields(inner, inner_schema, here)

    def _items(self, shape: Shape, schema: Schema, path: str) -> Iterator[tuple[str, Report]]:
        if shape.items is None:
            return
        here, items = f"{path}[]", schema.get("items", {})
        if shape.items.kinds.keys() != {"object"}:
            differs = _differences(shape.items, items)
            yield here, {**_summary(shape.items), **({"differs": differs} if differs else {})}
        yield from self._items(shape.items, items, here)
        yield from self._fields(shape.items, items, here)

    def _never_sent(self, stream: str) -> list[str]:
        """Return the fields of the schema that no row had, apart from ids that the tap adds."""
        if not self._rows[stream]:
            return []
        ids = {id_ for path in self._endpoints[stream] for id_ in _PLACEHOLDER.findall(path)}
        schema = self._schemas.get(stream, {})
        missing = _missing(merge(*self._rows[stream]), schema)
        made = {n for n, inner in schema.get("properties", {}).items() if is_made_by_tap(inner)}
        return [name for name in missing if name not in ids | made]


def _response_schema(request: Request, row: Schema) -> Schema:
    """Return the schema of a whole response, from that of a stream's records."""
    if request.records_key is None:
        return row
    lists = (request.records_key, *request.records_key_alternatives)
    shared = {name: field_schema(row, name) for name in request.response_fields}
    rows = {name: {"type": "array", "items": row} for name in lists}
    return {"properties": {**_ENVELOPE, **shared, **rows}, "additionalProperties": {}}


def _rows(request: Request, body: Shape) -> list[Shape]:
    """Return the shapes of the rows in a response."""
    if request.records_key is None:
        return [body]
    lists = (request.records_key, *request.records_key_alternatives)
    found = [body.fields[name].items for name in lists if name in body.fields]
    return [rows for rows in found if rows is not None]


def _summary(shape: Shape) -> Report:
    described = {"kinds": shape.kinds, "listed": shape.listed, "lengths": shape.lengths}
    return {
        name: dict(sorted(counts.items(), key=lambda item: (len(item[0]), item[0])))
        for name, counts in described.items()
        if counts
    }


def _differences(shape: Shape, schema: Schema) -> list[str]:
    return sorted(kind for kind in shape.kinds if not is_expected(kind, schema))


def _missing(shape: Shape, schema: Schema, path: str = "") -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        found = shape.fields.get(name)
        if found is None:
            yield here
            continue
        yield from _missing(found, inner, here) if found.fields else ()
        if found.items is not None and found.items.fields:
            yield from _missing(found.items, inner.get("items", {}), f"{here}[]")


def _header_name(name: str) -> str:
    lower = name.lower()
    return lower if len(lower) <= _MAX_HEADER and _HEADER.fullmatch(lower) else MASK


def _error_code(value: Any) -> int | str | None:
    """Return an error's code; no longer number, nor any text, is one of Zoom's."""
    if value is None:
        return None
    return int(value) if _CODE.fullmatch(str(value)) else "other"
