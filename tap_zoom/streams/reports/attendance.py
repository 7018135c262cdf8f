"""Reports on past sessions and their participants."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.embedded import EmbeddedStream
from tap_zoom.base.stream import ZoomStream
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY
from tap_zoom.streams.reports import PRO, report_scopes
from tap_zoom.streams.reports.sessions import ReportSessions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.records.types import Record
    from tap_zoom.streams.reports.session_sources import Session


def _session_row(session: Session) -> Record:
    return {"user_id": session.host, **session.row}


class ReportMeetings(EmbeddedStream):
    """Past meetings: scheduled, instant and personal ones, with one or more participants."""

    name = "report_meetings"
    selected_by_default = True
    parent_stream_type = ReportSessions
    path = ReportSessions.path
    rate_limit_label = ReportSessions.rate_limit_label
    scopes = ReportSessions.scopes
    plan_requirement = PRO
    primary_keys = ("uuid",)
    child_context_fields = {"meeting_id": "id", "meeting_uuid": "uuid", "start_time": "start_time"}

    @override
    def should_sync(self, context: Mapping[str, Any]) -> bool:
        return True  # only sessions that a report stream needs are listed

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        session: Session = context["session"]
        return [] if session.is_webinar else [_session_row(session)]


class ReportWebinars(EmbeddedStream):
    """Past webinars."""

    name = "report_webinars"
    selected_by_default = True
    parent_stream_type = ReportSessions
    path = ReportSessions.path
    rate_limit_label = ReportSessions.rate_limit_label
    scopes = ReportSessions.scopes
    plan_requirement = PRO
    primary_keys = ("uuid",)
    child_context_fields = {"webinar_id": "id", "webinar_uuid": "uuid", "start_time": "start_time"}

    @override
    def should_sync(self, context: Mapping[str, Any]) -> bool:
        return True  # only sessions that a report stream needs are listed

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        session: Session = context["session"]
        return [_session_row(session)] if session.is_webinar else []


class SessionParticipants(ZoomStream):
    """Participants of a session, one row per join."""

    records_key = "participants"
    rate_limit_label = RateLimitLabel.HEAVY
    plan_requirement = PRO
    replication_key = SESSION_REPLICATION_KEY
    # Links an attendee to a registrant; Zoom omits it unless requested.
    query_variants = ({"include_fields": "registrant_id"},)
    # Neither leave time nor duration, which are wrong in an early read.
    row_key_fields = (
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
    def skip_reason(self, context: Mapping[str, Any]) -> str:
        session: Session | None = context.get("session")
        # Zoom only reports the participants of sessions with two or more of them.
        return "only one participant: Zoom has no report" if session and session.is_alone else ""

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        context = context or {}
        count = 0
        for record in super().request_records(context):
            yield record
            count += 1
        session: Session | None = context.get("session")
        if session is None:
            return  # read again after it failed: the bookmark has passed it
        key = context[SORT_KEY]
        if self.bookmark.includes(key) and self.is_complete():
            self.bookmark.advance(key)
        # Each participant has one row, or more after rejoining: fewer rows than people are a loss.
        people = session.row.get("participants_count")
        if count and isinstance(people, int) and count < people:
            self.run.summary.count_mismatch(self.name, people, count)


class ReportMeetingParticipants(SessionParticipants):
    """Participants of a past meeting."""

    name = "report_meeting_participants"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/participants"
    scopes = report_scopes("list_meeting_participants")
    primary_keys = ("meeting_uuid", "row_id")


class ReportWebinarParticipants(SessionParticipants):
    """Participants of a past webinar."""

    name = "report_webinar_participants"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/participants"
    scopes = report_scopes("list_webinar_participants")
    primary_keys = ("webinar_uuid", "row_id")
