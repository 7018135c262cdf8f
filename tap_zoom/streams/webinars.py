"""Webinars: definitions, what hangs off them, and their past instances."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import PAGE_SIZE, Label
from tap_zoom.base.declaration import Detail, Record, Scopes
from tap_zoom.base.past_instances import (
    RESPONDENT,
    PastInstances,
    PastParticipants,
    PerInstance,
)
from tap_zoom.base.registration import (
    NeedsRegistration,
    Registrants,
    registration_of,
)
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Mapping

    from singer_sdk.helpers.types import Context

PLAN = "Pro or more, and a webinar licence for the host"


def _scopes(name: str) -> Scopes:
    return Scopes((f"webinar:read:{name}:admin",), ("webinar:read:admin",))


class Webinars(ZoomStream):
    """Webinars that have not expired, with all their settings; a series is one record."""

    name = "webinars"
    parent_stream_type = Users
    path = "/users/{user_id}/webinars"
    records_key = "webinars"
    label = Label.MEDIUM
    detail = Detail("/webinars/{id}", Label.LIGHT, _scopes("webinar"))
    scopes = _scopes("list_webinars")
    plan = PLAN
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"webinar_id": "id"}
    once_per_run = True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        inherited: Mapping[str, object] = super().get_child_context(record, context) or {}
        return {**inherited, **registration_of(record)}


class WebinarPanelists(ZoomStream):
    """People who present a webinar."""

    name = "webinar_panelists"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/panelists"
    records_key = "panelists"
    label = Label.MEDIUM
    page_size = None
    scopes = _scopes("list_panelists")
    plan = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class WebinarRegistrants(Registrants):
    """People who registered for a webinar."""

    name = "webinar_registrants"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/registrants"
    label = Label.MEDIUM
    scopes = _scopes("list_registrants")
    plan = PLAN
    primary_keys = ("webinar_id", "occurrence_id", "id")
    parent_key = "webinar_id"


class WebinarQuestions(NeedsRegistration):
    """Questions that a webinar's registration form asks."""

    name = "webinar_questions"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/registrants/questions"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("list_registration_questions")
    plan = PLAN
    primary_keys = ("webinar_id",)
    replication_key = None
    needs_detail = False


class WebinarPolls(ZoomStream):
    """Polls of a webinar, as prepared."""

    name = "webinar_polls"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/polls"
    records_key = "polls"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("list_polls")
    plan = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class WebinarSurveys(ZoomStream):
    """The survey that a webinar ends with, as prepared."""

    name = "webinar_surveys"
    parent_stream_type = Webinars
    selected_by_default = False
    path = "/webinars/{webinar_id}/survey"
    label = Label.LIGHT
    page_size = None
    scopes = _scopes("survey")
    plan = PLAN
    primary_keys = ("webinar_id",)
    replication_key = None


class WebinarTrackingSources(ZoomStream):
    """Where a webinar's registrations came from."""

    name = "webinar_tracking_sources"
    parent_stream_type = Webinars
    path = "/webinars/{webinar_id}/tracking_sources"
    records_key = "tracking_sources"
    label = Label.MEDIUM
    page_size = None
    scopes = _scopes("list_tracking_sources")
    plan = PLAN
    primary_keys = ("webinar_id", "id")
    replication_key = None


class PastWebinarInstances(PastInstances):
    """Held instances of a webinar."""

    name = "past_webinar_instances"
    parent_stream_type = Webinars
    path = "/past_webinars/{webinar_id}/instances"
    records_key = "webinars"
    label = Label.LIGHT
    scopes = _scopes("list_past_instances")
    plan = PLAN
    hands_down = {"webinar_uuid": "uuid", "start_time": "start_time"}


class WebinarAbsentees(NeedsRegistration, PerInstance):
    """People who registered for a held webinar and did not come."""

    name = "webinar_absentees"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/absentees"
    records_key = "registrants"
    label = Label.HEAVY
    page_size = PAGE_SIZE
    scopes = _scopes("list_absentees")
    plan = PLAN
    primary_keys = ("webinar_uuid", "id")


class WebinarPollResults(PerInstance):
    """What people answered to the polls of a held webinar, one row a respondent."""

    name = "webinar_poll_results"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/polls"
    records_key = "questions"
    label = Label.MEDIUM
    scopes = _scopes("list_past_polls")
    plan = PLAN
    primary_keys = ("webinar_uuid", "row_id")
    row_identity = ("email", "name")
    hands_down = RESPONDENT


class WebinarQnaResults(PerInstance):
    """What people asked in a held webinar and what was answered, one row a person."""

    name = "webinar_qna_results"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/qa"
    records_key = "questions"
    label = Label.MEDIUM
    scopes = _scopes("past_qa")
    plan = PLAN
    primary_keys = ("webinar_uuid", "row_id")
    row_identity = ("email", "name")
    hands_down = RESPONDENT


class PastWebinarParticipants(PastParticipants):
    """Who was in a held webinar, for apps without the scopes of reports."""

    name = "past_webinar_participants"
    parent_stream_type = PastWebinarInstances
    path = "/past_webinars/{webinar_uuid}/participants"
    scopes = _scopes("list_past_participants")
    plan = PLAN
    primary_keys = ("webinar_uuid", "row_id")
