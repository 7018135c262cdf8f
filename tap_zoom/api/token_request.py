"""Requests to Zoom's token endpoint, and the tokens in its responses."""

from __future__ import annotations

import base64
import logging
import re
import time
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING

import backoff
from requests.auth import HTTPBasicAuth

from tap_zoom.api.background import within
from tap_zoom.api.response import parse_json_object
from tap_zoom.api.server_clock import clock_offset, utc_now
from tap_zoom.api.token_errors import (
    MAX_WAIT,
    Failure,
    failure_of,
    failure_without_response,
    host_of,
    seconds_of,
)
from tap_zoom.exceptions import TransportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import requests

    from tap_zoom.api.redaction import Redactor

logger = logging.getLogger(__name__)

EXPIRES_IN = 3600.0  # seconds: Zoom documents an hour for both grants
LEEWAY = 60.0
MAX_TRIES = 5
TIMEOUT = (10, 30)  # seconds to connect, and between two bytes
DEADLINE = 40.0  # seconds for a whole try: other runs may be waiting for the refresh token
MAX_BYTES = 1024 * 1024  # a token response has a thousandth of it

_API_URL = re.compile(r"(https://(?:[a-z0-9-]+\.)*zoom(?:\.us|gov\.com)(?::\d+)?)(?:/.*)?")
_MAYBE_USED_UP = " A try without a readable response may have used up the refresh token anyway."


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what Zoom returned with it.

    Attributes:
        access_token: The token.
        expires_at: When it expires, on the authenticator's clock.
        scopes: The scopes it was granted; empty if Zoom didn't name any.
        api_url: Base URL of the account's API, if Zoom named one.
        expires_in: Its lifetime in seconds.
        clock_offset: How far Zoom's clock is ahead of this machine's; zero if they agree.
    """

    access_token: str = field(repr=False)
    expires_at: float
    scopes: frozenset[str] = frozenset()
    api_url: str | None = None
    expires_in: float = EXPIRES_IN
    clock_offset: timedelta = timedelta()

    @property
    def refresh_at(self) -> float:
        """Return when to stop using it, since a request may wait before it is sent."""
        return self.expires_at - min(LEEWAY, self.expires_in / 10)


@dataclass(kw_only=True, eq=False, repr=False)
class TokenEndpoint:
    """Zoom's token endpoint.

    Attributes:
        client_id: The app's client ID.
        client_secret: The app's client secret.
        auth_url: The endpoint.
        session: Connections.
        user_agent: The User-Agent header.
        setting_to_update: Where a newly authorized refresh token belongs, for messages; None for
            an app that has none.
        redactor: Learns the secrets that are sent and received.
        clock: Monotonic seconds.
        now: This machine's time.
        sleep: Waits for so many seconds between two tries.
        deadline: Maximum seconds of a try.
    """

    client_id: str
    client_secret: str
    auth_url: str
    session: requests.Session
    user_agent: str
    setting_to_update: str | None
    redactor: Redactor
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    deadline: float = DEADLINE

    def request(self, grant: dict[str, str]) -> tuple[Token, str | None]:
        """Request a token, with retries.

        Args:
            grant: The form to send.

        Returns:
            An access token, and the refresh token that takes the place of the one in the grant.

        Raises:
            AuthError: Zoom refuses a token.
            TransportError: None of the tries had a readable response.
            ConfigError: The URL is unusable.
        """
        secrets = (value for name, value in grant.items() if name != "grant_type")
        credentials = f"{self.client_id}:{self.client_secret}".encode()
        encoded = base64.b64encode(credentials).decode()
        self.redactor.add(self.client_id, self.client_secret, encoded, *secrets)
        waits = islice(backoff.expo(max_value=MAX_WAIT), 1, MAX_TRIES)  # the first is no wait
        maybe_used_up = False
        while isinstance(result := self._try(grant), Failure):
            maybe_used_up = maybe_used_up or result.maybe_used_up
            max_wait = next(waits, None)
            if result.permanent or max_wait is None:
                note = _MAYBE_USED_UP if maybe_used_up and "refresh_token" in grant else ""
                raise type(result.error)(f"{result.error}{note}")
            wait = result.wait or backoff.full_jitter(max_wait)
            logger.warning("%s Retrying in %.1f s.", result.error, wait)
            self.sleep(wait)
        return result

    def _try(self, grant: dict[str, str]) -> tuple[Token, str | None] | Failure:
        try:
            # A response that arrives byte by byte would outlast any timeout between two bytes.
            return within(self.deadline, lambda: self._request_token(grant), "token request")
        except TimeoutError:
            problem = f"{host_of(self.auth_url)} did not respond to a token request in time."
        return Failure(TransportError(problem), maybe_used_up=True)

    def _request_token(self, grant: dict[str, str]) -> tuple[Token, str | None] | Failure:
        requested_at, sent_at = self.clock(), self.now()
        try:
            with self.session.post(
                self.auth_url,
                data=grant,
                headers={"Accept": "application/json", "User-Agent": self.user_agent},
                # As bytes: requests encodes text as Latin-1, and its error would quote it.
                auth=HTTPBasicAuth(self.client_id.encode(), self.client_secret.encode()),
                timeout=TIMEOUT,
                allow_redirects=False,
                stream=True,
            ) as response:
                body = parse_json_object(_content(response)) or {}
        except OSError as error:
            # Returned, not raised: the exception refers to the request and all its secrets.
            return failure_without_response(error, self.auth_url)
        access_token = str(body.get("access_token") or "")
        refresh_token = body.get("refresh_token")
        refresh_token = refresh_token if isinstance(refresh_token, str) else None
        self.redactor.add(access_token, refresh_token)
        # The error about a token that is not a valid header would quote it.
        if response.status_code == HTTPStatus.OK and re.fullmatch(r"[!-~]+", access_token):
            expires_in = min(seconds_of(body.get("expires_in")) or EXPIRES_IN, EXPIRES_IN)
            token = Token(
                access_token,
                requested_at + expires_in,
                frozenset(str(body.get("scope") or "").split()),
                _api_url(body.get("api_url")),
                expires_in,
                clock_offset(response.headers.get("Date"), sent_at, self.now()),
            )
            return token, refresh_token
        return failure_of(
            response,
            body,
            url=self.auth_url,
            redactor=self.redactor,
            setting_to_update=self.setting_to_update,
        )


def _content(response: requests.Response) -> bytes:
    """Return the body; b"" if it is too long to be a token."""
    content = bytearray()
    for chunk in response.iter_content(MAX_BYTES):
        content += chunk
        if len(content) > MAX_BYTES:
            return b""
    return bytes(content)


def _api_url(value: object) -> str | None:
    if found := _API_URL.fullmatch(str(value or "").lower()):
        return found[1]
    if value:
        logger.debug("Ignoring the API URL on %.100r, which is not a Zoom host", host_of(value))
    return None
