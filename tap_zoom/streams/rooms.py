"""Zoom Rooms and their dashboards, and the devices of rooms."""

from __future__ import annotations

from itertools import product

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream

_PLAN = "Pro or more, with Zoom Rooms"


class Rooms(ZoomStream):
    """Zoom Rooms with their state."""

    name = "rooms"
    selected_by_default = False
    path = "/rooms"
    records_key = "rooms"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("zoom_rooms:read:list_rooms:admin",), ("room:read:admin",))
    plan_requirement = _PLAN
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"room_id": "id"}


class RoomsLocations(ZoomStream):
    """Places that rooms are sorted into: countries, campuses, floors and the like."""

    name = "rooms_locations"
    selected_by_default = False
    path = "/rooms/locations"
    records_key = "locations"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("zoom_rooms:read:list_locations:admin",), ("room:read:admin",))
    plan_requirement = _PLAN
    primary_keys = ("id",)
    replication_key = None


class RoomsDevices(ZoomStream):
    """Devices in each room, such as computers, controllers and displays."""

    name = "rooms_devices"
    parent_stream_type = Rooms
    selected_by_default = False
    path = "/rooms/{room_id}/devices"
    records_key = "devices"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = Scopes(("zoom_rooms:read:list_devices:admin",), ("room:read:admin",))
    plan_requirement = _PLAN
    primary_keys = ("room_id", "id")
    replication_key = None


class RoomsDashboard(ZoomStream):
    """Present state of each room, with its equipment and its problems."""

    name = "rooms_dashboard"
    selected_by_default = False
    path = "/metrics/zoomrooms"
    records_key = "zoom_rooms"
    rate_limit_label = RateLimitLabel.RESOURCE_INTENSIVE
    scopes = Scopes(
        ("dashboard:read:list_zoomrooms:admin",),
        ("dashboard_zr:read:admin",),
        ("dashboard:read:admin",),
    )
    plan_requirement = "Business or more, with the dashboard and Zoom Rooms"
    primary_keys = ("id",)
    replication_key = None


class Devices(ZoomStream):
    """Devices of Zoom Rooms and phone appliances, enrolled in Zoom's device management or not."""

    name = "devices"
    selected_by_default = False
    path = "/devices"
    records_key = "devices"
    rate_limit_label = RateLimitLabel.HEAVY
    # Zoom documents no granular scope. Others have the classic one among the granular ones.
    scopes = Scopes(("device:read:admin",), ("device:read:admin",))
    plan_requirement = "An account with Zoom Rooms or Zoom Phone appliances"
    primary_keys = ("device_id",)
    replication_key = None
    # By default, Zoom lists what is enrolled only. The type -1 is that of all devices of rooms, and
    # whether the status -1 is that of all devices or of the unlinked ones isn't documented.
    query_variants = tuple(
        {"is_enrolled_in_zdm": enrolled, "device_status": status, "device_type": kind}
        for enrolled, status, kind in product(("true", "false"), ("-1", "0", "1"), ("-1", "5"))
    )
    deduplicate = True


class H323Devices(ZoomStream):
    """Room systems of other makers that use H.323 or SIP."""

    name = "h323_devices"
    selected_by_default = False
    path = "/h323/devices"
    records_key = "devices"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("h323_device:read:list_devices:admin",), ("h323:read:admin",))
    plan_requirement = "Pro or more, with Cloud Room Connector"
    primary_keys = ("id",)
    replication_key = None


STREAMS = (
    Rooms,
    RoomsLocations,
    RoomsDevices,
    RoomsDashboard,
    Devices,
    H323Devices,
)
