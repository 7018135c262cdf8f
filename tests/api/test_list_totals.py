"""Lists whose rows aren't as many as Zoom reports: read again, completed, or failed."""

from __future__ import annotations

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.pagination import fetch
from tests.fake_lists import Body, FakeApi, ids, page
from tests.support import USERS


def test_list_that_changes_while_it_is_read_is_read_again() -> None:
    """A row that goes from the first page moves one from the second to the first, unseen."""
    shifted = [page(1, 2, token="b", total_records=5), page(4, 5, total_records=4)]
    steady = [page(2, 3, token="b", total_records=4), page(4, 5, total_records=4)]

    result_set = fetch(USERS, FakeApi(*shifted, *steady))

    assert ids(result_set) == [2, 3, 4, 5]
    assert (result_set.total, result_set.is_short) == (4, False)


def test_list_that_keeps_changing_is_read_three_times() -> None:
    reads = [
        [page(1, token="b", total_records=9 - n), page(2, total_records=8 - n)] for n in range(4)
    ]
    api = FakeApi(*(each for read in reads for each in read))

    result_set = fetch(USERS, api)

    assert (result_set.outcome, ids(result_set), result_set.is_short) == (Outcome.OK, [1, 2], True)
    assert len(api.sent) == 6


def test_truncated_list_is_read_again_and_keeps_its_rows() -> None:
    truncated, whole = page(1, total_records=2), page(1, 2, total_records=2)

    recovered = fetch(USERS, FakeApi(truncated, whole))
    short = fetch(USERS, FakeApi(truncated, truncated))

    assert (ids(recovered), recovered.is_short) == ([1, 2], False)
    assert (ids(short), short.is_short, short.total) == ([1], True, 2)


@pytest.mark.parametrize("totals", [(9, 9), (1, 1), (2, 1), (None, 9)])
def test_totals_that_are_always_wrong_cost_one_more_read(totals: tuple[int | None, int]) -> None:
    """Zoom may count something else."""
    pages = [
        page(1, 2, token="b", total_records=totals[0]),
        page(3, total_records=totals[1]),
    ]

    assert ids(fetch(USERS, FakeApi(*pages * 2))) == [1, 2, 3]


def test_single_page_with_more_rows_than_reported_is_not_read_again() -> None:
    """It can't have shifted."""
    assert ids(fetch(USERS, FakeApi(page(1, 2, total_records=1)))) == [1, 2]


def test_list_without_a_total_is_read_once() -> None:
    result_set = fetch(USERS, FakeApi(page(1, token="b"), page(2)))

    assert (ids(result_set), result_set.total, result_set.is_short) == ([1, 2], None, False)


def test_reported_rows_that_never_come_fail_the_list() -> None:
    nothing, rows = page(total_records=3), page(1, 2, 3, total_records=3)

    failed, recovered = (
        fetch(USERS, FakeApi(nothing, nothing)),
        fetch(USERS, FakeApi(nothing, rows)),
    )

    assert (failed.outcome, failed.reason) == (Outcome.FAILED, "rows are missing")
    assert failed.message == "Zoom reports 3 rows and sends none"
    assert ids(recovered) == [1, 2, 3]


def test_rows_that_pages_repeat_come_once() -> None:
    """A row that comes in front moves the last of a page to the next."""
    pages = [page(1, 2, token="b", total_records=3), page(2, 3, total_records=3)]

    result_set = fetch(USERS, FakeApi(*pages))

    assert (ids(result_set), result_set.count) == ([1, 2, 3], 3)


@pytest.mark.parametrize(
    "pages",
    [
        [page(1, 2, token="b", total_records=4), page(2, 3, total_records=4)],
        [page(1, 2, token="b"), page(2, 3)],
        [page(1, 2, 2, token="b", total_records=4), page(3, total_records=4)],
        [page(1, 2, token="b", total_records=2), page(2, 3, total_records=2)] * 2,
    ],
)
def test_rows_that_are_alike_stay_unless_they_explain_a_surplus(pages: list[Body]) -> None:
    """Two guests without a name may join at the same moment."""
    assert len(ids(fetch(USERS, FakeApi(*pages)))) == 4
