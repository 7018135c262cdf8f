"""The ASGI app: the API, the token endpoints and the sandbox's own control API."""

from __future__ import annotations

import asyncio
import random
from email.utils import format_datetime
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette

from sandbox import api, clock, control, downloads
from sandbox.faults.replacements import PORTAL
from sandbox.log import Request
from sandbox.oauth import OAuthError
from sandbox.response import HTML, HTML_PAGE, Response, encode

if TYPE_CHECKING:
    from asyncio import Transport
    from collections.abc import AsyncIterator
    from datetime import datetime

    from starlette.types import Receive, Scope, Send

    from sandbox.zoom import Zoom

TOKEN, REVOKE = "/oauth/token", "/oauth/revoke"

CLOSE_DELAY = 0.01
"""Seconds until the server notices a closed connection; until then it would report an error."""

PADDING = b" " * (1 << 20)


@lru_cache(maxsize=64)
def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


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
        elif path == PORTAL:
            request.template = PORTAL
            response = Response(200, HTML_PAGE, content_type=HTML)
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
        strike = zoom.faults.strike(request, authorization)
        return strike.delivered(
            strike.replacement() or self._granted(request, authorization, body), {}
        )

    def _granted(self, request: Request, authorization: str, body: str) -> Response:
        """Grant or revoke a token."""
        zoom = self.zoom
        if request.method != "POST":
            return Response(405, b"")
        act = zoom.oauth.grant if request.path == TOKEN else zoom.oauth.revoke
        try:
            result = act(authorization, dict(parse_qsl(body)), zoom.clock.now())
        except OAuthError as error:
            return Response(error.status, encode(error.body))
        return Response(200, encode(result))

    async def _deliver(self, response: Response, send: Send) -> None:
        delay = self.zoom.latency + self.zoom.jitter * self._random.random() + response.delay
        if delay:
            await asyncio.sleep(delay)
        # Breaking a connection takes its transport, which only the server's own object exposes.
        transport = send.__self__.transport  # type: ignore[attr-defined]
        if response.reset:
            transport.abort()
            await asyncio.sleep(CLOSE_DELAY)
            return
        headers = {
            "content-type": response.content_type,
            "date": _http_date(self.zoom.clock.now()),
            "x-zm-trackingid": f"v=2.0;rid=WEB_{self._random.getrandbits(64):x}",
            **{name.lower(): value for name, value in response.headers.items()},
        }
        if response.send_length:
            headers["content-length"] = str(response.length)
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": [(name.encode(), v.encode("latin-1")) for name, v in headers.items()],
            }
        )
        if response.is_whole and not transport.is_closing():
            await send({"type": "http.response.body", "body": response.body})
            return
        async for part in _parts(response, transport):
            await send({"type": "http.response.body", "body": part, "more_body": True})
        if response.cut or transport.is_closing():
            transport.close()
            await asyncio.sleep(CLOSE_DELAY)
        else:
            await send({"type": "http.response.body", "body": b""})


async def _parts(response: Response, transport: Transport) -> AsyncIterator[bytes]:
    """Yield the body in parts, as long as the client stays."""
    for _ in range(response.padding):
        if not transport.is_closing():
            yield PADDING
    body = response.body[: len(response.body) // 2] if response.cut else response.body
    if response.drip is None:
        for _ in range(response.repeat):
            yield body
        return
    for place in range(len(body)):
        if transport.is_closing():
            return
        yield body[place : place + 1]
        await asyncio.sleep(response.drip)
