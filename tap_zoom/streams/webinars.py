"""Webinars: definitions, registration, polls, and past instances."""

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
from tap_zoom.base.registration import (
    RegistrantStream,
    RequiresRegistration,
    registration_context,
)
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.records.types import Record

PLAN = "Pro or more, and a webinar license for the host"


def _scopes(name: str) -> Scopes:
    return Scopes((f"webinar:read:{name}:admin",), ("webinar:read:admin",))


class Webinars(ZoomStream):
    """Webinars that have not expired, with all their settings; a series is one record."""

    name = "webinars"
    parent_stream_type = Users
    path = "/users/{user_id}/webinars"
    records_key = "webinars"
    rate_limit_label = RateLimitLabel.MEDIUM
    detail = Detail("/webinars/{id}", RateLimitLabel.LIGHT, _scopes("webinar"))
    scopes = _scopes("list_webinars")
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"webinar_id": "id"}
    deduplicate = True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        inherited: Mapping[str, object] = super().get_child_context(record, context) or {}
        return {**inherited, **registration_context(record)}


class WebinarPanelists(ZoomStream):
    """Panelists of a webinar."""

    name = "webinar_panelists"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/panelists"
    records_key = "panelists"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = _scopes("list_panelists")
    plan_requirement = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class WebinarRegistrants(RegistrantStream):
    """People who registered for a webinar."""

    name = "webinar_registrants"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/registrants"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("list_registrants")
    plan_requirement = PLAN
    primary_keys = ("webinar_id", "occurrence_id", "id")
    parent_key = "webinar_id"


class WebinarQuestions(RequiresRegistration, ZoomStream):
    """Questions of a webinar's registration form."""

    name = "webinar_questions"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/registrants/questions"
    required_fields = ("questions", "custom_questions")
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("list_registration_questions")
    plan_requirement = PLAN
    primary_keys = ("webinar_id",)
    replication_key = None


class WebinarPolls(ZoomStream):
    """Polls of a webinar, as created."""

    name = "webinar_polls"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/polls"
    records_key = "polls"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("list_polls")
    plan_requirement = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class WebinarSurveys(ZoomStream):
    """The survey that a webinar ends with, as created."""

    name = "webinar_surveys"
    parent_stream_type = Webinars
    selected_by_default = False
    path = "/webinars/{webinar_id}/survey"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = _scopes("survey")
    plan_requirement = PLAN
    primary_keys = ("webinar_id",)
    replication_key = None


class WebinarTrackingSources(ZoomStream):
    """Sources of a webinar's registrations."""

    name = "webinar_tracking_sources"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/tracking_sources"
    records_key = "tracking_sources"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = _scopes("list_tracking_sources")
    plan_requirement = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class PastWebinarInstances(PastInstanceStream):
    """Past instances of a webinar."""

    name = "past_webinar_instances"
    parent_stream_type = Webinars
    path = "/past_webinars/{webinar_id}/instances"
    records_key = "webinars"
    rate_limit_label = RateLimitLabel.LIGHT
    scopes = _scopes("list_past_instances")
    plan_requirement = PLAN
    child_context_fields = {"webinar_uuid": "uuid", "start_time": "start_time"}


class WebinarAbsentees(RequiresRegistration, PerInstanceStream):
    """People who registered for a past webinar and did not attend."""

    name = "webinar_absentees"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/absentees"
    records_key = "registrants"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = PAGE_SIZE
    requires_parent_detail = True
    scopes = _scopes("list_absentees")
    plan_requirement = PLAN
    primary_keys = ("webinar_uuid", "id")


class WebinarPollResults(PerInstanceStream):
    """Answers to the polls of a past webinar, one row per respondent."""

    name = "webinar_poll_results"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/polls"
    records_key = "questions"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("list_past_polls")
    plan_requirement = PLAN
    primary_keys = ("webinar_uuid", "row_id")
    row_key_fields = ("email", "name")
    child_context_fields = RESPONDENT_FIELDS


class WebinarQnaResults(PerInstanceStream):
    """Questions asked in a past webinar and their answers, one row per person."""

    name = "webinar_qna_results"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/qa"
    records_key = "questions"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = _scopes("past_qa")
    plan_requirement = PLAN
    primary_keys = ("webinar_uuid", "row_id")
    row_key_fields = ("email", "name")
    child_context_fields = RESPONDENT_FIELDS


class PastWebinarParticipants(PerInstanceStream):
    """Participants of a past webinar, for apps without the scopes of reports."""

    name = "past_webinar_participants"
    parent_stream_type = PastWebinarInstances
    selected_by_default = False
    path = "/past_webinars/{webinar_uuid}/participants"
    records_key = "participants"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = PAGE_SIZE
    scopes = _scopes("list_past_participants")
    plan_requirement = PLAN
    primary_keys = ("webinar_uuid", "row_id")
    row_key_fields = PARTICIPANT_KEY_FIELDS
    own_fields = ("user_id",)
