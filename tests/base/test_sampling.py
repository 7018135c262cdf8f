"""Sampling: a few requests of each kind stand for all of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import ResultSet
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.api.response import parse_response
from tap_zoom.base.sampling import SAMPLE, Sampler
from tap_zoom.prefetch.plan import PlannedRequest
from tests.support import MEETING, USERS

if TYPE_CHECKING:
    from tap_zoom.api.request import Request
    from tap_zoom.prefetch.plan import PlannedRequests

LIST = ("users", "/users")
ITEM = ("meetings", "/meetings/{meeting_id}")


def expand(result_set: ResultSet) -> PlannedRequests:
    """Plan two requests for each row."""
    for row in result_set.rows():
        for number in range(2):
            yield PlannedRequest((), replace(MEETING, path=f"/meetings/{row['id']}{number}"))


def lists(count: int) -> list[PlannedRequest]:
    """Plan lists that lead to further requests."""
    found = (replace(USERS, params=(("number", str(number)),)) for number in range(count))
    return [PlannedRequest((number,), each, expand) for number, each in enumerate(found)]


def answer(request: Request, *, rows: int = 3, total: int = 3) -> ResultSet:
    """Return the first page of a list."""
    body: object = {"id": 1}
    if request.records_key:
        users = [{"id": number} for number in range(rows)]
        body = {"users": users, "total_records": total, "next_page_token": "t" * (total > rows)}
    found = ResultSet(request)
    found.advance(parse_response(request, 200, json.dumps(body).encode()))
    return found


def refuse(request: Request) -> ResultSet:
    """Return a refusal of everything."""
    found = ResultSet(request)
    found.outcome = Outcome.STREAM_UNAVAILABLE
    return found


def test_of_each_kind_only_a_few_are_requested() -> None:
    sampler = Sampler(answer, lambda _: None)
    sampler.sample(lists(100))

    assert {kind: sample.sent for kind, sample in sampler.samples.items()} == {
        LIST: SAMPLE,
        ITEM: SAMPLE,
    }
    assert sampler.sent == 2 * SAMPLE


@pytest.mark.parametrize(("rows", "total", "pages"), [(3, 3, 1), (3, 12, 4)])
def test_a_sample_stands_for_all(rows: int, total: int, pages: int) -> None:
    """Pages that were not read count too, with their rows."""
    sampler = Sampler(lambda request: answer(request, rows=rows, total=total), lambda _: None)
    sampler.sample(lists(100))
    found = sampler.estimate(LIST, 100, lambda _: 1.0)

    assert found == {RateLimitLabel.MEDIUM: 100 * pages, RateLimitLabel.LIGHT: 100 * total * 2}


def test_a_share_of_a_kind_counts_as_such() -> None:
    sampler = Sampler(answer, lambda _: None)
    sampler.sample(lists(4))

    found = sampler.estimate(LIST, 4, lambda kind: 0.5 if kind == ITEM else 1.0)
    assert found == {RateLimitLabel.MEDIUM: 4, RateLimitLabel.LIGHT: 12}


def test_what_is_refused_is_not_requested_again_and_counts_nothing_below() -> None:
    responses: Counter[Outcome] = Counter()
    sampler = Sampler(refuse, lambda response: responses.update([response.outcome]))
    sampler.sample(lists(100))

    assert responses == {Outcome.STREAM_UNAVAILABLE: 2}
    assert list(sampler.samples) == [LIST]
    assert sampler.estimate(ITEM, 7, lambda _: 1.0) == {}
