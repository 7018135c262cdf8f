"""Plain endpoints of security: settings, apps and who may do what."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain(
        "marketplace_apps",
        "/marketplace/apps",
        key="app_id",
        references={"approval_info.approver_id": "users"},
        each=(
            "type",
            (
                "active_requests",
                "past_requests",
                "public",
                "account_created",
                "approved_apps",
                "restricted_apps",
                "account_added",
            ),
        ),
    ),
    Plain("tracking_fields", "/tracking_fields", count=3, key="id"),
    Plain(
        "divisions",
        "/divisions",
        count=4,
        key="division_id",
        classic="division:read:admin",
    ),
    Plain(
        "information_barriers",
        "/information_barriers/policies",
        feature="barriers",
        key="id",
        references={
            "assigned_group_id": "groups",
            "chaperone_group_id": "groups",
            "to_group_id": "groups",
        },
    ),
    Plain("user_summary", "/users/summary"),
    Plain(
        "report_remote_support",
        "/report/remote_support",
        feature="reports",
        date="request_time",
        references={
            "meeting_host_id": "report_meetings.user_id",
            "meeting_uuid": "report_meetings.uuid",
        },
        dates="day",
        values={"duration": ("19:37", "00:12"), "wait_time": "01:28"},
        max_days=31,
        keep_months=6,
    ),
    Plain(
        "channel_activities",
        "/chat/activities/channels",
        date="activity_timestamp",
        per_day=(0, 1),
        kept=("channel_id", "activity_type", "operator"),
        references={"operator.user_id": "users", "members.member_list[].user_id": "users"},
    ),
)

SETTINGS = (
    Plain("account_settings", "/accounts/{accountId}/settings", parent="account"),
    Plain("account_lock_settings", "/accounts/{accountId}/lock_settings", parent="account"),
    Plain("group_settings", "/groups/{groupId}/settings", parent="groups"),
    Plain("group_lock_settings", "/groups/{groupId}/lock_settings", parent="groups"),
    Plain("user_settings", "/users/{userId}/settings", parent="users"),
)
"""Nested objects, of which a stream has a row per setting; see ``truth/settings.py``."""
