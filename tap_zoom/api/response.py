"""Responses of Zoom's API: the body, split into fields, and its outcome."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.api.error_rules import FIREWALL_PAGE, UNKNOWN, Outcome, classify
from tap_zoom.records.nesting import cut_nesting

if TYPE_CHECKING:
    from tap_zoom.api.request import Request

_MAX_MESSAGE = 300  # characters of Zoom's message that we repeat
_MAX_DIGITS = 30  # longer runs of digits aren't read as integers

_ONE_ITEM = {Outcome.GONE, Outcome.FORBIDDEN}

Fields = dict[str, msgspec.Raw]
_fields = msgspec.json.Decoder(Fields)


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A parsed response.

    Attributes:
        outcome: What to do about it; ``Outcome.OK`` if it holds rows.
        reason: Why it doesn't, in a few words.
        message: Status, code and message of an error.
        fields: The fields of the body, still encoded.
        body: The whole body.
    """

    outcome: Outcome
    reason: str = ""
    message: str = ""
    fields: Fields = field(default_factory=dict)
    body: bytes = b""

    def text(self, name: str) -> str:
        """Return a field as text; "" if it is missing, null or neither text nor a number."""
        value = decode(self.fields[name]) if name in self.fields else ""
        return str(value) if value and isinstance(value, (str, int)) else ""

    def number(self, name: str) -> int | None:
        """Return a field as an integer; None if it is missing or not a number."""
        value = decode(self.fields[name]) if name in self.fields else None
        if isinstance(value, str) and re.fullmatch(rf"[0-9]{{1,{_MAX_DIGITS}}}", value):
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def parse_response(request: Request, status: int, body: bytes) -> ApiResponse:
    """Parse a response and classify its outcome.

    Args:
        request: The request that it answers.
        status: HTTP status.
        body: The whole body.
    """
    fields = split_fields(body)
    if fields is None:
        return _not_json(request, status)
    response = ApiResponse(Outcome.OK, fields=fields, body=body)
    code = response.number("code")
    # Zoom reports some errors under HTTP 200; a row may have a field named code, though.
    has_no_rows = request.records_key is not None and request.records_key not in fields
    if status == HTTPStatus.OK and not (code and ("message" in fields or has_no_rows)):
        return response
    text = response.text("message")
    rule = classify(status, code, text, request.endpoint)
    if rule is UNKNOWN and status < HTTPStatus.BAD_REQUEST and not code:
        text = "neither rows nor an error"
    message = f"HTTP {status}, code {code}: {_shorten(text)}"
    outcome = rule.outcome
    if outcome in _ONE_ITEM and not request.concerns_one_item:
        outcome = Outcome.STREAM_UNAVAILABLE  # there are no other items to continue with
    return ApiResponse(outcome, rule.reason, message, fields)


def _not_json(request: Request, status: int) -> ApiResponse:
    message = f"HTTP {status} with a body that is not a JSON object"
    if status == HTTPStatus.FORBIDDEN and request.concerns_one_item:
        return ApiResponse(FIREWALL_PAGE.outcome, FIREWALL_PAGE.reason, message)
    rule = classify(status, None, "", request.endpoint)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return ApiResponse(Outcome.RETRY, "unreadable response", message)
    return ApiResponse(rule.outcome, rule.reason, message)


def _shorten(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MAX_MESSAGE else line[:_MAX_MESSAGE] + "…"


def parse_json_object(raw: bytes) -> dict[str, Any] | None:
    """Return a JSON object, or None: the parser's own errors would quote the text."""
    try:
        data = json.loads(raw.decode())
    except ValueError:
        return None
    return data if isinstance(data, dict) else None


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


def _repair(body: bytes) -> bytes:
    """Replace lone surrogates, which Zoom sends as valid JSON and few parsers accept.

    What is nested too deeply is cut off.
    """
    found = json.loads(cut_nesting(body), parse_int=_integer)
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)
