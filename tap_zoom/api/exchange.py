"""One request with all its tries, from the first until there is a response to return."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import backoff

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.messages import fatal, gave_up, limit_reached, refused_token
from tap_zoom.api.request import own_user_request
from tap_zoom.api.response import MAX_TRIES_OF_ERROR, ApiResponse
from tap_zoom.api.retries import Retries
from tap_zoom.api.retry_after import retry_after_seconds, seconds_to_midnight
from tap_zoom.api.transport import send
from tap_zoom.exceptions import (
    RUN_AGAIN,
    ApiError,
    AuthError,
    DailyLimitError,
    LimitError,
    TransportError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.access import ApiAccess
    from tap_zoom.api.request import Request

logger = logging.getLogger(__name__)

_BODY_SECONDS = (10.0, 600.0)  # at least, even if the time is up, and at most
_MAX_REFRESHES = 5  # of the access token, for one request


@dataclass(frozen=True, slots=True)
class Try:
    """One try of a request: its response, and the access token that it was sent with."""

    response: ApiResponse
    headers: Mapping[str, str]
    token: str


class Exchange:
    """One request, from its first try to its response.

    Three budgets bound it: the time spent waiting for limits and outages, the number of token
    refreshes, and the number of tries.

    Args:
        client: What sends it.
        request: What to ask for.
        page: Query parameters of the page.
    """

    def __init__(self, client: ApiAccess, request: Request, page: Mapping[str, str]) -> None:
        self._client = client
        self._request = request
        self._page = page
        self._retries = Retries(client.health, client.clock, client.max_wait)
        self._refreshes = 0
        self._refused_new_tokens = 0

    def run(self, *, has_slot: bool) -> ApiResponse:
        """Try until there is a response to return, or raise."""
        if not self._request.is_sendable:
            if has_slot:
                self._client.limiter.release()
            return ApiResponse(Outcome.FAILED, "id can't be in a URL", "the id consists of dots")
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
                case Outcome.FATAL:
                    raise ApiError(_fatal(self._request, attempt.response))
                case _:
                    if attempt.response.max_tries == 1 or not self._may_retry(attempt):
                        return self._result(attempt)

    def _result(self, attempt: Try) -> ApiResponse:
        response = attempt.response
        if response.outcome is not Outcome.RETRY:
            self._client.accepted_tokens.add(attempt.token)
            self._client.limiter.on_success(self._request.label, attempt.headers)
        if response.outcome in {Outcome.RETRY, Outcome.FAILED}:
            return _failed(response, max(1, self._retries.failures))
        return response

    def _zoom_answers(self) -> bool:
        """Find out whether Zoom's API answers anything, be it with an error."""
        try:
            return self._client.health.probe(lambda: self._probe() is not Outcome.RETRY)
        except LimitError:
            return True  # no request is left to ask with; the limit itself shows that Zoom responds

    def _probe(self) -> Outcome:
        """Send one cheap request, for something that always exists."""
        request = own_user_request(self._request.stream)
        return Exchange(self._client, request, {}).run_once().outcome

    def run_once(self) -> ApiResponse:
        """Try once, and return whatever response there is."""
        return self._try(has_slot=False).response

    def _try(self, *, has_slot: bool) -> Try:
        limiter = self._client.limiter
        if not has_slot:
            limiter.acquire(self._request.label)
        try:
            if self._client.is_stopping():
                msg = "The run is over."  # nobody waits for this thread any more
                raise TransportError(msg)
            limiter.count_request(self._request.label)
            token = self._client.auth.token.access_token
            self._retries.on_try()
            response, headers = self._send(token)
            return Try(response, headers, token)
        finally:
            limiter.release()

    def _send(self, token: str) -> tuple[ApiResponse, Mapping[str, str]]:
        return send(
            self._client,
            self._request,
            self._page,
            token,
            max_seconds=self._body_seconds(),
            lenient=self._retries.failures + 1 >= MAX_TRIES_OF_ERROR,
        )

    def _body_seconds(self) -> float:
        least, most = _BODY_SECONDS
        return max(least, min(most, self._retries.seconds_left))

    def _wait_for_limit(self, attempt: Try) -> None:
        client, label = self._client, self._request.label
        message, headers = attempt.response.message, attempt.headers
        daily = "daily" in message or headers.get("X-RateLimit-Type") == "Daily-limit"
        per_minute = "per-minute" in message or label.is_per_minute
        wait = retry_after_seconds(headers)
        if wait is None:
            wait = seconds_to_midnight(headers) if daily else 60.0 if per_minute else 1.0
        wait += backoff.full_jitter(0.5)
        if wait > self._retries.seconds_left:
            limit = limit_reached(self._request, wait, daily=daily)
            if daily:
                raise DailyLimitError(limit, RUN_AGAIN)
            msg = f"{limit} {RUN_AGAIN}"
            raise LimitError(msg)
        client.limiter.on_rate_limited(label, headers, wait)

    def _refresh_token(self, attempt: Try) -> ApiResponse | None:
        """Get a new access token.

        Returns:
            None to try again with it, or the response to give up with.

        Raises:
            AuthError: Zoom accepts no token at all.
            TransportError: Zoom has answered nothing for so long that the run has to end.
        """
        response = attempt.response
        self._refused_new_tokens += attempt.token not in self._client.accepted_tokens
        if self._refused_new_tokens <= 1 and self._refreshes < _MAX_REFRESHES:
            self._refresh(attempt)
            return None
        # Tokens that others could use are no sign that the app is deactivated.
        if self._refused_new_tokens > 1 and not self._is_token_accepted(response):
            raise AuthError(refused_token(response.message))
        return _failed(response, self._refreshes + 1)

    def _is_token_accepted(self, refusal: ApiResponse) -> bool:
        """Find out whether Zoom accepts the access token elsewhere."""
        while (found := self._probe()) is Outcome.RETRY:
            delay = self._retries.delay_after_probe(is_outage=True)
            if delay is None:
                raise TransportError(gave_up(self._request, self._refreshes + 1, refusal.message))
            self._client.pause(delay)
        return found is not Outcome.REFRESH_TOKEN

    def _refresh(self, attempt: Try) -> None:
        self._refreshes += 1
        self._client.auth.refresh(attempt.token)

    def _may_retry(self, attempt: Try) -> bool:
        """Wait for the next try, unless the response has to be believed.

        Raises:
            TransportError: Zoom has answered nothing for so long that the run has to end.
        """
        request, response = self._request, attempt.response
        delay = self._retries.next_delay(response.max_tries, retry_after_seconds(attempt.headers))
        if delay is None and response.outcome is Outcome.RETRY and not self._retries.zoom_answered:
            is_outage = not self._zoom_answers()
            delay = self._retries.delay_after_probe(is_outage=is_outage)
            if delay is None and is_outage:
                raise TransportError(gave_up(request, self._retries.failures, response.message))
        if delay is None:
            return False
        logger.debug("%s: %s; retrying in %.1f s", request.path, response.message, delay)
        self._client.pause(delay)
        return True


def _failed(response: ApiResponse, failures: int) -> ApiResponse:
    tries = f"{failures} tries" if failures > 1 else "1 try"
    tracking = f"; tracking id {response.tracking_id}" if response.tracking_id else ""
    message = f"{response.message} ({tries}{tracking})"
    return replace(response, outcome=Outcome.FAILED, message=message)


def _fatal(request: Request, response: ApiResponse) -> str:
    return fatal(request, response.message, response.reason, response.tracking_id)
