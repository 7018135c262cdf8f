"""Reading all pages of a list before its first row is used.

A page token is valid for 15 minutes (https://developers.zoom.us/docs/api/pagination/), and the
children of a row, or a slow target, can take longer than that. If a token expires anyway, the list
is read again from its first page: that costs requests, but neither loses nor duplicates rows. The
same helps if rows come or go while the list is read, which shifts the pages that follow.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.json_fields import decode
from tap_zoom.api.pages import Pages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.api.response import ApiResponse

_MAX_RESTARTS = 5
_MAX_READS = 3  # of a list that changes while it is read
_MIN_COMPRESSED = 2_000  # bytes: smaller pages gain nothing
_ZLIB_HEADER = zlib.compress(b"")[0]  # no JSON begins with it


class ResultSet:
    """All pages of one list, while it is being read and afterward.

    Args:
        request: What to read.

    Attributes:
        outcome: ``Outcome.OK``, or why there are no rows.
        reason: The same in a few words.
        message: Status, code and message of an error.
        finished: Whether all pages are in.
        requests: Number of requests made.
    """

    def __init__(self, request: Request) -> None:
        """Begin at the first page."""
        self.request = request
        self.outcome = Outcome.OK
        self.reason = ""
        self.message = ""
        self.finished = False
        self.requests = 0
        self._restarts = 0
        self._reads = 1
        self._has_been_faulty = False
        self._last_counts: tuple[int | None, int | None, int] | None = None  # of the read before
        self._pages = Pages(request)

    @property
    def total(self) -> int | None:
        """Return the number of rows that Zoom reported last, if it did."""
        return self._pages.total

    @property
    def count(self) -> int:
        """Return the number of rows received."""
        return self._pages.count

    @property
    def is_short(self) -> bool:
        """Return whether there are fewer rows than Zoom reported, even after another read."""
        return self.finished and self.total is not None and self.count < self.total

    @property
    def size(self) -> int:
        """Return the bytes that the pages take up."""
        return self._pages.size

    @property
    def page_params(self) -> Mapping[str, str]:
        """Return the query parameters of the next page."""
        if self.request.page_size is None:
            return {}
        size = {"page_size": str(self.request.page_size)}
        token = self._pages.token
        return {**size, "next_page_token": token} if token else size

    def advance(self, response: ApiResponse) -> None:
        """Take in the response to the next page's request.

        It may turn out that the list has to be read again. One that can't be read ends with
        ``Outcome.FAILED``.
        """
        self.requests += 1
        if response.outcome is Outcome.RESTART_PAGINATION:
            self._restart(response)
        elif response.outcome is not Outcome.OK:
            self._end(response.outcome, response.reason, response.message)
        else:
            fault = self._pages.add(response)
            if fault:
                self._on_fault(fault, response)
            elif self._pages.complete:
                self._on_last_page(response)

    def _restart(self, response: ApiResponse) -> None:
        self._restarts += 1
        if self._restarts > _MAX_RESTARTS:
            message = f"the page token expired {self._restarts} times: {response.message}"
            self._fail("page token expired", message, response)
        else:
            self._pages = Pages(self.request)

    def _on_fault(self, fault: str, response: ApiResponse) -> None:
        """Read the list again, but only once: what is wrong may be so for good."""
        if self._has_been_faulty or self._pages.too_large:
            self._fail("pages don't end", fault, response)
        else:
            self._has_been_faulty = True
            self._pages = Pages(self.request)

    def _on_last_page(self, response: ApiResponse) -> None:
        pages = self._pages
        pages.drop_repeated()
        # What Zoom reports twice is as right as it gets.
        is_stable = pages.is_consistent or pages.counts == self._last_counts
        if not is_stable and self._reads < _MAX_READS:
            self._reads += 1
            self._last_counts = pages.counts
            self._pages = Pages(self.request)
        elif pages.total and not pages.count:
            message = f"Zoom reports {pages.total:,} rows and sends none"
            self._fail("rows are missing", message, response)
        else:
            self.finished = True
            pages.forget_hashes()

    def _fail(self, reason: str, message: str, response: ApiResponse) -> None:
        tracking = f" (tracking id {response.tracking_id})" if response.tracking_id else ""
        self._end(Outcome.FAILED, reason, f"{message}{tracking}")

    def _end(self, outcome: Outcome, reason: str, message: str) -> None:
        """End without rows: an incomplete list must not pass for a complete one."""
        self.outcome, self.reason, self.message = outcome, reason, message
        self._pages.clear()
        self.finished = True

    def compress(self) -> None:
        """Compress the pages to about a fifth, in about the time that decoding takes."""
        self._pages.encoded = [
            zlib.compress(page, 1)
            if page[0] != _ZLIB_HEADER and len(page) > _MIN_COMPRESSED
            else page
            for page in self._pages.encoded
        ]

    def rows(self, on_invalid: Callable[[], object] = lambda: None) -> Iterator[dict[str, Any]]:
        """Decode the rows, page by page.

        Args:
            on_invalid: Called for each row that is not an object.

        Yields:
            Each row that is an object.
        """
        shared = self._pages.response_fields
        for page in self._pages.encoded:
            rows = zlib.decompress(page) if page[0] == _ZLIB_HEADER else page
            for row in decode(rows) or ():
                if isinstance(row, dict):
                    yield {**shared, **row} if shared else row
                else:
                    on_invalid()


def fetch(request: Request, send: Callable[[Request, Mapping[str, str]], ApiResponse]) -> ResultSet:
    """Read all pages of a list, one request after the other.

    Args:
        request: What to read.
        send: Sends one request for one page.

    Returns:
        The pages; the outcome says whether Zoom returned any.
    """
    result_set = ResultSet(request)
    while not result_set.finished:
        result_set.advance(send(request, result_set.page_params))
    return result_set
