"""The parts of a stream's declaration that are more than a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tap_zoom.api.request import Request, fill

if TYPE_CHECKING:
    from tap_zoom.api.request import RateLimitLabel
    from tap_zoom.records.types import Record

#: The field of a context that holds the sort key of its session.
SORT_KEY = "sort_key"


@dataclass(frozen=True, slots=True)
class Scopes:
    """Scopes that an app needs: those of one family or the other, never a mixture.

    Attributes:
        granular: Scopes of apps created since 2024, all of them needed.
        classic: Scopes of older apps, all of them needed.
        alternatives: Further scopes of older apps, any one of which is enough.
    """

    granular: tuple[str, ...]
    classic: tuple[str, ...]
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A second request, for each row of a list, that returns the rest of the row.

    Attributes:
        path: Path of the endpoint, with placeholders for fields of the row.
        rate_limit_label: Zoom's rate limit label of the endpoint.
        scopes: The scopes that the app needs.
        required_fields: Fields of which a response must have one: others are no detail.
    """

    path: str
    rate_limit_label: RateLimitLabel
    scopes: Scopes
    required_fields: tuple[str, ...] = ("id",)

    def request(self, stream: str, row: Record) -> Request:
        """Return the request for the detail of a row.

        Args:
            stream: The name of the stream.
            row: The row.
        """
        return Request(
            stream=stream,
            endpoint=self.path,
            path=fill(self.path, row),
            params=(),
            label=self.rate_limit_label,
            required_fields=self.required_fields,
        )


def is_blank(value: object) -> bool:
    """Return whether a value is null or empty text, which Zoom uses alike."""
    return value is None or value == ""
