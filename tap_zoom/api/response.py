"""What Zoom said: the body of an answer taken apart, and its outcome."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.api.error_rules import FIREWALL_PAGE, UNKNOWN, Outcome, classify

if TYPE_CHECKING:
    from tap_zoom.api.request import Call

_MOST_MESSAGE = 300  # characters of Zoom's text that a message of ours repeats
_MOST_DIGITS = 30  # of a number: what has more is none

_OF_ONE_ITEM = {Outcome.SKIP, Outcome.REFUSED}

Fields = dict[str, msgspec.Raw]
_fields = msgspec.json.Decoder(Fields)


@dataclass(frozen=True, slots=True)
class Answer:
    """What Zoom said to one request.

    Attributes:
        outcome: What to do about it; ``Outcome.OK`` when it is rows.
        reason: Why, when it isn't.
        message: Zoom's own words for it.
        fields: The fields of the body, still encoded.
        body: The whole body.
    """

    outcome: Outcome
    reason: str = ""
    message: str = ""
    fields: Fields = field(default_factory=dict)
    body: bytes = b""

    def text(self, name: str) -> str:
        """A field of the body as text: "" when it is missing, null or nothing like a text."""
        value = decode(self.fields[name]) if name in self.fields else ""
        return str(value) if value and isinstance(value, (str, int)) else ""

    def number(self, name: str) -> int | None:
        """A field of the body as a number: None when it is missing or nothing like a number."""
        value = decode(self.fields[name]) if name in self.fields else None
        if isinstance(value, str) and re.fullmatch(rf"[0-9]{{1,{_MOST_DIGITS}}}", value):
            return int(value)
        return value if isinstance(value, int) and not isinstance(value, bool) else None


def understand(call: Call, status: int, body: bytes) -> Answer:
    """Find out what an answer means.

    Args:
        call: What was asked.
        status: HTTP status.
        body: The whole body.
    """
    fields = read_fields(body)
    if fields is None:
        return _not_json(call, status)
    answer = Answer(Outcome.OK, fields=fields, body=body)
    code = answer.number("code")
    # Zoom reports some errors as successes; a row may have a code of its own, though.
    lacks_rows = call.records_key is not None and call.records_key not in fields
    if status == HTTPStatus.OK and not (code and ("message" in fields or lacks_rows)):
        return answer
    message = answer.text("message")
    rule = classify(status, code, message, call.endpoint)
    if rule is UNKNOWN and status < HTTPStatus.BAD_REQUEST and not code:
        message = "neither rows nor an error"
    said = f"HTTP {status}, code {code}: {_brief(message)}"
    outcome = rule.outcome
    if outcome in _OF_ONE_ITEM and not call.concerns_one_item:
        outcome = Outcome.UNAVAILABLE  # there is no other item to go on with
    return Answer(outcome, rule.reason, said, fields)


def _not_json(call: Call, status: int) -> Answer:
    said = f"HTTP {status} with a body that is no JSON object"
    if status == HTTPStatus.FORBIDDEN and call.concerns_one_item:
        return Answer(FIREWALL_PAGE.outcome, FIREWALL_PAGE.reason, said)
    rule = classify(status, None, "", call.endpoint)
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return Answer(Outcome.RETRY, "unreadable answer", said)
    return Answer(rule.outcome, rule.reason, said)


def _brief(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST_MESSAGE else line[:_MOST_MESSAGE] + "…"


def read_fields(body: bytes) -> Fields | None:
    """Split a JSON object into its fields, without decoding them.

    Returns:
        The fields, or None when the body is no JSON object.
    """
    try:
        str(body, "utf-8")  # splitting alone doesn't look into strings
        return _fields.decode(body)
    except (ValueError, RecursionError):
        pass
    try:
        return _fields.decode(_mended(body))
    except (ValueError, RecursionError):
        return None


def decode(raw: bytes | msgspec.Raw) -> Any:
    """Decode a piece of JSON that ``read_fields`` has let through."""
    try:
        return msgspec.json.decode(raw)
    except msgspec.DecodeError:  # a number such as 1e999, which only the standard library takes
        return json.loads(_mended(bytes(raw)))


def _mended(body: bytes) -> bytes:
    """Replace what is valid JSON to Zoom and to few others: half an emoji (a lone surrogate)."""
    found = json.loads(body, parse_int=_integer)
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "replace")


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)
