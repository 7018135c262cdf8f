"""Faults that change the body of the real response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from sandbox.response import encode

if TYPE_CHECKING:
    from sandbox.faults.fault import Fault
    from sandbox.log import Request
    from sandbox.model import Row

ENDLESS = "endless-"
"""The page tokens of endless lists begin like this."""

NEW_FIELD = "odd_field"

ODD_VALUES: dict[str, bytes] = {
    "deep": b"[" * 2000 + b"]" * 2000,
    "nul": rb'"a\u0000b"',
    "nan": b"NaN",
    "latin-1": b'"d\xe9j\xe0"',
    "surrogate": rb'"\ud83d"',
    "large": b"9" * 400,
}
"""Values that break careless readers of JSON; some aren't valid JSON."""

ODD_IDS: dict[str, Any] = {"blank id": "", "null id": None, "dot": ".", "dots": ".."}

_IDS = ("uuid", "id", "meeting_uuid", "webinar_uuid", "participant_user_id", "user_id", "email")


def _rows(body: Row, key: str) -> list[Any]:
    found = body.get(key)
    return list(found) if isinstance(found, list) else []


def _end(body: Row) -> None:
    if "next_page_token" in body:
        body["next_page_token"] = ""


def _count(fault: Fault, body: Row, total: int) -> None:
    if "total_records" in body and not fault.keep_total:
        body["total_records"] = total


def renamed_list(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Put the list under another name, ``key``."""
    return {(fault.key or "items") if name == key else name: v for name, v in body.items()}


def missing_list(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Leave out the list and, unless ``keep_total``, the total."""
    out = {key} if fault.keep_total else {key, "total_records", "page_count"}
    return {name: value for name, value in body.items() if name not in out}


def null_list(_fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Send null for the list."""
    return {**body, key: None}


def empty_list(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Send an empty list; with ``keep_total``, one that announces rows."""
    _count(fault, body, 0)
    _end(body)
    return {**body, key: []}


def truncated_list(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Send only the first ``rows`` (by default half of the page), announce all, and end there."""
    rows = _rows(body, key)
    _end(body)
    return {**body, key: rows[: len(rows) // 2 if fault.rows is None else fault.rows]}


def repeated_token(_fault: Fault, body: Row, _key: str, request: Request) -> Row:
    """Repeat the request's page token in every response but the last."""
    token = request.params.get("next_page_token")
    return {**body, "next_page_token": token} if token and body.get("next_page_token") else body


def endless_pages(fault: Fault, body: Row, key: str, request: Request) -> Row:
    """Let pages follow the last one forever.

    They hold the first page's rows once more, or, as ``flaw`` says, none (``empty``) or others
    (``new``).
    """
    token = request.params.get("next_page_token", "")
    number = int(token.removeprefix(ENDLESS)) if token.startswith(ENDLESS) else 0
    if not number and body.get("next_page_token"):
        return body
    rows = _rows(body, key)
    if number and fault.flaw:
        rows = [] if fault.flaw == "empty" else [_another(row, number) for row in rows]
    return {**body, key: rows, "next_page_token": f"{ENDLESS}{number + 1}"}


def _id_field(row: Row) -> str:
    return next((name for name in _IDS if name in row), "id")


def _another(row: Row, number: int) -> Row:
    name = _id_field(row)
    value = row.get(name, "")
    return {**row, name: value + number if isinstance(value, int) else f"{value}-{number}"}


def extra_row(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Begin the list with a row that isn't in the account.

    It is ``row``, or a copy of the first one with an id that is odd (``flaw``: ``blank id``,
    ``null id``, ``dot``, ``dots``) or missing. ``key`` says which field is the id.
    """
    rows = _rows(body, key)
    extra = fault.row
    if extra is None:
        if not rows:
            return body
        name = fault.key or _id_field(rows[0])
        extra = {field: value for field, value in rows[0].items() if field != name}
        if fault.flaw:
            extra[name] = ODD_IDS[fault.flaw]
    _count(fault, body, body.get("total_records", 0) + 1)
    return {**body, key: [extra, *rows]}


def odd_field(fault: Fault, body: Row, key: str, _request: Request) -> Row:
    """Add to the first row (or to the body, if it has no list) what nobody expects.

    That is ``fields``, or a field with one of ODD_VALUES (``flaw``).
    """
    more = dict(fault.fields)
    if fault.flaw:
        more[fault.key or NEW_FIELD] = msgspec.Raw(ODD_VALUES[fault.flaw])
    if not key:
        return {**body, **more}
    first, *others = _rows(body, key) or [{}]
    return {**body, key: [{**first, **more}, *others]} if first else body


def edit(fault: Fault, body: Row, _key: str, _request: Request) -> Any:
    """Let the test change the body."""
    if fault.change is None:
        raise ValueError("a fault of the kind 'edit' needs the argument change")
    return fault.change(body)


def junk(fault: Fault, body: Row, _key: str, _request: Request) -> msgspec.Raw:
    """Append ``body`` (text or bytes; by default, a comment) to the real body."""
    more = b"\n<!-- proxy -->" if fault.body is None else fault.body
    return msgspec.Raw(encode(body) + (more.encode() if isinstance(more, str) else more))
