"""Meetings: definitions, what hangs off them, and their past instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Detail, Record, Scopes
from tap_zoom.base.past_instances import (
    RESPONDENT,
    PastInstances,
    PastParticipants,
    PerInstance,
)
from tap_zoom.base.registration import NeedsRegistration, Registrants, registration_of
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk.helpers.types import Context

_HOSTS = "hosts who may hold meetings"
PRO_HOSTS = "hosts with a Pro licence or more"


def _scopes(name: str) -> Scopes:
    return Scopes((f"meeting:read:{name}:admin",), ("meeting:read:admin",))


class Meetings(ZoomStream):
    """Scheduled meetings that have not expired, with all their settings.

    A series may be listed once for each occurrence; it is one record here. Instant meetings are
    never listed: they show up in report_meetings, once held.
    """

    name = "meetings"
    parent_stream_type = Users
    path = "/users/{user_id}/meetings"
    records_key = "meetings"
    label = Label.MEDIUM
    passes = ({"type": "scheduled"},)
    detail = Detail("/meetings/{id}", Label.LIGHT, _scopes("meeting"))
    scopes = _scopes("list_meetings")
    plan = _HOSTS
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"meeting_id": "id"}
    once_per_run = True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        inherited: Mapping[str, object] = super().get_child_context(record, context) or {}
        return {**inherited, **registration_of(record)}


class MeetingRegistrants(Registrants):
    """People who registered for a meeting."""

    name = "meeting_registrants"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/registrants"
    label = Label.MEDIUM
    scopes = _scopes("list_registrants")
    plan = PRO_HOSTS
    primary_keys = ("meeting_id", "occurrence_id", "id")
    parent_key = "meeting_id"


class MeetingQuestions(NeedsRegistration):
    """Questions that a meeting's registration form asks."""

    name = "meeting_questions"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/registrants/questions"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("list_registration_questions")
    plan = PRO_HOSTS
    primary_keys = ("meeting_id",)
    replication_key = None
    needs_detail = False


class MeetingPolls(ZoomStream):
    """Polls of a meeting, as prepared."""

    name = "meeting_polls"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/polls"
    records_key = "polls"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("list_polls")
    plan = PRO_HOSTS
    primary_keys = ("meeting_id", "id")
    replication_key = None


class MeetingSurveys(ZoomStream):
    """The survey that a meeting ends with, as prepared."""

    name = "meeting_surveys"
    parent_stream_type = Meetings
    selected_by_default = False
    path = "/meetings/{meeting_id}/survey"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("survey")
    plan = PRO_HOSTS
    primary_keys = ("meeting_id",)
    replication_key = None


class PastMeetingInstances(PastInstances):
    """Held instances of a meeting, up to fifteen months back."""

    name = "past_meeting_instances"
    parent_stream_type = Meetings
    path = "/past_meetings/{meeting_id}/instances"
    records_key = "meetings"
    label = Label.MEDIUM
    scopes = _scopes("list_past_instances")
    plan = _HOSTS
    hands_down = {"meeting_uuid": "uuid", "uuid": "uuid", "start_time": "start_time"}


class MeetingPollResults(PerInstance):
    """What people answered to the polls of a held meeting, one row a respondent."""

    name = "meeting_poll_results"
    parent_stream_type = PastMeetingInstances
    path = "/past_meetings/{meeting_uuid}/polls"
    records_key = "questions"
    label = Label.MEDIUM
    scopes = _scopes("list_poll_results")
    plan = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
    row_identity = ("email", "name")
    hands_down = RESPONDENT


class MeetingQnaResults(PerInstance):
    """What people asked in a held meeting and what was answered, one row a person."""

    name = "meeting_qna_results"
    parent_stream_type = PastMeetingInstances
    selected_by_default = False
    path = "/past_meetings/{meeting_uuid}/qa"
    records_key = "questions"
    label = Label.MEDIUM
    scopes = _scopes("past_qa")
    plan = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
    row_identity = ("email", "name")
    hands_down = RESPONDENT


class PastMeetingDetails(PerInstance):
    """How long a held meeting took, and how many were there."""

    name = "past_meeting_details"
    parent_stream_type = PastMeetingInstances
    selected_by_default = False
    path = "/past_meetings/{meeting_uuid}"
    label = Label.LIGHT
    scopes = _scopes("past_meeting")
    plan = PRO_HOSTS
    primary_keys = ("uuid",)


class PastMeetingParticipants(PastParticipants):
    """Who was in a held meeting, for apps without the scopes of reports."""

    name = "past_meeting_participants"
    parent_stream_type = PastMeetingInstances
    path = "/past_meetings/{meeting_uuid}/participants"
    scopes = _scopes("list_past_participants")
    plan = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
