"""Sending a request once, and reading the response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_zoom.api.access import ObservedResponse
from tap_zoom.api.auth import BearerAuth
from tap_zoom.api.body import BodyError, read_body
from tap_zoom.api.connection_errors import response_for
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.messages import quote
from tap_zoom.api.response import MAX_TRIES_OF_ERROR, ApiResponse, parse_response
from tap_zoom.api.session import get

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.access import ApiAccess
    from tap_zoom.api.request import Request

TIMEOUT = (10, 120)  # seconds to connect, and between two bytes: large reports are slow
MAX_BODY = 64 * 1024 * 1024  # bytes: a hundred times the largest page that Zoom is known to send


def send(
    client: ApiAccess,
    request: Request,
    page: Mapping[str, str],
    token: str,
    *,
    max_seconds: float,
    lenient: bool,
) -> tuple[ApiResponse, Mapping[str, str]]:
    """Send a request once.

    Args:
        client: What sends it.
        request: What to ask for.
        page: Query parameters of the page.
        token: The access token.
        max_seconds: How long the body may take.
        lenient: Whether to accept what may be a response cut short.

    Returns:
        The response, be it an error, and its headers.
    """
    try:
        # Redirects are not followed: Zoom's API doesn't redirect; whatever does is not Zoom.
        with get(
            client.session,
            client.api_url().rstrip("/") + request.path,
            params={**dict(request.params), **page},
            headers={"Accept": "application/json", "User-Agent": client.user_agent},
            auth=BearerAuth(token),
            timeout=TIMEOUT,
        ) as response:
            body = read_body(response, max_bytes=MAX_BODY, seconds=max_seconds, clock=client.clock)
    except OSError as error:  # the base of all exceptions of requests
        return response_for(error, client.api_url()), {}
    except BodyError as error:
        return _unbounded(error), {}
    client.on_request(request, response.status_code)
    parsed = parse_response(
        request,
        response.status_code,
        body,
        tracking_id=quote(response.headers.get("x-zm-trackingid", "")),
        lenient=lenient,
    )
    observe(client, request, response.status_code, response.headers, parsed)
    if parsed.outcome is not Outcome.RETRY:
        client.health.on_answer()
    return parsed, response.headers


def observe(
    client: ApiAccess,
    request: Request,
    status: int,
    headers: Mapping[str, str],
    parsed: ApiResponse,
) -> None:
    """Show a response to whatever observes them."""
    if client.on_response is not None:
        client.on_response(ObservedResponse(request, status, tuple(headers), parsed))


def _unbounded(error: BodyError) -> ApiResponse:
    return ApiResponse(
        Outcome.RETRY,
        "response too large or too slow",
        f"Zoom sent {error}",
        max_tries=MAX_TRIES_OF_ERROR,
    )
