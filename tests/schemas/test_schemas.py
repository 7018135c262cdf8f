"""The JSON Schema files: one per stream, written by hand, all to the same conventions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = Path(__file__).parents[2] / "schemas"

SECRETS = {
    "chat_join_url",
    "download_url",
    "dynamic_host_key",
    "encrypted_passcode",
    "encrypted_password",
    "file_path",
    "h323_passcode",
    "h323_password",
    "host_key",
    "join_url",
    "participant_pin_code",
    "password",
    "personal_meeting_url",
    "play_url",
    "pstn_password",
    "recording_play_passcode",
    "registration_url",
    "share_url",
    "start_url",
    "summary_doc_url",
    "transcript_download_url",
    "vanity_url",
}
SECRET_PREFIX = "Credential, not selected by default: "
SCALARS = {"string", "integer", "number", "boolean"}
KEYWORDS = {"type", "description", "format", "properties", "items"}
MAX_DESCRIPTION = 120


class Row(NamedTuple):
    """What a stream's properties begin with, before Zoom's own in alphabetical order."""

    keys: tuple[str, ...]
    added: tuple[str, ...] = ()


STREAMS = {
    "channel_members": Row(("channel_id", "member_id")),
    "channels": Row(("id",)),
    "group_members": Row(("group_id", "id")),
    "groups": Row(("id",)),
    "dashboard_meeting_participants": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "dashboard_meeting_qos": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "dashboard_meetings": Row(("uuid",), ("session_type",)),
    "dashboard_webinar_participants": Row(("webinar_uuid", "row_id"), ("webinar_id", "start_time")),
    "dashboard_webinars": Row(("uuid",)),
    "meeting_poll_answers": Row(
        ("meeting_uuid", "respondent_id", "row_id"), ("meeting_id", "start_time", "email", "name")
    ),
    "meeting_poll_results": Row(
        ("meeting_uuid", "row_id"), ("meeting_id", "user_id", "start_time")
    ),
    "meeting_polls": Row(("meeting_id", "id"), ("user_id",)),
    "meeting_qna_results": Row(("meeting_uuid", "row_id"), ("meeting_id", "user_id", "start_time")),
    "meeting_qna_answers": Row(
        ("meeting_uuid", "respondent_id", "row_id"), ("meeting_id", "start_time", "email", "name")
    ),
    "meeting_questions": Row(("meeting_id",), ("user_id",)),
    "meeting_registrants": Row(("meeting_id", "occurrence_id", "id"), ("user_id",)),
    "meeting_summaries": Row(("meeting_uuid", "row_id")),
    "meeting_surveys": Row(("meeting_id",), ("user_id",)),
    "meetings": Row(("id",), ("user_id",)),
    "past_meeting_details": Row(("uuid",), ("user_id",)),
    "past_meeting_instances": Row(("uuid",), ("meeting_id", "user_id")),
    "past_meeting_participants": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "past_webinar_instances": Row(("uuid",), ("webinar_id", "user_id")),
    "past_webinar_participants": Row(("webinar_uuid", "row_id"), ("webinar_id", "start_time")),
    "phone_call_history": Row(("call_history_uuid",)),
    "phone_recordings": Row(("id",)),
    "phone_users": Row(("id",)),
    "recording_files": Row(("meeting_uuid", "file_id"), ("host_id", "start_time")),
    "recording_transcript_cues": Row(
        ("meeting_uuid", "file_id", "number"),
        ("host_id", "start_time", "identifier", "begins_at", "ends_at", "speaker", "text"),
    ),
    "recording_transcripts": Row(
        ("meeting_uuid", "file_id"),
        ("host_id", "start_time", "file_type", "recording_start", "recording_end", "content"),
    ),
    "recordings": Row(("uuid",)),
    "report_activities": Row(("row_id",)),
    "report_cloud_recording": Row(("date",)),
    "report_daily_usage": Row(("date",)),
    "report_history_meetings": Row(("meeting_uuid",)),
    "report_hosts": Row(("from", "id"), ("activity", "month", "to")),
    "report_meeting_activities": Row(("row_id",)),
    "report_meeting_participants": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "report_meeting_poll_answers": Row(
        ("meeting_uuid", "respondent_id", "row_id"),
        ("meeting_id", "start_time", "email", "name", "first_name", "last_name"),
    ),
    "report_meeting_polls": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "report_meeting_qna": Row(("meeting_uuid", "row_id"), ("meeting_id", "start_time")),
    "report_meeting_qna_answers": Row(
        ("meeting_uuid", "respondent_id", "row_id"), ("meeting_id", "start_time", "email", "name")
    ),
    "report_meeting_survey": Row(
        ("meeting_uuid", "row_id"), ("meeting_id", "start_time", "survey_id", "survey_name")
    ),
    "report_meeting_survey_answers": Row(
        ("meeting_uuid", "respondent_id", "row_id"),
        (
            "meeting_id",
            "start_time",
            "email",
            "name",
            "first_name",
            "last_name",
            "survey_id",
            "survey_name",
        ),
    ),
    "report_meetings": Row(("uuid",), ("user_id",)),
    "report_operation_logs": Row(("row_id",)),
    "report_telephone": Row(("row_id",)),
    "report_upcoming_events": Row(("row_id",)),
    "report_webinar_participants": Row(("webinar_uuid", "row_id"), ("webinar_id", "start_time")),
    "report_webinar_poll_answers": Row(
        ("webinar_uuid", "respondent_id", "row_id"),
        ("webinar_id", "start_time", "email", "name", "first_name", "last_name"),
    ),
    "report_webinar_polls": Row(("webinar_uuid", "row_id"), ("webinar_id", "start_time")),
    "report_webinar_qna": Row(("webinar_uuid", "row_id"), ("webinar_id", "start_time")),
    "report_webinar_qna_answers": Row(
        ("webinar_uuid", "respondent_id", "row_id"), ("webinar_id", "start_time", "email", "name")
    ),
    "report_webinar_survey": Row(
        ("webinar_uuid", "row_id"), ("webinar_id", "start_time", "survey_id", "survey_name")
    ),
    "report_webinar_survey_answers": Row(
        ("webinar_uuid", "respondent_id", "row_id"),
        (
            "webinar_id",
            "start_time",
            "email",
            "name",
            "first_name",
            "last_name",
            "survey_id",
            "survey_name",
        ),
    ),
    "report_webinars": Row(("uuid",), ("user_id",)),
    "role_members": Row(("role_id", "id")),
    "roles": Row(("id",)),
    "user_details": Row(("id",)),
    "users": Row(("id",)),
    "webinar_absentees": Row(("webinar_uuid", "id"), ("webinar_id", "user_id", "start_time")),
    "webinar_panelists": Row(("webinar_id", "id"), ("user_id",)),
    "webinar_poll_answers": Row(
        ("webinar_uuid", "respondent_id", "row_id"), ("webinar_id", "start_time", "email", "name")
    ),
    "webinar_poll_results": Row(
        ("webinar_uuid", "row_id"), ("webinar_id", "user_id", "start_time")
    ),
    "webinar_polls": Row(("webinar_id", "id"), ("user_id",)),
    "webinar_qna_answers": Row(
        ("webinar_uuid", "respondent_id", "row_id"), ("webinar_id", "start_time", "email", "name")
    ),
    "webinar_qna_results": Row(("webinar_uuid", "row_id"), ("webinar_id", "user_id", "start_time")),
    "webinar_questions": Row(("webinar_id",), ("user_id",)),
    "webinar_registrants": Row(("webinar_id", "occurrence_id", "id"), ("user_id",)),
    "webinar_surveys": Row(("webinar_id",), ("user_id",)),
    "webinar_tracking_sources": Row(("webinar_id", "id"), ("user_id",)),
    "webinars": Row(("id",), ("user_id",)),
}
#: The time by which a stream goes on, of the incremental ones.
INCREMENTAL = {
    "dashboard_meeting_participants": "start_time",
    "dashboard_meeting_qos": "start_time",
    "dashboard_meetings": "start_time",
    "dashboard_webinar_participants": "start_time",
    "dashboard_webinars": "start_time",
    "meeting_poll_answers": "start_time",
    "meeting_poll_results": "start_time",
    "meeting_qna_answers": "start_time",
    "meeting_qna_results": "start_time",
    "meeting_summaries": "summary_created_time",
    "past_meeting_details": "start_time",
    "past_meeting_participants": "start_time",
    "past_webinar_participants": "start_time",
    "phone_call_history": "start_time",
    "phone_recordings": "date_time",
    "recording_files": "start_time",
    "recording_transcript_cues": "start_time",
    "recording_transcripts": "start_time",
    "recordings": "start_time",
    "report_activities": "time",
    "report_cloud_recording": "date",
    "report_daily_usage": "date",
    "report_history_meetings": "start_time",
    "report_hosts": "to",
    "report_meeting_activities": "activity_time",
    "report_meeting_participants": "start_time",
    "report_meeting_poll_answers": "start_time",
    "report_meeting_polls": "start_time",
    "report_meeting_qna": "start_time",
    "report_meeting_qna_answers": "start_time",
    "report_meeting_survey": "start_time",
    "report_meeting_survey_answers": "start_time",
    "report_meetings": "start_time",
    "report_operation_logs": "time",
    "report_telephone": "start_time",
    "report_webinar_participants": "start_time",
    "report_webinar_poll_answers": "start_time",
    "report_webinar_polls": "start_time",
    "report_webinar_qna": "start_time",
    "report_webinar_qna_answers": "start_time",
    "report_webinar_survey": "start_time",
    "report_webinar_survey_answers": "start_time",
    "report_webinars": "start_time",
    "webinar_absentees": "start_time",
    "webinar_poll_answers": "start_time",
    "webinar_poll_results": "start_time",
    "webinar_qna_answers": "start_time",
    "webinar_qna_results": "start_time",
}

every_stream = pytest.mark.parametrize("stream", sorted(STREAMS))


def read(stream: str) -> dict[str, Any]:
    """Read the schema of a stream."""
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{stream}.json").read_text(encoding="utf-8"))
    return schema


def walk(
    node: dict[str, Any], path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Give every property below a node with its path, at every depth, through arrays too."""
    for name, prop in node.get("properties", {}).items():
        here = (*path, name)
        yield here, prop
        yield from walk(prop, here)
        yield from walk(prop.get("items", {}), here)


def test_one_file_per_stream() -> None:
    """The folder holds one file for each stream and nothing else."""
    assert sorted(file.name for file in SCHEMAS.iterdir()) == sorted(
        f"{stream}.json" for stream in STREAMS
    )


@every_stream
def test_is_json_schema(stream: str) -> None:
    """Each file is a valid JSON Schema of draft 2020-12."""
    Draft202012Validator.check_schema(read(stream))


@every_stream
def test_top_level(stream: str) -> None:
    """A schema is a described object, and Zoom may add fields to it."""
    schema = read(stream)

    assert list(schema) == ["type", "description", "properties"]
    assert schema["type"] == "object"
    assert schema["description"].endswith(".")


@every_stream
def test_order(stream: str) -> None:
    """Keys come first, then what the tap adds, then Zoom's fields; these are sorted by name."""
    properties = read(stream)["properties"]
    head = [*STREAMS[stream].keys, *STREAMS[stream].added]
    nested = [prop for _, prop in walk({"properties": properties})]
    nested += [prop["items"] for prop in nested if "items" in prop]

    assert list(properties) == head + sorted(properties.keys() - set(head))
    for prop in nested:
        fields = list(prop.get("properties", {}))
        assert fields == sorted(fields)


@every_stream
def test_keywords(stream: str) -> None:
    """Only types and descriptions are stated, no limits: Zoom's values grow without notice.

    So there's no enum, required, additionalProperties, minimum or maximum, and no $ref, which
    the SDK leaves unresolved.
    """
    for path, prop in walk(read(stream)):
        assert prop.keys() <= KEYWORDS, path
        assert prop.get("items", {}).keys() <= {"type", "properties"}, path


@every_stream
def test_types(stream: str) -> None:
    """Every property can be null but the keys; an array holds objects or nullable scalars."""
    keys = STREAMS[stream].keys

    for path, prop in walk(read(stream)):
        if len(path) == 1 and path[0] in keys:
            assert prop["type"] in {"string", "integer"}, path
            continue
        kind, null = prop["type"]
        assert null == "null", path
        assert kind in SCALARS | {"object", "array"}, path
        assert ("properties" in prop) == (kind == "object"), path
        assert ("items" in prop) == (kind == "array"), path
        if kind == "array":
            items = prop["items"]
            if items["type"] == "object":
                assert items["properties"], path
            else:
                assert items["type"] in [[scalar, "null"] for scalar in SCALARS], path


@every_stream
def test_formats(stream: str) -> None:
    """Strings can be times or dates; other formats aren't stated, since Zoom breaks them."""
    for path, prop in walk(read(stream)):
        if "format" in prop:
            assert prop["format"] in {"date-time", "date"}, path
            assert prop["type"] in (["string", "null"], "string"), path


@every_stream
def test_descriptions(stream: str) -> None:
    """Every property at every depth has a short description, one phrase on one line."""
    for path, prop in walk(read(stream)):
        description = prop["description"]
        assert 0 < len(description) <= MAX_DESCRIPTION, path
        assert description.isprintable(), path
        assert description == description.strip(), path
        assert description[0].isupper() or description[0].isdigit(), path
        assert not description.endswith("."), path


@every_stream
def test_secrets_say_so(stream: str) -> None:
    """A credential is described as one wherever it occurs, and nothing else is."""
    for path, prop in walk(read(stream)):
        assert (path[-1] in SECRETS) == prop["description"].startswith(SECRET_PREFIX), path


@pytest.mark.parametrize("stream", INCREMENTAL)
def test_replication_key(stream: str) -> None:
    """Incremental streams carry a time to go by, or the day that the row is about."""
    name = INCREMENTAL[stream]
    prop = read(stream)["properties"][name]

    assert prop["type"] == ("string" if name in STREAMS[stream].keys else ["string", "null"])
    assert prop["format"] == ("date" if name in {"date", "to"} else "date-time")


@every_stream
def test_row_of_nulls(stream: str) -> None:
    """A row needs nothing but its key, whose parts are never null."""
    schema = read(stream)
    keys = STREAMS[stream].keys
    values: dict[str, Any] = {"string": "ID", "integer": 97763643886}
    row = dict.fromkeys(schema["properties"])
    row |= {key: values[schema["properties"][key]["type"]] for key in keys}
    validator = Draft202012Validator(schema)

    assert validator.is_valid(row)
    for key in keys:
        assert not validator.is_valid(row | {key: None}), key


@every_stream
def test_unknown_fields_pass(stream: str) -> None:
    """A field that Zoom adds tomorrow doesn't make a row invalid."""
    schema = read(stream)
    values: dict[str, Any] = {"string": "ID", "integer": 97763643886}
    row = {key: values[schema["properties"][key]["type"]] for key in STREAMS[stream].keys}

    assert Draft202012Validator(schema).is_valid(row | {"added_by_zoom": {"deep": [1]}})
