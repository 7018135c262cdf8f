"""Reports on the usage of the account, per host, day or call."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.date_windows import MAX_DAYS, Window, add_months, months, windows
from tap_zoom.streams.reports import PRO, report_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tap_zoom.api.request import Request


class ReportHosts(WindowedStream):
    """What each user hosted in a calendar month, including users who hosted nothing.

    The current month's row grows until the month is over; the first month begins where Zoom's six
    months do.
    """

    name = "report_hosts"
    selected_by_default = False
    path = "/report/users"
    records_key = "users"
    rate_limit_label = RateLimitLabel.HEAVY
    query_variants = ({"type": "active"}, {"type": "inactive"})
    variant_fields = {"type": "activity"}
    scopes = report_scopes("list_users")
    plan_requirement = PRO
    monthly = True
    primary_keys = ("from", "id")
    replication_key = "to"


class ReportHistoryMeetings(WindowedStream):
    """Past meetings and webinars of the whole account, with the features used."""

    name = "report_history_meetings"
    selected_by_default = False
    path = "/report/history_meetings"
    records_key = "history_meetings"
    rate_limit_label = RateLimitLabel.HEAVY
    query_variants = ({"meeting_type": "all", "date_type": "start_time"},)
    scopes = report_scopes("list_history_meetings")
    plan_requirement = PRO
    primary_keys = ("meeting_uuid",)
    replication_key = "start_time"


class ReportDailyUsage(WindowedStream):
    """New users, meetings, participants and minutes per day."""

    name = "report_daily_usage"
    selected_by_default = False
    path = "/report/daily"
    records_key = "dates"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    scopes = report_scopes("daily_usage")
    plan_requirement = PRO
    primary_keys = ("date",)
    replication_key = "date"

    @override
    def windows(self, since: datetime) -> list[Window]:
        return months(since, self.run.started)

    @override
    def window_params(self, window: Window) -> Mapping[str, str]:
        return {"year": str(window.last.year), "month": str(window.last.month)}


class ReportCloudRecording(WindowedStream):
    """Storage used by cloud recordings per day, up to the last day that has ended everywhere."""

    name = "report_cloud_recording"
    selected_by_default = False
    path = "/report/cloud_recording"
    records_key = "cloud_recording_storage"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    scopes = report_scopes("cloud_recording")
    plan_requirement = PRO
    primary_keys = ("date",)
    replication_key = "date"
    min_lookback_days = 2  # the previous run couldn't read its own day, nor the day before
    max_days = 30

    @override
    def windows(self, since: datetime) -> list[Window]:
        now = self.run.started
        # Zoom refuses today's date, and doesn't say in which time zone: half a day later, a day
        # is over in all of them.
        ended = (now - timedelta(hours=12)).date() - timedelta(days=1)
        return windows(since, now, max_days=self.max_days, until=ended)


class ReportTelephone(WindowedStream):
    """Phone calls into and out of meetings, with their cost."""

    name = "report_telephone"
    selected_by_default = False
    path = "/report/telephone"
    records_key = "telephony_usage"
    rate_limit_label = RateLimitLabel.HEAVY
    # Toll-free and request-out, toll, SIP.
    query_variants = tuple(
        {"type": kind, "query_date_type": "start_time"} for kind in ("1", "2", "3")
    )
    scopes = report_scopes("telephone")
    plan_requirement = "Pro or more, with an audio plan"
    primary_keys = ("row_id",)
    replication_key = "start_time"
    row_key_fields = (
        "uuid",
        "phone_number",
        "start_time",
        "type",
        "call_in_number",
        "signaled_number",
    )


class ReportUpcomingEvents(ZoomStream):
    """Meetings and webinars of the coming month."""

    name = "report_upcoming_events"
    selected_by_default = False
    path = "/report/upcoming_events"
    records_key = "upcoming_events"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = report_scopes("upcoming_meetings_webinars")
    plan_requirement = PRO
    primary_keys = ("row_id",)
    replication_key = None
    row_key_fields = ("id", "start_time")

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        today = self.run.started.date()
        last = min(today + timedelta(days=MAX_DAYS - 1), add_months(today, 1))
        yield self.request(context, {**Window(today, last).params, "type": "all"})
