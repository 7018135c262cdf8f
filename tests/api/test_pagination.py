"""Lists: all pages, each row once, whatever happens to the page token."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import fetch
from tap_zoom.api.response import ApiResponse
from tests.fake_lists import EXPIRED, Body, FakeApi, ids, ok, page
from tests.support import MEETING, USERS, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tap_zoom.api.request import Request

# --- pages ------------------------------------------------------------------------------------


def test_all_pages_are_fetched() -> None:
    api = FakeApi(page(1, 2, token="b"), page(3, token="c"), page(4))

    result_set = fetch(USERS, api)

    assert ids(result_set) == [1, 2, 3, 4]
    assert (result_set.outcome, result_set.count, result_set.requests) == (Outcome.OK, 4, 3)
    assert api.sent == [
        {"page_size": "300"},
        {"page_size": "300", "next_page_token": "b"},
        {"page_size": "300", "next_page_token": "c"},
    ]


@pytest.mark.parametrize(
    "body", [page(1, token=token) for token in ("", None, 0, False)] + [{"users": [{"id": 1}]}]
)
def test_blank_or_missing_token_ends_a_list(body: Body) -> None:
    assert ids(fetch(USERS, FakeApi(body))) == [1]


def test_empty_page_with_a_token_does_not_end_a_list() -> None:
    api = FakeApi(page(token="b"), page(1, token="c"), page(), page(9))

    assert ids(fetch(USERS, api)) == [1]


def test_token_that_comes_again_on_an_empty_page_ends_a_list() -> None:
    assert ids(fetch(USERS, FakeApi(page(1, token="b"), page(token="b")))) == [1]


def test_token_that_comes_again_ends_a_list_that_is_complete() -> None:
    api = FakeApi(page(1, token="b", total_records=2), page(2, token="b", total_records=2))

    assert ids(fetch(USERS, api)) == [1, 2]


def test_token_that_comes_again_on_a_part_of_a_page_ends_a_list_without_a_total() -> None:
    """Only the last page isn't full."""
    two_each = replace(USERS, page_size=2)

    assert ids(fetch(two_each, FakeApi(page(1, 2, token="b"), page(3, token="b")))) == [1, 2, 3]


@pytest.mark.parametrize("tokens", ["bb", "bcb", "bcdd"])
@pytest.mark.parametrize("total", [{}, {"total_records": 20}])
def test_token_that_comes_again_too_early_fails_the_list(
    tokens: str, total: dict[str, int]
) -> None:
    """It would lead around in a circle; the list is read again once."""
    request = replace(USERS, page_size=1)
    pages = [page(number, token=token, **total) for number, token in enumerate(tokens)]
    whole = [page(*range(len(tokens)), total_records=len(tokens))]

    failed, recovered = fetch(request, FakeApi(*pages * 2)), fetch(request, FakeApi(*pages, *whole))

    assert (failed.outcome, failed.reason) == (Outcome.FAILED, "pages don't end")
    assert "token came again" in failed.message
    assert (failed.count, ids(failed)) == (0, [])
    assert ids(recovered) == list(range(len(tokens)))


def endless(first: int, **more: object) -> Callable[[Request, Mapping[str, str]], ApiResponse]:
    """Serve pages with ever new tokens, whose rows repeat."""
    numbers = count()

    def send(_: Request, __: Mapping[str, str]) -> ApiResponse:
        number = next(numbers)
        return ok(page(*range(first), token=f"t{number}", **more))

    return send


@pytest.mark.parametrize("first", [0, 3])
def test_pages_without_new_rows_fail_the_list(first: int) -> None:
    result_set = fetch(USERS, endless(first))

    assert (result_set.outcome, result_set.reason) == (Outcome.FAILED, "pages don't end")
    assert result_set.requests < 10
    assert result_set.size == 0


def test_empty_pages_end_a_list_that_is_complete() -> None:
    pages = [
        page(*found, token=f"t{n}", total_records=1) for n, found in enumerate([[1]] + [[]] * 3)
    ]

    assert ids(fetch(USERS, FakeApi(*pages))) == [1]


@pytest.mark.parametrize("limit", [{"MAX_PAGES": 20}, {"MAX_BYTES": 200}])
def test_list_without_end_fails(monkeypatch: pytest.MonkeyPatch, limit: dict[str, int]) -> None:
    """Even if each page has new rows; it isn't read again."""
    for name, value in limit.items():
        monkeypatch.setattr(f"tap_zoom.api.pages.{name}", value)
    numbers = count()
    send = lambda *_: ok(page(number := next(numbers), token=f"t{number}"))  # noqa: E731

    result_set = fetch(USERS, send)

    assert (result_set.outcome, result_set.message) == (Outcome.FAILED, "the list has no end")
    assert result_set.requests <= 20


def test_endpoint_that_does_not_paginate_gets_one_request() -> None:
    """Neither a size nor a token is sent, and a token in the response is ignored."""
    api = FakeApi(page(1, 2, token="b"))

    assert ids(fetch(replace(USERS, page_size=None), api)) == [1, 2]
    assert api.sent == [{}]


# --- tokens that expire -----------------------------------------------------------------------


class ExpiringApi:
    """A list whose tokens are new each time; the token of some requests has expired."""

    def __init__(self, pages: list[list[int]], expired: set[int]) -> None:
        self.pages = pages
        self.expired = expired
        self.valid: dict[str, int] = {}
        self.numbers = count()

    def __call__(self, request: Request, page_params: Mapping[str, str]) -> ApiResponse:
        """Respond to a request."""
        number = next(self.numbers)
        if number in self.expired and "next_page_token" in page_params:
            self.valid.clear()
            return EXPIRED
        has_token = "next_page_token" in page_params
        index = self.valid[page_params["next_page_token"]] if has_token else 0
        is_last = index + 1 >= len(self.pages)
        token = "" if is_last else f"token-{number}"
        self.valid[token] = index + 1
        return ok(page(*self.pages[index], token=token, total_records=sum(map(len, self.pages))))


@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    expired=st.sets(st.integers(0, 20), max_size=5),
)
def test_expired_token_neither_loses_nor_duplicates_a_row(
    sizes: list[int], expired: set[int]
) -> None:
    """The list is read again from its first page, with new tokens."""
    numbers = count()
    pages = [[next(numbers) for _ in range(size)] for size in sizes]
    result_set = fetch(USERS, ExpiringApi(pages, expired))

    assert ids(result_set) == [number for rows in pages for number in rows]
    assert result_set.count == result_set.total == sum(map(len, pages))


def test_token_that_always_expires_fails_the_list() -> None:
    responses: list[Body | ApiResponse] = [page(1, token="b"), EXPIRED]
    api = FakeApi(*responses * 7)

    result_set = fetch(USERS, api)

    assert (result_set.outcome, result_set.reason) == (Outcome.FAILED, "page token expired")
    assert result_set.message == "the page token expired 6 times: HTTP 400, code 300: expired"
    assert len(api.sent) == 12


# --- endpoints that return a token on every page ----------------------------------------------

ALWAYS_TOKEN = replace(USERS, always_has_next_token=True)


def test_empty_page_ends_a_list_that_always_has_a_token() -> None:
    """Phone call history returns a new token on every page, even after the last one."""
    api = FakeApi(page(1, 2, token="b"), page(3, token="c"), page(token="d"))

    assert ids(fetch(ALWAYS_TOKEN, api)) == [1, 2, 3]
    assert len(api.sent) == 3


def test_reported_number_of_pages_ends_a_list_that_always_has_a_token() -> None:
    pages = [page(n, token=f"t{n}", page_count=2, total_records=2) for n in range(3)]

    assert ids(fetch(ALWAYS_TOKEN, FakeApi(*pages))) == [0, 1]


@given(sizes=st.lists(st.integers(1, 3), min_size=1, max_size=6), counted=st.booleans())
def test_list_that_always_has_a_token_loses_no_row(sizes: list[int], *, counted: bool) -> None:
    """Even if the reported number of pages is too low for the reported number of rows."""
    rows = iter(range(sum(sizes)))
    reported = {"total_records": sum(sizes), "page_count": 1} if counted else {}
    pages = [
        page(*[next(rows) for _ in range(size)], token=f"t{number}", **reported)
        for number, size in enumerate(sizes)
    ]

    result_set = fetch(ALWAYS_TOKEN, FakeApi(*pages, page(token="more")))

    assert ids(result_set) == list(range(sum(sizes)))


# --- rows -------------------------------------------------------------------------------------


def test_object_is_the_only_row() -> None:
    result_set = fetch(MEETING, FakeApi({"id": 97763643886, "topic": "Zoë 🎉"}))

    assert list(result_set.rows()) == [{"id": 97763643886, "topic": "Zoë 🎉"}]
    assert result_set.count == 1


@pytest.mark.parametrize("body", [{"users": None}, {"page_count": 0}, {}])
def test_null_or_missing_rows_are_an_empty_list(body: Body) -> None:
    result_set = fetch(USERS, FakeApi(body))

    assert (result_set.outcome, result_set.count, ids(result_set)) == (Outcome.OK, 0, [])


def test_rows_that_are_not_objects_are_skipped_and_reported() -> None:
    result_set = fetch(USERS, FakeApi({"users": [{"id": 1}, None, "x", [2], {"id": 3}]}))
    invalid: list[None] = []

    assert [row["id"] for row in result_set.rows(lambda: invalid.append(None))] == [1, 3]
    assert len(invalid) == 3


@pytest.mark.parametrize("outcome", [Outcome.NO_DATA, Outcome.GONE, Outcome.STREAM_UNAVAILABLE])
def test_error_discards_the_rows_of_earlier_pages(outcome: Outcome) -> None:
    """An incomplete list must not pass for a complete one."""
    error = ApiResponse(outcome, "user not found", "HTTP 404, code 1001: User does not exist")

    result_set = fetch(USERS, FakeApi(page(1, token="b"), error))

    assert (result_set.outcome, result_set.reason) == (outcome, "user not found")
    assert result_set.message == "HTTP 404, code 1001: User does not exist"
    assert (result_set.count, ids(result_set), result_set.size) == (0, [], 0)


def test_response_fields_are_copied_into_each_row() -> None:
    """Those that the request names; a row's own field takes precedence."""
    request = replace(USERS, response_fields=("survey", "id", "missing"))
    api = FakeApi(page(1, survey="S", id=9, other="x"))

    assert list(fetch(request, api).rows()) == [{"survey": "S", "id": 1}]


# --- compression ------------------------------------------------------------------------------


@given(
    st.lists(
        st.lists(st.fixed_dictionaries({"id": st.integers(), "topic": texts | st.just("x" * 900)})),
        min_size=1,
        max_size=4,
    )
)
def test_compression_changes_no_row(pages: list[list[Body]]) -> None:
    """Done once or twice, it never takes more memory."""
    tokens = [*map(str, range(1, len(pages))), ""]
    bodies = [{"users": r, "next_page_token": t} for r, t in zip(pages, tokens, strict=True)]
    result_set = fetch(USERS, FakeApi(*bodies))
    size = result_set.size
    for _ in range(2):
        result_set.compress()

        assert list(result_set.rows()) == [row for rows in pages for row in rows]
        assert result_set.size <= size


def test_compression_reduces_a_large_list_to_less_than_a_third() -> None:
    result_set = fetch(USERS, FakeApi(page(*range(10_000))))
    size = result_set.size
    for _ in range(2):
        result_set.compress()

        assert result_set.size < size / 3
        assert ids(result_set) == list(range(10_000))
