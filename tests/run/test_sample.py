"""A sample sends few requests, whatever the size of the account."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import fetch
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.api.response import ApiResponse, parse_response
from tap_zoom.run.sample import Sample
from tests.support import USERS, Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.request import Request


class Zoom:
    """Lists without end, or without rows."""

    def __init__(self, rows: int = 1) -> None:
        self.rows = rows
        self.requests = 0

    def send(self, request: Request, page: Mapping[str, str]) -> ApiResponse:
        self.requests += 1
        rows = [{"id": f"{self.requests}-{row}"} for row in range(self.rows)]
        token = f"t{self.requests}" if rows else ""
        body = {"users": rows, "next_page_token": token, "total_records": 9_999 if rows else 0}
        return parse_response(request, 200, json.dumps(body).encode())


def test_a_list_ends_after_a_few_pages_as_if_it_were_complete() -> None:
    zoom = Zoom()
    found = fetch(USERS, Sample(zoom.send, Clock()).request)
    assert zoom.requests == 3
    assert (found.outcome, found.count) == (Outcome.OK, 3)


def test_each_endpoint_is_requested_until_some_lists_had_rows() -> None:
    zoom = Zoom()
    sample = Sample(zoom.send, Clock())
    for stream in ("users", "others"):
        outcomes = [
            fetch(replace(USERS, stream=stream), sample.request).outcome for _ in range(100)
        ]
        assert outcomes.count(Outcome.OK) == 10
        assert outcomes[10:] == [Outcome.NO_DATA] * 90


def test_lists_without_rows_are_requested_a_limited_number_of_times() -> None:
    for label, most in ((RateLimitLabel.LIGHT, 30), (RateLimitLabel.RESOURCE_INTENSIVE, 4)):
        zoom = Zoom(rows=0)
        sample = Sample(zoom.send, Clock())
        for _ in range(100):
            fetch(replace(USERS, label=label), sample.request)
        assert zoom.requests == most


def test_a_sample_takes_minutes_however_slow_zoom_is() -> None:
    zoom, clock = Zoom(rows=0), Clock()
    sample = Sample(zoom.send, clock)
    fetch(USERS, sample.request)
    clock.pause(601)
    assert fetch(USERS, sample.request).outcome is Outcome.NO_DATA
    assert zoom.requests == 1
