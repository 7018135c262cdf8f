"""Zoom Rooms, their devices and their dashboards."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream


class Rooms(ZoomStream):
    """Zoom Rooms with their state."""

    name = "rooms"
    selected_by_default = False
    path = "/rooms"
    records_key = "rooms"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("zoom_rooms:read:list_rooms:admin",), ("room:read:admin",))
    plan_requirement = "Pro or more, with Zoom Rooms"
    primary_keys = ("id",)
    replication_key = None


STREAMS = (Rooms,)
