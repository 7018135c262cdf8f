"""The control API under /_sandbox/, for a sandbox in another process."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from sandbox import log

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sandbox.zoom import Zoom


def _json(value: Any) -> Response:
    return Response(msgspec.json.encode(value), media_type="application/json")


def _zoom(request: Request) -> Zoom:
    zoom: Zoom = request.app.state.zoom
    return zoom


async def show_log(request: Request) -> Response:
    """Return all requests, or those starting with the n-th (?since=n)."""
    since = int(request.query_params.get("since", 0))
    entries = _zoom(request).log[since:]
    return _json([{**asdict(e), "params": e.params, "item": e.item} for e in entries])


async def clear_log(request: Request) -> Response:
    """Clear the log of requests."""
    _zoom(request).log.clear()
    return _json({})


async def show_stats(request: Request) -> Response:
    """Return totals over all requests."""
    return _json(log.stats(_zoom(request).log))


async def show_truth(request: Request) -> Response:
    """Return what a complete extraction finds (?since=, ?user_statuses=a,b, ?streams=a,b)."""
    query = request.query_params
    statuses = query.get("user_statuses", "active,inactive").split(",")
    streams = query["streams"].split(",") if "streams" in query else None
    truth = _zoom(request).truth(
        since=query.get("since"),
        user_statuses=statuses,
        show_previous_occurrences=query.get("show_previous_occurrences") == "true",
        streams=streams,
    )
    return _json(truth)


async def show_config(request: Request) -> Response:
    """Return a tap's configuration (?grant=refresh_token for the other grant)."""
    grant = request.query_params.get("grant", "account_credentials")
    return _json(_zoom(request).config(grant))


async def show_clock(request: Request) -> Response:
    """Return the current time."""
    return _json({"now": _zoom(request).clock.now()})


async def _body(request: Request) -> dict[str, Any]:
    body = await request.body()
    values: dict[str, Any] = msgspec.json.decode(body) if body else {}
    return values


async def set_clock(request: Request) -> Response:
    """Move the clock: {"set": time}, {"seconds": n}, {"days": n}, {"frozen": bool}."""
    clock, body = _zoom(request).clock, await _body(request)
    if "set" in body:
        clock.set(body["set"])
    clock.advance(body.get("seconds", 0), days=body.get("days", 0))
    if "frozen" in body:
        clock.set(clock.now())
        clock.frozen = body["frozen"]
    return await show_clock(request)


async def add_fault(request: Request) -> Response:
    """Add a fault rule; the body has the fields of ``Fault``."""
    return _json(asdict(_zoom(request).faults.add(**await _body(request))))


async def clear_faults(request: Request) -> Response:
    """Remove all fault rules, or those of one name (?name=)."""
    faults, name = _zoom(request).faults, request.query_params.get("name")
    if name is None:
        faults.clear()
    else:
        faults.remove(name)
    return _json({})


async def set_limits(request: Request) -> Response:
    """Change limits: {"enabled": …, "headers": …, "rates": {…}, "daily": {…}, "reset": true}."""
    limits, body = _zoom(request).limits, await _body(request)
    limits.enabled = body.get("enabled", limits.enabled)
    limits.headers = body.get("headers", limits.headers)
    limits.rates.update(body.get("rates", {}))
    limits.daily.update(body.get("daily", {}))
    if body.get("reset"):
        limits.reset()
    return _json({"rates": limits.rates, "daily": limits.daily, "used": limits.used})


async def set_scopes(request: Request) -> Response:
    """Change the app's scopes: {"add": [...], "remove": [...]}. Issued tokens keep theirs."""
    scopes, body = _zoom(request).scopes, await _body(request)
    scopes.update(body.get("add", ()))
    scopes.difference_update(body.get("remove", ()))
    return _json(sorted(scopes))


async def set_features(request: Request) -> Response:
    """Turn features on or off: {"reports": false, …}."""
    features = _zoom(request).plan_features
    for name, value in (await _body(request)).items():
        setattr(features, name, bool(value))
    return _json(asdict(features))


async def revoke_tokens(request: Request) -> Response:
    """Invalidate all access tokens."""
    _zoom(request).revoke_tokens()
    return _json({})


def _route(path: str, method: str, handler: Callable[..., Any]) -> Route:
    return Route(f"/_sandbox/{path}", handler, methods=[method])


ROUTES = [
    _route("log", "GET", show_log),
    _route("log", "DELETE", clear_log),
    _route("stats", "GET", show_stats),
    _route("truth", "GET", show_truth),
    _route("config", "GET", show_config),
    _route("clock", "GET", show_clock),
    _route("clock", "POST", set_clock),
    _route("faults", "POST", add_fault),
    _route("faults", "DELETE", clear_faults),
    _route("limits", "POST", set_limits),
    _route("scopes", "POST", set_scopes),
    _route("features", "POST", set_features),
    _route("revoke", "POST", revoke_tokens),
]
