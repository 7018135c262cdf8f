"""Attendance, whose rows have no reliable key."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.clock import format_utc
from sandbox.rows import registration
from sandbox.rows.common import LazyRows, outsider, with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row, Session
    from sandbox.seeded_random import SeededRandom

FIRST_USER_ID, USER_ID_STEP = 16_778_240, 1024
"""Zoom numbers people like this in each session, so user_ids repeat between sessions."""

EQUAL_PEOPLE = range(1, 4)
"""In a session without names, these people's rows are identical."""


class Attendance:
    """Makes the attendance rows of one session."""

    def __init__(self, account: Account, session: Session) -> None:
        self.account = account
        self.session = session
        self.registered = registration.attending(account, session)

    def rows(self, now: datetime, *, report: bool, registrant: bool = True) -> Sequence[Row]:
        """Return all rows, which are none if the host was alone.

        Until the numbers are final, every duration is 0, and reports lack the last third of the
        rows.
        """
        if self.session.people == 1:
            return []
        count = self.session.people + self.session.extra_rows
        settled = visible.settled(self.session, now)
        if report and not settled:
            count -= count // 3

        def make(number: int) -> Row:
            row = self.row(number, settled=settled)
            if not registrant:
                del row["registrant_id"]
            return self._reported(row, number) if report else self._past(row)

        return LazyRows(count, make)

    def _identity(self, number: int, rng: SeededRandom) -> tuple[str, str, str, str]:
        """Return Zoom id, name, address and registrant id of the n-th person."""
        if number == 0:
            host = self.account.user(self.session.host)
            return host.id, host.name, host.email, ""
        definition = self.session.definition
        if definition and number <= len(self.registered):
            which = self.registered[number - 1]
            first, last, email = registration.who(self.account, definition, which)
            key = registration.registrant_id(self.account, definition, which)
            return "", f"{first} {last}", email, key
        first, last, _ = outsider(rng)
        if rng.chance(0.3):
            colleague = self.account.user(rng.randrange(self.account.size))
            return colleague.id, colleague.name, colleague.email, ""
        return "", f"{first} {last}".replace(",", "#"), "", ""

    def row(self, number: int, *, settled: bool) -> Row:
        """Return the n-th stay, with the fields that all endpoints share."""
        place = ("stay", self.session.uuid, number, settled)
        return self.account.rows.get(place, lambda: self._stay(number, settled=settled))

    def _stay(self, number: int, *, settled: bool) -> Row:
        session = self.session
        again = number >= session.people
        rng = self.account.rng("participant", session.uuid, number)
        who = rng.randrange(session.people) if again else number
        same = session.blank and who in EQUAL_PEOPLE and not again
        if same:
            rng = self.account.rng("participant", session.uuid, "blank")
        person_id, name, email, registrant_id = self._identity(
            who, self.account.rng("participant is", session.uuid, who)
        )
        joined = rng.randrange(session.seconds // 2 + 1)
        stayed = rng.randint(1, session.seconds - joined)
        kind = rng.choice(("rejoin", "breakout", "waiting")) if again else "first"
        place = 0 if same else who + 1 + (session.people if kind == "rejoin" else 0)
        blank = session.blank
        leave = session.start + timedelta(seconds=joined + stayed)
        return {
            "id": "" if blank else person_id,
            "name": "" if blank else name,
            "user_id": str(FIRST_USER_ID + USER_ID_STEP * place),
            "registrant_id": "" if blank else registrant_id,
            "user_email": "" if blank else email,
            "join_time": format_utc(session.start + timedelta(seconds=joined)),
            "leave_time": "" if rng.chance(0.01) else format_utc(leave),
            "duration": stayed if settled else 0,
            "failover": False,
            "status": "in_waiting_room" if kind == "waiting" else "in_meeting",
            "bo_mtg_id": rng.hex(8) if kind == "breakout" else "",
        }

    def _reported(self, row: Row, number: int) -> Row:
        rng = self.account.rng("customer", self.session.uuid, number)
        keyed = not self.session.blank and rng.chance(0.2)
        row["participant_user_id"] = row["id"]
        row["customer_key"] = self.account.maybe_secret(rng) if keyed else ""
        row["attentiveness_score"] = ""
        if not row["bo_mtg_id"]:
            del row["bo_mtg_id"]
        return with_extra_fields(self.account, row)

    def _past(self, row: Row) -> Row:
        del row["bo_mtg_id"]
        row["internal_user"] = bool(row["id"])
        row["groupId"] = ""
        return with_extra_fields(self.account, row)
