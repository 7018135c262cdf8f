"""Plain endpoints of Contact Center."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain(
        "contact_center_queues",
        "/contact_center/queues",
        feature="contact_center",
        key="cc_queue_id",
    ),
)
