"""Registrants, absentees and registration questions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.clock import format_utc
from sandbox.rows.common import SECRET_DIGITS, outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Definition, Occurrence, Row, Session

STATUSES = ("approved", "pending", "denied")


def registrant_id(account: Account, definition: Definition, number: int) -> str:
    """Return a registrant's id, the same among registrants, absentees and attendance."""
    return account.rng("registrant id", definition.id, number).key()


def who(account: Account, definition: Definition, number: int) -> tuple[str, str, str]:
    """Return first name, last name and address of a registrant."""
    return outsider(account.rng("registrant", definition.id, number))


def row(account: Account, definition: Definition, number: int) -> Row:
    """Return the n-th registrant of a meeting or webinar."""
    rng = account.rng("registrant row", definition.id, number)
    first, last, email = who(account, definition, number)
    registered = definition.created + timedelta(seconds=rng.randint(60, 86_400))
    result: Row = {
        "id": registrant_id(account, definition, number),
        "email": email,
        "first_name": first,
        "last_name": last,
        "address": "1800 Amphibious Blvd." if rng.chance(0.5) else "",
        "city": rng.choice(words.CITIES),
        "comments": rng.choice(("", "Looking forward to it.", "ありがとう 🙏")),
        "country": rng.choice(words.COUNTRIES),
        "custom_questions": [
            {"title": "What do you hope to learn from this?", "value": rng.choice(words.ANSWERS)}
        ],
        "industry": rng.choice(words.INDUSTRIES),
        "job_title": rng.choice(words.JOB_TITLES),
        "no_of_employees": rng.choice(words.EMPLOYEES),
        "org": rng.choice(words.COMPANIES),
        "phone": f"5550{rng.randrange(1000):03}",
        "purchasing_time_frame": rng.choice(words.TIME_FRAMES),
        "role_in_purchase_process": rng.choice(words.BUYING_ROLES),
        "state": rng.choice(("CA", "")),
        "status": status_of(definition, number),
        "zip": "94045",
        "create_time": format_utc(registered) if rng.chance(0.95) else "",
        "join_url": f"https://zoom.us/w/{definition.id}?tk={account.secret(rng)}",
    }
    if not definition.webinar:
        result["participant_pin_code"] = SECRET_DIGITS * 1000 + rng.randrange(1000)
    if rng.chance(0.1):
        del result["state"], result["comments"]
    return with_extra_fields(account, result)


def status_of(definition: Definition, number: int) -> str:
    """Return the status of the n-th registrant; approved ones come first."""
    approved, pending, _ = definition.registrants
    if number < approved:
        return "approved"
    return "pending" if number < approved + pending else "denied"


def numbers(
    account: Account, definition: Definition, status: str, occurrence: Occurrence | None
) -> list[int]:
    """Return the registrants with a status, of the whole series or of one occurrence."""
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
        if number == 0 or account.rng("came", definition.id, number, occurrence.id).chance(0.6)
    ]


def attending(account: Account, session: Session) -> list[int]:
    """Return the approved registrants who attended, which leaves one place to the host."""
    definition = session.definition
    if definition is None or not definition.registration:
        return []
    came = [
        number
        for number in range(definition.registrants[0])
        if account.rng("attends", session.uuid, number).chance(0.7)
    ]
    return came[: session.people - 1]


def absentees(account: Account, session: Session) -> list[int]:
    """Return the approved registrants who did not attend."""
    if session.definition is None:
        return []
    there = set(attending(account, session))
    return [number for number in range(session.definition.registrants[0]) if number not in there]


def questions(account: Account, definition: Definition) -> Row:
    """Return the registration questions."""
    rng = account.rng("registration questions", definition.id)
    return with_extra_fields(
        account,
        {
            "questions": [
                {"field_name": name, "required": rng.chance(0.5)}
                for name in ("last_name", "city", "org", "job_title")[: rng.randint(0, 4)]
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
                    "type": "single_radio" if definition.webinar else "single",
                    "required": True,
                    "answers": ["Friend", "Search", "Other"],
                },
            ][: rng.randint(0, 2)],
        },
    )
