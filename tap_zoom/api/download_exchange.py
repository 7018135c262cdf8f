"""Requests for files, which Zoom may refuse even to a valid access token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.downloads import Downloads
from tap_zoom.api.error_rules import DOWNLOAD_FORBIDDEN
from tap_zoom.api.exchange import Exchange, Try
from tap_zoom.api.request import DownloadRequest
from tap_zoom.api.response import ApiResponse
from tap_zoom.api.transport import TIMEOUT, observe

if TYPE_CHECKING:
    from collections.abc import Mapping


class DownloadExchange(Exchange):
    """A request for a file, from its first try to its text."""

    @override
    def _send(self, token: str) -> tuple[ApiResponse, Mapping[str, str]]:
        client, request = self._client, self._request
        assert isinstance(request, DownloadRequest)  # noqa: S101 - for the type checker
        downloads = Downloads(
            client.session,
            client.api_url,
            client.user_agent,
            TIMEOUT,
            max_seconds=self._body_seconds(),
            clock=client.clock,
        )
        fetched = downloads.fetch(
            request.url, token, json_endpoint=request.endpoint if request.is_json else ""
        )
        if fetched.status:
            client.on_request(request, fetched.status)
            observe(client, request, fetched.status, fetched.headers, fetched.response)
        return fetched.response, fetched.headers

    @override
    def _refresh_token(self, attempt: Try) -> ApiResponse | None:
        # Two refreshes, since a new token can have expired by the time the file is asked for again.
        refused = self._client.tokens_without_downloads
        if self._refreshes > 1 or attempt.token in refused:
            refused.add(attempt.token)
            rule = DOWNLOAD_FORBIDDEN
            return ApiResponse(rule.outcome, rule.reason, attempt.response.message)
        self._refresh(attempt)
        return None
