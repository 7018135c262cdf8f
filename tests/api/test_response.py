"""Answers as JSON: split without decoding, whatever is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import Answer, decode, read_fields
from tests.support import json_objects


@given(json_objects)
def test_any_object_can_be_read(body: dict[str, Any]) -> None:
    """With huge numbers and text of any script; NaN, which is no JSON, apart."""
    encoded = json.dumps(body).encode()
    fields = read_fields(encoded)

    if b"NaN" in encoded or b"Infinity" in encoded:
        return
    assert fields is not None
    assert {name: decode(raw) for name, raw in fields.items()} == body


escapes = st.lists(
    st.sampled_from([r"\ud83d", r"\ude00", r"\ud83d\ude00", r"\u00eb", "x", r"\\", r"\"", "é"])
)


@given(escapes.map("".join), escapes.map("".join))
def test_half_an_emoji_is_replaced(name: str, value: str) -> None:
    """Zoom cuts names by length; what is left has to be text that targets can take."""
    fields = read_fields(f'{{"n{name}": [{{"{name}": "{value}"}}]}}'.encode())

    assert fields is not None
    for key, raw in fields.items():
        ((inner, text),) = decode(raw)[0].items()
        assert (key + inner + text).encode("utf-8")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b"{", b'{"a": \xff}', b"[" * 100_000])
def test_what_is_no_object_is_none(body: bytes) -> None:
    assert read_fields(body) is None


def test_numbers_beyond_all_bounds_are_read() -> None:
    fields = read_fields(b'{"users": [{"n": 1e999, "id": 123456789012345678901234567890}]}') or {}

    assert decode(fields["users"]) == [{"n": float("inf"), "id": 123456789012345678901234567890}]


OTHERS = rb"""{"list": [7], "object": {"n": 7}, "half": 0.5, "null": null, "flag": true,
    "no": false, "zero": 0, "words": "seven", "minus": "-7", "dot": "7.0", "blank": "",
    "arabic": "\u0667"}"""


NEITHER = ["list", "object", "half", "null", "missing", "blank"]


@pytest.mark.parametrize("name", [*NEITHER, "zero", "no"])
def test_what_is_nothing_like_a_text_is_blank(name: str) -> None:
    """Zero and false as well: they stand for nothing where a text belongs."""
    assert Answer(Outcome.OK, fields=read_fields(OTHERS) or {}).text(name) == ""


@pytest.mark.parametrize("name", [*NEITHER, "flag", "no", "words", "minus", "dot", "arabic"])
def test_what_is_nothing_like_a_number_is_none(name: str) -> None:
    assert Answer(Outcome.OK, fields=read_fields(OTHERS) or {}).number(name) is None


@pytest.mark.parametrize("text", [b"4711", b'"4711"', b'"04711"'])
def test_digits_are_a_number_also_as_a_text(text: bytes) -> None:
    answer = Answer(Outcome.OK, fields=read_fields(b'{"code": ' + text + b"}") or {})

    assert answer.number("code") == 4711


def test_a_number_is_a_text_too() -> None:
    """Such as a page token that is all digits."""
    answer = Answer(Outcome.OK, fields=read_fields(b'{"next_page_token": 17}') or {})

    assert answer.text("next_page_token") == "17"
