"""Logs that Zoom keeps: rows without an id, of which two can be alike."""

from __future__ import annotations

from tap_zoom.api.request import Label
from tap_zoom.base.incremental import Dated
from tap_zoom.streams.reports.session_sources import PRO
from tap_zoom.streams.reports.usage import report_scopes


class ReportActivities(Dated):
    """Users who signed in and out."""

    name = "report_activities"
    selected_by_default = False
    path = "/report/activities"
    records_key = "activity_logs"
    label = Label.HEAVY
    scopes = report_scopes("user_activities")
    plan = PRO
    primary_keys = ("row_id",)
    replication_key = "time"
    row_identity = ("time", "email", "type", "client_type", "version", "ip_address")


class ReportOperationLogs(Dated):
    """What administrators did to the account."""

    name = "report_operation_logs"
    selected_by_default = False
    path = "/report/operationlogs"
    records_key = "operation_logs"
    label = Label.HEAVY
    scopes = report_scopes("operation_logs")
    plan = PRO
    primary_keys = ("row_id",)
    replication_key = "time"
    row_identity = ("time", "operator", "category_type", "action", "operation_detail")


class ReportMeetingActivities(Dated):
    """The audit trail of meetings: who made, started, joined and left them."""

    name = "report_meeting_activities"
    selected_by_default = False
    path = "/report/meeting_activities"
    records_key = "meeting_activity_logs"
    label = Label.HEAVY
    passes = ({"activity_type": "All Activities"},)
    scopes = report_scopes("meeting_activity_log")
    plan = "Pro or more, with the audit trail that Zoom's support switches on"
    primary_keys = ("row_id",)
    replication_key = "activity_time"
    row_identity = (
        "activity_time",
        "meeting_number",
        "operator",
        "operator_email",
        "activity_category",
        "activity_detail",
    )
