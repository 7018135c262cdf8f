"""Figures of engagements, which Zoom calls historical datasets.

Zoom has deprecated ``from`` and ``to`` here. Of the pairs that replace them, the one for the start
finds rows that have no end, too.
"""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.contact_center import IN_ORDER, MAX_DAYS, PLAN, REPORT_SCOPES


class ContactCenterEngagementPerformance(WindowedStream):
    """Figures of each engagement as a whole."""

    name = "contact_center_engagement_performance"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/engagement"
    records_key = "engagements"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_engagement:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("engagement_id",)
    replication_key = "start_time"


class ContactCenterAgentPerformance(WindowedStream):
    """Figures of each agent's part in an engagement."""

    name = "contact_center_agent_performance"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/agent_performance"
    records_key = "users"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_agent_performance:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "start_time"
    row_key_fields = (
        "engagement_id",
        "user_id",
        "queue_id",
        "channel",
        "channel_source",
        "direction",
        "start_time",
    )


class ContactCenterAgentTimecards(WindowedStream):
    """Periods in which an agent had one status."""

    name = "contact_center_agent_timecards"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/agent_timecard"
    records_key = "users"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_agent_timecard:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "start_time"
    row_key_fields = ("user_id", "start_time", "user_status", "user_sub_status")


class ContactCenterQueuePerformance(WindowedStream):
    """Figures of each engagement's stay in a queue."""

    name = "contact_center_queue_performance"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/queue_performance"
    records_key = "queues"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("enter_time_from", "enter_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_queue_performance:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "enter_time"
    row_key_fields = ("engagement_id", "queue_id", "enter_time", "origin_method", "direction")


class ContactCenterFlowPerformance(WindowedStream):
    """Figures of each engagement's path through a flow."""

    name = "contact_center_flow_performance"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/flow_performance"
    records_key = "flows"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("enter_time_from", "enter_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_flow_performance:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "flow_enter_time"
    row_key_fields = ("engagement_id", "flow_id", "flow_version", "flow_enter_time")


class ContactCenterOutboundDialerPerformance(WindowedStream):
    """Figures of each engagement that an outbound campaign started."""

    name = "contact_center_outbound_dialer_performance"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/outbound_dialer_performance"
    records_key = "engagements"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    page_size = 100
    query_variants = IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(
        ("contact_center:read:dataset_outbound_dialer_performance:admin",), REPORT_SCOPES
    )
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "start_time"
    # A call that nobody answered may be no engagement.
    row_key_fields = ("engagement_id", "start_time", "consumer_number", "caller_id_number")


class ContactCenterExpertAssist(WindowedStream):
    """Engagements in which AI Expert Assist was used."""

    name = "contact_center_expert_assist"
    selected_by_default = False
    path = "/contact_center/analytics/dataset/historical/expert_assist"
    records_key = "engagements"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_HEAVY
    query_variants = IN_ORDER
    window_parameters = ("start_time_from", "start_time_to")
    window_as_times = True
    max_days = MAX_DAYS
    scopes = Scopes(("contact_center:read:dataset_expert_assist:admin",), REPORT_SCOPES)
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "start_time"
    # The status is of one use: Zoom doesn't say that an engagement has a single row.
    row_key_fields = ("engagement_id", "start_time")


STREAMS = (
    ContactCenterEngagementPerformance,
    ContactCenterAgentPerformance,
    ContactCenterAgentTimecards,
    ContactCenterQueuePerformance,
    ContactCenterFlowPerformance,
    ContactCenterOutboundDialerPerformance,
    ContactCenterExpertAssist,
)
