"""What the tap asks Zoom for: one GET of a list or an object, as plain data.

A call is made by a stream, on the main thread, and carried out by whoever reads ahead; it
therefore holds everything that a request needs and nothing of the SDK.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE_SIZE = 300  # the most that Zoom allows almost everywhere
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Label(str, enum.Enum):
    """Zoom's rate labels: each has a budget of its own, shared by the whole account.

    Source: https://developers.zoom.us/docs/api/rate-limits/
    """

    LIGHT = "Light"
    MEDIUM = "Medium"
    HEAVY = "Heavy"
    RESOURCE_INTENSIVE = "Resource-intensive"
    # Zoom Phone has limits of its own.
    PHONE_LIGHT = "Phone Light"
    PHONE_MEDIUM = "Phone Medium"
    PHONE_HEAVY = "Phone Heavy"
    PHONE_RESOURCE_INTENSIVE = "Phone Resource-intensive"

    @property
    def is_by_the_minute(self) -> bool:
        """Whether Zoom counts its requests by the minute rather than the second."""
        return self in {Label.RESOURCE_INTENSIVE, Label.PHONE_RESOURCE_INTENSIVE}


@dataclass(frozen=True, slots=True)
class Call:
    """One list (or one object) of Zoom's.

    Attributes:
        stream: Name of the stream that asks, for counts and messages.
        endpoint: The path with its placeholders; tells endpoints apart in the table of errors.
        path: The path as it is sent, ids encoded.
        params: Query parameters, without the page token.
        label: The budget that each request of it is taken from.
        records_key: The field of the answer that holds the rows; None when the answer is the row.
        page_size: Rows a page, or None where Zoom gives all rows at once.
        envelope: Fields beside the rows that belong into each of them.
        endless: Whether Zoom gives a page token on the last page, too.
        url: The whole address where it isn't the API's but that of a file. It is a secret: ``path``
            is then only what messages call it.
    """

    stream: str
    endpoint: str
    path: str
    params: tuple[tuple[str, str], ...]
    label: Label
    records_key: str | None
    page_size: int | None
    envelope: tuple[str, ...] = ()
    endless: bool = False
    url: str = field(default="", repr=False)

    @property
    def concerns_one_item(self) -> bool:
        """Whether the call is about one user, meeting or session, rather than the account."""
        return "{" in self.endpoint


def fill(endpoint: str, values: Mapping[str, object]) -> str:
    """Put ids into a path.

    Args:
        endpoint: A path such as ``/meetings/{meeting_id}/registrants``.
        values: Values for its placeholders.

    Returns:
        The path with each value encoded as one path segment.
    """
    return _PLACEHOLDER.sub(lambda found: encode_id(str(values[found[1]])), endpoint)


def encode_id(value: str) -> str:
    """Encode an id or UUID for a path.

    Zoom wants a UUID that begins with ``/`` or contains ``//`` to be encoded twice, and any
    other once (https://developers.zoom.us/docs/api/using-zoom-apis/#meeting-id-and-uuid).
    """
    encoded = quote(value, safe="")
    if value.startswith("/") or "//" in value:
        return quote(encoded, safe="")
    return encoded
