"""Zoom Phone, which has rate limits of its own."""

from __future__ import annotations

from datetime import date

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.incremental import Dated
from tap_zoom.base.stream import ZoomStream

_PLAN = "Pro or more, with Zoom Phone"


class PhoneUsers(ZoomStream):
    """Users with a phone, their numbers and calling plans."""

    name = "phone_users"
    selected_by_default = False
    path = "/phone/users"
    records_key = "users"
    label = Label.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:list_users:admin",), ("phone:read:admin",))
    plan = _PLAN
    primary_keys = ("id",)
    replication_key = None


class PhoneCallHistory(Dated):
    """Calls, one row each, up to six months back."""

    name = "phone_call_history"
    selected_by_default = False
    path = "/phone/call_history"
    # The same calls stand under call_logs, under another key, until Zoom drops that.
    records_key = "call_history"
    label = Label.PHONE_HEAVY
    scopes = Scopes(
        ("phone:read:list_call_logs:admin",), ("phone:read:admin",), ("phone_call_log:read:admin",)
    )
    plan = "Business or more, with Zoom Phone"
    primary_keys = ("call_history_uuid",)
    replication_key = "start_time"
    endless = True


class PhoneRecordings(Dated):
    """Recorded calls."""

    name = "phone_recordings"
    selected_by_default = False
    path = "/phone/recordings"
    records_key = "recordings"
    label = Label.PHONE_MEDIUM
    scopes = Scopes(
        ("phone:read:list_call_recordings:admin",),
        ("phone:read:admin",),
        ("phone_recording:read:admin",),
    )
    plan = _PLAN
    primary_keys = ("id",)
    replication_key = "date_time"
    oldest = date(2019, 1, 1)  # when Zoom Phone began
