"""The schema files: how they are formatted, and that meetings and webinars stay alike."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from scripts.format_schemas import PRIMARY_KEYS, WIDTH, formatted

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMAS = Path(__file__).parents[2] / "schemas"
FILES = sorted(SCHEMAS.glob("*.json"))


class Differences(NamedTuple):
    """Fields of one object that only one twin has, or that differ between the twins."""

    meeting: str = ""
    webinar: str = ""
    both: str = ""


#: How twins differ by more than the word, by stream and object. An object that one twin lacks
#: stands for the fields in it too.
DIFFERENCES = {
    "dashboard_meeting_participants": Differences(
        meeting="aic_disclaimer camera groupId in_room_participants status total_jointime_cost",
        both="role",
    ),
    "dashboard_meetings": Differences(
        meeting="avg_jointime_cost has_qa session_key session_type tracking_fields"
    ),
    "meeting_questions.custom_questions": Differences(both="type"),
    "meeting_registrants": Differences(meeting="participant_pin_code"),
    "meeting_surveys": Differences(webinar="show_in_the_follow_up_email"),
    "meetings": Differences(
        meeting="""
            assistant_id chat_join_url dynamic_host_key encrypted_password h323_password pmi
            pre_schedule pstn_password status
        """,
        webinar="""
            encrypted_passcode h323_passcode is_simulive record_file_id simulive_delay_start
            transition_to_live
        """,
        both="agenda type",
    ),
    "meetings.settings": Differences(
        meeting="""
            alternative_host_manage_cloud_recording alternative_host_manage_meeting_summary
            alternative_hosts_email_notification approved_or_denied_countries_or_regions
            authentication_exception auto_add_recording_to_video_management
            auto_start_ai_companion_questions auto_start_meeting_summary breakout_room
            calendar_type cn_meeting continuous_meeting_chat custom_keys device_testing
            disable_participant_video email_notification enable_dedicated_group_chat
            encryption_type focus_mode
            host_save_video_order in_meeting internal_meeting jbh_time join_before_host
            meeting_invitees mute_upon_entry participant_focused_meeting participant_video
            private_meeting push_change_to_calendar resources summary_template_id
            support_participants_receive_summary use_pmi waiting_room waiting_room_options
            watermark who_can_ask_questions who_will_receive_summary
        """,
        webinar="""
            add_audio_watermark add_watermark attendees_and_panelists_reminder_email_notification
            email_language enable_session_branding follow_up_absentees_email_notification
            follow_up_attendees_email_notification hd_video hd_video_for_attendees on_demand
            panelist_authentication panelists_invitation_email_notification panelists_video
            post_webinar_survey practice_session registrants_restrict_number
            send_1080p_video_to_attendees survey_url
        """,
        both="close_registration",
    ),
    "meetings.settings.global_dial_in_numbers": Differences(both="type"),
    "meetings.settings.question_and_answer": Differences(
        meeting="question_visibility",
        webinar="allow_auto_reply answer_questions auto_reply_text",
        both="allow_submit_questions attendees_can_comment attendees_can_upvote",
    ),
    "report_meetings": Differences(both="type"),
}


def twin(stream: str) -> str:
    """Return the name of the webinar stream that corresponds to a meeting stream."""
    return stream.replace("meeting", "webinar")


STREAMS = {file.stem for file in FILES}
TWINS = sorted(stream for stream in STREAMS if twin(stream) in STREAMS - {stream})
every_twin = pytest.mark.parametrize("stream", TWINS)


def read(stream: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMAS / f"{stream}.json").read_text(encoding="utf-8"))
    return schema


def alike(text: str) -> str:
    """Return a text about webinars as it would be about meetings."""
    return text.replace("webinar", "meeting").replace("Webinar", "Meeting")


def facts(node: dict[str, Any]) -> dict[str, Any]:
    """Return what a schema says about a field itself, without the fields in it."""
    return {
        keyword: facts(value) if keyword == "items" else value
        for keyword, value in node.items()
        if keyword != "properties"
    }


def fields(node: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return the fields of an object, or of a list's objects, by their names in a meeting."""
    properties = node.get("items", node).get("properties", {})
    named = {alike(name): (name, prop) for name, prop in properties.items()}
    assert len(named) == len(properties), f"two are one but for the word: {sorted(properties)}"
    return named


def differences(
    path: str, meeting: dict[str, Any], webinar: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield differences beyond the word, as a column of the table and a path."""
    if alike(json.dumps(facts(meeting))) != alike(json.dumps(facts(webinar))):
        yield "both", path
    of_meeting, of_webinar = fields(meeting), fields(webinar)
    for name, (own_name, prop) in of_meeting.items():
        if name in of_webinar:
            yield from differences(f"{path}.{own_name}", prop, of_webinar[name][1])
        else:
            yield "meeting", f"{path}.{own_name}"
    for name in of_webinar.keys() - of_meeting.keys():
        yield "webinar", f"{path}.{of_webinar[name][0]}"


def test_every_file_is_formatted() -> None:
    texts = {file.stem: file.read_bytes().decode("utf-8") for file in FILES}

    unformatted = [
        name for name, text in texts.items() if text != formatted(text, PRIMARY_KEYS[name])
    ]
    assert unformatted == [], "run `make format`"


def test_a_field_is_one_line_if_it_fits() -> None:
    room = WIDTH - len('  "name": {"description": ""},')
    fits, too_long = "é" * room, "é" * (room + 1)

    assert formatted(f'{{"name":{{"description":"{fits}"}},"items":{{"type":["a","b"]}}}}') == (
        f'{{\n  "name": {{"description": "{fits}"}},\n  "items": {{"type": ["a", "b"]}}\n}}\n'
    )
    assert formatted(f'{{"name":{{"description":"{too_long}"}}}}') == (
        f'{{\n  "name": {{\n    "description": "{too_long}"\n  }}\n}}\n'
    )


@every_twin
def test_twins_differ_only_in_what_is_listed(stream: str) -> None:
    listed = {
        (column, f"{place}.{name}")
        for place, row in DIFFERENCES.items()
        if place.partition(".")[0] == stream
        for column, names in row._asdict().items()
        for name in names.split()
    }

    assert set(differences(stream, read(stream), read(twin(stream)))) == listed


def test_differences_are_listed_only_for_twins() -> None:
    assert {place.partition(".")[0] for place in DIFFERENCES} <= set(TWINS)


@every_twin
def test_a_twin_is_described_by_its_own_word(stream: str) -> None:
    """A copied description doesn't keep the other's word, except in Zoom's own names."""
    names = r"Web Meeting SDK|\bin_meeting\b|\bmeeting_authentication\b"
    for name, other in ((stream, "webinar"), (twin(stream), "meeting")):
        text = (SCHEMAS / f"{name}.json").read_text(encoding="utf-8")
        descriptions = re.findall(r'"description": "(.*?)"', text)

        assert [told for told in descriptions if other in re.sub(names, "", told).lower()] == [], (
            name
        )
