"""Call queues, their members and their figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.date_windows import Window, consecutive_windows
from tap_zoom.streams.phone import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tap_zoom.state.bookmark import SyncRange


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
    """What each call queue did on each day of the last two years.

    Zoom sums up whatever period it is asked for, so each day is a window of its own.
    """

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

    @property
    @override
    def sync_range(self) -> SyncRange:
        # The previous run read its own day in part. Zoom doesn't say where a day begins, so that
        # the day before may not have been over either.
        inherited = super().sync_range
        return replace(inherited, lookback=max(inherited.lookback, timedelta(days=2)))

    @override
    def windows(self, since: datetime) -> list[Window]:
        today = self.run.started.date()
        return consecutive_windows(max(since.date(), self.first_day), today, max_days=1)

    @override
    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        for each in super().window_requests(window, hosts):
            yield WindowRequest(each.request, {"date": window.first.isoformat()})


STREAMS = (
    PhoneCallQueues,
    PhoneCallQueueMembers,
    PhoneCallQueueAnalytics,
)
