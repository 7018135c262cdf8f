"""Plain endpoints of Revenue Accelerator."""

from __future__ import annotations

from typing import Any

from sandbox.plain.declaration import Plain

_CONVERSATION = "/zra/conversations/{conversationId}"
_OF_CONVERSATION: dict[str, Any] = {
    "feature": "zra",
    "parent": "zra_conversations",
    "parent_fields": {"iq_processed_time": "iq_processed_time"},
    "lost": (404, 1005, "Conversation does not exist."),
}

ENDPOINTS = (
    Plain(
        "zra_conversations",
        "/zra/conversations",
        feature="zra",
        key="conversation_id",
        per_day=(0, 1),
        date="iq_processed_time",
        dates="moment",
        default_days=30,
        max_days=31,
        late=6,
        references={
            "deal_id": "zra_deals",
            "host_id": "report_meetings.user_id",
            "meeting_uuid": "report_meetings.uuid",
        },
    ),
    Plain(
        "zra_conversation_participants",
        f"{_CONVERSATION}/interactions",
        count=(0, 4),
        references={"user_id": "users"},
        **_OF_CONVERSATION,
    ),
    Plain(
        "zra_content_analysis",
        f"{_CONVERSATION}/content_analysis",
        records="",
        **_OF_CONVERSATION,
    ),
    Plain(
        "zra_scorecards",
        f"{_CONVERSATION}/scorecards",
        count=(0, 2),
        references={"rater.user_id": "users"},
        **_OF_CONVERSATION,
    ),
    # Which date of a deal the window is about is unknown: here, any window has all of them.
    Plain(
        "zra_deals",
        "/zra/deals",
        feature="zra",
        count=12,
        key="deal_id",
        references={"owner_id": "users"},
        values={"close_date": ("2026-03-31", "2026-12-31")},
        dates="moment",
        max_days=31,
    ),
    Plain(
        "zra_deal_activities",
        "/zra/deals/{dealId}/activities",
        feature="zra",
        count=(0, 5),
        parent="zra_deals",
        references={"conversation_id": "zra_conversations", "host_id": "users"},
        lost=(404, 1005, "Deal does not exist."),
    ),
)
