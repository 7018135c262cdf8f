"""The API with a clock that doesn't wait and tokens that count, for answers by requests-mock."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
import requests

from tap_zoom.api.client import Api
from tap_zoom.api.rate_limiter import Limits
from tap_zoom.exceptions import TapZoomError
from tests.support import USERS, Clock

if TYPE_CHECKING:
    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.request import Call
    from tap_zoom.api.response import Answer

BASE = "https://api.zoom.us/v2"
URL = f"{BASE}/users"
ROWS: dict[str, Any] = {"json": {"users": [{"id": "a"}], "next_page_token": ""}}


class Auth:
    """Hands out tokens that are numbered."""

    def __init__(self) -> None:
        self.number = 1
        self.stale: list[str] = []

    @property
    def token(self) -> SimpleNamespace:
        """The token of the moment."""
        return SimpleNamespace(access_token=f"s3cret-{self.number}")

    def renew(self, stale: str) -> None:
        """Replace it."""
        self.stale.append(stale)
        self.number += 1


@dataclass
class Zoom:
    """The API with a clock that doesn't wait, and what it told of its requests."""

    max_wait: float = 900.0
    clock: Clock = field(default_factory=Clock)
    auth: Auth = field(default_factory=Auth)
    statuses: list[int] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.limits = Limits("business", 1, clock=self.clock, pause=self.clock.pause)
        self.api = Api(
            session=requests.Session(),
            auth=cast("ZoomAuthenticator", self.auth),
            limits=self.limits,
            api_url=lambda: f"{BASE}/",
            user_agent="tap-zoom/1",
            max_wait=self.max_wait,
            on_request=lambda _, status: self.statuses.append(status),
            clock=self.clock,
            pause=self.clock.pause,
            is_stopping=lambda: self.stopping,
        )

    def get(self, call: Call = USERS, **page: str) -> Answer:
        """Make a request."""
        return self.api.get(call, page)

    def fail(self, call: Call = USERS) -> TapZoomError:
        """Make a request in vain, and check what holds of every error."""
        with pytest.raises(TapZoomError) as caught:
            self.get(call)
        said = str(caught.value)

        assert "\n" not in said
        assert "s3cret" not in said
        assert len(said) < 700
        return caught.value


def error(status: int, code: int | None, message: str = "", **more: object) -> dict[str, Any]:
    """Make an error answer for requests-mock."""
    body = {"code": code, "message": message} if code else {"message": message}
    return {"status_code": status, "json": body, **more}
