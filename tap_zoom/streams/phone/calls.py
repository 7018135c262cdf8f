"""Calls and their recordings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


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
    plan_requirement = "Business or more, with Zoom Phone"
    primary_keys = ("call_history_uuid",)
    replication_key = "start_time"

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


STREAMS = (
    PhoneCallHistory,
    PhoneRecordings,
)
