"""Responses of Zoom's API: the body, split into fields, and its outcome."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from tap_zoom.api.envelope import error_text, holds_error, problem_with_rows
from tap_zoom.api.error_rules import FIREWALL_PAGE, UNKNOWN, Outcome, classify
from tap_zoom.api.json_fields import Fields, decode, salvage, split_fields
from tap_zoom.api.messages import quote

if TYPE_CHECKING:
    from tap_zoom.api.request import Request

#: Tries of a request that gets no usable answer: pages, server errors, broken connections.
MAX_TRIES = 6
#: Tries of a request that gets an answer in JSON that the tap doesn't understand.
MAX_TRIES_OF_ERROR = 3

_MAX_DIGITS = 30
_ONE_ITEM = {Outcome.GONE, Outcome.FORBIDDEN}


@dataclass(frozen=True, slots=True)
class ApiResponse:
    """A parsed response.

    Attributes:
        outcome: What to do about it; ``Outcome.OK`` if it holds rows.
        reason: Why it doesn't, in a few words.
        message: Status, code and message of an error.
        fields: The fields of the body, still encoded.
        body: The whole body.
        tracking_id: The id by which Zoom's support finds the request, if it has one.
        max_tries: How often to try in all before the outcome is believed.
    """

    outcome: Outcome
    reason: str = ""
    message: str = ""
    fields: Fields = field(default_factory=dict)
    body: bytes = b""
    tracking_id: str = ""
    max_tries: int = 1

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


def parse_response(
    request: Request, status: int, body: bytes, *, tracking_id: str = "", lenient: bool = False
) -> ApiResponse:
    """Parse a response and classify its outcome.

    Args:
        request: The request that it answers.
        status: HTTP status.
        body: The whole body.
        tracking_id: Zoom's id of the request.
        lenient: Whether to make the best of damaged JSON.
    """
    fields = split_fields(body)
    if fields is None and lenient:
        body = salvage(body)
        fields = split_fields(body)
    if fields is None:
        return _not_json(status, tracking_id)
    response = ApiResponse(Outcome.OK, fields=fields, body=body, tracking_id=tracking_id)
    if status != HTTPStatus.OK or holds_error(request, fields):
        return _error(request, status, response)
    if request.container:
        fields = split_fields(bytes(fields.get(request.container, b"{}"))) or {}
        response = replace(response, fields=fields)
    problem = problem_with_rows(request, fields)
    if not problem:
        return response
    reason, message = "no data where it belongs", f"HTTP 200 {problem}"
    return ApiResponse(Outcome.RETRY, reason, message, fields, b"", tracking_id, MAX_TRIES_OF_ERROR)


def _error(request: Request, status: int, response: ApiResponse) -> ApiResponse:
    code = response.number("code")
    rule = classify(status, code, response.text("message"), request.endpoint)
    outcome, max_tries = rule.outcome, 1
    if outcome is Outcome.FAILED:
        # Zoom's errors have codes. One without may come from anything on the way to Zoom.
        outcome = Outcome.FAILED if code else Outcome.RETRY
        max_tries = MAX_TRIES_OF_ERROR
    elif outcome is Outcome.RETRY:
        max_tries = MAX_TRIES
    elif outcome in _ONE_ITEM and not request.concerns_one_item:
        outcome = Outcome.STREAM_UNAVAILABLE  # there are no other items to continue with
    of_body = "" if code is None else f", code {code}"
    message = f"HTTP {status}{of_body}: {quote(error_text(response.fields))}"
    return ApiResponse(
        outcome, rule.reason, message, response.fields, b"", response.tracking_id, max_tries
    )


def _not_json(status: int, tracking_id: str) -> ApiResponse:
    """Classify a page, an empty body or the like: only its status can mean anything."""
    message = f"HTTP {status} with a body that is not a JSON object"
    rule = classify(status, None, "", "")
    outcome, reason = Outcome.RETRY, "unreadable response"
    if rule.outcome in {Outcome.RATE_LIMITED, Outcome.RETRY}:
        outcome, reason = rule.outcome, rule.reason
    elif status == HTTPStatus.FORBIDDEN:
        reason = FIREWALL_PAGE.reason
    elif status >= HTTPStatus.MULTIPLE_CHOICES:
        reason = UNKNOWN.reason
    return ApiResponse(outcome, reason, message, tracking_id=tracking_id, max_tries=MAX_TRIES)


def parse_json_object(raw: bytes) -> dict[str, Any] | None:
    """Return a JSON object, or None: the parser's own errors would quote the text."""
    try:
        data = json.loads(raw.decode())
    except ValueError:
        return None
    return data if isinstance(data, dict) else None
