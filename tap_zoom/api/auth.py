"""OAuth for both of Zoom's grants, with one access token for all threads."""

from __future__ import annotations

import logging
import re
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urlsplit

import backoff
import requests
from requests.auth import AuthBase, HTTPBasicAuth

from tap_zoom.api.connection_errors import describe
from tap_zoom.api.response import parse_json_object
from tap_zoom.exceptions import AuthError, ConfigError, TapZoomError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_zoom.api.token_store import TokenStore

logger = logging.getLogger(__name__)

EXPIRES_IN = 3600.0  # seconds: Zoom documents an hour for both grants
LEEWAY = 60.0
MAX_TRIES = 5
MAX_WAIT = 60.0

_API_URL = re.compile(r"(https://(?:[a-z0-9-]+\.)*zoom(?:\.us|gov\.com)(?::\d+)?)(?:/.*)?")
_RETRIABLE = {408, *range(500, 600)}
_UNSENT = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
_MAYBE_USED_UP = " A try without a readable response may have used up the refresh token anyway."
_ERROR_FIELDS = ("reason", "error", "code", "message", "errorMessage")
# By the text of the response: OAuth's own words, and the numbers that Zoom documents.
_ADVICE = {
    r"4717|4738": "the app is deactivated: have it activated in Zoom's App Marketplace",
    r"invalid_client|470[246]": "check client_id and client_secret, which must be of one app",
    r"unsupported_grant_type|4705": "the app is not of the type that the settings assume: set "
    "account_id for a Server-to-Server OAuth app, refresh_token for one that a user authorized",
}
_CHECK_ACCOUNT = "check account_id (as the app's page shows it) and that the app is activated"
_AUTHORIZE_AGAIN = (
    "most likely the refresh token was used by another run, has expired (after 90 days) or was "
    "revoked: authorize the app again and put the new refresh token into "
)


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and what Zoom returned with it.

    Attributes:
        access_token: The token.
        expires_at: When it expires, on the authenticator's clock.
        scopes: The scopes it was granted; empty if Zoom didn't name any.
        api_url: Base URL of the account's API, if Zoom named one.
        expires_in: Its lifetime in seconds.
    """

    access_token: str = field(repr=False)
    expires_at: float
    scopes: frozenset[str] = frozenset()
    api_url: str | None = None
    expires_in: float = EXPIRES_IN

    @property
    def refresh_at(self) -> float:
        """Return when to stop using it, since a request may wait before it is sent."""
        return self.expires_at - min(LEEWAY, self.expires_in / 10)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A try that returned no token.

    Attributes:
        error: What to tell the user.
        permanent: Whether retrying is pointless.
        maybe_used_up: Whether Zoom may have used up the refresh token.
        wait: Seconds to wait before the next try; 0 to back off.
    """

    error: TapZoomError
    permanent: bool = False
    maybe_used_up: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class BearerAuth(AuthBase):
    """Authorizes requests with one access token."""

    access_token: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the Authorization header."""
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


@dataclass(kw_only=True, eq=False, repr=False)
class ZoomAuthenticator(AuthBase):
    """Authorizes requests with an access token that it obtains and refreshes, for all threads.

    Its first failure is final: threads that come later get the same error without another request,
    since no run can continue without a token.

    Attributes:
        client_id: The app's client ID.
        client_secret: The app's client secret.
        account_id: Set for a Server-to-Server OAuth app, and only then.
        refresh_token: Set for an app that a user authorized: the token in the settings.
        auth_url: Zoom's token endpoint.
        store: Keeps the refresh tokens that follow; None if there is no place for them.
        session: Connections.
        user_agent: The User-Agent header.
        clock: Monotonic seconds.
        sleep: Waits for so many seconds.
    """

    client_id: str
    client_secret: str
    account_id: str | None
    refresh_token: str | None
    auth_url: str
    store: TokenStore | None
    session: requests.Session
    user_agent: str
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _token: Token | None = field(init=False, default=None)
    _failure: TapZoomError | None = field(init=False, default=None)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Authorize the request."""
        return BearerAuth(self.token.access_token)(request)

    @property
    def token(self) -> Token:
        """Return a valid token, requesting one if there is none or it is about to expire."""
        token = self._token
        return token if token and self.clock() < token.refresh_at else self.refresh("")

    def is_token_valid(self) -> bool:
        """Return whether there is a token that isn't about to expire."""
        return self._token is not None and self.clock() < self._token.refresh_at

    def update_access_token(self) -> None:
        """Request a new access token."""
        self.refresh(self._token.access_token if self._token else "")

    def refresh(self, stale: str) -> Token:
        """Replace an access token that Zoom refused, unless another thread already has."""
        with self._lock:
            token = self._token
            if token and token.access_token != stale and self.clock() < token.refresh_at:
                return token
            if self._failure:
                raise type(self._failure)(str(self._failure))
            try:
                self._token = token = self._grant()
            except TapZoomError as error:
                self._failure = type(error)(str(error))
                raise
            return token

    def _grant(self) -> Token:
        if bool(self.account_id) == bool(self.refresh_token):
            raise ConfigError("Set either account_id or refresh_token, as the app's type requires.")
        if self.account_id:
            grant = {"grant_type": "account_credentials", "account_id": self.account_id}
            return self._request_token_with_retry(grant)[0]
        if self.store is None:
            why = "Zoom rotates the refresh token on every use, and there is nowhere to store it"
            raise ConfigError(f"{why}: set token_file to a file that is kept between runs.")
        self.store.check_writable()
        with self.store.lock(self.sleep):
            grant = {"grant_type": "refresh_token", "refresh_token": self.store.load()}
            token, new_refresh_token = self._request_token_with_retry(grant)
            # Before anything uses the access token, so that a run that dies later loses nothing.
            if new_refresh_token:
                self.store.save(new_refresh_token)
        return token

    def _request_token_with_retry(self, grant: dict[str, str]) -> tuple[Token, str | None]:
        waits = islice(backoff.expo(max_value=MAX_WAIT), 1, MAX_TRIES)  # the first is no wait
        maybe_used_up = False
        while isinstance(result := self._request_token(grant), _Failure):
            maybe_used_up = maybe_used_up or result.maybe_used_up
            max_wait = next(waits, None)
            if result.permanent or max_wait is None:
                note = _MAYBE_USED_UP if maybe_used_up and "refresh_token" in grant else ""
                raise type(result.error)(f"{result.error}{note}")
            wait = result.wait or backoff.full_jitter(max_wait)
            logger.warning("%s Retrying in %.1f s.", result.error, wait)
            self.sleep(wait)
        return result

    def _request_token(self, grant: dict[str, str]) -> tuple[Token, str | None] | _Failure:
        requested_at = self.clock()
        try:
            response = self.session.post(
                self.auth_url,
                data=grant,
                headers={"Accept": "application/json", "User-Agent": self.user_agent},
                # As bytes: requests encodes text as Latin-1, and its error would quote it.
                auth=HTTPBasicAuth(self.client_id.encode(), self.client_secret.encode()),
                timeout=(10, 30),
                allow_redirects=False,
            )
        except OSError as error:
            # Returned, not raised: the exception refers to the request and all its secrets.
            return _failure_without_response(error, self.auth_url)
        body = parse_json_object(response.content) or {}
        access_token = str(body.get("access_token") or "")
        new_refresh_token = body.get("refresh_token")
        # The error about a token that is not a valid header would quote it.
        if response.status_code == HTTPStatus.OK and re.fullmatch(r"[!-~]+", access_token):
            expires_in = min(_seconds(body.get("expires_in")) or EXPIRES_IN, EXPIRES_IN)
            scopes = frozenset(str(body.get("scope") or "").split())
            api_url = _api_url(body.get("api_url"))
            token = Token(access_token, requested_at + expires_in, scopes, api_url, expires_in)
            return token, new_refresh_token if isinstance(new_refresh_token, str) else None
        message = ", ".join(str(body[key]) for key in _ERROR_FIELDS if body.get(key))
        return self._failure_from(response, message, grant)

    def _failure_from(
        self, response: requests.Response, message: str, grant: dict[str, str]
    ) -> _Failure:
        status, host = response.status_code, _host(self.auth_url)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = min(_seconds(response.headers.get("Retry-After")), MAX_WAIT)
            return _Failure(TransportError(f"{host} limits token requests (HTTP 429)."), wait=wait)
        if status in _RETRIABLE or (status == HTTPStatus.OK and not message):
            problem = f"{host} responded to a token request with HTTP {status} and no token."
            return _Failure(TransportError(problem), maybe_used_up=True)
        what = f"{host} refuses an access token (HTTP {status}: {self._redact(message, grant)})"
        advice = self._advice(status, message.lower())
        return _Failure(AuthError(f"{what}: {advice}."), permanent=True)

    def _redact(self, message: str, grant: dict[str, str]) -> str:
        printable = "".join(c if c.isprintable() else " " * c.isspace() for c in message)
        text = " ".join(printable.split())
        secrets = {self.client_id, self.client_secret, self.refresh_token or "", *grant.values()}
        secrets -= {"", grant["grant_type"]}
        for secret in sorted(secrets, key=len, reverse=True):
            text = text.replace(secret, "***").replace(quote_plus(secret), "***")
        return text[:200] or "no reason given"

    def _advice(self, status: int, message: str) -> str:
        if status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            return "check auth_url"
        for words, advice in _ADVICE.items():
            if re.search(rf"\b({words})\b", message):
                return advice
        if self.store and self.refresh_token:
            return _AUTHORIZE_AGAIN + self.store.setting_to_update
        return _CHECK_ACCOUNT


def _failure_without_response(error: OSError, url: str) -> _Failure:
    if isinstance(error, ValueError):
        problem = "auth_url, or the URL of a proxy, is unusable."
        return _Failure(ConfigError(problem), permanent=True)
    if not isinstance(error, requests.RequestException):  # a missing CA bundle
        problem = f"No TLS connection to {_host(url)}: check the path in REQUESTS_CA_BUNDLE."
        return _Failure(TransportError(problem), permanent=True)
    network_error = describe(error, url)
    # urllib3's words for what fails before the request is sent.
    unsent = isinstance(error, _UNSENT) or "Max retries exceeded" in str(error)
    return _Failure(
        TransportError(f"No access token: {network_error}."),
        permanent=network_error.permanent,
        maybe_used_up=not unsent,
    )


def _host(url: object) -> str:
    with suppress(ValueError):
        return urlsplit(str(url)).hostname or "?"
    return "?"


def _seconds(value: object) -> float:
    with suppress(ValueError):
        return max(0.0, float(str(value)))
    return 0.0


def _api_url(value: object) -> str | None:
    if found := _API_URL.fullmatch(str(value or "").lower()):
        return found[1]
    if value:
        logger.debug("Ignoring the API URL on %.100r, which is not a Zoom host", _host(value))
    return None
