"""Audit logs, whose rows have no id and may be equal."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.reports import PRO, report_scopes


class ReportActivities(WindowedStream):
    """Sign-ins and sign-outs of users."""

    name = "report_activities"
    selected_by_default = False
    path = "/report/activities"
    records_key = "activity_logs"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = report_scopes("user_activities")
    plan_requirement = PRO
    primary_keys = ("row_id",)
    replication_key = "time"
    row_key_fields = ("time", "email", "type", "client_type", "version", "ip_address")


class ReportOperationLogs(WindowedStream):
    """Changes that administrators made to the account."""

    name = "report_operation_logs"
    selected_by_default = False
    path = "/report/operationlogs"
    records_key = "operation_logs"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = report_scopes("operation_logs")
    plan_requirement = PRO
    primary_keys = ("row_id",)
    replication_key = "time"
    row_key_fields = ("time", "operator", "category_type", "action", "operation_detail")


class ReportMeetingActivities(WindowedStream):
    """The audit trail of meetings: who created, started, joined and left them."""

    name = "report_meeting_activities"
    selected_by_default = False
    path = "/report/meeting_activities"
    records_key = "meeting_activity_logs"
    rate_limit_label = RateLimitLabel.HEAVY
    query_variants = ({"activity_type": "All Activities"},)
    scopes = report_scopes("meeting_activity_log")
    plan_requirement = "Pro or more, with the audit trail enabled by Zoom's support"
    primary_keys = ("row_id",)
    replication_key = "activity_time"
    row_key_fields = (
        "activity_time",
        "meeting_number",
        "operator",
        "operator_email",
        "activity_category",
        "activity_detail",
    )
