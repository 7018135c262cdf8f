"""Tables for the log."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.run.tables import format_table

MAX_WIDTH = 160


def test_columns_of_numbers_are_aligned_to_the_right() -> None:
    rows = [("users", "12,345", "x"), ("a", "1", "y")]

    assert format_table(("stream", "n", "text"), rows, numbers=(1,)) == [
        "stream       n  text",
        "users   12,345  x",
        "a            1  y",
    ]


def test_messages_of_zoom_are_shown_verbatim() -> None:
    """No markup, no emoji codes, no colors."""
    (_, line) = format_table(("why",), [("[bold]no[/] :smile: permission 'x' 12",)])

    assert line == "[bold]no[/] :smile: permission 'x' 12"


@given(st.lists(st.text("abc", min_size=1, max_size=40), min_size=1, max_size=40))
def test_long_reasons_are_wrapped_without_losing_a_word(words: list[str]) -> None:
    lines = format_table(("stream", "skipped"), [("report_webinar_participants", " ".join(words))])

    assert all(len(line) <= MAX_WIDTH for line in lines)
    found = " ".join(line.removeprefix("report_webinar_participants") for line in lines[1:])
    assert found.split() == words


def test_what_is_to_be_copied_stays_whole_however_long_the_rest_of_the_row() -> None:
    granular = "contact_center:read:dataset_outbound_dialer_performance:admin"
    classic = "contact_center_outbound_campaign:read:admin"
    row = (granular, classic, "contact_center_users " * 9)
    lines = format_table(("scope", "or", "streams"), [row], unbroken=(0, 1))

    assert lines[1].split()[:2] == [granular, classic]
    assert all(len(line) <= MAX_WIDTH for line in lines)
