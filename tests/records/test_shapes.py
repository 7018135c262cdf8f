"""Shapes of JSON: mergeable in any order, and without what was in it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tap_zoom.records.shapes import FieldNames, Shape, infer, listed_values, merge
from tap_zoom.records.value_classes import class_of, is_expected, length_class
from tests.support import SCHEMAS, json_values

USERS = SCHEMAS["users"]

shapes = json_values.map(lambda value: infer(value, USERS))


def shown(value: object, schema: dict[str, object]) -> set[str]:
    names = FieldNames(SCHEMAS.values())
    names.add_values(value)
    return set(names.shown(infer(value, schema), schema))


@settings(max_examples=40)
@given(shapes, shapes, shapes)
def test_shapes_can_be_merged_in_any_order(one: Shape, two: Shape, three: Shape) -> None:
    assert merge(one, merge(two, three)) == merge(merge(one, two), three)
    assert merge(one, two) == merge(two, one)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("", "string: empty"),
        (" \n", "string: blank"),
        ("2026-11-20T08:00:00Z", "string: date-time in UTC"),
        ("2026-11-20T08:00:00.000+0100", "string: date-time with offset"),
        ("2026-11-20 08:00:00", "string: date-time without zone"),
        ("2026-11-20", "string: date"),
        ("11/20/2026 08:00", "string: other date"),
        ("01:02:03", "string: time"),
        ("97763643886", "string: digits"),
        ("-1.50", "string: decimal"),
        ("False", "string: true or false"),
        ("2FEF8DE9-6C54-4C4C-8A5A-FF3DE1F3F0C1", "string: UUID"),
        ("4444AAAiAAAAAiAiAiiAii==", "string: Base64 with padding"),
        ("KDcuGIm1QgePTO8WbOqwIQ", "string: one long word"),
        ("https://zoom.us/j/1?pwd=x", "string: URL"),
        ("ada@example.com", "string: email"),
        ("Ada", "string: one word"),
        ("Ada Lovelace", "string: text"),
        ("x" * 2001, "string: text"),
        (2**31 - 1, "integer"),
        (-(2**31), "integer"),
        (2**31, "integer: over 32 bits"),
        (-(2**53), "integer: over 53 bits"),
        (True, "boolean"),
        (1.5, "number"),
        (None, "null"),
    ],
)
def test_a_value_is_described_by_its_class(value: object, kind: str) -> None:
    assert class_of(value) == kind


def test_lengths_are_described_by_their_order_of_magnitude() -> None:
    lengths = [length_class(length) for length in (0, 1, 9, 10, 999, 1000)]
    assert lengths == ["0", "1", "2 to 9", "10 to 99", "100 to 999", "1000 or more"]


def test_what_a_schema_does_not_expect_is_found() -> None:
    number = {"type": ["integer", "null"]}
    time = {"type": "string", "format": "date-time"}
    assert is_expected("integer: over 32 bits", number)
    assert not is_expected("string: digits", number)
    assert is_expected("string: empty", time)
    assert not is_expected("string: date-time without zone", time)
    assert not is_expected("null", time)
    assert is_expected("integer", {"type": "number"})
    assert not is_expected("number", {"type": "integer"})
    assert not is_expected("boolean", {"type": "number"})
    assert is_expected("array", {})


def test_only_values_that_a_description_lists_are_kept() -> None:
    status = USERS["properties"]["status"]
    assert listed_values(status) == {"active", "inactive", "pending"}
    assert infer("active", status).listed == {"active": 1}
    assert infer("Ada", status).listed == {"other": 1}
    assert infer("Ada", USERS["properties"]["first_name"]).listed == {}


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("1 end-to-end encryption, 2 enhanced encryption", {"1", "2"}),
        ("State: active or inactive", {"active", "inactive"}),
        ("MP4, M4A and others", {"MP4", "M4A", "others"}),
        ("State: active", set()),
        ("1 to 5", set()),
        ("First name, as shown in meetings", set()),
    ],
)
def test_a_description_lists_values_after_a_colon_or_from_a_number_or_constant_on(
    description: str, values: set[str]
) -> None:
    assert listed_values({"description": description}) == values


def test_no_values_of_credentials_are_kept() -> None:
    for schema in SCHEMAS.values():
        for described in schema["properties"].values():
            if described["description"].startswith("Credential"):
                assert listed_values(described) == frozenset()


@pytest.mark.parametrize(
    "name",
    [
        "ada@example.com",
        "97763643886",
        "KDcuGIm1QgePTO8WbOqwIQ",
        "a3f9c27bd01e",
        "4444AAAiAAAAAiAiAiiAii==",
        "Ada Lovelace",
        "ada",
        "ada_lovelace",
        "Zoë",
        "",
        "x" * 65,
    ],
)
def test_a_name_that_may_be_data_is_masked(name: str) -> None:
    assert shown({name: 1}, USERS) == {"*"}


def test_a_name_that_is_a_value_elsewhere_is_masked() -> None:
    with_known_words = {"status": 1, "user_ada": 1}
    assert shown(with_known_words, USERS) == {"status", "user_ada"}
    with_members = {**with_known_words, "members": [{"name": "User_Ada"}]}
    assert shown(with_members, USERS) == {"status", "members", "*"}


def test_new_fields_keep_their_names_next_to_known_ones() -> None:
    found = shown({"status": "active", "new_feature": 1, "user_xylophone": 2, "user_a_b": 3}, USERS)
    assert found == {"status", "new_feature", "user_xylophone", "*"}


def test_an_object_without_known_fields_keeps_only_names_of_known_words() -> None:
    assert shown({"meeting_count": 1, "legal": 2}, {}) == {"meeting_count", "*"}


def test_words_of_fields_within_objects_and_lists_are_known() -> None:
    inner: dict[str, Any] = {"properties": {"ringtone": {}}}
    items: dict[str, Any] = {"items": {"properties": {"volume": {}}}}
    names = FieldNames([{"properties": {"a": inner, "b": items}}])

    found = names.shown(infer({"ringtone": 1, "volume": 2, "legal": 3}, {}), {})
    assert set(found) == {"ringtone", "volume", "*"}


def test_an_object_with_many_new_names_is_a_mapping() -> None:
    people = {
        f"{first}_{second}y_name": 1 for first in ("ann", "bob", "eve") for second in "bcdfghj"
    }
    assert shown({"status": "active", **people}, USERS) == {"status", "*"}


def test_a_shape_counts_what_is_there() -> None:
    rows = [{"id": "a", "dept": ""}, {"id": "b", "dept": None}, {"id": "c", "group_ids": ["x", 1]}]
    shape = infer(rows, {"items": USERS})
    assert shape.lengths == {"2 to 9": 1}
    assert shape.items is not None
    fields = shape.items.fields
    assert {name: field.count for name, field in fields.items()} == {
        "id": 3,
        "dept": 2,
        "group_ids": 1,
    }
    assert fields["dept"].kinds == {"string: empty": 1, "null": 1}
    assert json.dumps(fields["group_ids"].items and fields["group_ids"].items.kinds) == (
        '{"string: one word": 1, "integer": 1}'
    )
