"""Requests: ids in paths are encoded the way Zoom decodes them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.request import RateLimitLabel, encode_id, fill
from tests.support import MEETING, USERS, texts

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

uuids = st.text("aZ09+/=", min_size=1, max_size=24)
# Dots alone would be a relative step in the path; Zoom has no such id.
ids: SearchStrategy[str] = (uuids | texts).filter(lambda value: value.strip("."))


def decode_as_zoom(segment: str, value: str) -> str:
    """Decode a path segment by Zoom's rule, which depends on the id that it stands for."""
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
def test_id_is_encoded_twice_only_if_it_has_a_leading_or_double_slash(
    value: str, encoded: str
) -> None:
    assert encode_id(value) == encoded


@given(ids)
def test_zoom_decodes_the_original_id(value: str) -> None:
    assert decode_as_zoom(encode_id(value), value) == value


@given(ids)
def test_id_stays_one_path_segment(value: str) -> None:
    """No id can reach another endpoint or add a parameter."""
    assert not set(encode_id(value)) & set("/?#&;\\ ")


@given(ids)
def test_http_client_sends_the_path_unchanged(value: str) -> None:
    """It neither decodes nor normalizes an encoded id."""
    path = fill("/past_meetings/{uuid}/polls", {"uuid": value})

    sent = requests.Request("GET", f"https://api.zoom.us/v2{path}").prepare()

    assert sent.url == f"https://api.zoom.us/v2{path}"


def test_path_is_filled_from_a_context() -> None:
    """Ids can be numbers, and other values of the context are ignored."""
    filled = fill("/meetings/{meeting_id}/registrants", {"meeting_id": 97763643886, "user_id": "x"})

    assert filled == "/meetings/97763643886/registrants"


def test_requests_for_one_item_differ_from_those_for_the_account() -> None:
    assert MEETING.concerns_one_item
    assert not USERS.concerns_one_item


def test_labels_have_the_names_that_zoom_uses() -> None:
    names = ["Light", "Medium", "Heavy", "Resource-intensive"]
    assert [label.value for label in RateLimitLabel] == [
        *names,
        *(f"Phone {name}" for name in names),
        *(f"Contact Center {name}" for name in names[:3]),
    ]
