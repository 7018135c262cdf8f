"""The ASGI app: the API, the token endpoints and the sandbox's own control API."""

from __future__ import annotations

import asyncio
import random
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette

from sandbox import api, clock, control, downloads
from sandbox.log import Request
from sandbox.oauth import OAuthError
from sandbox.response import Response, encode, replacement_for

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from sandbox.zoom import Zoom

TOKEN, REVOKE = "/oauth/token", "/oauth/revoke"

CLOSE_DELAY = 0.01
"""Seconds until the server notices a closed connection; until then it would report an error."""


async def _read(receive: Receive) -> str:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body.decode("latin-1")


class App:
    """Dispatches each request, and sends the response or breaks it off.

    Zoom's own paths bypass Starlette's router, which decodes paths and would split a UUID at its
    slashes.
    """

    def __init__(self, zoom: Zoom) -> None:
        self.zoom = zoom
        self._random = random.Random(zoom.options.seed)
        self._controls = Starlette(routes=control.ROUTES)
        self._controls.state.zoom = zoom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        path = scope["raw_path"].decode("latin-1")
        if path.startswith("/_sandbox/"):
            await self._controls(scope, receive, send)
            return
        zoom = self.zoom
        request = Request(
            tick=zoom.clock.monotonic(),
            wall=clock.format_utc(zoom.clock.now()),
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode("latin-1"),
        )
        zoom.log.append(request)
        header = next((v for k, v in scope["headers"] if k == b"authorization"), b"")
        authorization = header.decode("latin-1")
        if path in (TOKEN, REVOKE):
            response = self._token(request, authorization, await _read(receive))
        elif path.startswith(downloads.ROOT):
            response = downloads.respond(zoom, request, authorization)
        else:
            response = api.respond(zoom, request, authorization)
        request.status = response.status
        await self._deliver(response, send)

    def _token(self, request: Request, authorization: str, body: str) -> Response:
        """Respond to a token request. Parameters in the query string are ignored."""
        zoom = self.zoom
        request.template = request.path
        fault = zoom.faults.strike(request.template, request.path)
        if fault:
            request.fault = fault.kind
            replacement = replacement_for(fault, {})
            if replacement:
                return replacement
        if request.method != "POST":
            return Response(405, b"", fault=fault)
        act = zoom.oauth.grant if request.path == TOKEN else zoom.oauth.revoke
        try:
            result = act(authorization, dict(parse_qsl(body)), zoom.clock.now())
        except OAuthError as error:
            return Response(error.status, encode(error.body), fault=fault)
        return Response(200, encode(result), fault=fault)

    async def _deliver(self, response: Response, send: Send) -> None:
        fault = response.fault
        delay = self.zoom.latency + self.zoom.jitter * self._random.random()
        if fault and fault.kind == "slow":
            delay += fault.seconds
        if delay:
            await asyncio.sleep(delay)
        # Breaking a connection takes its transport, which only the server's own object exposes.
        transport = send.__self__.transport  # type: ignore[attr-defined]
        if fault and fault.kind == "reset":
            transport.abort()
            await asyncio.sleep(CLOSE_DELAY)
            return
        cut = fault is not None and fault.kind == "cut"
        headers = [(name.lower().encode(), v.encode()) for name, v in response.headers.items()]
        headers += [
            (b"content-type", response.content_type.encode()),
            (b"date", format_datetime(self.zoom.clock.now(), usegmt=True).encode()),
            (b"x-zm-trackingid", f"v=2.0;rid=WEB_{self._random.getrandbits(64):x}".encode()),
        ]
        if response.send_length:
            length = len(response.body) * response.repeat
            headers.append((b"content-length", str(length).encode()))
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        for _ in range(response.repeat - 1):
            await send({"type": "http.response.body", "body": response.body, "more_body": True})
        body = response.body[: len(response.body) // 2] if cut else response.body
        await send({"type": "http.response.body", "body": body, "more_body": cut})
        if cut:
            transport.close()
            await asyncio.sleep(CLOSE_DELAY)
