"""JSON that is nested too deeply."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from tap_zoom.records.nesting import cut_nesting
from tests.support import json_values


def nested(depth: int) -> bytes:
    """Return JSON with so many lists and objects in each other."""
    return b'{"a":[' * (depth // 2) + b"1" + b"]}" * (depth // 2)


@pytest.mark.parametrize("depth", [1_000, 100_000])
def test_only_what_is_nested_too_deeply_is_cut_off(depth: int) -> None:
    rows = b'[{"id":1},{"new":%b,"id":2},{"new":%b,"id":3}]' % (nested(depth), nested(2))

    first, second, third = json.loads(cut_nesting(rows, max_depth=4))

    assert first == {"id": 1}
    assert second == {"new": {"a": [None]}, "id": 2}
    assert third == {"new": {"a": [1]}, "id": 3}


def test_brackets_in_text_do_not_count() -> None:
    text = json.dumps({"a": '[[{"' * 50, "b\\": "\\", "c[": "é\n"}).encode()

    assert cut_nesting(text, max_depth=1) == text


@given(json_values)
def test_other_json_is_unchanged(value: object) -> None:
    text = json.dumps(value).encode()

    assert cut_nesting(text) == text


@pytest.mark.parametrize("text", [b"", b"]]", b"[[", b'"[', b'{"a', b"<html>"])
def test_what_is_not_json_does_not_become_json(text: bytes) -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(cut_nesting(text, max_depth=1))
