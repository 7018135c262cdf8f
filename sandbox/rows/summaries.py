"""Summaries that AI Companion wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.clock import format_utc
from sandbox.rows.common import topic, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Session

Fate = Literal["kept", "restricted", "trashed", "missing"]
FATES: tuple[Fate, ...] = ("restricted", "kept", "trashed", "kept", "missing", "kept", "kept")
"""Whether the text can be read: some summaries are only listed."""

MAX_DELAY = timedelta(days=2)
"""Every summary is written within this time of the session's start."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary; restarting it during a session creates another one."""

    session: Session
    number: int
    start: datetime
    end: datetime
    created: datetime
    fate: Fate


def of_session(account: Account, session: Session, now: datetime) -> list[Summary]:
    """Return a session's summaries written by now, in order."""
    rng = account.rng("summary", session.uuid)
    if not account.user(session.host).may_host or not rng.chance(0.4):
        return []
    restarted = rng.chance(0.25)
    fate: Fate = rng.choice(FATES) if rng.chance(0.5) else "kept"
    half = timedelta(seconds=session.seconds // 2)
    spans = [(session.start, session.start + half), (session.start + half, session.end)]
    if not restarted:
        spans = [(session.start, session.end)]
    found = []
    for number, (start, end) in enumerate(spans):
        created = session.end + timedelta(seconds=rng.randint(20, 900) + 60 * number)
        if created <= now:
            found.append(Summary(session, number, start, end, created, fate))
    return found


def list_row(account: Account, summary: Summary) -> Row:
    """Return a summary in the account's list, without its text."""
    session = summary.session
    host = account.user(session.host)
    changed = summary.created + timedelta(minutes=account.rng("edited", session.uuid).randrange(60))
    return with_extra_fields(
        account,
        {
            "meeting_host_id": host.id,
            "meeting_host_email": host.email,
            "meeting_uuid": session.uuid,
            "meeting_id": session.meeting_id,
            "meeting_topic": topic(account, session),
            "meeting_start_time": format_utc(session.start),
            "meeting_end_time": format_utc(session.end),
            "summary_start_time": format_utc(summary.start),
            "summary_end_time": format_utc(summary.end),
            "summary_created_time": format_utc(summary.created),
            "summary_last_modified_time": format_utc(changed),
        },
    )


def detail(account: Account, summary: Summary) -> Row:
    """Return a summary with its text, including deprecated fields."""
    session = summary.session
    rng = account.rng("summary text", session.uuid, summary.number)
    host = account.user(session.host)
    about = topic(account, session)
    row = {
        **list_row(account, summary),
        "summary_title": f"Summary of {about}",
        "summary_content": f"## Key takeaways\n- {about}: *done* ✅\n\n## Action items\n- Löschen",
        "summary_doc_url": f"https://docs.zoom.us/doc/{account.secret(rng)}",
        "summary_overview": f"It was about {about}.",
        "summary_details": [{"label": about, "summary": "Everybody agreed."}],
        "next_steps": ["Ask again", "Löschen"] if rng.chance(0.7) else [],
        "edited_summary": {},
    }
    if rng.chance(0.4):
        row["summary_last_modified_user_id"] = host.id
        row["summary_last_modified_user_email"] = host.email
        row["edited_summary"] = {
            "summary_overview": "It was about something else.",
            "summary_details": "Nobody agreed.",
            "next_steps": ["Don't ask again"],
        }
    return row
