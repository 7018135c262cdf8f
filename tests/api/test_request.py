"""Paths: the ids in them are encoded as Zoom reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.request import Label, encode_id, fill
from tests.support import MEETING, USERS, texts

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

uuids = st.text("aZ09+/=", min_size=1, max_size=24)
# Dots alone would be a step in the path; Zoom has no such id.
ids: SearchStrategy[str] = (uuids | texts).filter(lambda value: value.strip("."))


def as_zoom_reads(segment: str, value: str) -> str:
    """Decode a path segment by Zoom's rule, which goes by the id that it stands for."""
    once = unquote(segment)
    return unquote(once) if value.startswith("/") or "//" in value else once


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("97763643886", "97763643886"),
        ("4444AAAiAAAAAiAiAiiAii==", "4444AAAiAAAAAiAiAiiAii%3D%3D"),
        ("a/b+c==", "a%2Fb%2Bc%3D%3D"),
        ("/ajXp112QmuoKj4854875==", "%252FajXp112QmuoKj4854875%253D%253D"),
        ("aj//Xp112==", "aj%252F%252FXp112%253D%253D"),
        ("user@example.com", "user%40example.com"),
    ],
)
def test_ids_are_encoded_once_or_twice(value: str, encoded: str) -> None:
    """A UUID is encoded twice only if it begins with a slash or has two in a row."""
    assert encode_id(value) == encoded


@given(ids)
def test_zoom_reads_the_id_that_was_meant(value: str) -> None:
    assert as_zoom_reads(encode_id(value), value) == value


@given(ids)
def test_an_id_stays_one_segment(value: str) -> None:
    """No id can reach another endpoint or add a parameter."""
    assert not set(encode_id(value)) & set("/?#&;\\ ")


@given(ids)
def test_the_path_goes_out_as_it_was_built(value: str) -> None:
    """The HTTP client neither decodes nor tidies an encoded id."""
    path = fill("/past_meetings/{uuid}/polls", {"uuid": value})

    sent = requests.Request("GET", f"https://api.zoom.us/v2{path}").prepare()

    assert sent.url == f"https://api.zoom.us/v2{path}"


def test_filling_takes_what_the_path_names() -> None:
    """Ids can be numbers, and what else a context holds doesn't matter."""
    filled = fill("/meetings/{meeting_id}/registrants", {"meeting_id": 97763643886, "user_id": "x"})

    assert filled == "/meetings/97763643886/registrants"


def test_calls_of_one_item_are_told_from_lists_of_the_account() -> None:
    assert MEETING.concerns_one_item
    assert not USERS.concerns_one_item


def test_labels_are_named_as_in_zooms_headers() -> None:
    names = ["Light", "Medium", "Heavy", "Resource-intensive"]
    assert [label.value for label in Label] == [*names, *(f"Phone {name}" for name in names)]
