"""Polls, questions and surveys of a session as the reports show them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import stamp
from sandbox.rows import polls
from sandbox.rows.common import finish

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Session

QUESTIONED = ("open", "dismissed", "answered", "answered")
ANSWERED = ("host_answered_publicly", "host_answered_privately", "default")


def poll_results(account: Account, session: Session) -> list[Row]:
    """Give the answers with milliseconds and names in parts; one person alone gives none."""
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
    """Give the questions with ids and a list of answers; a row without a name can come twice."""
    asked = polls.questions_asked(account, session) if session.people > 1 else []
    dice = account.dice("q&a twice", session.uuid)
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
        for _ in range(1 + (not row["email"] and dice.chance(0.5)))
    ]


def _question(account: Account, session: Session, detail: Row, which: str) -> Row:
    dice = account.dice("q&a report", session.uuid, which)
    host = account.user(session.host)
    status = dice.pick(QUESTIONED)
    answers = [
        {
            "user_id": host.id,
            "name": host.name,
            "email": host.email,
            "content": detail["answer"],
            "create_time": stamp(session.end),
            "type": dice.pick(ANSWERED),
        },
        {
            "user_id": "",
            "name": "Anonymous Attendee",
            "email": "",
            "content": dice.pick(words.ANSWERS),
            "create_time": stamp(session.end),
            "type": "participant_commented",
        },
    ]
    return {
        **detail,
        "question_id": dice.hex(11),
        "create_time": stamp(session.start),
        "question_status": status,
        "answer_details": answers[: dice.between(1, 2)] if status == "answered" else [],
    }


def survey_id(account: Account, session: Session) -> Row:
    """Give which survey it was: the same for all sessions of a meeting."""
    dice = account.dice("survey id", session.meeting_id)
    return {"survey_id": dice.key(), "survey_name": "How was it? 感想"}


def survey_answers(account: Account, session: Session) -> list[Row]:
    """Give what people answered afterwards; those without a name can be alike throughout."""
    dice = account.dice("survey", session.uuid)
    rows: list[Row] = []
    for _ in range(dice.below(4) if session.people > 1 else 0):
        first, last, email = polls.respondent(dice, session)
        details = [
            {
                "question": dice.pick(words.QUESTIONS),
                "question_id": dice.hex(10),
                "answer": dice.pick(words.ANSWERS),
                "date_time": stamp(session.end).replace("Z", ".660Z"),
            }
            for _ in range(dice.between(1, 3))
        ]
        row = {
            "email": email,
            "name": f"{first} {last}".strip(),
            "first_name": first,
            "last_name": last,
            "answer_details": details,
        }
        rows += [row] * (2 if not email and dice.chance(0.5) else 1)
    return [finish(account, dict(row)) for row in rows]
