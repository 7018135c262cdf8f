"""Meetings: definitions, registration, polls, and past instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel
from tap_zoom.base.declaration import Detail, Scopes
from tap_zoom.base.past_instances import (
    PARTICIPANT_KEY_FIELDS,
    RESPONDENT_FIELDS,
    PastInstanceStream,
    PerInstanceStream,
)
from tap_zoom.base.registration import RegistrantStream, RequiresRegistration, registration_context
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.records.types import Record

_HOSTS = "hosts who may hold meetings"
PRO_HOSTS = "hosts with a Pro license or more"


def _scopes(name: str) -> Scopes:
    return Scopes((f"meeting:read:{name}:admin",), ("meeting:read:admin",))


class Meetings(ZoomStream):
    """Scheduled meetings that have not expired, with all their settings.

    A series is one record here, even if Zoom lists it once per occurrence. Instant meetings are
    never listed; report_meetings has them once they have been held.
    """

    name = "meetings"
    parent_stream_type = Users
    path = "/users/{user_id}/meetings"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.MEDIUM
    query_variants = ({"type": "scheduled"},)
    detail = Detail("/meetings/{id}", RateLimitLabel.LIGHT, _scopes("meeting"))
    scopes = _scopes("list_meetings")
    plan_requirement = _HOSTS
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"meeting_id": "id"}
    deduplicate = True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        inherited: Mapping[str, object] = super().get_child_context(record, context) or {}
        return {**inherited, **registration_context(record)}


class MeetingRegistrants(RegistrantStream):
    """People who registered for a meeting."""

    name = "meeting_registrants"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/registrants"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("list_registrants")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_id", "occurrence_id", "id")
    parent_key = "meeting_id"


class MeetingQuestions(RequiresRegistration, ZoomStream):
    """Questions of a meeting's registration form."""

    name = "meeting_questions"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/registrants/questions"
    required_fields = ("questions", "custom_questions")
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("list_registration_questions")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_id",)
    replication_key = None


class MeetingPolls(ZoomStream):
    """Polls of a meeting, as created."""

    name = "meeting_polls"
    parent_stream_type = Meetings
    path = "/meetings/{meeting_id}/polls"
    records_key = "polls"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("list_polls")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_id", "id")
    replication_key = None


class MeetingSurveys(ZoomStream):
    """The survey that a meeting ends with, as created."""

    name = "meeting_surveys"
    parent_stream_type = Meetings
    selected_by_default = False
    path = "/meetings/{meeting_id}/survey"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("survey")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_id",)
    replication_key = None


class PastMeetingInstances(PastInstanceStream):
    """Past instances of a meeting, of the last fifteen months."""

    name = "past_meeting_instances"
    parent_stream_type = Meetings
    path = "/past_meetings/{meeting_id}/instances"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("list_past_instances")
    plan_requirement = _HOSTS
    child_context_fields = {"meeting_uuid": "uuid", "uuid": "uuid", "start_time": "start_time"}


class MeetingPollResults(PerInstanceStream):
    """Answers to the polls of a past meeting, one row per respondent."""

    name = "meeting_poll_results"
    parent_stream_type = PastMeetingInstances
    path = "/past_meetings/{meeting_uuid}/polls"
    records_key = "questions"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("list_poll_results")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
    row_key_fields = ("email", "name")
    child_context_fields = RESPONDENT_FIELDS


class MeetingQnaResults(PerInstanceStream):
    """Questions asked in a past meeting and their answers, one row per person."""

    name = "meeting_qna_results"
    parent_stream_type = PastMeetingInstances
    selected_by_default = False
    path = "/past_meetings/{meeting_uuid}/qa"
    records_key = "questions"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("past_qa")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
    row_key_fields = ("email", "name")
    child_context_fields = RESPONDENT_FIELDS


class PastMeetingDetails(PerInstanceStream):
    """Duration and number of participants of a past meeting."""

    name = "past_meeting_details"
    parent_stream_type = PastMeetingInstances
    selected_by_default = False
    path = "/past_meetings/{meeting_uuid}"
    required_fields = ("uuid", "id")
    rate_limit_label = RateLimitLabel.LIGHT
    scopes = _scopes("past_meeting")
    plan_requirement = PRO_HOSTS
    primary_keys = ("uuid",)


class PastMeetingParticipants(PerInstanceStream):
    """Participants of a past meeting, for apps without the scopes of reports."""

    name = "past_meeting_participants"
    parent_stream_type = PastMeetingInstances
    selected_by_default = False
    path = "/past_meetings/{meeting_uuid}/participants"
    records_key = "participants"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = PAGE_SIZE
    scopes = _scopes("list_past_participants")
    plan_requirement = PRO_HOSTS
    primary_keys = ("meeting_uuid", "row_id")
    row_key_fields = PARTICIPANT_KEY_FIELDS
    own_fields = ("user_id",)
