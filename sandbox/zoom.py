"""The sandbox as a whole: what a test has access to while the server runs."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from sandbox import clock, truth
from sandbox.account import Account
from sandbox.endpoint import scopes_of
from sandbox.faults import Faults
from sandbox.limits import RateLimits
from sandbox.oauth import OAuth
from sandbox.options import Options
from sandbox.paging import Pager, PageTokens
from sandbox.plan_features import PlanFeatures
from sandbox.routes import ENDPOINTS
from sandbox.truth.extraction import Extraction

if TYPE_CHECKING:
    from collections.abc import Collection

    from sandbox.log import Request
    from sandbox.model import Row


class Zoom:
    """A local Zoom account with all its controls.

    ``clock``, ``faults``, ``limits``, ``plan_features`` and ``scopes`` can be changed at any time.
    """

    def __init__(self, options: Options | None = None) -> None:
        self.options = options = options or Options()
        start = options.now or datetime.now(timezone.utc).replace(microsecond=0)
        anchor = clock.parse(start) if isinstance(start, str) else clock.as_utc(start)
        self.clock = clock.Clock(anchor, frozen=options.frozen)
        self.account = Account(options, anchor)
        self.plan_features = PlanFeatures.of(options.plan, options.features)
        self.limits = RateLimits(options.plan, options.limit_scale, options.daily)
        self.limits.enabled = options.limits
        self.limits.headers = options.headers
        self.faults = Faults(self.account, self.clock, options.faults, options.slow_seconds)
        scopes = scopes_of(ENDPOINTS, options.scopes) - options.names("without_scopes")
        self.oauth = OAuth(self.account, self.account.rng("tokens"), scopes, options.token_life)
        self.pager = Pager(
            PageTokens(self.account.client_secret, options.page_token_life),
            options.page_cap,
            options.names("oddities"),
        )
        self.log: list[Request] = []
        self.latency = options.latency
        self.jitter = options.jitter
        self.base_url = ""

    @property
    def scopes(self) -> set[str]:
        """Return the app's scopes; a token keeps those it was issued with."""
        return self.oauth.scopes

    @scopes.setter
    def scopes(self, scopes: Collection[str]) -> None:
        self.oauth.scopes = set(scopes)

    def served_at(self, base_url: str) -> None:
        """Set the address at which this account is served."""
        self.base_url = base_url
        urls = {"own": base_url, "absent": None}
        self.oauth.api_url = urls.get(self.options.token_api_url, self.options.token_api_url)

    @property
    def api_url(self) -> str:
        """Return the address of the API."""
        return f"{self.base_url}/v2"

    @property
    def auth_url(self) -> str:
        """Return the address of the token endpoint."""
        return f"{self.base_url}/oauth/token"

    def config(self, grant: str = "account_credentials", **more: Any) -> dict[str, Any]:
        """Return a tap's configuration for one of the two grants, plus further settings."""
        account = self.account
        urls = {"api_url": self.api_url, "auth_url": self.auth_url}
        if grant == "refresh_token":
            return {
                "client_id": account.user_client_id,
                "client_secret": account.user_client_secret,
                "refresh_token": self.oauth.refresh_token,
                **urls,
                **more,
            }
        return {
            "account_id": account.account_id,
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            **urls,
            **more,
        }

    def revoke_tokens(self) -> None:
        """Invalidate all access tokens, so that the next request gets a 401."""
        self.oauth.revoke_all()

    def misdate(self, uuid: str, start: datetime | str) -> None:
        """Let all lists, and the truth, show another start of a session.

        Where windows have it stays the day on which it took place.
        """
        moment = clock.parse(start) if isinstance(start, str) else clock.as_utc(start)
        self.account.misdate(uuid, moment)

    def truth(
        self,
        *,
        since: datetime | str | None = None,
        user_statuses: Collection[str] = ("active", "inactive"),
        show_previous_occurrences: bool = False,
        streams: Collection[str] | None = None,
    ) -> dict[str, list[Row]]:
        """Return the rows that a complete extraction finds at this time, by stream."""
        start = clock.parse(since) if isinstance(since, str) else since and clock.as_utc(since)
        extraction = Extraction(
            account=self.account,
            features=self.plan_features,
            base_url=self.base_url,
            now=self.clock.now(),
            since=start,
            statuses=user_statuses,
            previous=show_previous_occurrences,
        )
        return truth.rows_by_stream(extraction, streams)
