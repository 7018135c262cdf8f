"""Pagination: page sizes, and tokens for the rest of one particular list."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from sandbox import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandbox.model import Row


ENVELOPE = frozenset(("page_size", "page_number", "page_count", "total_records"))
"""What bodies say about their pages, next to the token; not every endpoint says everything."""

_ENDS: Mapping[str, str | None] = {"empty": "", "null": None}


@dataclass(frozen=True, slots=True)
class Paging:
    """How one endpoint paginates."""

    key: str
    default_size: int = 30
    max_size: int = 300
    oversize: Literal["clamp", "reject"] = "clamp"
    """What happens to a page size above the maximum."""
    last_token: Literal["empty", "absent", "null"] = "empty"
    """The value of next_page_token on the last page."""
    envelope: frozenset[str] = frozenset(("page_size", "total_records"))
    """The fields of the body about its pages."""
    page_numbers: bool = False
    """Whether the legacy page_number is accepted."""
    endless: bool = False
    """Whether the last page has a token too, and the empty ones after it."""
    token_code: int = 300
    """The error code for an invalid token."""


@dataclass(slots=True)
class ResultSet:
    """All rows of a paginated endpoint, and the other fields of its body."""

    rows: Sequence[Row]
    extra: Row | None = None
    second: tuple[str, Sequence[Row]] | None = None
    """A second array, by name, paginated like the first."""
    around: tuple[str, Row] | None = None
    """The field of the body that holds all this, if one does, and the other fields."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How a list has changed since the client read its first page."""

    rows: int = 0
    """By how many rows this page has moved: more than asked for, or fewer."""
    total: int = 0
    """By how many rows the total has changed."""


class PageTokens:
    """Issues and reads page tokens, which are self-contained, so nothing is stored."""

    def __init__(self, secret: str, lifetime: float) -> None:
        self._key = secret.encode()[:64]
        self.lifetime = lifetime

    def _sign(self, payload: bytes, bound_to: str) -> bytes:
        return blake2b(payload + bound_to.encode(), digest_size=10, key=self._key).digest()

    def issue(self, offset: int, now: float, bound_to: str, *, gap: bool = False) -> str:
        """Issue a token for this exact request's rows starting at the offset."""
        place = offset * 2 + gap
        payload = place.to_bytes(5, "big") + int(now * 1000).to_bytes(6, "big")
        return urlsafe_b64encode(payload + self._sign(payload, bound_to)).decode()

    def read(self, token: str, now: float, bound_to: str) -> tuple[int, bool] | None:
        """Return a token's offset and whether an empty page comes first; None if it is invalid."""
        try:
            raw = urlsafe_b64decode(token)
        except ValueError:
            return None
        payload, signature = raw[:11], raw[11:]
        if signature != self._sign(payload, bound_to):
            return None
        if now - int.from_bytes(payload[5:], "big") / 1000 > self.lifetime:
            return None
        place = int.from_bytes(payload[:5], "big")
        return place // 2, bool(place % 2)


@dataclass(slots=True)
class Pager:
    """Splits result sets into pages."""

    tokens: PageTokens
    page_cap: int
    oddities: frozenset[str]

    def page(
        self,
        paging: Paging,
        results: ResultSet,
        path: str,
        query: Mapping[str, Any],
        now: float,
        *,
        shift: Shift,
    ) -> Row:
        """Return the body with the requested page."""
        asked = query.get("page_size", paging.default_size)
        if asked > paging.max_size and paging.oversize == "reject":
            raise errors.invalid_field("page_size", f"Must not exceed {paging.max_size}.")
        size = min(asked, paging.max_size, self.page_cap)
        others = sorted((k, str(v)) for k, v in query.items() if k != "next_page_token")
        bound_to = f"{path}?{others}"
        token = query.get("next_page_token")
        offset, gap = 0, False
        if token:
            place = self.tokens.read(token, now, bound_to)
            if place is None:
                raise errors.page_token_invalid(paging.token_code)
            offset, gap = max(0, place[0] + shift.rows), place[1]
        elif "page_number" in query:
            offset = (query["page_number"] - 1) * size
        total = len(results.rows)
        here = slice(0, 0) if gap else slice(offset, offset + size)
        announced = max(0, total + shift.total)
        envelope = {
            "page_size": size,
            "page_number": query.get("page_number", 1),
            "page_count": -(-announced // size),
            "total_records": announced,
        }
        body: Row = {
            **{name: value for name, value in envelope.items() if name in paging.envelope},
            **(results.extra or {}),
            paging.key: list(results.rows[here]),
        }
        if results.second:
            name, rows = results.second
            body[name] = list(rows[here])
        after = offset if gap else offset + size
        endless = paging.endless and "endless_token" in self.oddities
        if after < total or endless:
            # Where tokens may be endless, an empty page is the only end of a list.
            odd = "empty_page" in self.oddities and not token and not paging.endless
            body["next_page_token"] = self.tokens.issue(after, now, bound_to, gap=odd)
        else:
            # Without a total, nobody could tell that a full page with its own token is the last.
            repeats = "total_records" in paging.envelope and "repeated_token" in self.oddities
            body.update(self._end(paging, token if repeats else None))
        if results.around:
            container, outer = results.around
            return {**outer, container: body}
        return body

    def _end(self, paging: Paging, token: str | None) -> Row:
        """Return the token field of the last page, which may repeat a token."""
        if token:
            return {"next_page_token": token}
        return (
            {} if paging.last_token == "absent" else {"next_page_token": _ENDS[paging.last_token]}
        )
