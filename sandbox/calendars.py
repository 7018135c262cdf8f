"""What hosts plan and hold, generated from the seed and therefore reproducible."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sandbox import codec, model
from sandbox.model import Calendar, Definition, Occurrence, Session, User
from sandbox.scenarios import MEETING_SCENARIOS, WEBINAR_SCENARIOS, Scenario, drawn
from sandbox.seeded_random import SeededRandom

if TYPE_CHECKING:
    from sandbox.options import Options

WEBINARS_FROM, INSTANT_FROM = 512, 1024
"""The first numbers of a host's webinars and instant meetings."""

MAX_OCCURRENCES = 50
"""Zoom's maximum for a recurring meeting."""


class CalendarBuilder:
    """Builds one host's calendar."""

    def __init__(self, options: Options, anchor: datetime, user: User) -> None:
        self.options = options
        self.user = user
        self.today = anchor.replace(hour=0, minute=0, second=0, microsecond=0)
        self.first = anchor - timedelta(days=options.history_days)
        self.last = anchor + timedelta(days=options.future_days)
        self.rng = SeededRandom(options.seed, "agenda", user.index)
        self.calendar = Calendar()

    def build(self) -> Calendar:
        """Return the calendar with all definitions and sessions."""
        if self.user.may_host:
            self._define_all(webinar=False)
            if self.user.webinars == "licensed":
                self._define_all(webinar=True)
        self._hold_unplanned()
        self.calendar.sessions.sort(key=lambda session: (session.start, session.number))
        self.calendar.index()
        return self.calendar

    def _define_all(self, *, webinar: bool) -> None:
        showcase = WEBINAR_SCENARIOS if webinar else MEETING_SCENARIOS
        scenarios = (
            showcase if self.user.index == 0 else drawn(self.rng, self.options, webinar=webinar)
        )
        for number, scenario in enumerate(scenarios, WEBINARS_FROM if webinar else 0):
            definition = self._define(scenario, number, webinar=webinar)
            self.calendar.definitions[definition.id] = definition
            self._hold_all(scenario, definition)

    def _define(self, scenario: Scenario, number: int, *, webinar: bool) -> Definition:
        rng = self.rng
        meeting_id = codec.meeting_id(self.user.index, number)
        start = self._moment(scenario.day)
        minutes = rng.choice((30, 45, 60, 90))
        fixed = scenario.type in model.FIXED_SERIES
        return Definition(
            host=self.user.index,
            id=meeting_id,
            uuid=codec.definition_uuid(self.options.seed, meeting_id),
            webinar=webinar,
            type=scenario.type,
            created=start - timedelta(days=rng.randint(1, 20), seconds=rng.randrange(9999)),
            start=start if fixed or scenario.type in model.ONE_OFF else None,
            minutes=minutes,
            occurrences=self._occurrences(scenario, start, minutes) if fixed else (),
            registration=scenario.registration,
            polls=scenario.polls,
            fate=scenario.fate if self.options.vanishing else "kept",
            uses_pmi=scenario.uses_pmi,
            registrants=self._registrants(scenario) if scenario.registration else (0, 0, 0),
        )

    def _registrants(self, scenario: Scenario) -> tuple[int, int, int]:
        rng = self.rng
        approved = (scenario.people or 0) % 100 + rng.randint(2, 9)
        return approved, rng.randrange(4), rng.randrange(3)

    def _occurrences(
        self, scenario: Scenario, start: datetime, minutes: int
    ) -> tuple[Occurrence, ...]:
        count = min(MAX_OCCURRENCES, max(3, (30 - scenario.day) // scenario.every + 2))
        starts = (start + timedelta(days=scenario.every * n) for n in range(count))
        return tuple(
            Occurrence(
                id=str(int(at.timestamp() * 1000)),
                start=at,
                minutes=minutes,
                deleted=n > 0 and self.rng.chance(0.1),
            )
            for n, at in enumerate(starts)
        )

    def _moment(self, day: int) -> datetime:
        """Pick a time of day, occasionally its very first or last second."""
        if self.options.around_midnight:
            return self.today + timedelta(days=day, minutes=self.rng.randint(-45, 45))
        edge = self.rng.randrange(20)
        if edge == 0:
            return self.today + timedelta(days=day)
        if edge == 1:
            return self.today + timedelta(days=day, seconds=86_399)
        return self.today + timedelta(days=day, minutes=5 * self.rng.randint(72, 240))

    def _hold_all(self, scenario: Scenario, definition: Definition) -> None:
        if scenario.missed:
            return
        if definition.occurrences:
            for occurrence in definition.occurrences:
                if not occurrence.deleted and self.rng.chance(0.9):
                    self._hold(definition, occurrence.start, scenario, occurrence.id)
            return
        if definition.start:
            self._hold(definition, definition.start, scenario)
            if scenario.restarted:
                again = definition.start + timedelta(minutes=definition.minutes + 20)
                self._hold(definition, again, scenario)
            return
        day = scenario.day
        while day <= self.options.future_days:
            self._hold(definition, self._moment(day), scenario)
            day += scenario.every

    def _hold_unplanned(self) -> None:
        """Add sessions without a definition: instant meetings and the personal room."""
        mean = int(self.options.sized("meetings"))
        for number in range(self.rng.randint(1, 2 + mean // 2)):
            day = self.rng.randint(-self.options.history_days, self.options.future_days)
            scenario = Scenario(model.INSTANT, day, blank=self.rng.chance(0.1))
            where = codec.meeting_id(self.user.index, INSTANT_FROM + number)
            if self.rng.chance(0.3):
                scenario, where = replace(scenario, type=model.PERSONAL), self.user.pmi
            self._hold(None, self._moment(day), scenario, meeting_id=where)

    def _hold(
        self,
        definition: Definition | None,
        planned: datetime,
        scenario: Scenario,
        occurrence_id: str | None = None,
        meeting_id: int = 0,
    ) -> None:
        rng = self.rng
        start = planned + timedelta(seconds=rng.choice((0, 1, 59, 120, 300)))
        if not self.first <= start <= self.last:
            return
        number = len(self.calendar.sessions)
        mean = self.options.sized("participants")
        people = scenario.people or 1 + rng.randrange(max(1, int(mean * 2)))
        people = min(people, self.options.max_participants or people)
        late = self.options.late_data
        self.calendar.sessions.append(
            Session(
                host=self.user.index,
                number=number,
                uuid=codec.session_uuid(self.options.seed, self.user.index, number),
                meeting_id=definition.id if definition else meeting_id,
                webinar=definition.webinar if definition else False,
                type=definition.type if definition else scenario.type,
                start=start,
                seconds=rng.randint(61, 60 * (definition.minutes if definition else 40)),
                people=people,
                extra_rows=rng.randrange(people // 2 + 2),
                blank=scenario.blank,
                delay=timedelta(hours=rng.randint(20, 60) if late and rng.chance(0.2) else 0),
                settling=timedelta(hours=24 if late and rng.chance(0.5) else 0),
                definition=definition,
                occurrence_id=occurrence_id,
            )
        )
