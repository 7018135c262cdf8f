"""Sessions as reports, history and ``past_meetings`` show them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import format_utc
from sandbox.rows.common import topic, with_extra_fields

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row, Session, User

NUMERIC_DATE = "%m/%d/%Y %H:%M"

FEATURES_USED = (
    *("annotation", "avatar", "breakout_room", "closed_caption", "color_themes"),
    *("document_collaboration", "file_sharing", "gen_ai_virtual_background", "immersive_scene"),
    *("in_meeting_chat", "join_by_room", "language_interpretation", "live_transcription"),
    *("live_translation", "meeting_questions", "meeting_summary", "meeting_wallpaper"),
    *("multi_share", "multi_speaker", "personalized_audio_isolation", "poll", "portrait_lighting"),
    *("raise_hand", "reaction", "record_to_cloud", "record_to_computer", "registration"),
    *("remote_control", "screen_sharing", "smart_recording", "switch_to_mobile"),
    *("telephone_usage", "video_on", "virtual_background", "waiting_room", "whiteboard"),
    "zoom_apps",
)


def instance(account: Account, session: Session) -> Row:
    """Return a session as one of a meeting's instances, little more than its UUID."""
    row: Row = {"uuid": session.uuid, "start_time": format_utc(session.shown_start)}
    if session.occurrence_id:
        row["occurrence_id"] = session.occurrence_id
    return with_extra_fields(account, row)


def envelope(session: Session) -> Row:
    """Return the fields about the session around its polls or questions."""
    return {
        "id": session.meeting_id,
        "uuid": session.uuid,
        "start_time": format_utc(session.shown_start),
    }


def _totals(session: Session, now: datetime) -> Row:
    if not visible.settled(session, now):
        return {"duration": 0, "total_minutes": 0}
    return {
        "duration": session.minutes,
        "total_minutes": session.minutes * session.people,
        "participants_count": session.people,
    }


def past(account: Account, session: Session) -> Row:
    """Return a session on its own."""
    host = account.user(session.host)
    return with_extra_fields(
        account,
        {
            **envelope(session),
            "end_time": format_utc(session.shown_end),
            "host_id": host.id,
            "user_name": host.name,
            "user_email": host.email,
            "dept": host.department,
            "topic": topic(account, session),
            "type": session.type,
            "duration": session.minutes,
            "total_minutes": session.minutes * session.people,
            "participants_count": session.people,
            "source": "Zoom",
            "has_meeting_summary": False,
        },
    )


def report_row(account: Account, session: Session, now: datetime) -> Row:
    """Return a session in a host's list of the reports."""
    rng = account.rng("report", session.uuid)
    host = account.user(session.host)
    planned = session.start - timedelta(seconds=session.start.second)
    row: Row = {
        "uuid": session.uuid,
        "id": session.meeting_id,
        "type": session.type,
        "topic": topic(account, session),
        "user_name": host.name,
        "user_email": host.email,
        "start_time": format_utc(session.shown_start),
        "end_time": format_utc(session.shown_end),
        "source": "Zoom",
        "session_key": "",
        "custom_keys": [{"key": "Host Nation", "value": account.maybe_secret(rng)}],
        "has_chat": rng.chance(0.5),
        "has_recording": False,
        "has_screen_share": rng.chance(0.5),
        "meeting_encryption_status": 1,
        "schedule_time": planned.strftime(NUMERIC_DATE) if session.definition else "",
        **_totals(session, now),
    }
    if "participants_count" in row:
        row["participants_count_my_account"] = 1 + rng.randrange(session.people)
    return with_extra_fields(account, row)


def joined_row(account: Account, session: Session, guest: User, now: datetime) -> Row:
    """Return a session in a participant's list."""
    row = report_row(account, session, now)
    host = account.user(session.host)
    row.update(
        host_name=host.name,
        host_organization="",
        join_time=session.start.strftime(NUMERIC_DATE),
        leave_time=session.end.strftime(NUMERIC_DATE),
        join_waiting_room_time="",
        user_name=guest.name,
        user_email=guest.email,
    )
    return row


def report_detail(account: Account, session: Session, now: datetime) -> Row:
    """Return a session's report."""
    host = account.user(session.host)
    rng = account.rng("report detail", session.uuid)
    return with_extra_fields(
        account,
        {
            **envelope(session),
            "end_time": format_utc(session.shown_end),
            "topic": topic(account, session),
            "type": session.type,
            "user_name": host.name,
            "user_email": host.email,
            "dept": host.department,
            "custom_keys": [],
            "tracking_fields": [{"field": "Cost centre", "value": account.maybe_secret(rng)}],
            **_totals(session, now),
        },
    )


def history_row(account: Account, session: Session, now: datetime) -> Row:
    """Return a session in the account-wide history."""
    host, rng = account.user(session.host), account.rng("history", session.uuid)
    numbers = _totals(session, now)
    created = session.definition.created if session.definition else session.start
    return with_extra_fields(
        account,
        {
            "meeting_uuid": session.uuid,
            "meeting_id": session.meeting_id,
            "type": "Webinar" if session.webinar else "Meeting",
            "host_display_name": host.name,
            "host_email": host.email,
            "start_time": format_utc(session.shown_start),
            "end_time": format_utc(session.shown_end),
            "topic": topic(account, session),
            "participants": numbers.get("participants_count", 0),
            "duration": numbers["duration"],
            "total_participant_minutes": numbers["total_minutes"],
            "department": host.department,
            "group": ["Developers", "東京"][: rng.randrange(3)],
            "source": "Zoom",
            "unique_viewers": session.people if session.webinar else 0,
            "max_concurrent_views": rng.randrange(session.people + 1) if session.webinar else 0,
            "create_time": format_utc(created),
            "custom_fields": [{"key": "Desk", "value": "2323"}] if rng.chance(0.3) else [],
            "tracking_fields": [{"field": "Cost centre", "value": account.maybe_secret(rng)}],
            "feature_used": {name: rng.chance(0.2) for name in FEATURES_USED},
        },
    )
