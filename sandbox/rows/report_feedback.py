"""Polls, questions and surveys of a session, as reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows import polls
from sandbox.rows.common import with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Session

QUESTION_STATUSES = ("open", "dismissed", "answered", "answered")
ANSWER_TYPES = ("host_answered_publicly", "host_answered_privately", "default")


def poll_results(account: Account, session: Session) -> list[Row]:
    """Return poll results with milliseconds and split names; none if the host was alone."""
    rows = []
    for row in polls.results(account, session) if session.people > 1 else ():
        first, _, last = row["name"].partition(" ")
        details = [
            {**detail, "date_time": detail["date_time"].replace("Z", ".660Z")}
            for detail in row["question_details"]
        ]
        rows.append({**row, "first_name": first, "last_name": last, "question_details": details})
    return rows


def questions(account: Account, session: Session) -> list[Row]:
    """Return questions with ids and their answers; a row without a name can be repeated."""
    asked = polls.questions_asked(account, session) if session.people > 1 else []
    rng = account.rng("q&a twice", session.uuid)
    return [
        {
            **row,
            "user_id": "",
            "question_details": [
                _question(account, session, detail, f"{asked.index(row)}.{number}")
                for number, detail in enumerate(row["question_details"])
            ],
        }
        for row in asked
        for _ in range(1 + (not row["email"] and rng.chance(0.5)))
    ]


def _question(account: Account, session: Session, detail: Row, which: str) -> Row:
    rng = account.rng("q&a report", session.uuid, which)
    host = account.user(session.host)
    status = rng.choice(QUESTION_STATUSES)
    answers = [
        {
            "user_id": host.id,
            "name": host.name,
            "email": host.email,
            "content": detail["answer"],
            "create_time": format_utc(session.end),
            "type": rng.choice(ANSWER_TYPES),
        },
        {
            "user_id": "",
            "name": "Anonymous Attendee",
            "email": "",
            "content": rng.choice(words.ANSWERS),
            "create_time": format_utc(session.end),
            "type": "participant_commented",
        },
    ]
    return {
        **detail,
        "question_id": rng.hex(11),
        "create_time": format_utc(session.start),
        "question_status": status,
        "answer_details": answers[: rng.randint(1, 2)] if status == "answered" else [],
    }


def survey_id(account: Account, session: Session) -> Row:
    """Return the survey's id and name, the same for all sessions of a meeting."""
    rng = account.rng("survey id", session.meeting_id)
    return {"survey_id": rng.key(), "survey_name": "How was it? 感想"}


def survey_answers(account: Account, session: Session) -> list[Row]:
    """Return survey answers by respondent; rows without a name can be identical."""
    rng = account.rng("survey", session.uuid)
    rows: list[Row] = []
    for _ in range(rng.randrange(4) if session.people > 1 else 0):
        first, last, email = polls.respondent(rng, session)
        details = [
            {
                "question": rng.choice(words.QUESTIONS),
                "question_id": rng.hex(10),
                "answer": rng.choice(words.ANSWERS),
                "date_time": format_utc(session.end).replace("Z", ".660Z"),
            }
            for _ in range(rng.randint(1, 3))
        ]
        row = {
            "email": email,
            "name": f"{first} {last}".strip(),
            "first_name": first,
            "last_name": last,
            "answer_details": details,
        }
        rows += [row] * (2 if not email and rng.chance(0.5) else 1)
    return [with_extra_fields(account, dict(row)) for row in rows]
