"""The API client with a fake clock and fake tokens, for responses by requests-mock."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import requests

from tap_zoom.api.client import ZoomClient
from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.exceptions import TapZoomError
from tests.support import USERS, Clock, Room

if TYPE_CHECKING:
    from collections.abc import Callable

    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.request import Request
    from tap_zoom.api.response import ApiResponse

BASE = "https://api.zoom.us/v2"
URL = f"{BASE}/users"
ROWS: dict[str, Any] = {"json": {"users": [{"id": "a"}], "next_page_token": ""}}
#: What is asked to find out whether Zoom answers anything.
PROBE = f"{BASE}/users/me"
ALIVE: dict[str, Any] = {"json": {"id": "me"}}
START = Clock().now


@dataclass
class FakeAuth:
    """Issues numbered access tokens.

    Attributes:
        number: Number of the current token.
        stale: The tokens that were reported as stale, in order.
        on_refresh: Called after each refresh.
    """

    number: int = 1
    stale: list[str] = field(default_factory=list)
    on_refresh: Callable[[], object] = lambda: None

    @property
    def token(self) -> SimpleNamespace:
        """The current token."""
        return SimpleNamespace(access_token=f"s3cret-{self.number}")

    def refresh(self, stale: str) -> None:
        """Replace the token."""
        self.stale.append(stale)
        self.number += 1
        self.on_refresh()


@dataclass
class ApiHarness:
    """An API client on a fake clock.

    Attributes:
        max_wait: Seconds that one request may take.
        room: Room in flight.
        statuses: HTTP statuses that the client reported, in order.
        stopping: Whether the run is stopping.
    """

    max_wait: float = 900.0
    clock: Clock = field(default_factory=Clock)
    auth: FakeAuth = field(default_factory=FakeAuth)
    room: Room = field(default_factory=Room)
    statuses: list[int] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        """Build the client."""
        self.limiter = RateLimiter(
            "business",
            1,
            clock=self.clock,
            pause=self.clock.pause,
            semaphore=lambda _: self.room,
        )
        self.client = ZoomClient(
            session=requests.Session(),
            auth=cast("ZoomAuthenticator", self.auth),
            limiter=self.limiter,
            api_url=lambda: f"{BASE}/",
            user_agent="tap-zoom/1",
            max_wait=self.max_wait,
            on_request=lambda _, status: self.statuses.append(status),
            clock=self.clock,
            pause=self.clock.pause,
            is_stopping=lambda: self.stopping,
        )

    @property
    def elapsed(self) -> float:
        """Seconds that have passed since the start."""
        return self.clock.now - START

    def request(self, request: Request = USERS, **page: str) -> ApiResponse:
        """Send a request."""
        return self.client.request(request, page)

    def error(self, request: Request = USERS) -> TapZoomError:
        """Send a request that fails, and check what holds for every error."""
        with pytest.raises(TapZoomError) as caught:
            self.request(request)
        message = str(caught.value)

        assert "\n" not in message
        assert "s3cret" not in message
        assert len(message) < 700
        return caught.value


def error(status: int, code: int | None, message: str = "") -> dict[str, Any]:
    """Build an error response for requests-mock."""
    body = {"code": code, "message": message} if code else {"message": message}
    return {"status_code": status, "json": body}
