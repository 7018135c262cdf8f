"""Reports: held sessions and who was there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Record, Scopes
from tap_zoom.base.per_session import PerSession
from tap_zoom.streams.reports.session_sources import PRO, REPORT_CLASSIC
from tap_zoom.streams.reports.sessions import ReportSessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.prefetch.plan import Path, Plans
    from tap_zoom.streams.reports.session_sources import Session


class SessionReport(PerSession):
    """Sessions of one kind, as the pass found them."""

    parent_stream_type = ReportSessions
    path = ReportSessions.path
    label = Label.HEAVY
    scopes = ReportSessions.scopes
    plan = PRO
    primary_keys = ("uuid",)

    #: Whether the stream's sessions are webinars.
    webinars: ClassVar[bool]

    @override
    def needs(self) -> Iterable[tuple[str, Scopes]]:
        return ()  # the pass asks for it

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        key, session = (context or {})["key"], (context or {})["session"]
        if session.webinar is not self.webinars:
            return
        wanted = self.delivers(key)
        self.held_back = not wanted
        record = self._conformer.conform({"user_id": session.host, **session.row})
        yield record
        self.run.summary.records[self.name] += wanted

    @override
    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        session = context["session"]
        if session.webinar is self.webinars:
            yield from self.plans_of_children(session.row, context, path)


class ReportMeetings(SessionReport):
    """Held meetings: scheduled, instant and personal ones, with one participant or more."""

    name = "report_meetings"
    webinars = False
    hands_down = {"meeting_id": "id", "meeting_uuid": "uuid", "start_time": "start_time"}


class ReportWebinars(SessionReport):
    """Held webinars."""

    name = "report_webinars"
    webinars = True
    hands_down = {"webinar_id": "id", "webinar_uuid": "uuid", "start_time": "start_time"}


class SessionParticipants(PerSession):
    """Who was in a session: a row for each time that somebody joined."""

    records_key = "participants"
    label = Label.HEAVY
    plan = PRO
    # The way from an attendee to a registrant; Zoom leaves it out unless asked.
    passes = ({"include_fields": "registrant_id"},)
    # Neither leaving time nor duration: an early read has them wrong.
    row_identity = (
        "user_id",
        "id",
        "participant_user_id",
        "name",
        "user_email",
        "join_time",
        "bo_mtg_id",
        "status",
    )

    @override
    def known_absent(self, context: Mapping[str, Any]) -> str:
        session: Session = context["session"]
        # Zoom reports the participants of sessions with two or more of them only.
        return "one participant only: Zoom has no report" if session.alone else ""

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        key, session = (context or {})["key"], (context or {})["session"]
        count = 0
        for record in super().get_records(context):
            yield record
            count += 1
        if self.bookmark.wants(key) and self.is_complete():
            self.bookmark.delivered(key)
        # Each participant has a row, or more after a rejoin: fewer rows than people are a loss.
        people = session.row.get("participants_count")
        if count and isinstance(people, int) and count < people:
            self.run.summary.differ(self.name, people, count)


class ReportMeetingParticipants(SessionParticipants):
    """Who was in a held meeting."""

    name = "report_meeting_participants"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/participants"
    scopes = Scopes(("report:read:list_meeting_participants:admin",), REPORT_CLASSIC)
    primary_keys = ("meeting_uuid", "row_id")


class ReportWebinarParticipants(SessionParticipants):
    """Who was in a held webinar."""

    name = "report_webinar_participants"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/participants"
    scopes = Scopes(("report:read:list_webinar_participants:admin",), REPORT_CLASSIC)
    primary_keys = ("webinar_uuid", "row_id")
