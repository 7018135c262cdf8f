"""Lists: all pages, each row once, whatever happens to the page token."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import Listing, read
from tap_zoom.api.response import Answer, read_fields
from tap_zoom.exceptions import ApiError
from tests.support import MEETING, USERS, texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.request import Call

Body = dict[str, Any]

EXPIRED = Answer(Outcome.RESTART, "page token expired", "HTTP 400, code 300: expired")


def answer(body: Body) -> Answer:
    """Make the answer that the API gives for a body."""
    encoded = json.dumps(body).encode()
    return Answer(Outcome.OK, fields=read_fields(encoded) or {}, body=encoded)


class Zoom:
    """Gives answers one after the other, and keeps what it was asked."""

    def __init__(self, *answers: Body | Answer) -> None:
        self._answers = [a if isinstance(a, Answer) else answer(a) for a in answers]
        self.asked: list[dict[str, str]] = []

    def __call__(self, call: Call, page: Mapping[str, str]) -> Answer:
        """Answer a request."""
        self.asked.append(dict(page))
        return self._answers[len(self.asked) - 1]


def page(*ids: int, token: object = "", **fields: object) -> Body:
    """Make a page of users."""
    return {"users": [{"id": number} for number in ids], "next_page_token": token, **fields}


def ids(listing: Listing) -> list[int]:
    """Say which users a list has."""
    return [row["id"] for row in listing.rows()]


# --- pages ------------------------------------------------------------------------------------


def test_a_list_is_read_to_its_end() -> None:
    zoom = Zoom(page(1, 2, token="b"), page(3, token="c"), page(4))

    listing = read(USERS, zoom)

    assert ids(listing) == [1, 2, 3, 4]
    assert (listing.outcome, listing.count, listing.requests) == (Outcome.OK, 4, 3)
    assert zoom.asked == [
        {"page_size": "300"},
        {"page_size": "300", "next_page_token": "b"},
        {"page_size": "300", "next_page_token": "c"},
    ]


@pytest.mark.parametrize("end", ["", None, 0, False])
def test_any_blank_token_ends_a_list(end: object) -> None:
    assert ids(read(USERS, Zoom(page(1, token=end)))) == [1]


def test_a_missing_token_ends_a_list() -> None:
    assert ids(read(USERS, Zoom({"users": [{"id": 1}]}))) == [1]


def test_an_empty_page_with_a_token_is_not_the_end() -> None:
    assert ids(read(USERS, Zoom(page(token="b"), page(1, token="c"), page(), page(9)))) == [1]


@pytest.mark.parametrize("pages", [["b", "b"], ["b", "c", "b"], ["b", "c", "d", "d"]])
def test_a_token_that_comes_again_ends_a_list(pages: list[str]) -> None:
    """It would lead round in a circle."""
    zoom = Zoom(*(page(number, token=token) for number, token in enumerate(pages)))

    assert ids(read(USERS, zoom)) == list(range(len(pages)))


def test_a_list_without_pages_is_asked_for_once() -> None:
    """Where Zoom gives all rows at once, neither a size nor a token is sent or believed."""
    zoom = Zoom(page(1, 2, token="b"))

    assert ids(read(replace(USERS, page_size=None), zoom)) == [1, 2]
    assert zoom.asked == [{}]


# --- tokens that expire -----------------------------------------------------------------------


class Expiring:
    """A list whose tokens are new each time; some requests come too late for theirs."""

    def __init__(self, pages: list[list[int]], late: set[int]) -> None:
        self.pages = pages
        self.late = late
        self.valid: dict[str, int] = {}
        self.numbers = count()

    def __call__(self, call: Call, asked: Mapping[str, str]) -> Answer:
        """Answer a request."""
        number = next(self.numbers)
        if number in self.late and "next_page_token" in asked:
            self.valid.clear()
            return EXPIRED
        place = self.valid[asked["next_page_token"]] if "next_page_token" in asked else 0
        is_last = place + 1 >= len(self.pages)
        token = "" if is_last else f"token-{number}"
        self.valid[token] = place + 1
        rows = page(*self.pages[place], token=token, total_records=sum(map(len, self.pages)))
        return answer(rows)


@given(
    pages=st.lists(st.lists(st.integers(), max_size=4), min_size=1, max_size=6),
    late=st.sets(st.integers(0, 20), max_size=5),
)
def test_an_expired_token_neither_loses_nor_doubles_a_row(
    pages: list[list[int]], late: set[int]
) -> None:
    """The list is read from its beginning, with new tokens."""
    listing = read(USERS, Expiring(pages, late))

    assert ids(listing) == [number for rows in pages for number in rows]
    assert listing.count == listing.total == sum(map(len, pages))


def test_a_token_that_expires_forever_ends_the_run() -> None:
    answers: list[Body | Answer] = [page(1, token="b"), EXPIRED]
    zoom = Zoom(*answers * 7)

    with pytest.raises(ApiError, match="token for /users of stream users expired 6 times"):
        read(USERS, zoom)

    assert len(zoom.asked) == 12


# --- what the rows are ------------------------------------------------------------------------


def test_an_object_is_a_list_of_one_row() -> None:
    listing = read(MEETING, Zoom({"id": 97763643886, "topic": "Zoë 🎉"}))

    assert list(listing.rows()) == [{"id": 97763643886, "topic": "Zoë 🎉"}]
    assert listing.count == 1


@pytest.mark.parametrize("body", [{"users": None}, {"page_count": 0}, {}])
def test_no_rows_are_an_empty_list(body: Body) -> None:
    """Zoom also sends null, or leaves the list out."""
    listing = read(USERS, Zoom(body))

    assert (listing.outcome, listing.count, ids(listing)) == (Outcome.OK, 0, [])


@pytest.mark.parametrize("rows", [{"id": 1}, "x", 7, True])
def test_rows_that_are_no_list_end_the_run(rows: object) -> None:
    """The API has changed: to go on would lose rows without a word."""
    with pytest.raises(ApiError, match="/users of stream users holds no list under 'users'"):
        read(USERS, Zoom({"users": rows}))


def test_rows_that_are_no_objects_are_left_out_and_counted() -> None:
    listing = read(USERS, Zoom({"users": [{"id": 1}, None, "x", [2], {"id": 3}]}))
    strays: list[None] = []

    assert [row["id"] for row in listing.rows(lambda: strays.append(None))] == [1, 3]
    assert len(strays) == 3


def test_what_zoom_announces_is_kept() -> None:
    """The latest number, where there is one."""
    zoom = Zoom(page(1, token="b", total_records=2), page(2, token="c"), page(total_records=3))

    assert read(USERS, zoom).total == 3
    assert read(USERS, Zoom(page(1))).total is None


@pytest.mark.parametrize("outcome", [Outcome.EMPTY, Outcome.SKIP, Outcome.UNAVAILABLE])
def test_a_list_that_is_refused_has_no_rows_but_a_reason(outcome: Outcome) -> None:
    """On a later page, too: half a list is none."""
    refusal = Answer(outcome, "user gone", "HTTP 404, code 1001: User does not exist")

    listing = read(USERS, Zoom(page(1, token="b"), refusal))

    assert (listing.outcome, listing.reason) == (outcome, "user gone")
    assert listing.message == "HTTP 404, code 1001: User does not exist"
    assert (listing.count, ids(listing), listing.size) == (0, [], 0)


# --- while it waits ---------------------------------------------------------------------------


@given(
    st.lists(
        st.lists(st.fixed_dictionaries({"id": st.integers(), "topic": texts | st.just("x" * 900)})),
        min_size=1,
        max_size=4,
    )
)
def test_packing_keeps_all_rows(pages: list[list[Body]]) -> None:
    """Packed once or twice, the rows are the same and take no more space."""
    tokens = [*map(str, range(1, len(pages))), ""]
    listing = read(
        USERS,
        Zoom(*({"users": r, "next_page_token": t} for r, t in zip(pages, tokens, strict=True))),
    )
    size = listing.size
    for _ in range(2):
        listing.pack()

        assert list(listing.rows()) == [row for rows in pages for row in rows]
        assert listing.size <= size


def test_packing_makes_a_large_list_small() -> None:
    listing = read(USERS, Zoom(page(*range(10_000))))
    size = listing.size
    listing.pack()

    assert listing.size < size / 3
    assert ids(listing) == list(range(10_000))


# --- oddities of single lists -------------------------------------------------------------------

ENDLESS = replace(USERS, endless=True)


def test_an_empty_page_ends_a_list_whose_tokens_never_do() -> None:
    """Phone call history gives a new token on every page, behind the last one too."""
    zoom = Zoom(page(1, 2, token="b"), page(3, token="c"), page(token="d"))

    assert ids(read(ENDLESS, zoom)) == [1, 2, 3]
    assert len(zoom.asked) == 3


def test_a_list_whose_tokens_never_end_has_the_pages_that_it_announced() -> None:
    pages = [page(n, token=f"t{n}", page_count=2, total_records=2) for n in range(3)]

    assert ids(read(ENDLESS, Zoom(*pages))) == [0, 1]


@given(sizes=st.lists(st.integers(1, 3), min_size=1, max_size=6), counted=st.booleans())
def test_a_list_whose_tokens_never_end_loses_no_row(sizes: list[int], *, counted: bool) -> None:
    """Even where the count of pages is wrong: rows that were announced are read all the same."""
    rows = iter(range(sum(sizes)))
    announced = {"total_records": sum(sizes), "page_count": 1} if counted else {}
    pages = [
        page(*[next(rows) for _ in range(size)], token=f"t{number}", **announced)
        for number, size in enumerate(sizes)
    ]

    listing = read(ENDLESS, Zoom(*pages, page(token="more")))

    assert ids(listing) == list(range(sum(sizes)))


def test_fields_beside_the_rows_are_put_into_each() -> None:
    """Where a stream says so; a row's own field goes first."""
    call = replace(USERS, envelope=("survey", "id", "missing"))
    zoom = Zoom(page(1, survey="S", id=9, other="x"))

    assert list(read(call, zoom).rows()) == [{"survey": "S", "id": 1}]
