"""Calls and their recordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


_CALLS_PLAN = "Business or more, with Zoom Phone"


class PhoneCallHistory(WindowedStream):
    """Calls of the last six months."""

    name = "phone_call_history"
    selected_by_default = False
    path = "/phone/call_history"
    records_key = "call_history"
    #: Zoom's deprecated name for the same list, which may be the only one.
    records_key_alternatives = ("call_logs",)
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(
        ("phone:read:list_call_logs:admin",), ("phone:read:admin",), ("phone_call_log:read:admin",)
    )
    plan_requirement = _CALLS_PLAN
    primary_keys = ("call_history_uuid",)
    replication_key = "start_time"
    child_context_fields = {"call_history_uuid": "call_history_uuid"}

    #: Zoom returns a page token on the last page as well.
    always_has_next_token = True

    @override
    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        return replace(
            super().request(context, params),
            always_has_next_token=self.always_has_next_token,
            records_key_alternatives=self.records_key_alternatives,
        )

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        if row.get("call_history_uuid"):
            return row
        return {**row, "call_history_uuid": row.get("id")}


class PhoneRecordings(WindowedStream):
    """Recorded calls."""

    name = "phone_recordings"
    selected_by_default = False
    path = "/phone/recordings"
    records_key = "recordings"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    scopes = Scopes(
        ("phone:read:list_call_recordings:admin",),
        ("phone:read:admin",),
        ("phone_recording:read:admin",),
    )
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = "date_time"
    earliest_day = date(2019, 1, 1)  # Zoom Phone began


class PhoneCallElements(ZoomStream):
    """Stages of a call: queues, transfers, members that it rang at, voicemail."""

    name = "phone_call_elements"
    parent_stream_type = PhoneCallHistory
    selected_by_default = False
    path = "/phone/call_history/{call_history_uuid}"
    records_key = "call_elements"
    #: An older list of the same stages, whose ids are called ``id``.
    records_key_alternatives = ("call_path",)
    rate_limit_label = RateLimitLabel.PHONE_LIGHT
    page_size = None
    scopes = Scopes(
        ("phone:read:call_log:admin",), ("phone:read:admin",), ("phone_call_log:read:admin",)
    )
    plan_requirement = _CALLS_PLAN
    primary_keys = ("call_history_uuid", "call_element_id")
    replication_key = "start_time"

    @override
    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        request = super().request(context, params)
        return replace(request, records_key_alternatives=self.records_key_alternatives)

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        if row.get("call_element_id"):
            return row
        return {**row, "call_element_id": row.get("id")}


class PhonePastCalls(WindowedStream):
    """Past calls with their devices, networks and the quality of their sound."""

    name = "phone_past_calls"
    selected_by_default = False
    path = "/phone/metrics/past_calls"
    records_key = "call_logs"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    page_size = 100
    scopes = Scopes(("phone:read:list_call_logs:admin",), ("phone:read:admin",))
    plan_requirement = "Business or Education, with Zoom Phone"
    primary_keys = ("row_id",)
    replication_key = "date_time"
    # The legs of a call have its id in common. Neither duration nor quality: they may be late.
    row_key_fields = ("call_id", "date_time", "direction")


STREAMS = (
    PhoneCallHistory,
    PhoneRecordings,
    PhoneCallElements,
    PhonePastCalls,
)
