"""Lists without Zoom: pages, and an API that returns them one after the other."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.json_fields import split_fields
from tap_zoom.api.response import ApiResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request

Body = dict[str, Any]

EXPIRED = ApiResponse(
    Outcome.RESTART_PAGINATION, "page token expired", "HTTP 400, code 300: expired"
)


def ok(body: Body) -> ApiResponse:
    """Build a successful response from its body."""
    encoded = json.dumps(body).encode()
    return ApiResponse(Outcome.OK, fields=split_fields(encoded) or {}, body=encoded)


class FakeApi:
    """Returns responses one after the other, and records the parameters of each page."""

    def __init__(self, *responses: Body | ApiResponse) -> None:
        self._responses = [r if isinstance(r, ApiResponse) else ok(r) for r in responses]
        self.sent: list[dict[str, str]] = []

    def __call__(self, request: Request, page_params: Mapping[str, str]) -> ApiResponse:
        """Respond to a request."""
        self.sent.append(dict(page_params))
        return self._responses[len(self.sent) - 1]


def page(*ids: int, token: object = "", **fields: object) -> Body:
    """Build a page of users."""
    return {"users": [{"id": number} for number in ids], "next_page_token": token, **fields}


def ids(result_set: ResultSet) -> list[int]:
    """Return the ids of all rows."""
    return [row["id"] for row in result_set.rows()]
