"""Requests to Zoom as plain data: one GET of a list, an object or a file.

A stream makes a request on the main thread and a worker thread may send it, so a request holds
everything it takes to send it and nothing of the SDK.
"""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

PAGE_SIZE = 300  # the maximum of almost all endpoints
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_DOT_SEGMENT = re.compile(r"/(%2E){1,2}(/|$)")


class RateLimitLabel(enum.StrEnum):
    """Zoom's rate limit labels: the whole account shares one limit per label.

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
    # So has Contact Center.
    CONTACT_CENTER_LIGHT = "Contact Center Light"
    CONTACT_CENTER_MEDIUM = "Contact Center Medium"
    CONTACT_CENTER_HEAVY = "Contact Center Heavy"

    @property
    def is_per_minute(self) -> bool:
        """Return whether Zoom counts requests per minute rather than per second."""
        return self in {
            RateLimitLabel.RESOURCE_INTENSIVE,
            RateLimitLabel.PHONE_RESOURCE_INTENSIVE,
        }


@dataclass(frozen=True, slots=True)
class Request:
    """A request for a list or an object, page by page.

    Attributes:
        stream: Name of the stream that makes the request, for counts and messages.
        endpoint: The path with its placeholders; identifies the endpoint in the error rules.
        path: The path as it is sent, with encoded ids.
        params: Query parameters, without the page token.
        label: The rate limit that each page counts against.
        records_key: Field of the response that holds the rows; None if the response is the row.
        records_key_alternatives: Other names of that field.
        container: Field of the response that holds the rows and their page token; "" if none does.
        page_size: Rows per page, or None if the endpoint doesn't paginate.
        response_fields: Fields next to the rows that are copied into each row.
        always_has_next_token: Whether Zoom returns a page token on the last page as well.
        may_omit_list: Whether Zoom is known to leave the field out where there are no rows.
        required_fields: Fields of a response that is the row; without any of them, it isn't one.
    """

    stream: str
    endpoint: str
    path: str
    params: tuple[tuple[str, str], ...]
    label: RateLimitLabel
    records_key: str | None = None
    page_size: int | None = None
    response_fields: tuple[str, ...] = ()
    always_has_next_token: bool = False
    records_key_alternatives: tuple[str, ...] = ()
    may_omit_list: bool = False
    required_fields: tuple[str, ...] = ()
    container: str = ""

    @property
    def concerns_one_item(self) -> bool:
        """Return whether this is about one user, meeting or session rather than the account."""
        return "{" in self.endpoint

    @property
    def is_sendable(self) -> bool:
        """Return whether the path arrives as it is: HTTP clients resolve the ids . and .. in it."""
        return "/%2E" not in self.path or _DOT_SEGMENT.search(self.path) is None


@dataclass(frozen=True, slots=True)
class DownloadRequest(Request):
    """A request for a text file.

    Attributes:
        path: How messages refer to the file.
        url: The file's address, which is a credential and must not be logged.
        is_json: Whether the file is JSON, at an endpoint of the API, whose errors have codes.
    """

    url: str = field(default="", repr=False)
    is_json: bool = False


def fill(endpoint: str, values: Mapping[str, object]) -> str:
    """Put ids into a path.

    Args:
        endpoint: A path such as ``/meetings/{meeting_id}/registrants``.
        values: Values for its placeholders.

    Returns:
        The path, with each value encoded as one path segment.
    """
    return _PLACEHOLDER.sub(lambda found: encode_id(str(values[found[1]])), endpoint)


def encode_id(value: str) -> str:
    """Encode an id or UUID for use in a path.

    Zoom requires double encoding for a UUID that begins with ``/`` or contains ``//``, and single
    encoding otherwise
    (https://developers.zoom.us/docs/api/using-zoom-apis/#meeting-id-and-uuid).
    """
    encoded = quote(value, safe="")
    if encoded in {".", ".."}:  # would lead to another endpoint
        return "%2E" * len(encoded)
    if value.startswith("/") or "//" in value:
        return quote(encoded, safe="")
    return encoded


def own_user_request(stream: str) -> Request:
    """Return a cheap request, for the user who authorized the app, who always exists.

    Args:
        stream: The stream that it counts for.
    """
    return Request(
        stream=stream,
        endpoint="/users/me",
        path="/users/me",
        params=(),
        label=RateLimitLabel.LIGHT,
        required_fields=("id",),
    )
