"""What the other tests rely on holds itself."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.e2e.harness import is_surely_valid, validator
from tests.random_records import fields
from tests.support import SCHEMAS


@given(
    stream=st.sampled_from(
        ["meetings", "report_meeting_participants", "recording_transcript_cues"]
    ),
    wrong=st.booleans(),
    data=st.data(),
)
def test_what_the_quick_check_passes_is_valid(stream: str, *, wrong: bool, data: Any) -> None:
    schema = SCHEMAS[stream]
    record = data.draw(fields(schema, wrong=wrong))

    assert not is_surely_valid(schema)(record) or validator(schema).is_valid(record)


def test_the_quick_check_passes_what_a_record_usually_holds() -> None:
    check = is_surely_valid(SCHEMAS["report_meeting_participants"])

    assert check({"meeting_uuid": "a==", "row_id": "1", "join_time": "2026-08-31T09:30:00Z"})
    assert not check({"join_time": "yesterday"})
    assert not check({"row_id": None})
    assert not check({"duration": "1"})
    assert not check({"row_id": "1" * 256})


def test_the_quick_check_knows_all_that_schemas_say() -> None:
    assert [name for name, schema in SCHEMAS.items() if not is_surely_valid(schema)({})] == []
