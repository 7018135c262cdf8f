"""JSON bodies, split into fields that stay encoded until somebody needs them."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec

from tap_zoom.records.nesting import cut_nesting

_MAX_DIGITS = 30  # longer runs of digits aren't read as integers

Fields = dict[str, msgspec.Raw]
_fields = msgspec.json.Decoder(Fields)


def split_fields(body: bytes) -> Fields | None:
    """Split a JSON object into its fields without decoding them.

    Returns:
        The fields, or None if the body is not a JSON object.
    """
    try:
        str(body, "utf-8")  # splitting alone doesn't validate strings
        return _fields.decode(body)
    except (ValueError, RecursionError):
        pass
    try:
        return _fields.decode(_repair(body))
    except (ValueError, RecursionError):
        return None


def decode(raw: bytes | msgspec.Raw) -> Any:
    """Decode JSON that ``split_fields`` has accepted."""
    try:
        return msgspec.json.decode(raw)
    # A number such as 1e999, which only the standard library accepts, or a row that is nested too
    # deeply: that must not cost the other rows.
    except (msgspec.DecodeError, RecursionError):
        return json.loads(_repair(bytes(raw)))


def salvage(body: bytes) -> bytes:
    """Return the JSON at the start of a damaged body.

    Bytes that aren't UTF-8 are replaced, numbers that JSON doesn't have become null, and whatever
    follows the JSON is dropped. A body that was cut off stays unreadable: it lacks rows.

    Returns:
        Valid JSON, or nothing if there is none.
    """
    text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    try:
        found, _ = _lenient.raw_decode(text)
    except (ValueError, RecursionError):
        return b""
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _repair(body: bytes) -> bytes:
    """Replace lone surrogates, which Zoom sends as valid JSON and few parsers accept.

    What is nested too deeply is cut off.
    """
    found = json.loads(cut_nesting(body), parse_int=_integer)
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)


def _finite(digits: str) -> float | None:
    number = float(digits)
    return number if math.isfinite(number) else None


_lenient = json.JSONDecoder(
    parse_constant=lambda _: None, parse_float=_finite, parse_int=_integer, strict=False
)
