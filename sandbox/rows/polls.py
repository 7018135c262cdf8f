"""Polls and questions: as prepared, and what people answered in a session."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import stamp
from sandbox.rows.common import finish, person

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Row, Session
    from sandbox.seeded_random import Dice


def prepared(account: Account, definition: Definition) -> list[Row]:
    """Give the polls that a meeting or webinar has prepared."""
    dice = account.dice("polls", definition.id)
    if definition.polls != "some":
        return []
    return [finish(account, _poll(dice)) for _ in range(dice.between(1, 3))]


def _poll(dice: Dice) -> Row:
    kinds = ("single", "multiple", "matching", "rank_order", "short_answer", "rating_scale")
    return {
        "id": dice.key(),
        "title": "Learn something new 🎓",
        "status": "notstart",
        "anonymous": dice.chance(0.5),
        "poll_type": dice.between(1, 3),
        "questions": [_question(dice, dice.pick(kinds)) for _ in range(dice.between(1, 3))],
    }


def _question(dice: Dice, kind: str) -> Row:
    row: Row = {
        "name": dice.pick(words.QUESTIONS),
        "type": kind,
        "answer_required": dice.chance(0.5),
        "show_as_dropdown": False,
    }
    if kind in ("single", "multiple"):
        row.update(answers=["Good", "Bad", "はい"], right_answers=["Good"])
    elif kind in ("matching", "rank_order"):
        prompt = {"prompt_question": "How are you?", "prompt_right_answers": ["Good"]}
        row.update(answers=["Good", "Bad"], prompts=[prompt])
    elif kind == "short_answer":
        row.update(case_sensitive=False, answer_min_character=1, answer_max_character=200)
    else:
        row.update(rating_min_value=0, rating_max_value=4)
        row.update(rating_min_label="Not likely", rating_max_label="Extremely likely")
    return row


def survey(account: Account, definition: Definition) -> Row | None:
    """Give the survey of a meeting or webinar, which may be empty; None where it is off."""
    dice = account.dice("survey definition", definition.id)
    if dice.chance(0.2):
        return None
    row: Row = {"show_in_the_browser": True}
    if dice.chance(0.3):
        row["third_party_survey"] = "https://example.com/survey"
    elif dice.chance(0.8):
        questions = [_question(dice, kind) for kind in ("single", "rating_scale")]
        questions[0].pop("right_answers")
        row["custom_survey"] = {"title": "How was it? 感想", "questions": questions}
    return finish(account, row)


def respondent(dice: Dice, session: Session) -> tuple[str, str, str]:
    """Give names and address; they are blank where the answer is anonymous."""
    return ("", "", "") if session.blank or dice.chance(0.2) else person(dice)


def results(account: Account, session: Session) -> list[Row]:
    """Give who answered what in a session; now and then two rows are equal throughout."""
    definition = session.definition
    if definition is None or definition.polls != "some":
        return []
    dice = account.dice("poll results", session.uuid)
    polls = [(dice.key(), dice.pick(words.QUESTIONS)) for _ in range(dice.between(1, 2))]
    rows: list[Row] = []
    for _ in range(dice.below(min(session.people, 8) + 1)):
        first, last, email = respondent(dice, session)
        at = session.start + timedelta(seconds=dice.below(session.seconds))
        row = {
            "email": email,
            "name": f"{first} {last}".strip(),
            "question_details": [
                {
                    "polling_id": polling_id,
                    "question": question,
                    "answer": dice.pick(words.ANSWERS),
                    "date_time": stamp(at),
                }
                for polling_id, question in polls
            ],
        }
        rows += [row] * (2 if not email and dice.chance(0.5) else 1)
    return [finish(account, dict(row)) for row in rows]


def questions_asked(account: Account, session: Session) -> list[Row]:
    """Give who asked what; anonymous people have a name that says so, and no address."""
    dice = account.dice("q&a", session.uuid)
    if not session.webinar and not dice.chance(0.3):
        return []
    rows = []
    for _ in range(dice.below(5)):
        first, last, email = person(dice)
        anonymous = session.blank or dice.chance(0.3)
        rows.append(
            finish(
                account,
                {
                    "email": "" if anonymous else email,
                    "name": "Anonymous Attendee" if anonymous else f"{first} {last}",
                    "question_details": [
                        {"question": dice.pick(words.QUESTIONS), "answer": dice.pick(words.ANSWERS)}
                        for _ in range(dice.between(1, 2))
                    ],
                },
            )
        )
    return [*rows, dict(rows[0])] if rows and session.blank else rows
