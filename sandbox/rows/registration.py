"""Who registered, who stayed away, and what people are asked when they register."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import stamp
from sandbox.rows.common import SECRET_DIGITS, finish, person

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Occurrence, Row, Session

STATUSES = ("approved", "pending", "denied")


def registrant_id(account: Account, definition: Definition, number: int) -> str:
    """Give a registration's id, the same in lists, among the absentees and in attendance."""
    return account.dice("registrant id", definition.id, number).key()


def who(account: Account, definition: Definition, number: int) -> tuple[str, str, str]:
    """Give first name, last name and address of a registrant."""
    return person(account.dice("registrant", definition.id, number))


def row(account: Account, definition: Definition, number: int) -> Row:
    """Give the n-th registrant of a meeting or webinar."""
    dice = account.dice("registrant row", definition.id, number)
    first, last, email = who(account, definition, number)
    registered = definition.created + timedelta(seconds=dice.between(60, 86_400))
    result: Row = {
        "id": registrant_id(account, definition, number),
        "email": email,
        "first_name": first,
        "last_name": last,
        "address": "1800 Amphibious Blvd." if dice.chance(0.5) else "",
        "city": dice.pick(words.CITIES),
        "comments": dice.pick(("", "Looking forward to it.", "ありがとう 🙏")),
        "country": dice.pick(words.COUNTRIES),
        "custom_questions": [
            {"title": "What do you hope to learn from this?", "value": dice.pick(words.ANSWERS)}
        ],
        "industry": dice.pick(words.INDUSTRIES),
        "job_title": dice.pick(words.JOB_TITLES),
        "no_of_employees": dice.pick(words.EMPLOYEES),
        "org": dice.pick(words.COMPANIES),
        "phone": f"5550{dice.below(1000):03}",
        "purchasing_time_frame": dice.pick(words.TIME_FRAMES),
        "role_in_purchase_process": dice.pick(words.BUYING_ROLES),
        "state": dice.pick(("CA", "")),
        "status": status_of(definition, number),
        "zip": "94045",
        "create_time": stamp(registered) if dice.chance(0.95) else "",
        "join_url": f"https://zoom.us/w/{definition.id}?tk={account.secret(dice)}",
    }
    if not definition.webinar:
        result["participant_pin_code"] = SECRET_DIGITS * 1000 + dice.below(1000)
    if dice.chance(0.1):
        del result["state"], result["comments"]
    return finish(account, result)


def status_of(definition: Definition, number: int) -> str:
    """Give the status of the n-th registrant; approved ones come first."""
    approved, pending, _ = definition.registrants
    if number < approved:
        return "approved"
    return "pending" if number < approved + pending else "denied"


def numbers(
    account: Account, definition: Definition, status: str, occurrence: Occurrence | None
) -> list[int]:
    """Give which registrants of a status there are, or came for one occurrence."""
    found = [
        number
        for number in range(sum(definition.registrants))
        if status_of(definition, number) == status
    ]
    if occurrence is None or definition.registration == 1:
        return found
    return [
        number
        for number in found
        if number == 0 or account.dice("came", definition.id, number, occurrence.id).chance(0.6)
    ]


def attending(account: Account, session: Session) -> list[int]:
    """Give which approved registrants were there; one place is the host's."""
    definition = session.definition
    if definition is None or not definition.registration:
        return []
    came = [
        number
        for number in range(definition.registrants[0])
        if account.dice("attends", session.uuid, number).chance(0.7)
    ]
    return came[: session.people - 1]


def absentees(account: Account, session: Session) -> list[int]:
    """Give which approved registrants were not there."""
    if session.definition is None:
        return []
    there = set(attending(account, session))
    return [number for number in range(session.definition.registrants[0]) if number not in there]


def questions(account: Account, definition: Definition) -> Row:
    """Give what people are asked when they register."""
    dice = account.dice("registration questions", definition.id)
    return finish(
        account,
        {
            "questions": [
                {"field_name": name, "required": dice.chance(0.5)}
                for name in ("last_name", "city", "org", "job_title")[: dice.between(0, 4)]
            ],
            "custom_questions": [
                {
                    "title": "What do you hope to learn from this?",
                    "type": "short",
                    "required": False,
                    "answers": [],
                },
                {
                    "title": "How did you hear about us? 📣",
                    "type": "single",
                    "required": True,
                    "answers": ["Friend", "Search", "Other"],
                },
            ][: dice.between(0, 2)],
        },
    )
