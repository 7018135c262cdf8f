"""OAuth for both of Zoom's grants, with one access token for all threads."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from requests.auth import AuthBase

from tap_zoom.api.background import BackgroundCall
from tap_zoom.api.redaction import Redactor
from tap_zoom.api.server_clock import utc_now
from tap_zoom.api.token_request import DEADLINE, Token, TokenEndpoint
from tap_zoom.exceptions import ConfigError, TapZoomError, TransportError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    import requests

    from tap_zoom.api.token_store import TokenStore

logger = logging.getLogger(__name__)


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

    A token is requested in a separate thread, so that neither a signal nor an error elsewhere can
    come between Zoom's response and the file that keeps the new refresh token.

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
        redactor: Learns every secret.
        clock: Monotonic seconds.
        now: This machine's time.
        sleep: Waits for so many seconds.
        is_stopping: Returns whether the run is stopping, and needs no other token.
        deadline: Maximum seconds of one token request.
    """

    client_id: str
    client_secret: str
    account_id: str | None
    refresh_token: str | None
    auth_url: str
    store: TokenStore | None
    session: requests.Session
    user_agent: str
    redactor: Redactor = field(default_factory=Redactor)
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], None] = time.sleep
    is_stopping: Callable[[], bool] = lambda: False
    deadline: float = DEADLINE
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _token: Token | None = field(init=False, default=None)
    _failure: BaseException | None = field(init=False, default=None)
    _renewal: BackgroundCall[Token | BaseException] | None = field(init=False, default=None)

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
            token, renewal = self._token, self._renewal
            if renewal is None:
                if token and token.access_token != stale and self.clock() < token.refresh_at:
                    return token
                if self._failure:
                    raise _copy(self._failure)
                # Assigned before it starts: a signal may arrive in between.
                self._renewal = renewal = BackgroundCall(self._renew, "token renewal")
                atexit.register(self.finish_renewal)  # wherever the process ends
                renewal.start()
        result = renewal.result()
        if isinstance(result, Token):
            return result
        raise _copy(result)

    def finish_renewal(self) -> None:
        """Wait until a refresh token that is being renewed has been stored.

        Call it before the process ends, once no renewal can start any more: a refresh token that
        was used and not stored is lost, and a person has to authorize the app again. A signal takes
        effect afterward.
        """
        renewal = self._renewal
        if renewal is None or not self.refresh_token:
            return
        logger.info(
            "Waiting up to %.0f s for the new refresh token, which would be lost otherwise.",
            self.deadline,
        )
        until = self.clock() + self.deadline
        interrupted: BaseException | None = None
        ended = False
        while not ended:
            try:
                ended = renewal.wait(until - self.clock()) or self.clock() >= until
            except (SystemExit, KeyboardInterrupt) as error:
                interrupted = error
        if interrupted is not None:
            raise interrupted

    def _renew(self) -> Token | BaseException:
        result: Token | BaseException
        try:
            result = self._token = self._grant()
        except BaseException as error:  # noqa: BLE001 - raised in all threads that need a token
            # A copy: the traceback refers to the request and all its secrets.
            result = self._failure = _copy(error)
        with self._lock:
            self._renewal = None
        atexit.unregister(self.finish_renewal)
        return result

    def _grant(self) -> Token:
        if bool(self.account_id) == bool(self.refresh_token):
            raise ConfigError("Set either account_id or refresh_token, as the app's type requires.")
        if self.account_id:
            grant = {"grant_type": "account_credentials", "account_id": self.account_id}
            return self._endpoint().request(grant)[0]
        if self.store is None:
            why = "Zoom rotates the refresh token on every use, and there is nowhere to store it"
            raise ConfigError(f"{why}: set token_file to a file that is kept between runs.")
        self.redactor.add(self.refresh_token)
        self.store.check_writable()
        with self.store.lock(self._pause):
            grant = {"grant_type": "refresh_token", "refresh_token": self.store.load()}
            token, new_refresh_token = self._endpoint().request(grant)
            # Before anything uses the access token, so that a run that dies later loses nothing.
            if new_refresh_token:
                self.store.save(new_refresh_token)
        return token

    def _endpoint(self) -> TokenEndpoint:
        self._check_running()
        return TokenEndpoint(
            client_id=self.client_id,
            client_secret=self.client_secret,
            auth_url=self.auth_url,
            session=self.session,
            user_agent=self.user_agent,
            setting_to_update=self.store.setting_to_update if self.store else None,
            redactor=self.redactor,
            clock=self.clock,
            now=self.now,
            sleep=self._pause,
            deadline=self.deadline,
        )

    def _pause(self, seconds: float) -> None:
        self.sleep(seconds)
        self._check_running()

    def _check_running(self) -> None:
        if self.is_stopping():
            msg = "The run is over."  # nobody waits for this thread any more
            raise TransportError(msg)


def _copy(error: BaseException) -> BaseException:
    return type(error)(str(error)) if isinstance(error, TapZoomError) else error
