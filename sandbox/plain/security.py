"""Plain endpoints of security: settings, apps and who may do what."""

from __future__ import annotations

from sandbox.plain.declaration import Plain

ENDPOINTS = (
    Plain("account_settings", "/accounts/{accountId}/settings", parent="account"),
    Plain(
        "marketplace_apps",
        "/marketplace/apps",
        key="app_id",
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
)
