"""Plain endpoints of Zoom Phone."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain("phone_sites", "/phone/sites", feature="phone", count=7, key="id"),
    Plain("phone_call_queues", "/phone/call_queues", feature="phone", count=6, key="id"),
    Plain(
        "phone_call_queue_members",
        "/phone/call_queues/{callQueueId}/members",
        feature="phone",
        count=(0, 4),
        key="id",
        references={"id": "users"},
        parent="phone_call_queues",
    ),
    Plain(
        "phone_operation_logs",
        "/phone/reports/operationlogs",
        feature="phone",
        date="time",
        kept=("operator", "action"),
        max_days=30,
        keep_months=6,
    ),
    Plain(
        "phone_voicemails",
        "/phone/voice_mails",
        feature="phone",
        key="id",
        date="date_time",
        references={"owner.id": "users"},
        max_days=30,
        detail="/phone/voice_mails/{voicemailId}",
    ),
)
