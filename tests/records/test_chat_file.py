"""Chat files: their messages, in each of the formats; no line of a file is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.records.chat_file import ChatMessage, parse
from tests.support import texts


def test_a_file_of_a_cloud_recording() -> None:
    file = (
        "00:00:05\tZoë O'Neill:\tHello 👋\r\n00:58:04\tAda: she/her:\tat 10:30:\tthere\r\n"
        "\r\n10:30:00 sharp\r\n101:00:00\tBob:\t\r\n"
    )

    assert list(parse(file)) == [
        ChatMessage("00:00:05", 5, "Zoë O'Neill", text="Hello 👋"),
        ChatMessage("00:58:04", 3484, "Ada: she/her", text="at 10:30:\tthere\n\n10:30:00 sharp"),
        ChatMessage("101:00:00", 363600, "Bob", text=""),
    ]


@pytest.mark.parametrize(
    ("line", "sender", "recipient", "private", "text"),
    [
        ("00:00:01 From  Ada  to  Everyone : a : b", "Ada", "Everyone", False, "a : b"),
        ("00:00:01\t From Ada to Everyone:\ta: b", "Ada", "Everyone", False, "a: b"),
        ("00:00:01 From Ada to Everyone: 10:30", "Ada", "Everyone", False, "10:30"),
        (
            "00:00:01 From Ada: x to Everyone:\n\tone\n\ttwo",
            "Ada: x",
            "Everyone",
            False,
            "one\ntwo",
        ),
        ("00:00:01 From Ada to Bob : a\n\tb", "Ada", "Bob", False, "a\n\tb"),
        ("00:00:01 From Ada to Bob (Direct Message):\n\ta", "Ada", "Bob", True, "a"),
        ("00:00:01 From Ada to Bob(Privately) : a", "Ada", "Bob", True, "a"),
        ("00:00:01 From Road to Ruin to Everyone : a", "Road to Ruin", "Everyone", False, "a"),
        ("00:00:01 From Ada : a", "Ada", None, None, "a"),
        ("00:00:01\tAda: a question:", "Ada", None, None, "a question:"),
        ("00:00:01\tAda:", "Ada", None, None, ""),
        ("00:00:01\tno names", None, None, None, "no names"),
        (f"00:00:01\t{'x' * 301}:\ta", None, None, None, f"{'x' * 301}:\ta"),
    ],
)
def test_names_are_split_from_the_text(
    *, line: str, sender: str | None, recipient: str | None, private: bool | None, text: str
) -> None:
    assert list(parse(line)) == [ChatMessage("00:00:01", 1, sender, recipient, private, text)]


def test_a_date_is_no_offset() -> None:
    (message,) = parse("2026-03-01 10:07:00 From Ada to Everyone:\n\tHello")

    assert (message.time, message.offset_seconds) == ("2026-03-01 10:07:00", None)


def test_lines_before_the_first_message_are_kept_without_a_time() -> None:
    assert list(parse("\ufeffSaved by\nAda\n00:00:01\tBob:\tHello")) == [
        ChatMessage(text="Saved by\nAda"),
        ChatMessage("00:00:01", 1, "Bob", text="Hello"),
    ]


@pytest.mark.parametrize("text", ["", "\n", " \r\n\t", "\ufeff"])
def test_a_file_may_be_empty(text: str) -> None:
    assert list(parse(text)) == []


PIECES = st.sampled_from(
    ["00:00:01", "2026-03-01 ", "\t", " From ", " to ", "Ada", ":", " : ", ":\t", "\n", "\r", "é"]
)


@given(st.lists(PIECES | texts).map("".join))
def test_no_letter_of_a_file_is_lost(text: str) -> None:
    found = [
        value
        for each in parse(text)
        for value in (each.time, each.sender, each.recipient, each.text)
    ]
    left = "".join(filter(None, found))
    marks = set("From to:") | set("(Direct Message)(Privately)")

    for letter in set(text) - marks:
        if not letter.isspace() and letter != "\ufeff":
            assert left.count(letter) == text.count(letter)


@pytest.mark.parametrize(
    "line", [" to " * 60_000, "\t" * 120_000, ": " * 60_000, "00:00:01\t" * 20_000]
)
def test_no_line_takes_quadratic_time(line: str) -> None:
    began = time.process_time()
    list(parse(f"00:00:01 From {line}\n" + line))

    assert time.process_time() - began < 5
