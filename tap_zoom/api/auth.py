"""Access tokens: both of Zoom's OAuth grants, and one token for all threads."""

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

from tap_zoom.api.connection_errors import explain
from tap_zoom.api.token_store import TokenStore, json_object
from tap_zoom.exceptions import AuthError, ConfigError, TapZoomError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable

logger = logging.getLogger(__name__)

LIFE = 3600.0  # Zoom documents an hour for both grants.
LEEWAY = 60.0
TRIES = 5
LONGEST_WAIT = 60.0

_API_URL = re.compile(r"(https://(?:[a-z0-9-]+\.)*zoom(?:\.us|gov\.com)(?::\d+)?)(?:/.*)?")
_PASSING = {408, *range(500, 600)}
_UNSENT = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
_MAYBE_SPENT = " A try without a readable answer may have spent the refresh token all the same."
_SAYING = ("reason", "error", "code", "message", "errorMessage")
# By the words of the answer: OAuth's own, and numbers that Zoom documents for its OAuth errors.
_ADVICE = {
    r"4717|4738": "the app is deactivated: have it activated in Zoom's App Marketplace",
    r"invalid_client|470[246]": "check client_id and client_secret, which must be of one app",
    r"unsupported_grant_type|4705": "the app isn't of the type that the settings assume: set "
    "account_id for a Server-to-Server OAuth app, refresh_token for one that a user authorized",
}
_WRONG = "check account_id (as the app's page shows it) and that the app is activated"
_SPENT = (
    "most likely the refresh token was used by another run, has expired (after 90 days) or was "
    "revoked: authorize the app again and put the new refresh token into "
)


@dataclass(frozen=True, slots=True)
class Token:
    """What Zoom said of one access token; empty ``scopes`` mean that it named none."""

    access_token: str = field(repr=False)
    expires_at: float
    scopes: frozenset[str] = frozenset()
    api_url: str | None = None
    life: float = LIFE

    @property
    def renew_at(self) -> float:
        """When to stop handing it out, since a request may wait before it is sent."""
        return self.expires_at - min(LEEWAY, self.life / 10)


@dataclass(frozen=True, slots=True)
class _Failure:
    """A try that gave no token; when it is ``lost``, Zoom may have acted on it all the same."""

    error: TapZoomError
    final: bool = False
    lost: bool = False
    wait: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Bearer(AuthBase):
    """Signs requests with one access token."""

    access_token: str = field(repr=False)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign the request."""
        request.headers["Authorization"] = f"Bearer {self.access_token}"
        return request


@dataclass(kw_only=True, eq=False, repr=False)
class ZoomAuthenticator(AuthBase):
    """Signs requests with an access token that it gets and renews by itself, for any thread.

    Its first failure is its last word: threads that come later get the same error without
    another request, since no run can go on without a token.

    Attributes:
        account_id: Given for a Server-to-Server OAuth app, and only then.
        refresh_token: Given for an app that a user authorized: the one in the settings.
        auth_url: Zoom's token endpoint, path and all.
        store: Keeps the refresh tokens that follow; None when there is no place for them.
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
    _held: Token | None = field(init=False, default=None)
    _failed: TapZoomError | None = field(init=False, default=None)

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Sign the request."""
        return Bearer(self.token.access_token)(request)

    @property
    def token(self) -> Token:
        """The token of the moment, fetched where there is none or its end is near."""
        held = self._held
        return held if held and self.clock() < held.renew_at else self.renew("")

    def renew(self, stale: str) -> Token:
        """Replace an access token that Zoom refused, unless another thread has done so."""
        with self._lock:
            held = self._held
            if held and held.access_token != stale and self.clock() < held.renew_at:
                return held
            if self._failed:
                raise type(self._failed)(str(self._failed))
            try:
                self._held = held = self._fetch()
            except TapZoomError as error:
                self._failed = type(error)(str(error))
                raise
            return held

    def _fetch(self) -> Token:
        if bool(self.account_id) == bool(self.refresh_token):
            raise ConfigError("Set either account_id or refresh_token, as the app's type demands.")
        if self.account_id:
            grant = {"grant_type": "account_credentials", "account_id": self.account_id}
            return self._ask(grant)[0]
        if self.store is None:
            why = "Each use of refresh_token gives a new one, which this run can keep nowhere"
            raise ConfigError(f"{why}: set token_file to a file that stays between runs.")
        self.store.check_writable()
        with self.store.lock(self.sleep):
            spent = self.store.load()
            token, fresh = self._ask({"grant_type": "refresh_token", "refresh_token": spent})
            # Before anyone has the access token: a run that dies later then loses nothing.
            if fresh:
                self.store.save(fresh)
        return token

    def _ask(self, grant: dict[str, str]) -> tuple[Token, str | None]:
        waits = islice(backoff.expo(max_value=LONGEST_WAIT), 1, TRIES)  # the first is no wait
        lost = False
        while isinstance(answer := self._try(grant), _Failure):
            lost = lost or answer.lost
            longest = next(waits, None)
            if answer.final or longest is None:
                note = _MAYBE_SPENT if lost and "refresh_token" in grant else ""
                raise type(answer.error)(f"{answer.error}{note}")
            wait = answer.wait or backoff.full_jitter(longest)
            logger.warning("%s Trying again in %.1f s.", answer.error, wait)
            self.sleep(wait)
        return answer

    def _try(self, grant: dict[str, str]) -> tuple[Token, str | None] | _Failure:
        asked = self.clock()
        try:
            response = self.session.post(
                self.auth_url,
                data=grant,
                headers={"Accept": "application/json", "User-Agent": self.user_agent},
                # As bytes, since requests takes text for Latin-1 and its complaint quotes it.
                auth=HTTPBasicAuth(self.client_id.encode(), self.client_secret.encode()),
                timeout=(10, 30),
                allow_redirects=False,
            )
        except OSError as error:
            # Told, not raised: the request hangs on the exception, with all that it holds.
            return _unanswered(error, self.auth_url)
        body = json_object(response.content) or {}
        access, fresh = str(body.get("access_token") or ""), body.get("refresh_token")
        # A token that can't stand in a header would be quoted by the error about it.
        if response.status_code == HTTPStatus.OK and re.fullmatch(r"[!-~]+", access):
            life = min(_seconds(body.get("expires_in")) or LIFE, LIFE)
            scopes = frozenset(str(body.get("scope") or "").split())
            token = Token(access, asked + life, scopes, _api_url(body.get("api_url")), life)
            return token, fresh if isinstance(fresh, str) else None
        said = ", ".join(str(body[key]) for key in _SAYING if body.get(key))
        return self._refused(response, said, grant)

    def _refused(self, response: requests.Response, said: str, grant: dict[str, str]) -> _Failure:
        status, host = response.status_code, _host(self.auth_url)
        if status == HTTPStatus.TOO_MANY_REQUESTS:
            wait = min(_seconds(response.headers.get("Retry-After")), LONGEST_WAIT)
            return _Failure(TransportError(f"{host} limits token requests (HTTP 429)."), wait=wait)
        if status in _PASSING or (status == HTTPStatus.OK and not said):
            problem = f"{host} answered a token request with HTTP {status} and no readable token."
            return _Failure(TransportError(problem), lost=True)
        what = f"{host} gives no access token (HTTP {status}: {self._clean(said, grant)})"
        return _Failure(AuthError(f"{what}: {self._advice(status, said.lower())}."), final=True)

    def _clean(self, said: str, grant: dict[str, str]) -> str:
        said = " ".join("".join(c if c.isprintable() else " " * c.isspace() for c in said).split())
        secrets = {self.client_id, self.client_secret, self.refresh_token or "", *grant.values()}
        secrets -= {"", grant["grant_type"]}
        for secret in sorted(secrets, key=len, reverse=True):
            said = said.replace(secret, "***").replace(quote_plus(secret), "***")
        return said[:200] or "no reason given"

    def _advice(self, status: int, said: str) -> str:
        if status not in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            return "check auth_url"
        for words, advice in _ADVICE.items():
            if re.search(rf"\b({words})\b", said):
                return advice
        return _SPENT + self.store.seed_place if self.store and self.refresh_token else _WRONG


def _unanswered(error: OSError, url: str) -> _Failure:
    if isinstance(error, ValueError):
        return _Failure(ConfigError("auth_url, or the URL of a proxy, is unusable."), final=True)
    if not isinstance(error, requests.RequestException):  # there is no file of trusted CAs
        problem = f"No TLS connection to {_host(url)}: check the path in REQUESTS_CA_BUNDLE."
        return _Failure(TransportError(problem), final=True)
    fault = explain(error, url)
    # urllib3 speaks so of what fails before the request has left.
    unsent = isinstance(error, _UNSENT) or "Max retries exceeded" in str(error)
    told = TransportError(f"No access token: {fault}.")
    return _Failure(told, final=fault.lasting, lost=not unsent)


def _host(url: object) -> str:
    with suppress(ValueError):
        return urlsplit(str(url)).hostname or "?"
    return "?"


def _seconds(said: object) -> float:
    with suppress(ValueError):
        return max(0.0, float(str(said)))
    return 0.0


def _api_url(said: object) -> str | None:
    if found := _API_URL.fullmatch(str(said or "").lower()):
        return found[1]
    if said:
        logger.debug("Not following the API URL on %.100r, as that isn't Zoom's", _host(said))
    return None
