"""Plain endpoints of Zoom Rooms, workspaces and devices."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain(
        "rooms",
        "/rooms",
        feature="rooms",
        count=6,
        key="id",
        references={"location_id": "room_locations"},
    ),
    Plain("room_locations", "/rooms/locations", feature="rooms", count=4, key="id"),
)
