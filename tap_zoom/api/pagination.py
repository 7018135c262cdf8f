"""Reading one list of Zoom's whole: all pages, each row once.

A list is read to its end before its first row is used. A page token lives for 15 minutes
(https://developers.zoom.us/docs/api/pagination/), and children of a row, or a slow target, can take
longer than that; a token that expires all the same means to begin again, which then costs
requests, but neither loses nor doubles a row.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import Answer, decode
from tap_zoom.exceptions import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tap_zoom.api.request import Call

_MOST_RESTARTS = 5
_WORTH_PACKING = 2_000  # bytes: smaller pages gain nothing
_PACKED = zlib.compress(b"")[0]  # no JSON begins so

_rows = msgspec.json.Decoder(list[msgspec.Raw] | None)


class Listing:
    """One list, while it is read and after.

    Args:
        call: What is read.

    Attributes:
        outcome: ``Outcome.OK``, or why there are no rows.
        reason: Why, in a few words, when the outcome isn't OK.
        message: Zoom's own words for it.
        total: The number of rows that Zoom announced, where it did.
        count: The number of rows that came.
        done: Whether all pages are in.
    """

    def __init__(self, call: Call) -> None:
        """Begin with the first page."""
        self.call = call
        self.outcome = Outcome.OK
        self.reason = ""
        self.message = ""
        self.done = False
        self.requests = 0
        self._restarts = 0
        self._begin()

    def _begin(self) -> None:
        self._pages: list[bytes] = []
        self._envelope: dict[str, Any] = {}
        self._tokens: set[str] = set()
        self._token = ""
        self.total: int | None = None
        self.count = 0

    @property
    def page_params(self) -> Mapping[str, str]:
        """Parameters of the next page to ask for."""
        if self.call.page_size is None:
            return {}
        size = {"page_size": str(self.call.page_size)}
        return {**size, "next_page_token": self._token} if self._token else size

    def add(self, answer: Answer) -> None:
        """Take in the answer to the next page's request.

        Raises:
            ApiError: The page token expired again and again, or rows aren't where they belong.
        """
        self.requests += 1
        if answer.outcome is Outcome.RESTART:
            self._restart()
            return
        if answer.outcome is not Outcome.OK:
            self.outcome, self.reason = answer.outcome, answer.reason
            self.message = answer.message
            self._pages.clear()
            self.count = 0
            self.done = True
            return
        before = self.count
        self._keep(answer)
        token = answer.text("next_page_token") if self.call.page_size else ""
        # A token that comes again would lead round in a circle.
        self.done = not token or token in self._tokens
        if self.call.endless:
            self.done |= self.count == before or self._is_last(answer)
        self._tokens.add(token)
        self._token = token

    def _keep(self, answer: Answer) -> None:
        key = self.call.records_key
        if key is None:
            rows, self.count = b"[" + answer.body + b"]", 1
        else:
            rows = bytes(answer.fields.get(key, b"null"))
            try:
                self.count += len(_rows.decode(rows) or ())
            except msgspec.ValidationError:
                msg = (
                    f"Zoom's answer for {self.call.path} of stream {self.call.stream} holds no "
                    f"list under {key!r}: the API may have changed; please report it"
                )
                raise ApiError(msg) from None
        for name in self.call.envelope:
            if name in answer.fields:
                self._envelope[name] = decode(answer.fields[name])
        total = answer.number("total_records")
        self.total = self.total if total is None else total
        self._pages.append(rows)

    def _is_last(self, answer: Answer) -> bool:
        pages = answer.number("page_count") or len(self._pages) + 1
        return len(self._pages) >= pages and self.count >= (self.total or 0)

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts > _MOST_RESTARTS:
            msg = (
                f"The page token for {self.call.path} of stream {self.call.stream} expired "
                f"{self._restarts} times before the list was read. Run again, at a time when the "
                "account is used less."
            )
            raise ApiError(msg)
        self._begin()

    @property
    def size(self) -> int:
        """Bytes that the list takes up while it waits."""
        return sum(map(len, self._pages))

    def pack(self) -> None:
        """Compress what waits: to a fifth, for about the time that decoding takes."""
        self._pages = [
            zlib.compress(page, 1) if page[0] != _PACKED and len(page) > _WORTH_PACKING else page
            for page in self._pages
        ]

    def rows(self, on_stray: Callable[[], object] = lambda: None) -> Iterator[dict[str, Any]]:
        """Decode the rows, page by page.

        Args:
            on_stray: Called for each row that is no object, and so no row.

        Yields:
            Each other row.
        """
        for page in self._pages:
            rows = zlib.decompress(page) if page[0] == _PACKED else page
            for row in decode(rows) or ():
                if isinstance(row, dict):
                    yield {**self._envelope, **row} if self._envelope else row
                else:
                    on_stray()


def read(call: Call, get: Callable[[Call, Mapping[str, str]], Answer]) -> Listing:
    """Read a list whole, one request after the other.

    Args:
        call: What to read.
        get: Makes one request.

    Returns:
        The list; its outcome says whether Zoom gave one.
    """
    listing = Listing(call)
    while not listing.done:
        listing.add(get(call, listing.page_params))
    return listing
