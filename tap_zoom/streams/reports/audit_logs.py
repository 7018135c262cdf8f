"""Audit logs, whose rows have no id and may be equal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.reports import PRO, report_scopes

if TYPE_CHECKING:
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request

#: The documented value, and the one that other clients have sent for years.
_ALL_ACTIVITIES, _ALL_ACTIVITIES_BY_CODE = "All Activities", "-1"


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
    query_variants = ({"activity_type": _ALL_ACTIVITIES},)
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

    @override
    def fetch(self, request: Request) -> ResultSet:
        result_set = super().fetch(request)
        if result_set.outcome is not Outcome.FAILED or result_set.reason != "bad request":
            return result_set
        params = {**dict(request.params), "activity_type": _ALL_ACTIVITIES_BY_CODE}
        by_code = super().fetch(replace(request, params=tuple(params.items())))
        return by_code if by_code.outcome is Outcome.OK else result_set


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
