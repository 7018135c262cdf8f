"""Requests to Zoom: rate limited, authorized, retried, and the response parsed."""

from __future__ import annotations

import logging
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import backoff

from tap_zoom.api.auth import BearerAuth
from tap_zoom.api.connection_errors import response_for
from tap_zoom.api.downloads import Downloads
from tap_zoom.api.error_rules import DOWNLOAD_FORBIDDEN, Outcome
from tap_zoom.api.request import DownloadRequest, Request
from tap_zoom.api.response import ApiResponse, parse_response
from tap_zoom.api.retry_after import retry_after_seconds, seconds_to_midnight
from tap_zoom.exceptions import (
    RUN_AGAIN,
    ApiError,
    AuthError,
    DailyLimitError,
    LimitError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.rate_limiter import RateLimiter

logger = logging.getLogger(__name__)

TIMEOUT = (10, 120)  # seconds to connect, and between two bytes: large reports are slow
_MAX_TRIES = 8
_MAX_REFRESHES = 5  # of the access token, for one request


@dataclass(kw_only=True, eq=False, repr=False)
class ZoomClient:
    """Zoom's REST API, for all threads.

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
    accepted_tokens: set[str] = field(init=False, default_factory=set)
    tokens_without_downloads: set[str] = field(init=False, default_factory=set)

    def request(
        self, request: Request, page: Mapping[str, str], *, has_slot: bool = False
    ) -> ApiResponse:
        """Send one request until it has a usable response.

        Args:
            request: What to ask for.
            page: Query parameters of the page.
            has_slot: Whether the caller has acquired the rate limiter for the first try.

        Returns:
            Rows, or why there are none; never an outcome that ends the run.

        Raises:
            ApiError: Zoom's response is fatal, as the error rules say.
            AuthError: Zoom refuses a token that it has just issued.
            LimitError: A rate limit lasts longer than ``max_wait``.
            TransportError: None of the tries had a usable response.
        """
        kind = _Download if isinstance(request, DownloadRequest) else _Exchange
        return kind(self, request, page).run(has_slot=has_slot)


@dataclass(frozen=True, slots=True)
class _Try:
    """One try of a request: its response, and the access token that it was sent with."""

    response: ApiResponse
    headers: Mapping[str, str]
    token: str


class _Exchange:
    """One request, from its first try to its response.

    Three budgets bound it: the time spent waiting for limits and outages, the number of token
    refreshes, and the number of retries.
    """

    def __init__(self, client: ZoomClient, request: Request, page: Mapping[str, str]) -> None:
        self._client = client
        self._request = request
        self._page = page
        self._started = client.clock()
        self._delays = backoff.expo(base=2, factor=0.5, max_value=60)
        next(self._delays)  # the generator's first value is for its own set-up
        self._retries = 0
        self._refreshes = 0
        self._refused_new_tokens = 0

    def run(self, *, has_slot: bool) -> ApiResponse:
        """Try until there is a response to return, or raise."""
        while True:
            attempt = self._try(has_slot=has_slot)
            has_slot = False
            match attempt.response.outcome:
                case Outcome.RATE_LIMITED:
                    self._wait_for_limit(attempt)
                case Outcome.REFRESH_TOKEN:
                    refusal = self._refresh_token(attempt)
                    if refusal is not None:
                        return refusal
                case Outcome.RETRY:
                    self._back_off(attempt.response.message)
                case Outcome.FATAL:
                    raise ApiError(_fatal(self._request, attempt))
                case _:
                    self._client.accepted_tokens.add(attempt.token)
                    self._client.limiter.on_success(self._request.label, attempt.headers)
                    return attempt.response

    def _try(self, *, has_slot: bool) -> _Try:
        limiter = self._client.limiter
        if not has_slot:
            limiter.acquire(self._request.label)
        try:
            if self._client.is_stopping():
                msg = "The run is over."  # nobody waits for this thread any more
                raise TransportError(msg)
            limiter.count_request(self._request.label)
            token = self._client.auth.token.access_token
            response, headers = self._send(token)
            return _Try(response, headers, token)
        finally:
            limiter.release()

    def _send(self, token: str) -> tuple[ApiResponse, Mapping[str, str]]:
        client, request = self._client, self._request
        try:
            response = client.session.get(
                client.api_url().rstrip("/") + request.path,
                params={**dict(request.params), **self._page},
                headers={"Accept": "application/json", "User-Agent": client.user_agent},
                auth=BearerAuth(token),
                timeout=TIMEOUT,
                # Zoom's API doesn't redirect; whatever does is not Zoom.
                allow_redirects=False,
            )
        except OSError as error:  # the base of all exceptions of requests
            return response_for(error, client.api_url()), {}
        client.on_request(request, response.status_code)
        parsed = parse_response(request, response.status_code, response.content)
        return parsed, response.headers

    def _wait_for_limit(self, attempt: _Try) -> None:
        client, label = self._client, self._request.label
        message, headers = attempt.response.message, attempt.headers
        daily = "daily" in message or headers.get("X-RateLimit-Type") == "Daily-limit"
        per_minute = "per-minute" in message or label.is_per_minute
        wait = retry_after_seconds(headers)
        if wait is None:
            wait = seconds_to_midnight(headers) if daily else 60.0 if per_minute else 1.0
        wait += backoff.full_jitter(0.5)
        if wait + client.clock() - self._started > client.max_wait:
            limit = _limit(self._request, wait, daily=daily)
            if daily:
                raise DailyLimitError(limit, RUN_AGAIN)
            msg = f"{limit} {RUN_AGAIN}"
            raise LimitError(msg)
        client.limiter.on_rate_limited(label, headers, wait)

    def _refresh_token(self, attempt: _Try) -> ApiResponse | None:
        """Get a new access token.

        Returns:
            None to try again with it, or the response to give up with.
        """
        self._refused_new_tokens += attempt.token not in self._client.accepted_tokens
        self._refresh(attempt)
        return None

    def _refresh(self, attempt: _Try) -> None:
        self._refreshes += 1
        if self._refused_new_tokens > 1 or self._refreshes > _MAX_REFRESHES:
            raise AuthError(_refused_token(attempt.response))
        self._client.auth.refresh(attempt.token)

    def _back_off(self, problem: str) -> None:
        client = self._client
        self._retries += 1
        delay = backoff.full_jitter(next(self._delays))
        out_of_time = client.clock() - self._started + delay > client.max_wait
        if self._retries == _MAX_TRIES or out_of_time:
            raise TransportError(_gave_up(self._request, self._retries, problem))
        logger.debug("%s: %s; retrying in %.1f s", self._request.path, problem, delay)
        client.pause(delay)


class _Download(_Exchange):
    """A request for a file, which a valid access token may not be enough for."""

    def _send(self, token: str) -> tuple[ApiResponse, Mapping[str, str]]:
        client, request = self._client, self._request
        assert isinstance(request, DownloadRequest)  # noqa: S101 - for the type checker
        downloads = Downloads(client.session, client.api_url, client.user_agent, TIMEOUT)
        fetched = downloads.fetch(request.url, token)
        if fetched.status:
            client.on_request(request, fetched.status)
        return fetched.response, fetched.headers

    def _refresh_token(self, attempt: _Try) -> ApiResponse | None:
        # Two refreshes, since a new token can have expired by the time the file is asked for again.
        refused = self._client.tokens_without_downloads
        if self._refreshes > 1 or attempt.token in refused:
            refused.add(attempt.token)
            rule = DOWNLOAD_FORBIDDEN
            return ApiResponse(rule.outcome, rule.reason, attempt.response.message)
        self._refresh(attempt)
        return None


def _refused_token(response: ApiResponse) -> str:
    return (
        f"Zoom refuses an access token that it has just issued ({response.message}). "
        "Check that the app is activated and that its user still exists."
    )


def _fatal(request: Request, attempt: _Try) -> str:
    tracking = attempt.headers.get("x-zm-trackingid", "none")
    return (
        f"Zoom refused {request.path} of stream {request.stream}: {attempt.response.message} "
        f"({attempt.response.reason}; tracking id {tracking})"
    )


def _gave_up(request: Request, tries: int, problem: str) -> str:
    return (
        f"No usable response for {request.path} of stream {request.stream} in {tries} tries; the "
        f"last: {problem}. Run again later: the next run resumes from the saved state."
    )


def _limit(request: Request, wait: float, *, daily: bool) -> str:
    kind = "daily" if daily else "rate"
    return (
        f"Zoom's {kind} limit for {request.label.value} requests is reached; it resets in "
        f"{math.ceil(wait / 60):,} min, longer than the run may wait (max_wait)."
    )
