"""Dashboards: sessions and participants with devices, networks and quality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.incremental import Dated
from tap_zoom.base.per_session import PerSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Call

_PAST, _ALONE = "past", "pastOne"


def _scopes(name: str, kind: str) -> Scopes:
    return Scopes(
        (f"dashboard:read:{name}:admin",),
        (f"dashboard_{kind}s:read:admin",),
        ("dashboard:read:admin",),
    )


class _Dashboard(Dated):
    """Held sessions, as the dashboard lists them."""

    selected_by_default = False
    label = Label.RESOURCE_INTENSIVE
    plan = "Business or more, with the dashboard"
    primary_keys = ("uuid",)
    replication_key = "start_time"


class DashboardMeetings(_Dashboard):
    """Held meetings with what was used in them, those of one participant among them."""

    name = "dashboard_meetings"
    path = "/metrics/meetings"
    records_key = "meetings"
    passes = tuple({"type": kind, "include_fields": "tracking_fields"} for kind in (_PAST, _ALONE))
    pass_fields = {"type": "session_type"}
    scopes = _scopes("list_meetings", "meeting")
    hands_down = {
        "meeting_id": "id",
        "meeting_uuid": "uuid",
        "start_time": "start_time",
        "session_type": "session_type",
    }


class DashboardWebinars(_Dashboard):
    """Held webinars with what was used in them."""

    name = "dashboard_webinars"
    path = "/metrics/webinars"
    records_key = "webinars"
    passes = ({"type": _PAST},)
    scopes = _scopes("list_webinars", "webinar")
    hands_down = {"webinar_id": "id", "webinar_uuid": "uuid", "start_time": "start_time"}


class _Participants(PerSession):
    """Who was in a session, and with what: a row for each time that somebody joined."""

    selected_by_default = False
    records_key = "participants"
    label = Label.HEAVY
    plan = _Dashboard.plan
    # Neither leaving time nor quality: an early read has them wrong.
    row_identity = (
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
    """Who was in a held meeting, with device, network and location."""

    name = "dashboard_meeting_participants"
    parent_stream_type = DashboardMeetings
    path = "/metrics/meetings/{meeting_uuid}/participants"
    scopes = _scopes("list_meeting_participants", "meeting")
    primary_keys = ("meeting_uuid", "row_id")

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        # By default Zoom looks among the sessions that go on.
        kind = context["session_type"] or _PAST
        yield self.call(context, {"type": kind, "include_fields": "registrant_id"})


class DashboardMeetingQos(_Participants):
    """The quality that each participant of a held meeting had, minute by minute."""

    name = "dashboard_meeting_qos"
    parent_stream_type = DashboardMeetings
    path = "/metrics/meetings/{meeting_uuid}/participants/qos"
    page_size = 10
    passes = ({"type": _PAST},)
    scopes = _scopes("list_meeting_participants_qos", "meeting")
    primary_keys = ("meeting_uuid", "row_id")

    @override
    def known_absent(self, context: Mapping[str, Any]) -> str:
        alone = context["session_type"] == _ALONE
        return "one participant only: Zoom has no quality data" if alone else ""


class DashboardWebinarParticipants(_Participants):
    """Who was in a held webinar, with device, network and location."""

    name = "dashboard_webinar_participants"
    parent_stream_type = DashboardWebinars
    path = "/metrics/webinars/{webinar_uuid}/participants"
    passes = ({"type": _PAST, "include_fields": "registrant_id"},)
    scopes = _scopes("list_webinar_participants", "webinar")
    primary_keys = ("webinar_uuid", "row_id")
