"""What a complete extraction finds at a time: the measure for a tap's output."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox import (
    truth_answers,
    truth_dashboards,
    truth_media,
    truth_organisation,
    truth_past,
    truth_phone,
    truth_reports,
    visible,
)
from sandbox.clock import stamp
from sandbox.rows import chat, meetings, polls, registration, sessions, users, webinars
from sandbox.rows.participants import Attendance

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import datetime

    from sandbox.model import Definition, Occurrence, Row, Session, Status, User
    from sandbox.zoom import Zoom

_WIDER = (
    truth_answers,
    truth_dashboards,
    truth_media,
    truth_organisation,
    truth_past,
    truth_phone,
    truth_reports,
)


class Truth:
    """Walks through an account without going through its API."""

    def __init__(
        self, zoom: Zoom, since: datetime | None, statuses: Collection[str], *, previous: bool
    ) -> None:
        """Take the account, the start of what is wanted, and which users count."""
        self.account = zoom.account
        self.features = zoom.plan_features
        self.now = zoom.clock.now()
        self.base_url = zoom.base_url
        self.since = since
        self.statuses = statuses
        self.previous = previous

    def streams(self, names: Collection[str] | None = None) -> dict[str, list[Row]]:
        """Give the rows of the streams that are read by default, or of those that are named."""
        makers: dict[str, Callable[[], Iterable[Row]]] = {
            "users": self.users,
            "meetings": lambda: self.definitions(webinar=False),
            "meeting_registrants": lambda: self.registrants(webinar=False),
            "meeting_questions": lambda: self.questions(webinar=False),
            "meeting_polls": lambda: self.polls(webinar=False),
            "past_meeting_instances": lambda: self.instances(webinar=False),
            "meeting_poll_results": lambda: self.poll_results(webinar=False),
            "webinars": lambda: self.definitions(webinar=True),
            "webinar_panelists": self.panelists,
            "webinar_registrants": lambda: self.registrants(webinar=True),
            "webinar_questions": lambda: self.questions(webinar=True),
            "webinar_polls": lambda: self.polls(webinar=True),
            "webinar_tracking_sources": self.tracking_sources,
            "past_webinar_instances": lambda: self.instances(webinar=True),
            "webinar_absentees": self.absentees,
            "webinar_poll_results": lambda: self.poll_results(webinar=True),
            "webinar_qna_results": self.asked,
            "report_meetings": lambda: self.reports(webinar=False),
            "report_webinars": lambda: self.reports(webinar=True),
            "report_meeting_participants": lambda: self.participants(webinar=False),
            "report_webinar_participants": lambda: self.participants(webinar=True),
            "channels": self.channels,
        }
        if names is None:
            return {name: list(make()) for name, make in makers.items()}
        for area in _WIDER:
            makers |= area.makers(self)
        return {name: list(makers[name]()) for name in names}

    # Users and what hangs on them

    def _all_users(self) -> Iterator[User]:
        for status in self.statuses:
            for index in self.account.users(cast("Status", status)):
                yield self.account.user(index)

    def readable(self) -> Iterator[User]:
        """Give the users about whom more can be asked."""
        return (user for user in self._all_users() if user.status != "pending" and not user.gone)

    def users(self) -> Iterator[Row]:
        """Give the users, also those about whom nothing else can be asked."""
        return (users.list_row(self.account, user) for user in self._all_users())

    def channels(self) -> Iterator[Row]:
        """Give each channel that a user reads, once."""
        return (chat.row(self.account, number) for number in self.channel_numbers())

    def channel_numbers(self) -> list[int]:
        """Give the numbers of the channels that a user reads."""
        numbers = {n for user in self.readable() for n in chat.of_user(self.account, user.index)}
        return sorted(numbers)

    # Meetings and webinars as planned

    def _definitions(self, *, webinar: bool) -> Iterator[tuple[Definition, User]]:
        for user in self.readable():
            hosts = user.webinars == "licensed" if webinar else user.may_host
            if not hosts or (webinar and not self.features.webinars):
                continue
            for definition in visible.listed(self.account, user, self.now, webinar=webinar):
                if definition.fate == "kept":
                    yield definition, user

    def definitions(self, *, webinar: bool) -> Iterator[Row]:
        """Give list row and detail in one."""
        detail = meetings.webinar_detail if webinar else meetings.detail
        for definition, user in self._definitions(webinar=webinar):
            yield {
                **meetings.list_rows(self.account, definition, self.now)[0],
                **detail(self.account, definition, self.now, previous=self.previous),
                "user_id": user.id,
            }

    def _registering(self, *, webinar: bool) -> Iterator[tuple[Definition, Row]]:
        for definition, user in self._definitions(webinar=webinar):
            if definition.registration and (webinar or self.features.registration):
                yield definition, self._under(definition, user)

    @staticmethod
    def _under(definition: Definition, user: User) -> Row:
        name = "webinar_id" if definition.webinar else "meeting_id"
        return {name: definition.id, "user_id": user.id}

    def registrants(self, *, webinar: bool) -> Iterator[Row]:
        """Give registrants of all statuses; of a meeting, for each occurrence that they chose."""
        for definition, parents in self._registering(webinar=webinar):
            dates: list[Occurrence | None] = [None]
            if definition.registers_per_occurrence:
                every = (
                    definition.occurrences
                    if self.previous
                    else visible.coming(definition, self.now)
                )
                dates = [o for o in every if not o.deleted]
            for date in dates:
                more = {} if webinar else {"occurrence_id": date.id if date else "all"}
                for status in registration.STATUSES:
                    for n in registration.numbers(self.account, definition, status, date):
                        yield {**registration.row(self.account, definition, n), **parents, **more}

    def questions(self, *, webinar: bool) -> Iterator[Row]:
        """Give what registrants are asked."""
        for definition, parents in self._registering(webinar=webinar):
            yield {**registration.questions(self.account, definition), **parents}

    def polls(self, *, webinar: bool) -> Iterator[Row]:
        """Give prepared polls."""
        for definition, user in self._definitions(webinar=webinar):
            if webinar or self.features.polls:
                for row in polls.prepared(self.account, definition):
                    yield {**row, **self._under(definition, user)}

    def surveys(self, *, webinar: bool) -> Iterator[Row]:
        """Give prepared surveys, where they aren't switched off."""
        for definition, user in self._definitions(webinar=webinar):
            if (row := polls.survey(self.account, definition)) is not None:
                yield {**row, **self._under(definition, user)}

    def panelists(self) -> Iterator[Row]:
        """Give who speaks in webinars."""
        for definition, user in self._definitions(webinar=True):
            for row in webinars.panelists(self.account, definition):
                yield {**row, **self._under(definition, user)}

    def tracking_sources(self) -> Iterator[Row]:
        """Give where webinars' visitors came from."""
        for definition, user in self._definitions(webinar=True):
            for row in webinars.tracking_sources(self.account, definition):
                yield {**row, **self._under(definition, user)}

    # What was held of them

    def _instances(self, *, webinar: bool) -> Iterator[tuple[Session, Row]]:
        for definition, user in self._definitions(webinar=webinar):
            for session in visible.instances(self.account, definition.id, self.now):
                yield session, self._under(definition, user)

    def instances(self, *, webinar: bool) -> Iterator[Row]:
        """Give the sessions under known numbers."""
        for session, parents in self._instances(webinar=webinar):
            yield {**sessions.instance(self.account, session), **parents}

    def recent(self, *, webinar: bool, older: bool = False) -> Iterator[tuple[Session, Row]]:
        """Give the sessions whose details can still be had; those of some are kept for longer."""
        first = self.now - visible.DETAILS_BACK
        for session, parents in self._instances(webinar=webinar):
            if (older or session.start >= first) and self.wanted(session.start):
                yield session, {**parents, **self.of_session(session)}

    def wanted(self, moment: datetime) -> bool:
        """Say whether what happened then is recent enough."""
        return self.since is None or moment >= self.since

    @staticmethod
    def of_session(session: Session) -> Row:
        """Give what the rows of a session say about it."""
        kind = "webinar" if session.webinar else "meeting"
        return {
            f"{kind}_id": session.meeting_id,
            f"{kind}_uuid": session.uuid,
            "start_time": stamp(session.start),
        }

    def poll_results(self, *, webinar: bool) -> Iterator[Row]:
        """Give a row for each respondent."""
        for session, parents in self.recent(webinar=webinar):
            if webinar or self.features.polls:
                for row in polls.results(self.account, session):
                    yield {**row, **parents}

    def asked(self) -> Iterator[Row]:
        """Give a row for each who asked something in a webinar."""
        for session, parents in self.recent(webinar=True, older=True):
            for row in polls.questions_asked(self.account, session):
                yield {**row, **parents}

    def absentees(self) -> Iterator[Row]:
        """Give who registered for a webinar and stayed away."""
        for session, parents in self.recent(webinar=True):
            definition = session.definition
            if definition and definition.registration:
                for number in registration.absentees(self.account, session):
                    yield {**registration.row(self.account, definition, number), **parents}

    # Reports

    def reported(self, *, webinar: bool) -> Iterator[tuple[Session, User]]:
        """Give the sessions in the hosts' lists of the reports."""
        if not self.features.reports:
            return
        first = visible.earliest_report_day(self.now)
        for user in self.readable():
            held = self.account.book(user.index).sessions
            last = self.now.date()
            for session in visible.report_sessions(self.account, held, self.now, first, last):
                if session.webinar == webinar and self.wanted(session.start):
                    yield session, user

    def reports(self, *, webinar: bool) -> Iterator[Row]:
        """Give all sessions in the reports, with and without company."""
        for session, user in self.reported(webinar=webinar):
            yield {**sessions.report_row(self.account, session, self.now), "user_id": user.id}

    def participants(self, *, webinar: bool) -> Iterator[Row]:
        """Give attendance; a single participant is none for Zoom."""
        for session, _ in self.reported(webinar=webinar):
            for row in Attendance(self.account, session).rows(self.now, report=True):
                yield {**row, **self.of_session(session)}
