"""Meeting summaries of AI Companion."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Detail, Scopes, is_blank
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.records.external_sort import ExternalSort

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.records.types import Record
    from tap_zoom.state.date_windows import Window

_NOT_STARTED = "~"  # sorts after all times
_CLASSIC = ("meeting_summary:read:admin",)


class MeetingSummaries(WindowedStream):
    """Summaries of meetings and webinars with their text, by the date of the meeting."""

    name = "meeting_summaries"
    selected_by_default = False
    path = "/meetings/meeting_summaries"
    records_key = "summaries"
    rate_limit_label = RateLimitLabel.MEDIUM
    query_variants = ({"time_filter_field": "summary_created_time"},)
    detail = Detail(
        "/meetings/{meeting_uuid}/meeting_summary",
        RateLimitLabel.LIGHT,
        Scopes(("meeting:read:summary:admin",), _CLASSIC),
        required_fields=("meeting_uuid", "meeting_id", "summary_content", "summary_details"),
    )
    scopes = Scopes(("meeting:read:list_summaries:admin",), _CLASSIC)
    plan_requirement = "Pro or more, with AI Companion's meeting summary"
    primary_keys = ("meeting_uuid", "row_id")
    replication_key = "summary_created_time"
    # The list has all meetings: the rows of others must not change a key. The start of a summary
    # isn't part of it, because Zoom lists some without one: its creation has been seen to be the
    # start of the meeting.
    row_key_fields = ("meeting_uuid", "summary_created_time")
    earliest_day = date(2023, 9, 1)  # AI Companion began

    @override
    def rows(self, result_set: ResultSet) -> Iterable[Record]:
        # The summaries of one meeting are numbered in the order in which they were started, not in
        # that of the list, so that one that is added later leaves the keys of the others alone.
        with ExternalSort() as rows:
            for row in super().rows(result_set):
                start = row.get("summary_start_time")
                rows.add((start if start and isinstance(start, str) else _NOT_STARTED, ""), row)
            for _, row in rows.sorted():
                yield row

    @override
    def merge_detail(self, row: Record, detail: Record) -> Record:
        # If a summary was restarted, the list has two rows for it but the detail only one text: the
        # values of the list are right.
        added = self.detail_values(detail)
        return {**added, **{n: v for n, v in row.items() if n not in added or not is_blank(v)}}

    @override
    def window_params(self, window: Window) -> Mapping[str, str]:
        first, last = window.first.isoformat(), window.last.isoformat()
        return {"from": f"{first}T00:00:00Z", "to": f"{last}T23:59:59Z"}
