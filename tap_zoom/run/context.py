"""What all streams of one run share: the settings, the access to Zoom, the counts."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.api import pagination
from tap_zoom.api.auth import ZoomAuthenticator
from tap_zoom.api.client import ZoomClient
from tap_zoom.api.downloads import hide_download_urls
from tap_zoom.api.rate_limiter import RateLimiter
from tap_zoom.api.redaction import Redactor, redact_logs
from tap_zoom.api.session import Session
from tap_zoom.api.token_store import TokenStore
from tap_zoom.config.checked_settings import Settings
from tap_zoom.config.settings import API_URL
from tap_zoom.prefetch.prefetcher import Prefetcher
from tap_zoom.run import sample
from tap_zoom.run.hosts import Hosts
from tap_zoom.run.progress import Progress
from tap_zoom.run.summary import Summary
from tap_zoom.state.bookmark import SyncRange
from tap_zoom.state.failed_items import FailedItems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from tap_zoom.api.access import ObservedResponse
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.prefetch.plan import PlannedRequests

logger = logging.getLogger("tap-zoom")


class Run:
    """One run of the tap.

    Args:
        config: The tap's valid configuration.
        config_paths: The files that it came from; a rotated refresh token may be stored there.
        user_agent: The User-Agent header, unless the settings have one.
        now: Returns this machine's time, in UTC.
        read_users: Reads the users, for streams that are requested per host.

    Attributes:
        started: When the run began, in UTC: no bookmark exceeds it.
        redactor: Knows the run's secrets.
        failed_items: What Zoom failed to return, in this run or an earlier one.
        retried_paths: Paths that the run requests before the regular pass, by stream.
        stopping: Set when the run has to end early; all waits end then.

    Raises:
        ConfigError: The settings contradict each other.
    """

    def __init__(
        self,
        config: Mapping[str, Any],
        config_paths: Sequence[Path],
        user_agent: str,
        now: Callable[[], datetime],
        read_users: Callable[[], object],
    ) -> None:
        """Put the parts together; nothing is sent yet."""
        self.settings = Settings.of(config)
        self.started = now()
        self.summary = Summary()
        self.hosts = Hosts(read_users)
        self.failed_items = FailedItems({}, self.started.date())
        self.retried_paths: Mapping[str, set[str]] = {}
        self.stopping = threading.Event()
        self.redactor = Redactor(config["client_secret"], config.get("refresh_token"))
        redact_logs(self.redactor.redact)
        logging.getLogger("urllib3.connectionpool").addFilter(hide_download_urls)
        self.session = Session()
        self._configured_api_url = config["api_url"]
        self._warned: set[str] = set()
        self._prefetcher: Prefetcher | None = None
        user_agent = config.get("user_agent") or user_agent
        self.auth = ZoomAuthenticator(
            client_id=config["client_id"],
            client_secret=config["client_secret"],
            account_id=config.get("account_id") or None,
            refresh_token=config.get("refresh_token") or None,
            auth_url=config["auth_url"],
            store=_token_store(config, config_paths),
            session=self.session,
            user_agent=user_agent,
            redactor=self.redactor,
            now=now,
            sleep=self._pause,
            is_stopping=self.stopping.is_set,
        )
        self.limiter = RateLimiter(
            self.settings.plan,
            self.settings.rate_limit_share,
            clock=time.monotonic,
            pause=self._pause,
            max_in_flight=self.settings.max_concurrency,
            max_wait=self.settings.max_wait,
        )
        self._client = ZoomClient(
            session=self.session,
            auth=self.auth,
            limiter=self.limiter,
            api_url=self.api_url,
            user_agent=user_agent,
            max_wait=self.settings.max_wait,
            on_request=self.summary.on_request,
            pause=self._pause,
            is_stopping=self.stopping.is_set,
        )
        self._send: sample.Send = self._client.request

    @property
    def sync_range(self) -> SyncRange:
        """Return what the run reads."""
        return SyncRange(self.started, self.settings.start_date, self.settings.lookback)

    def correct_clock(self) -> None:
        """Use Zoom's time as the start of the run if this machine's clock is wrong.

        Call it before anything is read: bookmarks and windows end at the start of the run.
        """
        offset = self.auth.token.clock_offset
        if offset:
            self.started += offset
            logger.warning(
                "This machine's clock is %s %s: the run uses Zoom's time instead. Set the clock.",
                abs(offset),
                "behind" if offset > timedelta() else "ahead",
            )

    def end(self) -> None:
        """End all waits and requests, and store a refresh token that is under way."""
        self.stopping.set()
        self.auth.finish_renewal()

    def api_url(self) -> str:
        """Return the base URL of the API: the configured one, or the account's own."""
        if self._configured_api_url == API_URL and self.auth.token.api_url:
            return f"{self.auth.token.api_url}/v2"
        return str(self._configured_api_url)

    def fetch(self, request: Request) -> ResultSet:
        """Fetch all pages of a list."""
        self.summary.reading = request.stream
        if self._prefetcher is not None:
            return self._prefetcher.fetch(request)
        return pagination.fetch(request, self._send)

    def first_page(self, request: Request) -> ResultSet:
        """Fetch the first page of a list, from any thread."""
        result_set = pagination.ResultSet(request)
        result_set.advance(self._client.request(request, result_set.page_params))
        return result_set

    def prefetch(self, requests: PlannedRequests) -> None:
        """Prefetch what a tree of streams will need."""
        if self._prefetcher is None:
            self._prefetcher = Prefetcher(
                self._client,
                self.limiter,
                max_in_flight=self.settings.max_concurrency,
                memory=self.settings.prefetch_memory_bytes,
                stopping=self.stopping,
            )
        self._prefetcher.add_tree(requests)

    def sample(self, on_response: Callable[[ObservedResponse], object]) -> None:
        """Read only a sample of the last weeks, one request after the other, from now on.

        Args:
            on_response: Called with each response.
        """
        since = self.started - timedelta(days=sample.DAYS)
        self.settings = replace(self.settings, start_date=since, max_concurrency=1)
        self._client.max_wait = min(self.settings.max_wait, sample.MAX_WAIT)
        self._client.on_response = on_response
        self._send = sample.Sample(self._client.request, time.monotonic).request

    def warn_once(self, text: str) -> None:
        """Log a warning that concerns several streams."""
        if text not in self._warned:
            self._warned.add(text)
            logger.warning(text)

    def progress(self) -> Progress:
        """Return what reports the run's progress."""
        return Progress(
            self.summary,
            self.limiter,
            requests=lambda: self._prefetcher.progress() if self._prefetcher else (0, 0),
            interval=self.settings.progress_interval,
            clock=time.monotonic,
        )

    def _pause(self, seconds: float) -> None:
        self.stopping.wait(seconds)


class HasRun(Protocol):
    """A tap, as its streams see it."""

    @property
    def run(self) -> Run:
        """Return what the streams of this run share."""


def _token_store(config: Mapping[str, Any], config_paths: Sequence[Path]) -> TokenStore | None:
    if not config.get("refresh_token"):
        return None
    return TokenStore.choose(
        config.get("token_file"), config_paths, config["refresh_token"], config["client_id"]
    )
