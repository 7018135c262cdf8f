"""Engagements, their figures, and the log of changes."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.contact_center import PLAN, REPORT_SCOPES

# Otherwise, Zoom doesn't say in which time zone the times of the rows are.
_UTC = {"timezone": "UTC"}
# From old to new, so that rows that come during the run don't push others to the next page.
_IN_ORDER = ({**_UTC, "sort_order": "asc"},)


class DatedByTimes(WindowedStream):
    """A list that is requested by times rather than days, so that no time zone is left open.

    Zoom documents six months for similar lists only; for these, other clients say so.
    """

    selected_by_default = False
    window_as_times = True
    # Zoom accepts a month at most, and a window ends with the last second of a day: in February,
    # 28 days are a month.
    max_days = 28
    query_variants = (_UTC,)
    page_size = 100
    plan_requirement = PLAN


class ContactCenterEngagements(DatedByTimes):
    """Contacts with customers, with who took part and the notes of agents."""

    name = "contact_center_engagements"
    path = "/contact_center/engagements"
    records_key = "engagements"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(("contact_center:read:list_engagements:admin",), REPORT_SCOPES)
    primary_keys = ("engagement_id",)
    replication_key = "start_time"


class Dataset(DatedByTimes):
    """Figures of engagements, which Zoom calls a historical dataset.

    Zoom has deprecated ``from`` and ``to`` here. Of the pairs that replace them, the one for the
    start finds rows that have no end, too.
    """

    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    query_variants = _IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    primary_keys = ("row_id",)
    replication_key = "start_time"


class ContactCenterEngagementPerformance(Dataset):
    """Figures of each engagement as a whole."""

    name = "contact_center_engagement_performance"
    path = "/contact_center/analytics/dataset/historical/engagement"
    records_key = "engagements"
    scopes = Scopes(("contact_center:read:dataset_engagement:admin",), REPORT_SCOPES)
    primary_keys = ("engagement_id",)


class ContactCenterAgentPerformance(Dataset):
    """Figures of each agent's part in an engagement."""

    name = "contact_center_agent_performance"
    path = "/contact_center/analytics/dataset/historical/agent_performance"
    records_key = "users"
    scopes = Scopes(("contact_center:read:dataset_agent_performance:admin",), REPORT_SCOPES)
    row_key_fields = (
        "engagement_id",
        "user_id",
        "queue_id",
        "channel",
        "channel_source",
        "direction",
        "start_time",
    )


class ContactCenterAgentTimecards(Dataset):
    """Periods in which an agent had one status."""

    name = "contact_center_agent_timecards"
    path = "/contact_center/analytics/dataset/historical/agent_timecard"
    records_key = "users"
    scopes = Scopes(("contact_center:read:dataset_agent_timecard:admin",), REPORT_SCOPES)
    row_key_fields = ("user_id", "start_time", "user_status", "user_sub_status")


class ContactCenterQueuePerformance(Dataset):
    """Figures of each engagement's stay in a queue."""

    name = "contact_center_queue_performance"
    path = "/contact_center/analytics/dataset/historical/queue_performance"
    records_key = "queues"
    scopes = Scopes(("contact_center:read:dataset_queue_performance:admin",), REPORT_SCOPES)
    window_parameters = ("enter_time_from", "enter_time_to")
    replication_key = "enter_time"
    row_key_fields = ("engagement_id", "queue_id", "enter_time", "origin_method", "direction")


class ContactCenterFlowPerformance(Dataset):
    """Figures of each engagement's way through a flow."""

    name = "contact_center_flow_performance"
    path = "/contact_center/analytics/dataset/historical/flow_performance"
    records_key = "flows"
    scopes = Scopes(("contact_center:read:dataset_flow_performance:admin",), REPORT_SCOPES)
    window_parameters = ("enter_time_from", "enter_time_to")
    replication_key = "flow_enter_time"
    row_key_fields = ("engagement_id", "flow_id", "flow_version", "flow_enter_time")


class ContactCenterOutboundDialerPerformance(Dataset):
    """Figures of each engagement that an outbound campaign began."""

    name = "contact_center_outbound_dialer_performance"
    path = "/contact_center/analytics/dataset/historical/outbound_dialer_performance"
    records_key = "engagements"
    scopes = Scopes(
        ("contact_center:read:dataset_outbound_dialer_performance:admin",), REPORT_SCOPES
    )
    # A call that nobody answered may be no engagement.
    row_key_fields = ("engagement_id", "start_time", "consumer_number", "caller_id_number")


class ContactCenterExpertAssist(Dataset):
    """Engagements in which AI Expert Assist was used."""

    name = "contact_center_expert_assist"
    path = "/contact_center/analytics/dataset/historical/expert_assist"
    records_key = "engagements"
    page_size = 300
    scopes = Scopes(("contact_center:read:dataset_expert_assist:admin",), REPORT_SCOPES)
    # The status is of one use: Zoom doesn't say that an engagement has a single row.
    row_key_fields = ("engagement_id", "start_time")


class ContactCenterEngagementDispositions(DatedByTimes):
    """Outcomes that agents gave to engagements, by calendar month: the rows have no date."""

    name = "contact_center_engagement_dispositions"
    path = "/contact_center/analytics/dataset/historical/disposition"
    records_key = "historical_dispositions"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    scopes = Scopes(("contact_center:read:dataset_disposition:admin",), REPORT_SCOPES)
    monthly = True  # only to date the rows: unlike totals, they need no month in their key
    query_variants = _IN_ORDER
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
    ContactCenterEngagementPerformance,
    ContactCenterAgentPerformance,
    ContactCenterAgentTimecards,
    ContactCenterQueuePerformance,
    ContactCenterFlowPerformance,
    ContactCenterOutboundDialerPerformance,
    ContactCenterExpertAssist,
    ContactCenterEngagementDispositions,
    ContactCenterOperationLogs,
)
