"""Summaries that AI Companion wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from sandbox.clock import stamp
from sandbox.rows.common import finish, topic

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Session

Fate = Literal["kept", "restricted", "trashed", "missing"]
FATES: tuple[Fate, ...] = ("restricted", "kept", "trashed", "kept", "missing", "kept", "kept")
"""Whether the text can be read: some are in the list alone."""

LONGEST = timedelta(days=2)
"""No summary is written later than so long after the session's start."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One summary; who restarts it gets another one."""

    session: Session
    number: int
    start: datetime
    end: datetime
    created: datetime
    fate: Fate


def of_session(account: Account, session: Session, now: datetime) -> list[Summary]:
    """Give what was written of a session by now, in order."""
    dice = account.dice("summary", session.uuid)
    if not account.user(session.host).may_host or not dice.chance(0.4):
        return []
    restarted = dice.chance(0.25)
    fate: Fate = dice.pick(FATES) if dice.chance(0.5) else "kept"
    half = timedelta(seconds=session.seconds // 2)
    spans = [(session.start, session.start + half), (session.start + half, session.end)]
    if not restarted:
        spans = [(session.start, session.end)]
    found = []
    for number, (start, end) in enumerate(spans):
        created = session.end + timedelta(seconds=dice.between(20, 900) + 60 * number)
        if created <= now:
            found.append(Summary(session, number, start, end, created, fate))
    return found


def list_row(account: Account, summary: Summary) -> Row:
    """Give a summary in the account's list: all but what it says."""
    session = summary.session
    host = account.user(session.host)
    changed = summary.created + timedelta(minutes=account.dice("edited", session.uuid).below(60))
    return finish(
        account,
        {
            "meeting_host_id": host.id,
            "meeting_host_email": host.email,
            "meeting_uuid": session.uuid,
            "meeting_id": session.meeting_id,
            "meeting_topic": topic(account, session),
            "meeting_start_time": stamp(session.start),
            "meeting_end_time": stamp(session.end),
            "summary_start_time": stamp(summary.start),
            "summary_end_time": stamp(summary.end),
            "summary_created_time": stamp(summary.created),
            "summary_last_modified_time": stamp(changed),
        },
    )


def detail(account: Account, summary: Summary) -> Row:
    """Give a summary with its text, and with the fields that Zoom calls deprecated."""
    session = summary.session
    dice = account.dice("summary text", session.uuid, summary.number)
    host = account.user(session.host)
    about = topic(account, session)
    row = {
        **list_row(account, summary),
        "summary_title": f"Summary of {about}",
        "summary_content": f"## Key takeaways\n- {about}: *done* ✅\n\n## Action items\n- Löschen",
        "summary_doc_url": f"https://docs.zoom.us/doc/{account.secret(dice)}",
        "summary_overview": f"It was about {about}.",
        "summary_details": [{"label": about, "summary": "Everybody agreed."}],
        "next_steps": ["Ask again", "Löschen"] if dice.chance(0.7) else [],
        "edited_summary": {},
    }
    if dice.chance(0.4):
        row["summary_last_modified_user_id"] = host.id
        row["summary_last_modified_user_email"] = host.email
        row["edited_summary"] = {
            "summary_overview": "It was about something else.",
            "summary_details": "Nobody agreed.",
            "next_steps": ["Don't ask again"],
        }
    return row
