"""Responses, and what faults make of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.faults import Fault

JSON = "application/json;charset=UTF-8"
HTML = "text/html"

HTML_PAGE = (
    b"<!DOCTYPE html><html><head><title>Zoom</title></head><body>We'll be back.</body></html>"
)

encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Response:
    """A response that is ready to be sent."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    fault: Fault | None = None
    """The fault to inject while sending it."""
    repeat: int = 1
    """How often the body is sent: more than once makes it too long."""
    send_length: bool = True
    """Whether to send a Content-Length header."""


def replacement_for(fault: Fault, headers: Mapping[str, str]) -> Response | None:
    """Return the response that a fault sends instead, or None if the real one is still needed."""
    more = {**headers, **fault.headers}
    if fault.kind == "html":
        return Response(200, HTML_PAGE, more, HTML, fault)
    if fault.kind == "forbidden":
        return Response(403, HTML_PAGE, more, HTML, fault)
    if fault.kind == "5xx":
        turn = fault.struck % 3
        status, body, kind = (
            (500, b'{"message":"Internal server error"}', JSON),
            (502, HTML_PAGE, HTML),
            (503, b"", HTML),
        )[turn]
        return Response(status, body, more, kind, fault)
    if fault.kind == "answer":
        return Response(fault.status, _as_bytes(fault.body), more, JSON, fault)
    if fault.kind == "reset":
        return Response(0, b"", fault=fault)
    return None


def _as_bytes(body: Any) -> bytes:
    """Encode the body of a fault; text and bytes are sent verbatim."""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else encode(body)
