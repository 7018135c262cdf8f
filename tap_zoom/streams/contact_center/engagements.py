"""Engagements, their outcomes, and the log of changes."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.contact_center import IN_ORDER, IN_UTC, MAX_DAYS, PLAN, REPORT_SCOPES


class ContactCenterEngagements(WindowedStream):
    """Contacts with customers, with who took part and the notes of agents."""

    name = "contact_center_engagements"
    selected_by_default = False
    path = "/contact_center/engagements"
    records_key = "engagements"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    page_size = 100
    query_variants = IN_UTC
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:list_engagements:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("engagement_id",)
    replication_key = "start_time"


class ContactCenterEngagementDispositions(WindowedStream):
    """Outcomes that agents gave to engagements, by calendar month: the rows have no date."""

    name = "contact_center_engagement_dispositions"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/disposition"
    records_key = "historical_dispositions"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_as_times = True
    monthly = True  # only to date the rows: unlike totals, they need no month in their key
    scopes = Scopes(("contact_center:read:dataset_disposition:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "to"
    row_key_fields = (
        "engagement_id",
        "user_id",
        "queue_id",
        "disposition_source",
        "disposition_name",
        "tier1_disposition_name",
        "tier2_disposition_name",
        "tier3_disposition_name",
        "tier4_disposition_name",
    )


class ContactCenterOperationLogs(WindowedStream):
    """Changes that administrators and agents made to Contact Center."""

    name = "contact_center_operation_logs"
    selected_by_default = False
    path = "/contact_center/reports/operation_logs"
    records_key = "operation_logs"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    scopes = Scopes(
        ("contact_center:read:operation_logs:admin",), ("contact_center_operation_logs:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("operation_log_id",)
    replication_key = "time"


STREAMS = (
    ContactCenterEngagements,
    ContactCenterEngagementDispositions,
    ContactCenterOperationLogs,
)
