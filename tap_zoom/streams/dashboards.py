"""Dashboards: sessions and participants, with devices, networks and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Request

_PAST, _ALONE = "past", "pastOne"


def _scopes(name: str, kind: str) -> Scopes:
    return Scopes(
        (f"dashboard:read:{name}:admin",),
        (f"dashboard_{kind}s:read:admin",),
        ("dashboard:read:admin",),
    )


_PLAN = "Business or more, with the dashboard"


class DashboardMeetings(WindowedStream):
    """Past meetings with the features used, including meetings with one participant."""

    name = "dashboard_meetings"
    selected_by_default = False
    path = "/metrics/meetings"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.RESOURCE_INTENSIVE
    plan_requirement = _PLAN
    primary_keys = ("uuid",)
    replication_key = "start_time"
    query_variants = tuple(
        {"type": kind, "include_fields": "tracking_fields"} for kind in (_PAST, _ALONE)
    )
    variant_fields = {"type": "session_type"}
    scopes = _scopes("list_meetings", "meeting")
    child_context_fields = {
        "meeting_id": "id",
        "meeting_uuid": "uuid",
        "start_time": "start_time",
        "session_type": "session_type",
    }


class DashboardWebinars(WindowedStream):
    """Past webinars with the features used."""

    name = "dashboard_webinars"
    selected_by_default = False
    path = "/metrics/webinars"
    records_key = "webinars"
    rate_limit_label = RateLimitLabel.RESOURCE_INTENSIVE
    plan_requirement = _PLAN
    primary_keys = ("uuid",)
    replication_key = "start_time"
    query_variants = ({"type": _PAST},)
    scopes = _scopes("list_webinars", "webinar")
    child_context_fields = {"webinar_id": "id", "webinar_uuid": "uuid", "start_time": "start_time"}


class _Participants(ZoomStream):
    """Participants of a session with their devices, one row per join."""

    selected_by_default = False
    records_key = "participants"
    replication_key = SESSION_REPLICATION_KEY
    rate_limit_label = RateLimitLabel.HEAVY
    plan_requirement = _PLAN
    # Neither leave time nor quality, which are wrong in an early read.
    row_key_fields = (
        "user_id",
        "id",
        "participant_uuid",
        "participant_user_id",
        "user_name",
        "email",
        "join_time",
        "bo_mtg_id",
    )


class DashboardMeetingParticipants(_Participants):
    """Participants of a past meeting with device, network and location."""

    name = "dashboard_meeting_participants"
    parent_stream_type = DashboardMeetings
    path = "/metrics/meetings/{meeting_uuid}/participants"
    scopes = _scopes("list_meeting_participants", "meeting")
    primary_keys = ("meeting_uuid", "row_id")

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        # By default, Zoom looks for live sessions.
        kind = context["session_type"] or _PAST
        yield self.request(context, {"type": kind, "include_fields": "registrant_id"})


class DashboardMeetingQos(_Participants):
    """Quality of service for each participant of a past meeting, minute by minute."""

    name = "dashboard_meeting_qos"
    parent_stream_type = DashboardMeetings
    path = "/metrics/meetings/{meeting_uuid}/participants/qos"
    page_size = 10
    query_variants = ({"type": _PAST},)
    scopes = _scopes("list_meeting_participants_qos", "meeting")
    primary_keys = ("meeting_uuid", "row_id")

    @override
    def skip_reason(self, context: Mapping[str, Any]) -> str:
        is_alone = context["session_type"] == _ALONE
        return "only one participant: Zoom has no quality data" if is_alone else ""


class DashboardWebinarParticipants(_Participants):
    """Participants of a past webinar with device, network and location."""

    name = "dashboard_webinar_participants"
    parent_stream_type = DashboardWebinars
    path = "/metrics/webinars/{webinar_uuid}/participants"
    query_variants = ({"type": _PAST, "include_fields": "registrant_id"},)
    scopes = _scopes("list_webinar_participants", "webinar")
    primary_keys = ("webinar_uuid", "row_id")


class DashboardClientVersions(ZoomStream):
    """Versions of the Zoom app that are in use, with their numbers."""

    name = "dashboard_client_versions"
    selected_by_default = False
    path = "/metrics/client_versions"
    records_key = "client_versions"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    scopes = Scopes(
        ("dashboard:read:client_versions:admin",),
        ("dashboard_home:read:admin",),
        ("dashboard:read:admin",),
    )
    plan_requirement = _PLAN
    primary_keys = ("row_id",)
    replication_key = None
    row_key_fields = ("client_version",)


class DashboardSatisfaction(WindowedStream):
    """How satisfied participants say they are, by day."""

    name = "dashboard_satisfaction"
    selected_by_default = False
    path = "/metrics/client/satisfaction"
    records_key = "client_satisfaction"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    scopes = Scopes(
        ("dashboard:read:meeting_survey:admin",),
        ("dashboard_home:read:admin",),
        ("dashboard:read:admin",),
    )
    plan_requirement = _PLAN
    primary_keys = ("date",)
    replication_key = "date"


class DashboardQuality(WindowedStream):
    """How many meetings and participants had good or bad audio and video, by day."""

    name = "dashboard_quality"
    selected_by_default = False
    path = "/metrics/quality"
    required_fields = ("quality",)
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    query_variants = ({"type": "meeting"}, {"type": "participants"})
    variant_fields = {"type": "counted"}
    scopes = Scopes(
        ("dashboard:read:meeting_quality_score:admin",),
        ("dashboard_home:read:admin",),
        ("dashboard:read:admin",),
    )
    plan_requirement = _PLAN
    primary_keys = ("date", "counted")
    replication_key = "date"
    daily = True
    # Zoom doesn't say where a day begins: the day before the previous run may not have been over.
    min_lookback_days = 2
