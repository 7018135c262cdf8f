"""Plain endpoints of compliance: archives and the reports of chats."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain(
        "report_chat_sessions",
        "/report/chat/sessions",
        feature="reports",
        classic="report_chat:read:admin",
        key="id",
        date="last_message_sent_time",
        per_day=(0, 1),
        max_days=31,
        keep_months=6,
    ),
    Plain(
        "report_chat_messages",
        "/report/chat/sessions/{sessionId}",
        feature="reports",
        classic="report_chat:read:admin",
        key="id",
        parent="report_chat_sessions",
        parent_id="session_id",
        date="date_time",
        per_day=(0, 1),
        span=(-9, 0),
        records="messages",
        max_days=31,
        keep_months=6,
    ),
    Plain(
        "archive_meetings",
        "/archive_files",
        feature="archiving",
        key="uuid",
        date="start_time",
        per_day=(0, 1),
        kept=("archive_files", "archive_files[].id"),
        max_days=7,
        late=9,
    ),
)
