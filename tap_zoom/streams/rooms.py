"""Zoom Rooms and their dashboards, and the devices of rooms."""

from __future__ import annotations

from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel, Request
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.retry import RETRY
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.prefetch.plan import PlannedRequest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record
    from tap_zoom.state.date_windows import Window

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
    """Locations of rooms: countries, campuses, floors and the like."""

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
    """Current state of each room, with its equipment and its problems."""

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


class RoomsDashboardMeetings(WindowedStream):
    """Past meetings of each room, from the dashboard."""

    name = "rooms_dashboard_meetings"
    selected_by_default = False
    path = "/metrics/zoomrooms/{room_id}"
    container = "past_meetings"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = Scopes(
        ("dashboard:read:zoomroom:admin",), ("dashboard_zr:read:admin",), ("dashboard:read:admin",)
    )
    plan_requirement = RoomsDashboard.plan_requirement
    primary_keys = ("room_id", "uuid")
    replication_key = "start_time"

    @cached_property
    def _rooms(self) -> list[str]:
        """Return the ids of the rooms, as the dashboard has them."""
        result_set = self.fetch(self._rooms_request)
        rooms = _ids(self.rows(result_set))
        if result_set.outcome is not Outcome.OK:
            # Without the rooms, there would seem to be no meetings.
            self.mark_unavailable(self.path, f"the rooms can't be listed: {result_set.reason}")
        return rooms

    @property
    def _rooms_request(self) -> Request:
        above = RoomsDashboard
        return Request(
            stream=self.name,
            endpoint=above.path,
            path=above.path,
            params=(),
            label=above.rate_limit_label,
            records_key=above.records_key,
            page_size=PAGE_SIZE,
        )

    @override
    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        yield from super().required_scopes()
        yield RoomsDashboard.path, RoomsDashboard.scopes

    @override
    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        for room in hosts or self._rooms:
            yield self._of_room(room)

    @override
    def lists_again(self, window: Window, host: str) -> Iterable[WindowRequest]:
        return [self._of_room(host)] if host else super().lists_again(window, host)

    def _of_room(self, room: str) -> WindowRequest:
        fields = {"room_id": room}
        return WindowRequest(self.request(fields, {}), fields, room)

    @override
    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        if RETRY in context:
            yield from super().planned_requests(context, position)
            return
        plan_windows = super().planned_requests

        def expand(result_set: ResultSet) -> PlannedRequests:
            rooms = _ids(result_set.rows())
            return plan_windows({"hosts": rooms}, position) if rooms else iter(())

        yield PlannedRequest((*position, -1), self._rooms_request, expand)


def _ids(rooms: Iterable[Record]) -> list[str]:
    return [str(room["id"]) for room in rooms if room.get("id")]


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
    RoomsDashboardMeetings,
    Devices,
    H323Devices,
)
