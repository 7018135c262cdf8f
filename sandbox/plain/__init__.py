"""Endpoints that are served from the facts, one declaration each, by area."""

from __future__ import annotations

from sandbox.plain import compliance, contact_center, events, phone, rooms, security, text, zra
from sandbox.plain.declaration import Plain

PLAIN: tuple[Plain, ...] = (
    *compliance.ENDPOINTS,
    *contact_center.ENDPOINTS,
    *events.ENDPOINTS,
    *phone.ENDPOINTS,
    *rooms.ENDPOINTS,
    *security.ENDPOINTS,
    *text.ENDPOINTS,
    *zra.ENDPOINTS,
)
BY_STREAM = {plain.stream: plain for plain in PLAIN}

__all__ = ["BY_STREAM", "PLAIN", "Plain"]
