"""Call queues, their members and their figures."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN


class PhoneCallQueues(ZoomStream):
    """Call queues with their numbers."""

    name = "phone_call_queues"
    selected_by_default = False
    path = "/phone/call_queues"
    records_key = "call_queues"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:list_call_queues:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"call_queue_id": "id"}


class PhoneCallQueueMembers(ZoomStream):
    """Users and common areas that take the calls of a queue."""

    name = "phone_call_queue_members"
    parent_stream_type = PhoneCallQueues
    selected_by_default = False
    path = "/phone/call_queues/{call_queue_id}/members"
    records_key = "call_queue_members"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = None
    scopes = Scopes(("phone:read:list_call_queue_members:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("call_queue_id", "id")
    replication_key = None


class PhoneCallQueueAnalytics(WindowedStream):
    """Figures of each call queue for each day of the last two years."""

    name = "phone_call_queue_analytics"
    selected_by_default = False
    path = "/phone/call_queue_analytics"
    records_key = "call_queues"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    scopes = Scopes(("phone:read:list_call_queues:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("call_queue_id", "date")
    replication_key = "date"
    retention_months = 24
    daily = True
    # Zoom doesn't say where a day begins: the day before the previous run may not have been over.
    min_lookback_days = 2


STREAMS = (
    PhoneCallQueues,
    PhoneCallQueueMembers,
    PhoneCallQueueAnalytics,
)
