"""Successful responses: an empty list is believed only if the response says so."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.response import ApiResponse, parse_response
from tests.support import MEETING, USERS

OMITS = replace(USERS, may_omit_list=True)
DETAIL = replace(MEETING, required_fields=("id", "uuid"))
NOT_BELIEVED = {Outcome.RETRY, Outcome.FAILED}


def parse(body: Any, request: Any = USERS) -> ApiResponse:
    """Parse a response with HTTP 200."""
    encoded = body if isinstance(body, bytes) else json.dumps(body).encode()
    return parse_response(request, 200, encoded)


# --- lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"users": []},
        {"users": [], "total_records": 0},
        {"users": [{"id": 1}]},
        {"users": [], "code": 0, "message": "anything"},
        {"users": [], "code": None, "message": "Success."},
        {"users": [], "error": None, "errors": [], "errorCode": "0", "success": True},
        {"users": [{"id": 1}], "message": "note"},
        {"total_records": 0},
        {"total_records": "0", "users": None, "groups": []},
    ],
)
def test_list_that_is_there_or_said_to_be_empty_is_believed(body: Any) -> None:
    assert parse(body).outcome is Outcome.OK


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"users": None},
        {"page_count": 0},
        {"total_records": 3},
        {"total_records": 0, "members": [{"id": 1}]},
        {"user_logs": [{"id": 1}], "total_records": 1},
        {"users": {"id": 1}},
        {"users": "x"},
        {"users": 7},
        {"users": True},
    ],
)
def test_list_that_is_not_where_it_belongs_is_not_believed(body: Any) -> None:
    response = parse(body)

    assert response.outcome is Outcome.RETRY
    assert response.message.startswith("HTTP 200 without a list under 'users'")


def test_message_names_the_list_that_is_there_instead() -> None:
    assert "one under 'call_logs'" in parse({"call_logs": [{"id": 1}]}).message


@pytest.mark.parametrize("rows", [{}, {"users": []}, {"users": None}])
@pytest.mark.parametrize(
    "error",
    [
        {"error": "x"},
        {"error": {"code": 5, "message": "x"}},
        {"errors": [{"message": "x"}]},
        {"errors": "x"},
        {"status": 500, "message": "x"},
        {"status": "error", "message": "x"},
        {"message": "Internal error"},
        {"code": 300},
        {"code": "300"},
        {"code": "INTERNAL"},
        {"code": 9999, "message": "x"},
        {"errorCode": 7, "errorMessage": "x"},
        {"error_code": "E7"},
        {"success": False},
    ],
)
def test_error_in_any_shape_is_no_empty_list(error: Any, rows: Any) -> None:
    assert parse({**rows, **error}).outcome in NOT_BELIEVED
    assert parse({**rows, **error}, OMITS).outcome in NOT_BELIEVED


@pytest.mark.parametrize("error", [{"error": "x"}, {"code": 9, "message": "x"}])
def test_error_beside_rows_is_an_error(error: Any) -> None:
    """There may be more rows."""
    assert parse({"users": [{"id": 1}], **error}).outcome in NOT_BELIEVED


def test_known_code_keeps_its_meaning() -> None:
    """Zoom reports some errors under HTTP 200, with the code as a number or as text."""
    for code in (4711, "4711"):
        assert parse({"code": code, "message": "no scope"}).outcome is Outcome.STREAM_UNAVAILABLE


def test_words_of_an_error_are_found_in_any_shape() -> None:
    for error in (
        {"error": {"message": "Oh no"}},
        {"errors": [{"message": "Oh no"}]},
        {"errorMessage": "Oh no"},
        {"error": "Oh no"},
    ):
        assert parse(error).message.endswith(": Oh no")


# --- lists that Zoom omits --------------------------------------------------------------------


@pytest.mark.parametrize("body", [{}, {"users": None}, {"total_records": 0}, {"page_size": 300}])
def test_list_that_may_be_omitted_is_empty_then(body: Any) -> None:
    assert parse(body, OMITS).outcome is Outcome.OK


@pytest.mark.parametrize("body", [{"total_records": 3}, {"logs": [{"id": 1}]}, {"users": "x"}])
def test_omitted_list_is_not_empty_if_there_are_rows(body: Any) -> None:
    assert parse(body, OMITS).outcome is Outcome.RETRY


def test_field_that_the_stream_reads_is_not_a_list_elsewhere() -> None:
    request = replace(OMITS, response_fields=("questions",))

    assert parse({"questions": [{"id": 1}]}, request).outcome is Outcome.OK


# --- single objects ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"id": 1, "code": 300, "message": "x", "error": "x", "status": "waiting"},
        {"uuid": "a=="},
        {"id": 0},
    ],
)
def test_object_with_a_required_field_is_the_row(body: Any) -> None:
    assert parse(body, DETAIL).outcome is Outcome.OK


@pytest.mark.parametrize(
    "body", [{}, {"id": None, "uuid": " "}, {"topic": "x"}, {"error": "x"}, {"status": 1}]
)
def test_object_without_a_required_field_is_no_row(body: Any) -> None:
    assert parse(body, DETAIL).outcome is Outcome.RETRY


@pytest.mark.parametrize("body", [{"topic": "x"}, {"status": "waiting"}, {"code": 300}])
def test_object_that_needs_no_field_is_a_row(body: Any) -> None:
    assert parse(body, MEETING).outcome is Outcome.OK


@pytest.mark.parametrize(
    "body",
    [{}, {"error": "x"}, {"code": 7, "message": "x"}, {"status": 500, "message": "x"}],
)
def test_empty_object_or_error_is_no_row(body: Any) -> None:
    assert parse(body, MEETING).outcome in NOT_BELIEVED


# --- damaged JSON -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"users": [{"n": NaN}]}', [{"n": None}]),
        (b'{"users": [{"n": -Infinity, "m": 1e999}]}', [{"n": None, "m": None}]),
        (b'{"users": [{"t": "Zo\xc3"}]}', [{"t": "Zo\N{REPLACEMENT CHARACTER}"}]),
        (b'\xef\xbb\xbf {"users": [{"t": "a\tb"}]} <!-- proxy -->', [{"t": "a\tb"}]),
    ],
)
def test_damaged_json_is_read_leniently_if_asked_for(body: bytes, expected: Any) -> None:
    strict = parse_response(USERS, 200, body)
    lenient = parse_response(USERS, 200, body, lenient=True)

    assert strict.outcome is Outcome.RETRY
    assert json.loads(bytes(lenient.fields["users"])) == expected
    assert json.loads(lenient.body)["users"] == expected


@pytest.mark.parametrize("body", [b'{"users": [{"id": 1}', b"<html>", b"", b"[1]", b"{" * 100_000])
def test_body_that_was_cut_off_stays_unreadable(body: bytes) -> None:
    """It lacks rows."""
    assert parse_response(USERS, 200, body, lenient=True).outcome is Outcome.RETRY
