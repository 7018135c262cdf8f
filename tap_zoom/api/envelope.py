"""What surrounds the rows of a successful response: whether they are there, or an error is.

An empty list is believed only if the response says so. Zoom, and what stands between Zoom and the
tap, report errors under HTTP 200 in many shapes; taken for a list without rows, each of them would
lose data silently.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_zoom.api.json_fields import Fields, decode

if TYPE_CHECKING:
    from tap_zoom.api.request import Request

_ERRORS = frozenset({"error", "errors", "errorCode", "errorMessage", "error_code", "error_message"})
_SIGNS = _ERRORS | {"code", "message", "success"}
_WORDS_OF_SUCCESS = {"success", "successful", "succeeded", "ok"}
_NOTHING = {None, 0, "", "0"}  # and False, which equals 0


def holds_error(request: Request, fields: Fields) -> bool:
    """Return whether a response with HTTP 200 reports an error.

    A row may have fields of these names too: a single object that has what the request requires is
    the row.
    """
    signs = _SIGNS & fields.keys()
    is_row = request.required_fields and not lacks_required_fields(request, fields)
    if is_row or not signs:
        return False
    if any(_is_something(fields, name) for name in signs & _ERRORS) or _is_false(fields, "success"):
        return True
    code, message = _is_something(fields, "code"), _is_something(fields, "message")
    if request.records_key is None:
        # A single object may have a field of one of these names, but hardly two.
        return message and (code or ("code" not in signs and _is_something(fields, "status")))
    if _is_filled(encoded_rows(request, fields)):
        return code and message
    return code or (message and not _succeeded(fields))


def problem_with_rows(request: Request, fields: Fields) -> str:
    """Return why a response with HTTP 200 and without an error can't be used; "" if it can."""
    key = request.records_key
    if key is None:
        if request.required_fields and lacks_required_fields(request, fields):
            return f"without {' or '.join(request.required_fields)}"
        return "" if fields else "without any field"
    raw = encoded_rows(request, fields)
    if raw.startswith(b"["):
        return ""
    if raw != b"null":
        return f"without a list under {key!r}"
    total = decode(fields["total_records"]) if "total_records" in fields else None
    is_empty = total in (0, "0") if total is not None else request.may_omit_list
    ignored = {key, *request.response_fields}
    others = [name for name in fields if name not in ignored and _has_rows(fields, name)]
    if is_empty and not others:
        return ""
    elsewhere = f" but with one under {others[0]!r}" if others else ""
    return f"without a list under {key!r}{elsewhere}"


def encoded_rows(request: Request, fields: Fields) -> bytes:
    """Return the list of rows as JSON, under the first of its names that has rows, or ``null``."""
    names = (request.records_key or "", *request.records_key_alternatives)
    found = [bytes(fields[name]) for name in names if name in fields]
    lists = [raw for raw in found if raw.startswith(b"[")]
    return next(iter([*filter(_is_filled, lists), *lists, *found]), b"null")


def error_text(fields: Fields) -> str:
    """Return the words of an error, in whatever shape it comes; "" if there are none."""
    for name in ("message", "errorMessage", "error_message", "error", "errors"):
        value = decode(fields[name]) if name in fields else None
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("message") or value.get("code")
        if isinstance(value, (str, int)) and value:
            return str(value)
    return ""


def lacks_required_fields(request: Request, fields: Fields) -> bool:
    """Return whether a single object has none of the fields that would identify it."""
    for name in request.required_fields:
        value = decode(fields[name]) if name in fields else None
        if value is not None and (not isinstance(value, str) or value.strip()):
            return False
    return True


def _is_something(fields: Fields, name: str) -> bool:
    value = decode(fields[name]) if name in fields else None
    return bool(value) if isinstance(value, (list, dict)) else value not in _NOTHING


def _is_false(fields: Fields, name: str) -> bool:
    return name in fields and decode(fields[name]) is False


def _has_rows(fields: Fields, name: str | None) -> bool:
    return name is not None and name in fields and _is_filled(bytes(fields[name]))


def _is_filled(raw: bytes) -> bool:
    return raw.startswith(b"[") and bool(raw[1:-1].strip())


def _succeeded(fields: Fields) -> bool:
    if "code" in fields and decode(fields["code"]) in (0, "0"):
        return True
    return str(decode(fields["message"])).strip(" .!").lower() in _WORDS_OF_SUCCESS
