"""Answers before they are sent, and what faults make of them."""

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
    """A finished answer."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON
    fault: Fault | None = None
    """What goes wrong on the way to the client."""
    repeat: int = 1
    """How often the body is sent: once, or more if it is to be too long."""
    send_length: bool = True
    """Whether the answer says how long it is."""


def replacement_for(fault: Fault, headers: Mapping[str, str]) -> Response | None:
    """Give what is answered in place of the truth; nothing if the truth is still needed."""
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
    """Encode the body of a fault: text and bytes are sent as they are."""
    if isinstance(body, str):
        return body.encode()
    return body if isinstance(body, bytes) else encode(body)
