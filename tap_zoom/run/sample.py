"""Reading a little of every stream: some parents, some pages, within minutes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from tap_zoom.api.envelope import encoded_rows
from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import ApiResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tap_zoom.api.request import Request

    #: Sends one request for one page.
    Send = Callable[[Request, Mapping[str, str]], ApiResponse]

#: Days before the run that a sample covers.
DAYS = 31
#: Seconds that one request may take, with its retries: longer than a limit per minute lasts.
MAX_WAIT = 150.0

_MAX_SECONDS = 600.0
_MAX_WITH_ROWS = 10  # lists of an endpoint and a stream
_MAX_LISTS = 30
_MAX_LISTS_PER_MINUTE = 4  # if Zoom counts the requests per minute
_MAX_PAGES = 3
#: What tells of pages beyond those that a sample reads.
_OF_PAGES = {"next_page_token", "total_records", "page_count"}


class Sample:
    """Sends requests until there is enough of each endpoint; the others are answered without Zoom.

    Args:
        send: Sends one request for one page.
        clock: Monotonic seconds.
    """

    def __init__(self, send: Send, clock: Callable[[], float]) -> None:
        """Start the time that the sample may take."""
        self._send = send
        self._clock = clock
        self._deadline = clock() + _MAX_SECONDS
        self._lists: Counter[tuple[str, str]] = Counter()
        self._with_rows: Counter[tuple[str, str]] = Counter()
        self._pages = 0  # of the list that is being read

    def request(self, request: Request, page: Mapping[str, str]) -> ApiResponse:
        """Send one request for one page, unless there is enough already.

        Args:
            request: What to ask for.
            page: Query parameters of the page.

        Returns:
            The response. It announces no further page once the list has been read far enough.
        """
        key = (request.stream, request.endpoint)
        if "next_page_token" not in page:
            self._pages = 0
            if self._is_enough(request, key):
                return ApiResponse(Outcome.NO_DATA, "enough was read")
            self._lists[key] += 1
        self._pages += 1
        response = self._send(request, page)
        if response.outcome is not Outcome.OK:
            return response
        if self._pages == 1 and _has_rows(request, response):
            self._with_rows[key] += 1
        hidden = _OF_PAGES if self._pages >= _MAX_PAGES else _OF_PAGES - {"next_page_token"}
        fields = {name: raw for name, raw in response.fields.items() if name not in hidden}
        return replace(response, fields=fields)

    def _is_enough(self, request: Request, key: tuple[str, str]) -> bool:
        most = _MAX_LISTS_PER_MINUTE if request.label.is_per_minute else _MAX_LISTS
        return (
            self._with_rows[key] >= _MAX_WITH_ROWS
            or self._lists[key] >= most
            or self._clock() > self._deadline
        )


def _has_rows(request: Request, response: ApiResponse) -> bool:
    if request.records_key is None:
        return True
    return encoded_rows(request, response.fields) not in {b"null", b"[]"}
