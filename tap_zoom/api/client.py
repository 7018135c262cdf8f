"""Requests to Zoom: rate limited, authorized, retried, and the response parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tap_zoom.api.access import ApiAccess
from tap_zoom.api.download_exchange import DownloadExchange
from tap_zoom.api.exchange import Exchange
from tap_zoom.api.request import DownloadRequest, Request

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.response import ApiResponse


class ZoomClient(ApiAccess):
    """Zoom's REST API, for all threads."""

    def request(
        self, request: Request, page: Mapping[str, str], *, has_slot: bool = False
    ) -> ApiResponse:
        """Send one request until it has a usable response.

        Args:
            request: What to ask for.
            page: Query parameters of the page.
            has_slot: Whether the caller has acquired the rate limiter for the first try.

        Returns:
            Rows, or why there are none; ``Outcome.FAILED`` if Zoom answers, but not this request.

        Raises:
            ApiError: Zoom's response is fatal, as the error rules say.
            AuthError: Zoom refuses a token that it has just issued.
            LimitError: A rate limit lasts longer than ``max_wait``.
            TransportError: Zoom has answered nothing for ``max_wait``.
        """
        kind = DownloadExchange if isinstance(request, DownloadRequest) else Exchange
        return kind(self, request, page).run(has_slot=has_slot)
