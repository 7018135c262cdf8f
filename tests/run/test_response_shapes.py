"""What is written of responses: everything about their form, and nothing of their contents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tap_zoom.api.access import ObservedResponse
from tap_zoom.api.response import parse_response
from tap_zoom.run.response_shapes import ResponseShapes
from tests.support import SCHEMAS, USERS

#: Texts that occur neither in names of fields nor in classes of values.
texts = st.text("QXΩ789@-_. ", min_size=4, max_size=30)
names = texts | st.sampled_from(["id", "email", "status", "custom_attributes", "new_field"])
bodies = st.recursive(
    texts | st.integers(10**8) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)


def observed(
    body: object, status: int = 200, headers: tuple[str, ...] = (), **request: Any
) -> ObservedResponse:
    asked = replace(USERS, **request)
    parsed = parse_response(asked, status, json.dumps(body).encode())
    return ObservedResponse(asked, status, headers, parsed)


def report(*responses: ObservedResponse) -> dict[str, Any]:
    shapes = ResponseShapes(SCHEMAS)
    for response in responses:
        shapes.observe(response)
    return shapes.report()


def scalars(value: object) -> set[str]:
    """Return all values, and the names that aren't those of fields."""
    if isinstance(value, dict):
        return {text for inner in value.items() for text in scalars(list(inner))}
    if isinstance(value, list):
        return {text for item in value for text in scalars(item)}
    return {str(value)} if isinstance(value, (int, str)) else set()


@settings(max_examples=40)
@given(st.lists(st.dictionaries(names, bodies, max_size=5), max_size=4), st.booleans())
def test_no_value_of_a_response_is_written(rows: list[dict[str, Any]], fails: bool) -> None:  # noqa: FBT001
    known = {"id", "email", "status", "custom_attributes", "new_field"}
    values = scalars(rows) - known
    # A name is told apart from a field's by being a value elsewhere, or by its characters.
    body = {"users": rows, "all": sorted(values), "message": "QX" * fails}
    text = json.dumps(report(observed(body, 404 if fails else 200)))
    assert [value for value in values if len(value) >= 4 and value in text] == []


def test_an_endpoint_is_described() -> None:
    users = [
        {
            "id": "u1",
            "status": "active",
            "created_at": "2026-11-20 08:00:00",
            "pmi": "12",
            "new_type": 1,
        },
        {"id": "u2", "status": "odd", "dept": ""},
    ]
    first = observed(
        {"users": users, "next_page_token": "t", "total_records": 2}, headers=("Date",)
    )
    second = observed({"code": 300, "message": "Ada is unknown."}, 400, ("X-Id-123456",))
    described = report(first, second)["users"]
    endpoint = described["endpoints"]["/users"]
    fields = endpoint["fields"]

    assert endpoint["headers"] == ["*", "date"]
    assert endpoint["responses"] == [
        {"count": 1, "status": 200, "code": None, "outcome": "OK", "rule": ""},
        {"count": 1, "status": 400, "code": 300, "outcome": "FAILED", "rule": "bad request"},
    ]
    assert fields["next_page_token"] == {"present": 1, "of": 1, "kinds": {"string: one word": 1}}
    assert fields["users"] == {
        "present": 1,
        "of": 1,
        "kinds": {"array": 1},
        "lengths": {"2 to 9": 1},
    }
    assert fields["users[].status"]["listed"] == {"active": 1, "other": 1}
    assert fields["users[].dept"] == {"present": 1, "of": 2, "kinds": {"string: empty": 1}}
    assert {path: field["differs"] for path, field in fields.items() if "differs" in field} == {
        "users[].created_at": ["string: date-time without zone"],
        "users[].pmi": ["string: digits"],
        "users[].new_type": ["not in the schema"],
    }
    assert "email" in described["never_sent"]
    assert "dept" not in described["never_sent"]
    assert list(endpoint["error_fields"]) == ["code", "message"]


def test_an_error_code_that_can_be_none_is_not_written() -> None:
    body = {"code": 4155550123, "message": "No."}
    endpoint = report(observed(body, 400))["users"]["endpoints"]["/users"]
    assert [each["code"] for each in endpoint["responses"]] == ["other"]


def test_a_response_that_is_not_json_has_a_status_only() -> None:
    request = replace(USERS)
    parsed = parse_response(request, 502, b"<html>Ada</html>")
    described = report(ObservedResponse(request, 502, (), parsed))["users"]["endpoints"]["/users"]
    assert described == {
        "responses": [
            {
                "count": 1,
                "status": 502,
                "code": None,
                "outcome": "RETRY",
                "rule": "Zoom's servers failed",
            }
        ]
    }
