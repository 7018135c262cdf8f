"""Which apps may be added, what hosts must fill in, and who may communicate with whom."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream


class MarketplaceApps(ZoomStream):
    """Apps that the account has added, created, approved or restricted, or that users asked for.

    An app can be in several of these lists, each with fields of its own.
    """

    name = "marketplace_apps"
    selected_by_default = False
    path = "/marketplace/apps"
    records_key = "apps"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("marketplace:read:list_apps:admin",), ("marketplace_app:read:admin",))
    # Without a type, Zoom lists the active requests only.
    query_variants = tuple(
        {"type": kind}
        for kind in (
            "active_requests",
            "past_requests",
            "public",
            "account_created",
            "approved_apps",
            "restricted_apps",
            "account_added",
        )
    )
    variant_fields = {"type": "type"}
    primary_keys = ("row_id",)
    replication_key = None
    row_key_fields = ("type", "app_id", "request_id")


class TrackingFields(ZoomStream):
    """Fields that hosts fill in when they schedule."""

    name = "tracking_fields"
    selected_by_default = False
    path = "/tracking_fields"
    records_key = "tracking_fields"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = Scopes(
        ("tracking_field:read:list_tracking_fields:admin",), ("tracking_fields:read:admin",)
    )
    plan_requirement = "Business or more"
    primary_keys = ("id",)
    replication_key = None


class InformationBarriers(ZoomStream):
    """Policies that keep groups of users from communicating with others."""

    name = "information_barriers"
    selected_by_default = False
    path = "/information_barriers/policies"
    records_key = "policies"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(
        ("information_barrier:read:list_policies:admin",), ("information_barriers:read:admin",)
    )
    plan_requirement = "Information barriers, enabled by Zoom's support"
    primary_keys = ("id",)
    replication_key = None


STREAMS = (
    MarketplaceApps,
    TrackingFields,
    InformationBarriers,
)
