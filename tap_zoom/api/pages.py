"""The pages of a list: whether more of them follow, and whether they can be right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.api.envelope import encoded_rows
from tap_zoom.api.json_fields import decode

if TYPE_CHECKING:
    from tap_zoom.api.request import Request
    from tap_zoom.api.response import ApiResponse

MAX_PAGES = 10_000
MAX_BYTES = 512 * 1024 * 1024  # of one list
_MAX_IDLE = 3  # pages in a row without a new row

_rows = msgspec.json.Decoder(list[msgspec.Raw] | None)


class Pages:
    """The pages of one list, from the first to the last.

    Args:
        request: The request for the list.

    Attributes:
        encoded: The rows of each page, as JSON.
        response_fields: The fields next to the rows that the request names.
        token: The token of the next page.
        complete: Whether the last page has been added.
        total: Number of rows that Zoom reported last, if it did.
        count: Number of rows.
        too_large: Whether there are more pages or bytes than any list can have.
    """

    def __init__(self, request: Request) -> None:
        """Begin without pages."""
        self._request = request
        self.encoded: list[bytes] = []
        self.response_fields: dict[str, Any] = {}
        self.token = ""
        self.complete = False
        self.total: int | None = None
        self.count = 0
        self.too_large = False
        self._first_total: int | None = None
        self._bytes = 0
        self._tokens: set[str] = set()
        self._hashes: set[int] = set()  # of the rows of all pages, if there are several
        self._has_repeated = False  # whether a page had a row of an earlier page
        self._idle = 0

    @property
    def size(self) -> int:
        """Return the bytes that the pages take up."""
        return sum(map(len, self.encoded))

    @property
    def counts(self) -> tuple[int | None, int | None, int]:
        """Return the numbers of rows reported on the first page and the last, and received."""
        return self._first_total, self.total, self.count

    @property
    def is_consistent(self) -> bool:
        """Return whether the rows are as many as Zoom reports, from the first page to the last.

        A single page can't shift: if it has more rows than reported, the report is wrong.
        """
        if self.total is None:
            return True
        if len(self.encoded) == 1 and self.count > self.total:
            return True
        return self.count == self.total == self._first_total

    def add(self, response: ApiResponse) -> str:
        """Add the next page.

        Returns:
            What is wrong, if the pages lead nowhere; "" otherwise.
        """
        rows = self._append(response)
        token = response.text("next_page_token") if self._request.page_size else ""
        self.complete = not token
        if self._request.always_has_next_token:
            self.complete |= not rows or self._is_last(response)
        if not self.complete:
            has_new = self._note_rows(rows)
            fault = self._fault(response, token, len(rows), has_new=has_new)
            self._tokens.add(token)
            self.token = token
            return fault
        if self._tokens:
            self._note_rows(rows)
        return ""

    def _append(self, response: ApiResponse) -> list[msgspec.Raw]:
        key = self._request.records_key
        if key is None:
            encoded, rows = b"[" + response.body + b"]", [msgspec.Raw(response.body)]
        else:
            encoded = encoded_rows(self._request, response.fields)
            rows = _rows.decode(encoded) or []
        for name in self._request.response_fields:
            if name in response.fields:
                self.response_fields[name] = decode(response.fields[name])
        total = response.number("total_records")
        if self._first_total is None:
            self._first_total = total
        self.total = self.total if total is None else total
        self.count += len(rows)
        self._bytes += len(encoded)
        self.encoded.append(encoded)
        return rows

    def _note_rows(self, rows: list[msgspec.Raw]) -> bool:
        """Remember rows by their hashes, and return whether any of them is new."""
        hashes = {hash(bytes(row)) for row in rows}
        known = len(self._hashes)
        before = known + len(hashes)
        self._hashes |= hashes
        self._has_repeated |= len(self._hashes) < before
        return len(self._hashes) > known

    def _fault(self, response: ApiResponse, token: str, rows: int, *, has_new: bool) -> str:
        """Return why there must not be a next page; the list may also turn out to be complete."""
        is_full = self.total is not None and self.count == self.total
        self._idle = 0 if has_new else self._idle + 1
        if token in self._tokens:
            # A token that comes again would lead around in a circle.
            page_size = response.number("page_size") or self._request.page_size or 0
            is_part = self.total is None and rows < page_size
            self.complete = not rows or is_full or is_part
            return "" if self.complete else "a page token came again before the end of the list"
        if self._idle >= _MAX_IDLE and not self._request.always_has_next_token:
            self.complete = is_full
            return "" if is_full else f"{_MAX_IDLE} pages in a row had no new row"
        self.too_large = len(self.encoded) >= MAX_PAGES or self._bytes > MAX_BYTES
        return "the list has no end" if self.too_large else ""

    def _is_last(self, response: ApiResponse) -> bool:
        pages = response.number("page_count") or len(self.encoded) + 1
        return len(self.encoded) >= pages and self.count >= (self.total or 0)

    def drop_repeated(self) -> None:
        """Drop surplus rows if that many are identical to rows of earlier pages.

        Pages that shift while they are read repeat rows. Without a surplus, rows that are alike
        are legitimate.
        """
        surplus = self.count - (self.total or 0)
        if self.total is None or surplus <= 0 or not self._has_repeated:
            return
        pages = [[bytes(row) for row in _rows.decode(each) or []] for each in self.encoded]
        repeated = _repeated(pages)
        if len(repeated) < surplus:
            return
        dropped = set(repeated[:surplus])
        for page in {page for page, _ in dropped}:
            kept = [row for at, row in enumerate(pages[page]) if (page, at) not in dropped]
            self.encoded[page] = b"[" + b",".join(kept) + b"]"
        self.count -= surplus

    def forget_hashes(self) -> None:
        """Free what only reading needs."""
        self._hashes = set()
        self._tokens = set()

    def clear(self) -> None:
        """Remove all rows."""
        self.encoded.clear()
        self.forget_hashes()
        self.count = 0


def _repeated(pages: list[list[bytes]]) -> list[tuple[int, int]]:
    """Return the places of the rows that stand on an earlier page."""
    seen: set[bytes] = set()
    places = []
    for page, rows in enumerate(pages):
        places += [(page, at) for at, row in enumerate(rows) if row in seen]
        seen.update(rows)
    return places
