"""One request to Zoom: paced, signed, retried, and its answer understood."""

from __future__ import annotations

import logging
import math
import time
from typing import TYPE_CHECKING

import backoff

from tap_zoom.api.auth import Bearer
from tap_zoom.api.connection_errors import no_answer
from tap_zoom.api.downloads import Downloads
from tap_zoom.api.error_rules import NO_DOWNLOADS, Outcome
from tap_zoom.api.response import Answer, understand
from tap_zoom.api.retry_after import seconds_to_midnight, seconds_to_wait
from tap_zoom.exceptions import ApiError, AuthError, LimitError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import requests

    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.rate_limiter import Limits
    from tap_zoom.api.request import Call

logger = logging.getLogger(__name__)

_TIMEOUT = (10, 120)  # seconds to connect, and between two bytes: large reports are slow
_MOST_TRIES = 8
_OVER = "The run is over."
_MOST_RENEWALS = 5  # of the access token, for one request


class Api:
    """Zoom's REST API, for all threads.

    Args:
        session: Connections; proxies and certificates come from the environment.
        auth: Signs requests.
        limits: Paces them.
        api_url: Says the base of all paths; the account's own may be known with its token only.
        user_agent: How the tap names itself.
        max_wait: Seconds that a request may take with all its tries and waits.
        on_request: Told the label of each request that goes out, for the counts.
        clock: Monotonic seconds.
        pause: Waits for so many seconds; may return early when the run is stopping.
        is_stopping: Says so.
    """

    def __init__(
        self,
        *,
        session: requests.Session,
        auth: ZoomAuthenticator,
        limits: Limits,
        api_url: Callable[[], str],
        user_agent: str,
        max_wait: float,
        on_request: Callable[[Call, int], None],
        pause: Callable[[float], object],
        is_stopping: Callable[[], bool] = lambda: False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the parts; nothing is sent yet."""
        self._session = session
        self._auth = auth
        self._limits = limits
        self._api_url = api_url
        self._headers = {"Accept": "application/json", "User-Agent": user_agent}
        self._max_wait = max_wait
        self._on_request = on_request
        self._pause = pause
        self._is_stopping = is_stopping
        self._clock = clock
        self._accepted: set[str] = set()  # access tokens that Zoom has taken
        self._no_downloads: set[str] = set()  # new ones that it hasn't taken for a file
        self._downloads = Downloads(
            session=session, api_url=api_url, user_agent=user_agent, timeout=_TIMEOUT
        )

    def get(self, call: Call, page: Mapping[str, str], *, has_slot: bool = False) -> Answer:
        """Make one request until it has an answer.

        Args:
            call: What to ask for.
            page: Parameters that say which page.
            has_slot: Whether the limits have given a slot for the first try.

        Returns:
            Rows, or why there are none. Never an answer of an outcome that ends the run.

        Raises:
            ApiError: Zoom refuses in a way that the table of errors says ends the run.
            AuthError: Zoom refuses a token that it has just given.
            LimitError: A limit lasts longer than ``max_wait``.
            TransportError: No readable answer in all tries.
        """
        started = self._clock()
        delays = backoff.expo(base=2, factor=0.5, max_value=60)
        next(delays)  # the generator's first value is for its own set-up
        unworn = 0  # tokens refused at their first use
        renewals = 0
        tries = 0
        while True:
            if not has_slot:
                self._limits.acquire(call.label)
            has_slot = False
            try:
                answer, headers, token = self._try_once(call, page)
            finally:
                self._limits.release()
            match answer.outcome:
                case Outcome.WAIT:
                    self._wait(call, headers, answer, started)
                    continue
                # Two new tokens, as one can have died by the time that the file is asked for again.
                case Outcome.RENEW if call.url and (renewals > 1 or token in self._no_downloads):
                    self._no_downloads.add(token)
                    return Answer(NO_DOWNLOADS.outcome, NO_DOWNLOADS.reason, answer.message)
                case Outcome.RENEW:
                    unworn += not call.url and token not in self._accepted
                    renewals += 1
                    if unworn > 1 or renewals > _MOST_RENEWALS:
                        raise AuthError(_refused_token(answer))
                    self._auth.renew(token)
                    continue
                case Outcome.STOP:
                    raise ApiError(_stop(call, headers, answer))
                case Outcome.RETRY:
                    pass
                case _:
                    self._accepted.add(token)
                    self._limits.answered(call.label, headers)
                    return answer
            tries += 1
            delay = backoff.full_jitter(next(delays))
            if tries == _MOST_TRIES or self._clock() - started + delay > self._max_wait:
                raise TransportError(_gave_up(call, tries, answer.message))
            logger.debug("%s: %s; trying again in %.1f s", call.path, answer.message, delay)
            self._pause(delay)

    def _try_once(
        self, call: Call, page: Mapping[str, str]
    ) -> tuple[Answer, Mapping[str, str], str]:
        """Try with a slot: the answer, its headers, and the access token that it was got with."""
        if self._is_stopping():  # a thread that nobody waits for any more
            raise TransportError(_OVER)
        self._limits.spend(call.label)
        token = self._auth.token.access_token
        return (*self._try(call, page, token), token)

    def _try(
        self, call: Call, page: Mapping[str, str], token: str
    ) -> tuple[Answer, Mapping[str, str]]:
        if call.url:
            answer, status, headers = self._downloads.fetch(call, token)
            if status:
                self._on_request(call, status)
            return answer, headers
        try:
            response = self._send(call, page, token)
        except OSError as error:  # all of requests' exceptions are
            return no_answer(error, self._api_url()), {}
        self._on_request(call, response.status_code)
        return understand(call, response.status_code, response.content), response.headers

    def _send(self, call: Call, page: Mapping[str, str], token: str) -> requests.Response:
        return self._session.get(
            self._api_url().rstrip("/") + call.path,
            params={**dict(call.params), **page},
            headers=self._headers,
            auth=Bearer(token),
            timeout=_TIMEOUT,
            # Zoom's API doesn't redirect; whatever does is not Zoom.
            allow_redirects=False,
        )

    def _wait(self, call: Call, headers: Mapping[str, str], answer: Answer, started: float) -> None:
        daily = "daily" in answer.message or headers.get("X-RateLimit-Type") == "Daily-limit"
        minutely = "per-minute" in answer.message or call.label.is_by_the_minute
        wait = seconds_to_wait(headers)
        if wait is None:
            wait = seconds_to_midnight(headers) if daily else 60.0 if minutely else 1.0
        wait += backoff.full_jitter(0.5)
        if wait + self._clock() - started > self._max_wait:
            raise LimitError(_limit(call, wait, daily=daily))
        self._limits.refused(call.label, headers, wait)


def _refused_token(answer: Answer) -> str:
    return (
        f"Zoom refuses an access token that it has just given ({answer.message}). "
        "Check that the app is activated and its user still exists."
    )


def _stop(call: Call, headers: Mapping[str, str], answer: Answer) -> str:
    tracking = headers.get("x-zm-trackingid", "none")
    return (
        f"Zoom refused {call.path} of stream {call.stream}: {answer.message} "
        f"({answer.reason}; tracking id {tracking})"
    )


def _gave_up(call: Call, tries: int, trouble: str) -> str:
    return (
        f"No usable answer for {call.path} of stream {call.stream} in {tries} tries; the last: "
        f"{trouble}. Run again later: the next run goes on from the state of this one."
    )


def _limit(call: Call, wait: float, *, daily: bool) -> str:
    kind = "daily" if daily else "rate"
    return (
        f"Zoom's {kind} limit for {call.label.value} requests is reached; it resets in "
        f"{math.ceil(wait / 60):,} min, longer than the run may wait (max_wait). Run again then: "
        "the next run goes on where this one stopped."
    )
