"""Reading all pages of a list before its first row is used.

A page token is valid for 15 minutes (https://developers.zoom.us/docs/api/pagination/), and the
children of a row, or a slow target, can take longer than that. If a token expires anyway, the list
is read again from its first page: that costs requests, but neither loses nor duplicates rows.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import ApiResponse, decode
from tap_zoom.exceptions import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tap_zoom.api.request import Request

_MAX_RESTARTS = 5
_MIN_COMPRESSED = 2_000  # bytes: smaller pages gain nothing
_ZLIB_HEADER = zlib.compress(b"")[0]  # no JSON begins with it

_NO_ROWS = {b"null", b"[]"}

_rows = msgspec.json.Decoder(list[msgspec.Raw] | None)


class ResultSet:
    """All pages of one list, while it is being read and afterward.

    Args:
        request: What to read.

    Attributes:
        outcome: ``Outcome.OK``, or why there are no rows.
        reason: The same in a few words.
        message: Status, code and message of an error.
        total: Number of rows that Zoom reported, if it did.
        count: Number of rows received.
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
        self._begin()

    def _begin(self) -> None:
        self._pages: list[bytes] = []
        self._response_fields: dict[str, Any] = {}
        self._tokens: set[str] = set()
        self._token = ""
        self.total: int | None = None
        self.count = 0

    @property
    def page_params(self) -> Mapping[str, str]:
        """Return the query parameters of the next page."""
        if self.request.page_size is None:
            return {}
        size = {"page_size": str(self.request.page_size)}
        return {**size, "next_page_token": self._token} if self._token else size

    def advance(self, response: ApiResponse) -> None:
        """Take in the response to the next page's request.

        Raises:
            ApiError: The page token expired repeatedly, or the rows aren't where they belong.
        """
        self.requests += 1
        if response.outcome is Outcome.RESTART_PAGINATION:
            self._restart()
            return
        if response.outcome is not Outcome.OK:
            self.outcome, self.reason = response.outcome, response.reason
            self.message = response.message
            self._pages.clear()
            self.count = 0
            self.finished = True
            return
        before = self.count
        self._add_page(response)
        token = response.text("next_page_token") if self.request.page_size else ""
        # A repeated token would lead around in a circle.
        self.finished = not token or token in self._tokens
        if self.request.always_has_next_token:
            self.finished |= self.count == before or self._is_last(response)
        self._tokens.add(token)
        self._token = token

    def _add_page(self, response: ApiResponse) -> None:
        key = self.request.records_key
        if key is None:
            rows, self.count = b"[" + response.body + b"]", 1
        else:
            names = (key, *self.request.records_key_alternatives)
            found = (bytes(response.fields.get(name, b"null")) for name in names)
            rows = next((rows for rows in found if rows not in _NO_ROWS), b"null")
            try:
                self.count += len(_rows.decode(rows) or ())
            except msgspec.ValidationError:
                msg = (
                    f"Zoom's response for {self.request.path} of stream {self.request.stream} has "
                    f"no list under {key!r}: the API may have changed; please report it"
                )
                raise ApiError(msg) from None
        for name in self.request.response_fields:
            if name in response.fields:
                self._response_fields[name] = decode(response.fields[name])
        total = response.number("total_records")
        self.total = self.total if total is None else total
        self._pages.append(rows)

    def _is_last(self, response: ApiResponse) -> bool:
        pages = response.number("page_count") or len(self._pages) + 1
        return len(self._pages) >= pages and self.count >= (self.total or 0)

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts > _MAX_RESTARTS:
            msg = (
                f"The page token for {self.request.path} of stream {self.request.stream} expired "
                f"{self._restarts} times before the list was read. Run again at a time when the "
                "account is less busy."
            )
            raise ApiError(msg)
        self._begin()

    @property
    def size(self) -> int:
        """Return the bytes that the pages take up."""
        return sum(map(len, self._pages))

    def compress(self) -> None:
        """Compress the pages to about a fifth, in about the time that decoding takes."""
        self._pages = [
            zlib.compress(page, 1)
            if page[0] != _ZLIB_HEADER and len(page) > _MIN_COMPRESSED
            else page
            for page in self._pages
        ]

    def rows(self, on_invalid: Callable[[], object] = lambda: None) -> Iterator[dict[str, Any]]:
        """Decode the rows, page by page.

        Args:
            on_invalid: Called for each row that is not an object.

        Yields:
            Each row that is an object.
        """
        for page in self._pages:
            rows = zlib.decompress(page) if page[0] == _ZLIB_HEADER else page
            for row in decode(rows) or ():
                if isinstance(row, dict):
                    yield {**self._response_fields, **row} if self._response_fields else row
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
