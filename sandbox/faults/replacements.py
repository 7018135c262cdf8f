"""Faults that send something instead of the real response."""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any

from sandbox import errors, windows
from sandbox.response import HTML, HTML_PAGE, JSON, Response, encode

if TYPE_CHECKING:
    from sandbox.errors import ApiError
    from sandbox.faults.fault import Fault
    from sandbox.log import Request

PORTAL = "/portal"
"""Where redirects lead unless a fault says otherwise: a page that wants people to sign in."""

WRONG = "It went wrong."


def status(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send any status, with any body or with Zoom's code and message."""
    body = fault.body
    if body is None:
        code = {} if fault.code is None else {"code": fault.code}
        body = {**code, "message": WRONG if fault.message is None else fault.message}
    return Response(fault.status or 500, as_bytes(body))


def body(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send a body, ``{}`` by default, with status 200 unless the fault has another."""
    return Response(fault.status or 200, as_bytes({} if fault.body is None else fault.body))


def empty(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send no body, with status 200 unless the fault has another."""
    return Response(fault.status or 200, b"")


def page(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send a firewall's page, with status 403 unless the fault has another."""
    found = HTML_PAGE if fault.body is None else as_bytes(fault.body)
    return Response(fault.status or 403, found, content_type=HTML)


def html(_fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send a page with status 200."""
    return Response(200, HTML_PAGE, content_type=HTML)


def server_error(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send 500, 502 and 503 in turn, with JSON, HTML and no body at all."""
    found, text, kind = (
        (500, b'{"message":"Internal server error"}', JSON),
        (502, HTML_PAGE, HTML),
        (503, b"", HTML),
    )[fault.struck % 3]
    return Response(found, text, content_type=kind)


def unavailable(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Send 503 with a Retry-After of ``seconds``, 5 by default."""
    seconds = 5 if fault.seconds is None else fault.seconds
    return Response(503, HTML_PAGE, {"Retry-After": f"{seconds:g}"}, HTML)


def gone(fault: Fault, request: Request, _authorization: str) -> Response:
    """Say that the user (1001), meeting or webinar (3001) doesn't exist."""
    item, template = request.item, request.template
    if "/users/" in template:
        return _error(fault, errors.user_not_found(item))
    if "webinar" in template:
        return _error(fault, errors.webinar_not_found(item))
    return _error(fault, errors.meeting_not_found(item))


def refused(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Refuse for lack of a permission or, with another ``message``, of a license (code 200)."""
    return _error(fault, errors.ApiError(400, 200, "No permission."))


def too_old(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Say that the window isn't within the last six months."""
    return _error(fault, errors.ApiError(400, 300, windows.TOO_OLD))


def redirect(fault: Fault, _request: Request, _authorization: str) -> Response:
    """Redirect to the address in ``headers``, by default to a captive portal."""
    return Response(fault.status or 302, b"", {"Location": PORTAL}, HTML)


def echo(fault: Fault, _request: Request, authorization: str) -> Response:
    """Repeat the request's Authorization header in the error, encoded credentials decoded too."""
    scheme, _, text = authorization.partition(" ")
    plain = f" ({b64decode(text).decode()})" if scheme.lower() == "basic" else ""
    message = f"{fault.message or 'Cannot accept'} Authorization: {authorization}{plain}"
    found = {"code": fault.code or 300, "message": message}
    found |= {"error": "invalid_request", "reason": message}
    return Response(fault.status or 400, encode(found))


def reset(_fault: Fault, _request: Request, _authorization: str) -> Response:
    """Close the connection without a response."""
    return Response(0, b"", reset=True)


def _error(fault: Fault, error: ApiError) -> Response:
    """Send one of Zoom's errors, with what the fault has in place of its own."""
    found = error.body()
    if fault.code is not None:
        found["code"] = fault.code
    if fault.message is not None:
        found["message"] = fault.message
    return Response(fault.status or error.status, encode(found))


def as_bytes(value: Any) -> bytes:
    """Encode a body; text and bytes are sent verbatim."""
    if isinstance(value, str):
        return value.encode()
    return value if isinstance(value, bytes) else encode(value)
