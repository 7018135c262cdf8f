"""JSON bodies: split without decoding, whatever they hold."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.json_fields import decode, split_fields
from tap_zoom.api.response import ApiResponse, parse_json_object
from tests.support import json_objects


def response(body: bytes) -> ApiResponse:
    """Build a response from its body."""
    return ApiResponse(Outcome.OK, fields=split_fields(body) or {})


# --- bodies -----------------------------------------------------------------------------------


@given(json_objects)
def test_any_object_can_be_split_and_decoded(body: dict[str, Any]) -> None:
    """With huge numbers and text in any script, but without NaN, which isn't valid JSON."""
    encoded = json.dumps(body).encode()
    fields = split_fields(encoded)

    if b"NaN" in encoded or b"Infinity" in encoded:
        return
    assert fields is not None
    assert {name: decode(raw) for name, raw in fields.items()} == body


escapes = st.lists(
    st.sampled_from([r"\ud83d", r"\ude00", r"\ud83d\ude00", r"\u00eb", "x", r"\\", r"\"", "é"])
)


@given(escapes.map("".join), escapes.map("".join))
def test_lone_surrogates_are_replaced(name: str, value: str) -> None:
    """Zoom cuts names off at a fixed length, even inside an emoji; targets require valid text."""
    fields = split_fields(f'{{"n{name}": [{{"{name}": "{value}"}}]}}'.encode())

    assert fields is not None
    for key, raw in fields.items():
        ((inner, text),) = decode(raw)[0].items()
        assert (key + inner + text).encode("utf-8")


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b"{", b'{"a": \xff}', b"[" * 100_000])
def test_body_that_is_not_an_object_is_none(body: bytes) -> None:
    assert split_fields(body) is None


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"null", b"{", b'{"a": \xff}'])
def test_file_that_is_not_an_object_is_none(body: bytes) -> None:
    assert parse_json_object(body) is None


def test_numbers_out_of_range_can_be_decoded() -> None:
    fields = split_fields(b'{"users": [{"n": 1e999, "id": 123456789012345678901234567890}]}') or {}

    assert decode(fields["users"]) == [{"n": float("inf"), "id": 123456789012345678901234567890}]


# --- single fields ----------------------------------------------------------------------------

ODD_VALUES = rb"""{"list": [7], "object": {"n": 7}, "half": 0.5, "null": null, "true": true,
    "false": false, "zero": 0, "words": "seven", "minus": "-7", "dot": "7.0", "blank": "",
    "arabic": "\u0667"}"""
NEITHER = ["list", "object", "half", "null", "missing", "blank"]


@pytest.mark.parametrize("name", [*NEITHER, "zero", "false"])
def test_field_that_is_not_text_is_blank(name: str) -> None:
    """Zero and false as well: in place of text, they mean that there is none."""
    assert response(ODD_VALUES).text(name) == ""


@pytest.mark.parametrize("name", [*NEITHER, "true", "false", "words", "minus", "dot", "arabic"])
def test_field_that_is_not_an_integer_is_none(name: str) -> None:
    assert response(ODD_VALUES).number(name) is None


@pytest.mark.parametrize("code", [b"4711", b'"4711"', b'"04711"'])
def test_quoted_digits_are_a_number(code: bytes) -> None:
    assert response(b'{"code": ' + code + b"}").number("code") == 4711


def test_number_is_text_too() -> None:
    """A page token can consist of digits."""
    assert response(b'{"next_page_token": 17}').text("next_page_token") == "17"
