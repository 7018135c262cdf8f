"""How the account is secured: settings, locks, apps, divisions and barriers."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams import settings
from tap_zoom.streams.reports import report_scopes


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


class Divisions(ZoomStream):
    """Divisions of the account, each with users of its own."""

    name = "divisions"
    selected_by_default = False
    path = "/divisions"
    records_key = "divisions"
    rate_limit_label = RateLimitLabel.LIGHT
    # Zoom's documents name no classic scope.
    scopes = Scopes(("division:read:list_divisions:admin",), ())
    primary_keys = ("division_id",)
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


class UserSummary(ZoomStream):
    """How many users of each kind the account has now, in one record."""

    name = "user_summary"
    selected_by_default = False
    path = "/users/summary"
    required_fields = ("total_users_count", "licensed_users_count", "basic_users_count")
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = Scopes(("user:read:summary:admin",), ("user:read:admin",))
    # Nothing distinguishes the record from that of the next run, which replaces it.
    primary_keys = ("row_id",)
    replication_key = None


class ReportRemoteSupport(WindowedStream):
    """Requests for remote support in meetings, and who then controlled whose computer."""

    name = "report_remote_support"
    selected_by_default = False
    path = "/report/remote_support"
    records_key = "remote_support_logs"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = report_scopes("remote_support")
    primary_keys = ("row_id",)
    replication_key = "request_time"
    # Times and durations of the support itself come once it is over.
    row_key_fields = (
        "request_time",
        "meeting_uuid",
        "meeting_number",
        "supporter_email",
        "supporter_name",
        "supportee_email",
        "supportee_name",
    )


STREAMS = (
    *settings.STREAMS,
    MarketplaceApps,
    TrackingFields,
    Divisions,
    InformationBarriers,
    UserSummary,
    ReportRemoteSupport,
)
