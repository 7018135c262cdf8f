"""Zoom Events: events, their tickets and attendance."""

STREAMS = ()
