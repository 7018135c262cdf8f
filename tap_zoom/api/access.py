"""What all requests of a run share: connections, tokens, limits, and what was learned."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tap_zoom.api.health import HealthCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    import requests

    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.rate_limiter import RateLimiter
    from tap_zoom.api.request import Request
    from tap_zoom.api.response import ApiResponse


@dataclass(frozen=True, slots=True)
class ObservedResponse:
    """A response, as an observer sees it.

    Attributes:
        request: The request that it answers.
        status: HTTP status.
        headers: The names of its headers.
        parsed: The response as the tap understands it.
    """

    request: Request
    status: int
    headers: tuple[str, ...]
    parsed: ApiResponse


@dataclass(kw_only=True, eq=False, repr=False)
class ApiAccess:
    """Access to Zoom's REST API, for all threads.

    Attributes:
        session: Connections; proxies and certificates come from the environment.
        auth: Provides access tokens.
        limiter: Says when a request may leave.
        api_url: Returns the base of all paths; the account's own comes with its token.
        user_agent: The User-Agent header.
        max_wait: Seconds that one request may take, with all its retries and waits.
        on_request: Called with each request that was sent and the status of its response.
        pause: Waits for so many seconds; may return early if the run is stopping.
        is_stopping: Returns whether the run is stopping.
        clock: Monotonic seconds.
        on_response: Called with each response, if anything observes them.
        health: Whether Zoom answers at all.
        accepted_tokens: Access tokens that Zoom has accepted.
        tokens_without_downloads: New access tokens that Zoom has refused for a file.
    """

    session: requests.Session
    auth: ZoomAuthenticator
    limiter: RateLimiter
    api_url: Callable[[], str]
    user_agent: str
    max_wait: float
    on_request: Callable[[Request, int], None]
    pause: Callable[[float], object]
    is_stopping: Callable[[], bool] = lambda: False
    clock: Callable[[], float] = time.monotonic
    on_response: Callable[[ObservedResponse], object] | None = None
    health: HealthCheck = field(init=False, default_factory=HealthCheck)
    accepted_tokens: set[str] = field(init=False, default_factory=set)
    tokens_without_downloads: set[str] = field(init=False, default_factory=set)
