"""Settings of meetings and webinars: large, nested, and with secrets deep inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import words

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Row
    from sandbox.seeded_random import SeededRandom

APPROVED_BY_HAND, NO_REGISTRATION = 1, 2

_SHARED: dict[str, object] = {
    "additional_data_center_regions": ["TY"],
    "allow_host_control_participant_mute_state": False,
    "allow_multiple_devices": True,
    "alternative_host_update_polls": True,
    "audio": "both",
    "authentication_domains": "example.com;example.org",
    "authentication_name": "Sign in to Zoom",
    "authentication_option": "signIn_D8cJuqWVQ623CI4Q8yQK0Q",
    "auto_recording": "none",
    "close_registration": False,
    "email_in_attendee_report": True,
    "enforce_login": False,
    "enforce_login_domains": "",
    "global_dial_in_countries": ["US"],
    "host_video": True,
    "language_interpretation": {
        "enable": True,
        "interpreters": [
            {
                "email": "interpreter@example.com",
                "interpreter_languages": "English,French",
                "languages": "US,FR",
            }
        ],
    },
    "meeting_authentication": False,
    "registrants_confirmation_email": True,
    "registrants_email_notification": True,
    "request_permission_to_unmute_participants": False,
    "show_join_info": False,
    "show_share_button": True,
    "sign_language_interpretation": {
        "enable": True,
        "interpreters": [{"email": "signer@example.com", "sign_language": "American"}],
    },
}

_MEETING: dict[str, object] = {
    "alternative_host_manage_cloud_recording": False,
    "alternative_host_manage_meeting_summary": False,
    "alternative_hosts_email_notification": True,
    "approved_or_denied_countries_or_regions": {
        "enable": True,
        "method": "approve",
        "approved_list": ["CX"],
        "denied_list": ["CX"],
    },
    "auto_add_recording_to_video_management": {
        "enable": True,
        "channels": [{"channel_id": "Uyh5qeykTDiA66YQEYmFPg", "name": "Team Weekly Meetings"}],
    },
    "auto_start_ai_companion_questions": False,
    "auto_start_meeting_summary": False,
    "breakout_room": {
        "enable": True,
        "rooms": [{"name": "room1", "participants": ["jchill@example.com"]}],
    },
    "calendar_type": 1,
    "cn_meeting": False,
    "device_testing": False,
    "disable_participant_video": False,
    "email_notification": True,
    "encryption_type": "enhanced_encryption",
    "enable_dedicated_group_chat": True,
    "focus_mode": False,
    "host_save_video_order": True,
    "in_meeting": False,
    "internal_meeting": False,
    "jbh_time": 0,
    "join_before_host": True,
    "meeting_invitees": [{"email": "jchill@example.com", "internal_user": False}],
    "mute_upon_entry": False,
    "participant_focused_meeting": False,
    "participant_video": False,
    "private_meeting": False,
    "push_change_to_calendar": False,
    "question_and_answer": {
        "enable": True,
        "allow_submit_questions": True,
        "allow_anonymous_questions": True,
        "question_visibility": "all",
        "attendees_can_comment": True,
        "attendees_can_upvote": True,
    },
    "resources": [
        {
            "resource_type": "whiteboard",
            "resource_id": "X4Hy02w3QUOdskKofgb9Jg",
            "permission_level": "editor",
        }
    ],
    "summary_template_id": "1e1356ad",
    "support_participants_receive_summary": True,
    "waiting_room": True,
    "waiting_room_options": {"mode": "follow_setting", "who_goes_to_waiting_room": "everyone"},
    "watermark": False,
    "who_can_ask_questions": 1,
    "who_will_receive_summary": 1,
}

_WEBINAR: dict[str, object] = {
    "add_audio_watermark": False,
    "add_watermark": False,
    "attendees_and_panelists_reminder_email_notification": {"enable": True, "type": 0},
    "email_language": "en-US",
    "enable_session_branding": True,
    "follow_up_absentees_email_notification": {"enable": True, "type": 0},
    "follow_up_attendees_email_notification": {"enable": True, "type": 0},
    "hd_video": False,
    "hd_video_for_attendees": False,
    "on_demand": False,
    "panelist_authentication": False,
    "panelists_invitation_email_notification": True,
    "panelists_video": True,
    "post_webinar_survey": True,
    "practice_session": False,
    "question_and_answer": {
        "enable": True,
        "allow_submit_questions": True,
        "allow_anonymous_questions": True,
        "answer_questions": "all",
        "attendees_can_comment": True,
        "attendees_can_upvote": True,
        "allow_auto_reply": True,
        "auto_reply_text": "Thank you for your question. We will get back to you shortly.",
    },
    "registrants_restrict_number": 100,
    "send_1080p_video_to_attendees": False,
    "survey_url": "https://example.com/survey",
}


def _own(account: Account, definition: Definition, rng: SeededRandom) -> Row:
    host = account.user(definition.host)
    return {
        "approval_type": APPROVED_BY_HAND if definition.registration else NO_REGISTRATION,
        "registration_type": definition.registration or 1,
        "alternative_hosts": ";".join(
            ["jchill@example.com", "thill@example.com"][: rng.randrange(3)]
        ),
        "contact_email": host.email,
        "contact_name": host.name,
        "audio_conference_info": account.maybe_secret(rng),
        "global_dial_in_numbers": [
            {
                "city": "New York",
                "country": "US",
                "country_name": "US",
                "number": f"+1 {account.maybe_secret(rng)}",
                "type": "toll",
            }
        ],
    }


def of_meeting(account: Account, definition: Definition, rng: SeededRandom) -> Row:
    """Return a meeting's settings."""
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    return {
        **_SHARED,
        **_MEETING,
        **_own(account, definition, rng),
        "use_pmi": definition.uses_pmi,
        "authentication_exception": [
            {
                "email": "guest@example.org",
                "name": f"{first} {last}",
                "join_url": f"https://zoom.us/j/{definition.id}?tk={account.secret(rng)}",
            }
        ],
        "continuous_meeting_chat": {
            "enable": True,
            "auto_add_invited_external_users": False,
            "auto_add_meeting_participants": True,
            "channel_id": rng.hex(24),
        },
        "custom_keys": [{"key": "key1", "value": account.maybe_secret(rng)}],
    }


def of_webinar(account: Account, definition: Definition, rng: SeededRandom) -> Row:
    """Return a webinar's settings."""
    return {**_SHARED, **_WEBINAR, **_own(account, definition, rng)}
