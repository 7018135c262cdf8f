"""Voicemails and text messages."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.child_windows import ChildWindowsStream
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN

_VOICEMAIL_PLAN = "Business or more, with Zoom Phone"


class PhoneVoicemails(WindowedStream):
    """Voicemails of the last six months, without their text, and without those in the trash."""

    name = "phone_voicemails"
    selected_by_default = False
    path = "/phone/voice_mails"
    records_key = "voice_mails"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(
        ("phone:read:list_voicemails:admin",),
        ("phone:read:admin",),
        ("phone_voicemail:read:admin",),
    )
    plan_requirement = _VOICEMAIL_PLAN
    primary_keys = ("id",)
    replication_key = "date_time"
    child_context_fields = {"voicemail_id": "id"}


class PhoneVoicemailTranscripts(ZoomStream):
    """Voicemails with what was said, as text.

    A separate stream, because it costs a request for each voicemail; the list costs one for 300.
    """

    name = "phone_voicemail_transcripts"
    parent_stream_type = PhoneVoicemails
    selected_by_default = False
    path = "/phone/voice_mails/{voicemail_id}"
    rate_limit_label = RateLimitLabel.PHONE_LIGHT
    page_size = None
    scopes = Scopes(
        ("phone:read:voicemail:admin",), ("phone:read:admin",), ("phone_voicemail:read:admin",)
    )
    plan_requirement = _VOICEMAIL_PLAN
    primary_keys = ("id",)
    replication_key = "date_time"
    required_fields = ("id",)


class PhoneSmsSessions(WindowedStream):
    """Conversations by text message, by the time of their last message.

    Zoom documents no limit for how far back it lists them: six months are read, as of calls.
    """

    name = "phone_sms_sessions"
    selected_by_default = False
    path = "/phone/sms/sessions"
    records_key = "sms_sessions"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(
        ("phone:read:list_sms_sessions:admin",), ("phone:read:admin",), ("phone_sms:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("session_id",)
    replication_key = "last_access_time"
    child_context_fields = {"session_id": "session_id"}
    # Windows go by the last message, whose time the row doesn't have. The session may have been
    # used before that or after it.
    listed_by_other_date = True


class PhoneSmsMessages(ChildWindowsStream):
    """Text messages with their text, for each session with a new message."""

    name = "phone_sms_messages"
    parent_stream_type = PhoneSmsSessions
    selected_by_default = False
    path = "/phone/sms/sessions/{session_id}"
    records_key = "sms_histories"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(
        ("phone:read:sms_session:admin",), ("phone:read:admin",), ("phone_sms:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("session_id", "message_id")
    replication_key = "date_time"


STREAMS = (
    PhoneVoicemails,
    PhoneVoicemailTranscripts,
    PhoneSmsSessions,
    PhoneSmsMessages,
)
