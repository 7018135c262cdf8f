"""The API: every request passes through limits, faults, checks and its handler, in this order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import errors, query
from sandbox.errors import ApiError
from sandbox.faults import Strike
from sandbox.paging import ResultSet
from sandbox.request_context import RequestContext
from sandbox.response import Response, encode
from sandbox.router import Router
from sandbox.routes import ENDPOINTS

if TYPE_CHECKING:
    from sandbox.endpoint import Endpoint
    from sandbox.log import Request
    from sandbox.model import Row
    from sandbox.zoom import Zoom

ROOT = "/v2"
_ROUTER = Router(ENDPOINTS)


def respond(zoom: Zoom, request: Request, authorization: str) -> Response:
    """Respond to a request to the API."""
    headers: dict[str, str] = {}
    strike = Strike(request, authorization)
    try:
        path = request.path.removeprefix(ROOT)
        found = _ROUTER.find(path) if request.method == "GET" else None
        if found is None:
            raise errors.unknown_endpoint()
        target, args = found
        request.template, request.label = target.template, target.label
        headers = zoom.limits.count(target.label, request.tick, zoom.clock.now())
        strike = zoom.faults.strike(request, authorization)
        if strike.dead_token:
            zoom.oauth.invalidate(authorization)
        response = strike.replacement()
        if response is None:
            response = Response(200, _handle(zoom, target, args, strike))
    except ApiError as error:
        request.malformed = error.malformed
        request.code = error.code
        response = Response(error.status, encode(error.body()), error.headers)
    return strike.delivered(response, headers)


def _handle(zoom: Zoom, target: Endpoint, args: tuple[str, ...], strike: Strike) -> bytes:
    """Validate a request as Zoom does, and return the response body."""
    now, request = zoom.clock.now(), strike.request
    values = strike.params(query.read(request.query, target.parameters, target.required))
    listed = target.classic if zoom.options.scopes == "classic" else target.granular
    zoom.oauth.check(strike.authorization, target.accepted, listed, now.timestamp())
    result: Row | ResultSet
    if target.feature and not getattr(zoom.plan_features, target.feature):
        result = _missing_feature(zoom, target.feature)
    else:
        result = target.handler(
            RequestContext(zoom.account, zoom.plan_features, zoom.base_url, args, values, now)
        )
    if isinstance(result, ResultSet):
        if target.paging is None:
            raise TypeError(f"{target.template} returns a ResultSet but declares no paging")
        result = zoom.pager.page(
            target.paging, result, request.path, values, now.timestamp(), shift=strike.shift
        )
    request.code = result.get("code")
    return encode(strike.edited(result, _list_in(target, result)))


def _list_in(target: Endpoint, body: Row) -> str:
    """Return the name of the list in a body, or nothing if it is one thing's detail."""
    if target.paging:
        return target.paging.key
    if target.template.endswith("}"):
        return ""
    return next((name for name, value in body.items() if isinstance(value, list)), "")


def _missing_feature(zoom: Zoom, feature: str) -> Row:
    """Raise the error for a missing feature, or return it as a body with status 200."""
    error = errors.not_in_plan(feature, zoom.account.account_id)
    if error.code == 200 and "refusal_as_success" in zoom.pager.oddities:
        return errors.error_with_status_200(error.message)
    raise error
