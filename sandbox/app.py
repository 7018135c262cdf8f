"""The whole server: the API, the token endpoints and the sandbox's own controls."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox import control
from sandbox.api import ROOT, Api
from sandbox.oauth import TokenRefusal

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from sandbox.zoom import Zoom


async def _form(request: Request) -> dict[str, str]:
    """Read the body only: parameters in the query string are as good as absent."""
    return dict(parse_qsl((await request.body()).decode()))


async def grant(request: Request) -> Response:
    """Give a token."""
    zoom: Zoom = request.app.state.zoom
    try:
        header = request.headers.get("authorization", "")
        answer = zoom.oauth.grant(header, await _form(request), zoom.clock.now())
    except TokenRefusal as refusal:
        return JSONResponse(refusal.body, refusal.status)
    return JSONResponse(answer)


async def revoke(request: Request) -> Response:
    """Take a token back."""
    zoom: Zoom = request.app.state.zoom
    try:
        header = request.headers.get("authorization", "")
        answer = zoom.oauth.revoke(header, await _form(request))
    except TokenRefusal as refusal:
        return JSONResponse(refusal.body, refusal.status)
    return JSONResponse(answer)


class App:
    """Hands each request to the part that answers it.

    The API gets the raw path, since a router that decodes it would take the slashes in a UUID for
    borders; it also needs the bare connection, to break it.
    """

    def __init__(self, zoom: Zoom) -> None:
        """Build the server for one account."""
        self.api = Api(zoom)
        self.rest = Starlette(
            routes=[
                Route("/oauth/token", grant, methods=["POST"]),
                Route("/oauth/revoke", revoke, methods=["POST"]),
                *control.ROUTES,
            ]
        )
        self.rest.state.zoom = zoom

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["raw_path"].startswith(f"{ROOT}/".encode()):
            cycle = getattr(send, "__self__", None)
            scope["sandbox.transport"] = getattr(cycle, "transport", None)
            await self.api(scope, receive, send)
        else:
            await self.rest(scope, receive, send)
