"""Reports on how the account is used, by host, day or call."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.incremental import Dated
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import Query
from tap_zoom.state.date_windows import MOST_DAYS, Window, add_months, months, windows
from tap_zoom.streams.reports.session_sources import PRO, REPORT_CLASSIC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from tap_zoom.api.request import Call
    from tap_zoom.state.bookmark import Span


def report_scopes(name: str) -> Scopes:
    """What a report needs."""
    return Scopes((f"report:read:{name}:admin",), REPORT_CLASSIC)


class ReportHosts(Dated):
    """What each user hosted in a calendar month, users who hosted nothing among them.

    The current month's row grows until the month is over; the oldest one begins where Zoom's six
    months do.
    """

    name = "report_hosts"
    selected_by_default = False
    path = "/report/users"
    records_key = "users"
    label = Label.HEAVY
    passes = ({"type": "active"}, {"type": "inactive"})
    pass_fields = {"type": "activity"}
    scopes = report_scopes("list_users")
    plan = PRO
    # By the first day, not the month: read again later, the oldest month has fewer days.
    primary_keys = ("from", "id")
    replication_key = "to"

    @override
    def windows(self, since: datetime) -> list[Window]:
        return months(since, self.run.started)

    @override
    def queries(self, window: Window, hosts: Iterable[str]) -> Iterable[Query]:
        for query in super().queries(window, hosts):
            month = f"{window.last:%Y-%m}"
            yield Query(query.call, {**query.adds, **window.params, "month": month})


class ReportHistoryMeetings(Dated):
    """Held meetings and webinars of the whole account, with the features that were used."""

    name = "report_history_meetings"
    selected_by_default = False
    path = "/report/history_meetings"
    records_key = "history_meetings"
    label = Label.HEAVY
    passes = ({"meeting_type": "all", "date_type": "start_time"},)
    scopes = report_scopes("list_history_meetings")
    plan = PRO
    primary_keys = ("meeting_uuid",)
    replication_key = "start_time"


class ReportDailyUsage(Dated):
    """New users, meetings, participants and minutes of each day."""

    name = "report_daily_usage"
    selected_by_default = False
    path = "/report/daily"
    records_key = "dates"
    label = Label.HEAVY
    page_size = None
    scopes = report_scopes("daily_usage")
    plan = PRO
    primary_keys = ("date",)
    replication_key = "date"

    @override
    def windows(self, since: datetime) -> list[Window]:
        return months(since, self.run.started)

    @override
    def window_params(self, window: Window) -> Mapping[str, str]:
        return {"year": str(window.last.year), "month": str(window.last.month)}


class ReportCloudRecording(Dated):
    """Storage that cloud recordings took up each day, until the last that is over everywhere."""

    name = "report_cloud_recording"
    selected_by_default = False
    path = "/report/cloud_recording"
    records_key = "cloud_recording_storage"
    label = Label.HEAVY
    page_size = None
    scopes = report_scopes("cloud_recording")
    plan = PRO
    primary_keys = ("date",)
    replication_key = "date"
    most_days = 30

    @property
    @override
    def span(self) -> Span:
        # The run before this one can't have had its own day, nor the one before that.
        return replace(super().span, lookback=max(super().span.lookback, timedelta(days=2)))

    @override
    def windows(self, since: datetime) -> list[Window]:
        now = self.run.started
        # Zoom refuses today, and doesn't say in which time zone: half a day later it is over
        # wherever it may count.
        ended = (now - timedelta(hours=12)).date() - timedelta(days=1)
        return windows(since, now, most_days=self.most_days, until=ended)


class ReportTelephone(Dated):
    """Calls by telephone into and out of meetings, with their cost."""

    name = "report_telephone"
    selected_by_default = False
    path = "/report/telephone"
    records_key = "telephony_usage"
    label = Label.HEAVY
    # Toll-free and call-out, toll, SIP.
    passes = tuple({"type": kind, "query_date_type": "start_time"} for kind in ("1", "2", "3"))
    scopes = report_scopes("telephone")
    plan = "Pro or more, with an audio plan"
    primary_keys = ("row_id",)
    replication_key = "start_time"
    row_identity = (
        "uuid",
        "phone_number",
        "start_time",
        "type",
        "call_in_number",
        "signaled_number",
    )


class ReportUpcomingEvents(ZoomStream):
    """Meetings and webinars of the month to come."""

    name = "report_upcoming_events"
    selected_by_default = False
    path = "/report/upcoming_events"
    records_key = "upcoming_events"
    label = Label.HEAVY
    scopes = report_scopes("upcoming_meetings_webinars")
    plan = PRO
    primary_keys = ("row_id",)
    replication_key = None
    row_identity = ("id", "start_time")

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        today = self.run.started.date()
        last = min(today + timedelta(days=MOST_DAYS - 1), add_months(today, 1))
        yield self.call(context, {**Window(today, last).params, "type": "all"})
