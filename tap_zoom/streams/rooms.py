"""Zoom Rooms, their devices and their dashboards."""

STREAMS = ()
