"""The API as an ASGI application: every request takes the same way through it."""

from __future__ import annotations

import asyncio
import random
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import msgspec

from sandbox import clock, endpoint, errors, faults, query
from sandbox.errors import Refusal
from sandbox.log import Request
from sandbox.paging import Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from sandbox.endpoint import Endpoint
    from sandbox.faults import Fault
    from sandbox.model import Row
    from sandbox.zoom import Zoom

ROOT = "/v2"

JSON = "application/json;charset=UTF-8"

_encode = msgspec.json.Encoder().encode


class Answer:
    """A finished answer, before it is sent."""

    __slots__ = ("body", "headers", "kind", "status")

    def __init__(
        self, status: int, body: bytes, headers: Mapping[str, str], kind: str = JSON
    ) -> None:
        """Take status, body, headers and content type."""
        self.status = status
        self.body = body
        self.headers = headers
        self.kind = kind


class Api:
    """Answers all that is asked below /v2."""

    def __init__(self, zoom: Zoom) -> None:
        """Take the account to answer for."""
        self.zoom = zoom
        self._random = random.Random(zoom.options.seed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        del receive  # there are no bodies to read
        zoom = self.zoom
        path = scope["raw_path"].decode("latin-1")
        request = Request(
            tick=zoom.clock.monotonic(),
            wall=clock.stamp(zoom.clock.now()),
            method=scope["method"],
            path=path,
            query=scope["query_string"].decode("latin-1"),
        )
        zoom.log.append(request)
        header = next((v for k, v in scope["headers"] if k == b"authorization"), b"")
        answer, fault = self._answer(request, path.removeprefix(ROOT), header.decode("latin-1"))
        delay = zoom.latency + zoom.jitter * self._random.random()
        if fault and fault.kind == "slow":
            delay += fault.seconds
        if delay:
            await asyncio.sleep(delay)
        transport = scope["sandbox.transport"]
        if fault and fault.kind == "reset":
            transport.abort()
            return
        request.status = answer.status
        cut = fault is not None and fault.kind == "cut"
        await self._send(send, answer, cut=cut)
        if cut:
            transport.close()

    def _answer(
        self, request: Request, path: str, authorization: str
    ) -> tuple[Answer, Fault | None]:
        """Give the answer to a request, and what goes wrong with it on the way."""
        headers: dict[str, str] = {}
        fault: Fault | None = None
        try:
            found = endpoint.find(path) if request.method == "GET" else None
            if found is None:
                raise errors.unknown_endpoint()  # noqa: TRY301
            target, arg = found
            request.template, request.label = target.template, target.label
            headers = self.zoom.limits.count(target.label, request.tick, self.zoom.clock.now())
            fault = self.zoom.faults.strike(target.template, request.path)
            if fault:
                request.fault = fault.kind
                made = self._spoil(fault, authorization, headers)
                if made:
                    return made, fault
            body = self._handle(target, arg, request, authorization)
        except Refusal as refusal:
            request.malformed = refusal.malformed
            request.code = refusal.code
            body = _encode(refusal.body())
            return Answer(refusal.status, body, {**headers, **refusal.headers}), fault
        return Answer(200, body, headers), fault

    def _spoil(self, fault: Fault, authorization: str, headers: Mapping[str, str]) -> Answer | None:
        """Give what is answered in place of the truth; nothing if the truth is still needed."""
        more = {**headers, **fault.headers}
        if fault.kind == "deadtoken":
            self.zoom.oauth.kill(authorization)
        elif fault.kind == "html":
            return Answer(200, faults.HTML, more, "text/html")
        elif fault.kind == "forbidden":
            return Answer(403, faults.HTML, more, "text/html")
        elif fault.kind == "5xx":
            status = (500, 502, 503)[fault.struck % 3]
            body = (b'{"message":"Internal server error"}', faults.HTML, b"")[fault.struck % 3]
            return Answer(status, body, more, JSON if status == 500 else "text/html")  # noqa: PLR2004
        elif fault.kind == "answer":
            body = fault.body if fault.body is not None else {"message": "It went wrong."}
            if isinstance(body, str):
                body = body.encode()
            return Answer(fault.status, body if isinstance(body, bytes) else _encode(body), more)
        return None

    def _handle(self, target: Endpoint, arg: str, request: Request, authorization: str) -> bytes:
        """Check a request as Zoom does, and give the body of the answer."""
        zoom = self.zoom
        now = zoom.clock.now()
        values = query.read(request.query, target.kinds, target.required)
        listed = target.classic if zoom.options.scopes == "classic" else target.granular
        zoom.oauth.check(authorization, target.accepted, listed, now.timestamp())
        if target.feature:
            self._check_feature(target.feature)
        call = endpoint.Call(zoom, arg, values, now)
        result = target.handler(call)
        if isinstance(result, Listing):
            if target.paging is None:
                msg = f"{target.template} gives a list and has no paging"
                raise TypeError(msg)
            result = zoom.pager.page(target.paging, result, request.path, values, now.timestamp())
        request.code = result.get("code") if "code" in result else None
        return _encode(result)

    def _check_feature(self, feature: str) -> None:
        if getattr(self.zoom.plan_features, feature):
            return
        account = self.zoom.account.account_id
        if feature == "webinars":
            raise Refusal(400, 200, errors.NO_WEBINAR_PLAN)
        if feature == "polls":
            raise Refusal(400, 4400, "Meeting polls disabled.")
        if feature == "dashboard":
            message = (
                "This API is only available for ZMP and Business or higher accounts "
                "that have enabled the Dashboard feature."
            )
            raise Refusal(400, 400, message)
        raise errors.paid_only(account)

    async def _send(self, send: Send, answer: Answer, *, cut: bool) -> None:
        headers: list[tuple[bytes, bytes]] = [
            (b"content-type", answer.kind.encode()),
            (b"content-length", str(len(answer.body)).encode()),
            (b"date", format_datetime(self.zoom.clock.now(), usegmt=True).encode()),
            (
                b"x-zm-trackingid",
                f"v=2.0;clid=us04;rid=WEB_{self._random.getrandbits(64):x}".encode(),
            ),
            *((name.lower().encode(), value.encode()) for name, value in answer.headers.items()),
        ]
        start: dict[str, Any] = {
            "type": "http.response.start",
            "status": answer.status,
            "headers": headers,
        }
        await send(start)
        body = answer.body[: len(answer.body) // 2] if cut else answer.body
        await send({"type": "http.response.body", "body": body, "more_body": cut})


def error_inside_success(message: str) -> Row:
    """Give a refusal that comes with status 200, as Zoom does here and there."""
    return {"code": 200, "message": message}
