"""What a run did: the counts, and the table at the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.pagination import Listing
from tap_zoom.api.request import Label
from tap_zoom.run.summary import Summary, table_lines
from tests.support import MEETING, USERS


def listing(total: int | None, count: int) -> Listing:
    """Make a list that has been read."""
    made = Listing(USERS)
    made.total, made.count = total, count
    return made


def test_requests_are_counted_from_all_threads() -> None:
    """By stream, by rate label and by status; none is lost."""
    summary = Summary()
    other = replace(USERS, stream="reports", label=Label.HEAVY)

    def ask(number: int) -> None:
        summary.requested(other if number % 2 else USERS, 429 if number % 4 == 0 else 200)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(ask, range(4000)))

    assert summary.requests == {"users": 2000, "reports": 2000}
    assert summary.requests_by_label == {"Medium": 2000, "Heavy": 2000}
    assert summary.statuses == {200: 3000, 429: 1000}


def test_rows_that_differ_from_what_zoom_announced_are_added_up() -> None:
    summary = Summary()
    summary.requested(USERS, 200)
    for total, count in [(10, 9), (5, 5), (None, 3), (7, 8), (2, 0)]:
        summary.answered(listing(total, count))

    assert summary.differences == {"users": (19, 17)}
    assert "Zoom announced 19 rows where 17 came" in "\n".join(summary.lines())


def test_lists_as_long_as_announced_are_no_difference() -> None:
    summary = Summary()
    summary.answered(listing(5, 5))
    summary.answered(listing(None, 5))

    assert summary.differences == {}


# --- streams that can't be read ---------------------------------------------------------------


def test_an_endpoint_that_refuses_every_item_is_given_up() -> None:
    """After fifty refusals without one answer."""
    summary = Summary()

    told = [summary.refused_throughout(MEETING, "no permission") for _ in range(50)]
    assert told == [False] * 49 + [True]


def test_an_endpoint_that_answered_once_is_not_given_up() -> None:
    """Then it is the items that differ, however many are refused."""
    summary = Summary()
    answered = Listing(MEETING)
    summary.answered(answered)

    assert not any(summary.refused_throughout(MEETING, "no permission") for _ in range(200))
    assert not summary.withheld("meetings")


def test_endpoints_of_a_stream_are_told_apart() -> None:
    """A stream whose list answers can still be refused all details."""
    summary = Summary()
    summary.answered(Listing(replace(MEETING, endpoint="/users/{user_id}/meetings")))

    assert [summary.refused_throughout(MEETING, "no permission") for _ in range(50)][-1]


def test_a_few_items_that_are_all_refused_are_remembered_until_one_is_not() -> None:
    summary = Summary()
    for _ in range(2):
        assert not summary.refused_throughout(MEETING, "no permission")

    assert summary.withheld("meetings") == {MEETING.endpoint: "no permission"}
    summary.answered(Listing(MEETING))
    assert not summary.withheld("meetings")


def test_the_first_reason_for_closing_a_stream_stays() -> None:
    summary = Summary()
    summary.close("meetings", "scope missing")
    summary.close("meetings", "every request was refused")

    assert summary.unavailable == {"meetings": "scope missing"}


# --- the table --------------------------------------------------------------------------------


def test_the_table_at_the_end() -> None:
    """A line for each stream: what came, what it cost, what is missing and why."""
    summary = Summary()
    summary.records["users"] = 12_345
    for _ in range(3):
        summary.requested(USERS, 200)
    for reason in ("user gone", "no permission", "user gone"):
        summary.skip("meetings", reason)
    summary.misfit("users", "created_at")
    summary.misfit("users", "created_at")
    summary.misfit("users", "settings.n")
    summary.close("channels", "scope missing: chat_channel:read")

    assert summary.lines() == [
        "stream    records  requests  left out",
        "channels        0         0  not read: scope missing: chat_channel:read",
        "meetings        0         0  no permission: 1; user gone: 2",
        "users      12,345         3  values that fit no reading: created_at (2), settings.n (1)",
    ]


def test_a_run_without_anything_has_an_empty_table() -> None:
    assert Summary().lines() == ["stream  records  requests  left out"]


def test_zooms_words_are_shown_as_they_are() -> None:
    """No markup, no emoji codes, no colours."""
    (_, line) = table_lines(("why",), [("[bold]no[/] :smile: permission 'x' 12",)])

    assert line == "[bold]no[/] :smile: permission 'x' 12"


@given(st.lists(st.text("abc", min_size=1, max_size=40), min_size=1, max_size=40))
def test_long_reasons_are_wrapped_and_lose_no_word(words: list[str]) -> None:
    lines = table_lines(("stream", "left out"), [("report_webinar_participants", " ".join(words))])

    assert all(len(line) <= 160 for line in lines)
    found = " ".join(line.removeprefix("report_webinar_participants") for line in lines[1:])
    assert found.split() == words
