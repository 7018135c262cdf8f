"""What all streams of one run share: the settings, the way to Zoom, the counts."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import HTTPAdapter

from tap_zoom.api import pagination
from tap_zoom.api.auth import ZoomAuthenticator
from tap_zoom.api.client import Api
from tap_zoom.api.rate_limiter import Limits
from tap_zoom.api.token_store import TokenStore
from tap_zoom.config.settings import API_URL, Settings
from tap_zoom.prefetch.prefetcher import ReadAhead
from tap_zoom.run.progress import Progress
from tap_zoom.run.summary import Summary
from tap_zoom.state.bookmark import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call
    from tap_zoom.prefetch.plan import Plans

logger = logging.getLogger("tap-zoom")


class Run:
    """One run of the tap.

    Args:
        config: The tap's configuration, valid.
        config_paths: The files that it came from; a rotated refresh token may go back there.
        user_agent: How the tap names itself when the settings don't say.
        started: When the run began, in UTC: bookmarks never pass it.

    Attributes:
        stopping: Set when the run has to end early; all waiting ends then.

    Raises:
        ConfigError: Settings don't make sense together.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        config_paths: Sequence[Path],
        user_agent: str,
        started: datetime,
    ) -> None:
        """Put the parts together; nothing is sent yet."""
        self.settings = Settings.of(config)
        self.started = started
        self.span = Span(self.started, self.settings.start_date, self.settings.lookback)
        self.summary = Summary()
        self._warned: set[str] = set()
        self.stopping = threading.Event()
        user_agent = config.get("user_agent") or user_agent
        session = requests.Session()
        session.mount("https://", HTTPAdapter(pool_maxsize=256))
        session.mount("http://", HTTPAdapter(pool_maxsize=256))
        self.auth = ZoomAuthenticator(
            client_id=config["client_id"],
            client_secret=config["client_secret"],
            account_id=config.get("account_id") or None,
            refresh_token=config.get("refresh_token") or None,
            auth_url=config["auth_url"],
            store=_store(config, config_paths),
            session=session,
            user_agent=user_agent,
            sleep=self._pause,
        )
        self.limits = Limits(
            self.settings.plan,
            self.settings.rate_limit_share,
            clock=time.monotonic,
            pause=self._pause,
            most_at_once=self.settings.max_concurrency,
        )
        self._api = Api(
            session=session,
            auth=self.auth,
            limits=self.limits,
            api_url=lambda: self._api_url(config["api_url"]),
            user_agent=user_agent,
            max_wait=self.settings.max_wait,
            on_request=self.summary.requested,
            pause=self._pause,
            is_stopping=self.stopping.is_set,
        )

    def read(self, call: Call) -> Listing:
        """Read a list whole."""
        if self._ahead is not None:
            return self._ahead.read(call)
        return pagination.read(call, self._api.get)

    def read_ahead(self, plans: Plans) -> None:
        """Fetch what a tree of streams will need, before it asks for it."""
        if self._ahead is None:
            self._ahead = ReadAhead(
                self._api,
                self.limits,
                most_at_once=self.settings.max_concurrency,
                budget=self.settings.prefetch_memory_bytes,
                stopping=self.stopping,
            )
        self._ahead.follow(plans)

    def warn_once(self, text: str) -> None:
        """Say something that concerns several streams alike."""
        if text not in self._warned:
            self._warned.add(text)
            logger.warning(text)

    def progress(self) -> Progress:
        """What says how far the run is."""
        return Progress(
            self.summary,
            self.limits,
            lists=lambda: self._ahead.lists() if self._ahead else (0, 0),
            interval=self.settings.progress_interval,
            clock=time.monotonic,
        )

    _ahead: ReadAhead | None = None

    def _pause(self, seconds: float) -> None:
        self.stopping.wait(seconds)

    def _api_url(self, configured: str) -> str:
        """Where the API is: as configured, or else where Zoom says that this account lives."""
        if configured == API_URL and self.auth.token.api_url:
            return f"{self.auth.token.api_url}/v2"
        return configured


def _store(config: Mapping[str, Any], config_paths: Sequence[Path]) -> TokenStore | None:
    if not config.get("refresh_token"):
        return None
    return TokenStore.choose(
        config.get("token_file"), config_paths, config["refresh_token"], config["client_id"]
    )
