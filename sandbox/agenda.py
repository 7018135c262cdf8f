"""What a host plans and holds: made from the seed, the same however often it is asked for.

The first host's agenda is written down, so that even the smallest account has every case.
All others' are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox import codec, model
from sandbox.dice import Dice
from sandbox.model import Book, Definition, Occurrence, Session, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.options import Options

WEBINARS_FROM, INSTANT_FROM = 512, 1024
"""Where the numbers of a host's webinars and of his instant meetings begin."""

MOST_OCCURRENCES = 50
"""Zoom plans no more occurrences for a series."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One line of an agenda, in days before (negative) or after the account's start."""

    type: int
    day: int
    every: int = 7
    registration: int = 0
    polls: model.PollState = "none"
    fate: model.Fate = "kept"
    people: int | None = None
    blank: bool = False
    uses_pmi: bool = False
    restarted: bool = False
    missed: bool = False


SHOWCASE = (
    Plan(model.SCHEDULED, -3, registration=1, polls="some", people=5),
    Plan(model.SCHEDULED, -10, polls="missing", people=1),
    Plan(model.SCHEDULED, 5, registration=2, polls="disabled"),
    Plan(model.SCHEDULED, -6, polls="some", people=4, restarted=True),
    Plan(model.SCHEDULED, -45, registration=1),
    Plan(model.SCHEDULED, -5, fate="vanished"),
    Plan(model.SCHEDULED, 9, fate="forbidden"),
    Plan(model.SCHEDULED, -12, missed=True),
    Plan(model.SCHEDULED, -8, uses_pmi=True, blank=True, people=6),
    Plan(model.SCHEDULED, -2, people=640),
    Plan(model.SERIES, -60, every=14, registration=2, polls="some"),
    Plan(model.SERIES, -90, every=30, registration=1),
    Plan(model.SERIES, -30, every=10, registration=3),
    Plan(model.NO_FIXED_TIME, -120, every=30, polls="some", blank=True, people=5),
)

WEBINAR_SHOWCASE = (
    Plan(model.WEBINAR, -4, registration=1, polls="some", people=30),
    Plan(model.WEBINAR, 12, registration=1, polls="disabled"),
    Plan(model.WEBINAR, -20, people=1),
    Plan(model.WEBINAR_SERIES, -56, every=28, registration=1, polls="some"),
    Plan(model.WEBINAR_NO_FIXED_TIME, -50, every=25),
    Plan(model.WEBINAR, -9, fate="vanished"),
)


def _drawn(dice: Dice, options: Options, *, webinar: bool) -> Iterator[Plan]:
    mean = options.sized("webinars" if webinar else "meetings")
    one_off, loose, series = (
        (model.WEBINAR, model.WEBINAR_NO_FIXED_TIME, model.WEBINAR_SERIES)
        if webinar
        else (model.SCHEDULED, model.NO_FIXED_TIME, model.SERIES)
    )
    for _ in range(dice.below(int(mean * 2) + 1)):
        kind = dice.pick((one_off, one_off, one_off, loose, series))
        recent = dice.chance(0.6)
        first = -28 if recent and kind == one_off else -options.history_days
        yield Plan(
            kind,
            dice.between(first, options.future_days if kind == one_off else -1),
            every=dice.pick((7, 14, 28)),
            registration=dice.pick((0, 0, 0, 1, 1 if webinar else 2)),
            polls=dice.pick(("none", "none", "none", "some", "disabled", "missing")),
            fate="kept" if dice.chance(0.97) else dice.pick(("vanished", "forbidden")),
            people=dice.between(280, 900) if dice.chance(0.004) else None,
            blank=dice.chance(0.08),
            uses_pmi=not webinar and dice.chance(0.05),
            restarted=dice.chance(0.05),
            missed=dice.chance(0.1),
        )


class Agenda:
    """Fills one host's book."""

    def __init__(self, options: Options, anchor: datetime, user: User) -> None:
        """Prepare for one host."""
        self.options = options
        self.user = user
        self.today = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
        self.first = anchor - timedelta(days=options.history_days)
        self.last = anchor + timedelta(days=options.future_days)
        self.dice = Dice(options.seed, "agenda", user.index)
        self.book = Book()

    def fill(self) -> Book:
        """Write all definitions and sessions into a book."""
        if self.user.may_host:
            self._define_all(webinar=False)
            if self.user.webinars == "licensed":
                self._define_all(webinar=True)
        self._hold_unplanned()
        self.book.sessions.sort(key=lambda session: (session.start, session.number))
        for session in self.book.sessions:
            self.book.by_number[session.number] = session
            self.book.held.setdefault(session.meeting_id, []).append(session)
        return self.book

    def _define_all(self, *, webinar: bool) -> None:
        showcase = WEBINAR_SHOWCASE if webinar else SHOWCASE
        plans = (
            showcase if self.user.index == 0 else _drawn(self.dice, self.options, webinar=webinar)
        )
        for number, plan in enumerate(plans, WEBINARS_FROM if webinar else 0):
            definition = self._define(plan, number, webinar=webinar)
            self.book.definitions[definition.id] = definition
            self._hold_all(plan, definition)

    def _define(self, plan: Plan, number: int, *, webinar: bool) -> Definition:
        dice = self.dice
        meeting_id = codec.meeting_id(self.user.index, number)
        start = self._moment(plan.day)
        minutes = dice.pick((30, 45, 60, 90))
        fixed = plan.type in model.FIXED_SERIES
        return Definition(
            host=self.user.index,
            id=meeting_id,
            uuid=codec.definition_uuid(self.options.seed, meeting_id),
            webinar=webinar,
            type=plan.type,
            created=start - timedelta(days=dice.between(1, 20), seconds=dice.below(9999)),
            start=start if fixed or plan.type in model.ONE_OFF else None,
            minutes=minutes,
            occurrences=self._occurrences(plan, start, minutes) if fixed else (),
            registration=plan.registration,
            polls=plan.polls,
            fate=plan.fate if self.options.vanishing else "kept",
            uses_pmi=plan.uses_pmi,
            registrants=self._registrants(plan) if plan.registration else (0, 0, 0),
        )

    def _registrants(self, plan: Plan) -> tuple[int, int, int]:
        dice = self.dice
        approved = (plan.people or 0) % 100 + dice.between(2, 9)
        return approved, dice.below(4), dice.below(3)

    def _occurrences(self, plan: Plan, start: datetime, minutes: int) -> tuple[Occurrence, ...]:
        count = min(MOST_OCCURRENCES, max(3, (30 - plan.day) // plan.every + 2))
        starts = (start + timedelta(days=plan.every * n) for n in range(count))
        return tuple(
            Occurrence(
                id=str(int(at.timestamp() * 1000)),
                start=at,
                minutes=minutes,
                deleted=n > 0 and self.dice.chance(0.1),
            )
            for n, at in enumerate(starts)
        )

    def _moment(self, day: int) -> datetime:
        """Pick a time on a day, now and then right at its border."""
        edge = self.dice.below(20)
        if edge == 0:
            return self.today + timedelta(days=day)
        if edge == 1:
            return self.today + timedelta(days=day, seconds=86_399)
        return self.today + timedelta(days=day, minutes=5 * self.dice.between(72, 240))

    def _hold_all(self, plan: Plan, definition: Definition) -> None:
        if plan.missed:
            return
        if definition.occurrences:
            for occurrence in definition.occurrences:
                if not occurrence.deleted and self.dice.chance(0.9):
                    self._hold(definition, occurrence.start, plan, occurrence.id)
            return
        if definition.start:
            self._hold(definition, definition.start, plan)
            if plan.restarted:
                again = definition.start + timedelta(minutes=definition.minutes + 20)
                self._hold(definition, again, plan)
            return
        day = plan.day
        while day <= self.options.future_days:
            self._hold(definition, self._moment(day), plan)
            day += plan.every

    def _hold_unplanned(self) -> None:
        """Add what has no definition: instant meetings and the personal room."""
        mean = int(self.options.sized("meetings"))
        for number in range(self.dice.between(1, 2 + mean // 2)):
            day = self.dice.between(-self.options.history_days, self.options.future_days)
            plan = Plan(model.INSTANT, day, blank=self.dice.chance(0.1))
            where = codec.meeting_id(self.user.index, INSTANT_FROM + number)
            if self.dice.chance(0.3):
                plan, where = replace(plan, type=model.PERSONAL), self.user.pmi
            self._hold(None, self._moment(day), plan, meeting_id=where)

    def _hold(
        self,
        definition: Definition | None,
        planned: datetime,
        plan: Plan,
        occurrence_id: str | None = None,
        meeting_id: int = 0,
    ) -> None:
        dice = self.dice
        start = planned + timedelta(seconds=dice.pick((0, 1, 59, 120, 300)))
        if not self.first <= start <= self.last:
            return
        number = len(self.book.sessions)
        mean = self.options.sized("participants")
        people = plan.people or 1 + dice.below(max(1, int(mean * 2)))
        people = min(people, self.options.max_participants or people)
        late = self.options.late_data
        self.book.sessions.append(
            Session(
                host=self.user.index,
                number=number,
                uuid=codec.session_uuid(self.options.seed, self.user.index, number),
                meeting_id=definition.id if definition else meeting_id,
                webinar=definition.webinar if definition else False,
                type=definition.type if definition else plan.type,
                start=start,
                seconds=dice.between(61, 60 * (definition.minutes if definition else 40)),
                people=people,
                extra_rows=dice.below(people // 2 + 2),
                blank=plan.blank,
                delay=timedelta(hours=dice.between(20, 60) if late and dice.chance(0.2) else 0),
                settling=timedelta(hours=24 if late and dice.chance(0.5) else 0),
                definition=definition,
                occurrence_id=occurrence_id,
            )
        )
