"""Plain endpoints of Zoom Rooms, workspaces, devices, and the dashboards of clients."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain(
        "rooms",
        "/rooms",
        feature="rooms",
        count=6,
        key="id",
        references={"location_id": "rooms_locations"},
    ),
    Plain("rooms_locations", "/rooms/locations", feature="rooms", count=4, key="id"),
    Plain(
        "rooms_devices",
        "/rooms/{roomId}/devices",
        feature="rooms",
        count=(0, 4),
        key="id",
        parent="rooms",
        lost=(404, 404, "Zoom Room does not exist."),
    ),
    Plain(
        "rooms_dashboard",
        "/metrics/zoomrooms",
        classic="dashboard_zr:read:admin",
        feature="dashboard",
        count=6,
        key="id",
        references={"location_id": "rooms_locations"},
    ),
    Plain(
        "rooms_dashboard_meetings",
        "/metrics/zoomrooms/{zoomroomId}",
        feature="dashboard",
        key="uuid",
        parent="rooms_dashboard",
        parent_id="room_id",
        container="past_meetings",
        records="meetings",
        date="start_time",
        max_days=31,
        keep_months=6,
    ),
    Plain(
        "devices",
        "/devices",
        feature="rooms",
        count=9,
        key="device_id",
        kept=("device_status", "device_type", "enrolled_in_zdm"),
        filters={"is_enrolled_in_zdm": "enrolled_in_zdm"},
        no_filter={"device_type": "-1"},
        values={"last_online": ("2026-10-27T10:23:15Z", "2026-03-01T00:00:00Z")},
        granular="device:read:admin",
    ),
    Plain("h323_devices", "/h323/devices", count=3, key="id"),
    Plain(
        "dashboard_client_versions",
        "/metrics/client_versions",
        classic="dashboard_home:read:admin",
        feature="dashboard",
        key="client_version",
    ),
    Plain(
        "dashboard_satisfaction",
        "/metrics/client/satisfaction",
        classic="dashboard_home:read:admin",
        feature="dashboard",
        key="date",
        date="date",
        per_day=(1, 1),
        max_days=31,
        keep_months=6,
    ),
)
