"""Polls and questions: as prepared, and the answers given in a session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows.common import outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Row, Session
    from sandbox.seeded_random import SeededRandom


def prepared(account: Account, definition: Definition) -> list[Row]:
    """Return the prepared polls of a meeting or webinar."""
    rng = account.rng("polls", definition.id)
    if definition.polls != "some":
        return []
    return [with_extra_fields(account, _poll(rng)) for _ in range(rng.randint(1, 3))]


def _poll(rng: SeededRandom) -> Row:
    kinds = ("single", "multiple", "matching", "rank_order", "short_answer", "rating_scale")
    return {
        "id": rng.key(),
        "title": "Learn something new 🎓",
        "status": "notstart",
        "anonymous": rng.chance(0.5),
        "poll_type": rng.randint(1, 3),
        "questions": [_question(rng, rng.choice(kinds)) for _ in range(rng.randint(1, 3))],
    }


def _question(rng: SeededRandom, kind: str) -> Row:
    row: Row = {
        "name": rng.choice(words.QUESTIONS),
        "type": kind,
        "answer_required": rng.chance(0.5),
        "show_as_dropdown": False,
    }
    if kind in ("single", "multiple"):
        row.update(answers=["Good", "Bad", "はい"], right_answers=["Good"])
    elif kind in ("matching", "rank_order"):
        prompt = {"prompt_question": "How are you?", "prompt_right_answers": ["Good"]}
        row.update(answers=["Good", "Bad"], prompts=[prompt])
    elif kind in ("short_answer", "long_answer"):
        row.update(case_sensitive=False, answer_min_character=1, answer_max_character=200)
    else:
        row.update(rating_min_value=0, rating_max_value=4)
        row.update(rating_min_label="Not likely", rating_max_label="Extremely likely")
    return row


def survey(account: Account, definition: Definition) -> Row | None:
    """Return the survey of a meeting or webinar, which may be empty; None if disabled."""
    rng = account.rng("survey definition", definition.id)
    if rng.chance(0.2):
        return None
    row: Row = {"show_in_the_browser": True}
    if definition.webinar:
        row["show_in_the_follow_up_email"] = True
    if rng.chance(0.3):
        row["third_party_survey"] = "https://example.com/survey"
    elif rng.chance(0.8):
        kinds = ("single", "rating_scale", "matching", "long_answer")
        row["custom_survey"] = {
            "title": "How was it? 感想",
            "anonymous": False,
            "numbered_questions": False,
            "show_question_type": True,
            "feedback": "Thank you.",
            "questions": [_without_answers(_question(rng, kind)) for kind in kinds],
        }
    return with_extra_fields(account, row)


def _without_answers(question: Row) -> Row:
    """Return a question of a survey, to which no answer is right."""
    question.pop("right_answers", None)
    question.pop("case_sensitive", None)
    for prompt in question.get("prompts", ()):
        del prompt["prompt_right_answers"]
    return question


def respondent(rng: SeededRandom, session: Session) -> tuple[str, str, str]:
    """Return first name, last name and address, all blank for an anonymous answer."""
    return ("", "", "") if session.blank or rng.chance(0.2) else outsider(rng)


def results(account: Account, session: Session) -> list[Row]:
    """Return a session's poll results by respondent; sometimes two rows are identical."""
    definition = session.definition
    if definition is None or definition.polls != "some":
        return []
    rng = account.rng("poll results", session.uuid)
    polls = [(rng.key(), rng.choice(words.QUESTIONS)) for _ in range(rng.randint(1, 2))]
    rows: list[Row] = []
    for _ in range(rng.randrange(min(session.people, 8) + 1)):
        first, last, email = respondent(rng, session)
        at = session.start + timedelta(seconds=rng.randrange(session.seconds))
        row = {
            "email": email,
            "name": f"{first} {last}".strip(),
            "first_name": first,
            "last_name": last,
            "question_details": [
                {
                    "polling_id": polling_id,
                    "question": question,
                    "answer": rng.choice(words.ANSWERS),
                    "date_time": format_utc(at),
                }
                for polling_id, question in polls
            ],
        }
        rows += [row] * (2 if not email and rng.chance(0.5) else 1)
    return [with_extra_fields(account, dict(row)) for row in rows]


def questions_asked(account: Account, session: Session) -> list[Row]:
    """Return a session's questions by person; anonymous people have a telling name, no address."""
    rng = account.rng("q&a", session.uuid)
    if not session.webinar and not rng.chance(0.3):
        return []
    rows = []
    for _ in range(rng.randrange(5)):
        first, last, email = outsider(rng)
        anonymous = session.blank or rng.chance(0.3)
        rows.append(
            with_extra_fields(
                account,
                {
                    "email": "" if anonymous else email,
                    "name": "Anonymous Attendee" if anonymous else f"{first} {last}",
                    "question_details": [
                        {
                            "question": rng.choice(words.QUESTIONS),
                            "answer": rng.choice(words.ANSWERS),
                        }
                        for _ in range(rng.randint(1, 2))
                    ],
                },
            )
        )
    return [*rows, dict(rows[0])] if rows and session.blank else rows
