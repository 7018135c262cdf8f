"""What AI Companion wrote about meetings."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Detail, Scopes
from tap_zoom.base.incremental import Dated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.state.date_windows import Window

_CLASSIC = ("meeting_summary:read:admin",)


class MeetingSummaries(Dated):
    """Summaries of meetings and webinars, by when they were made, with their text."""

    name = "meeting_summaries"
    selected_by_default = False
    path = "/meetings/meeting_summaries"
    records_key = "summaries"
    label = Label.MEDIUM
    passes = ({"time_filter_field": "summary_created_time"},)
    detail = Detail(
        "/meetings/{meeting_uuid}/meeting_summary",
        Label.LIGHT,
        Scopes(("meeting:read:summary:admin",), _CLASSIC),
    )
    # A meeting whose summary was started anew has two rows there, and one text.
    list_prevails = True
    scopes = Scopes(("meeting:read:list_summaries:admin",), _CLASSIC)
    plan = "Pro or more, with AI Companion's meeting summary"
    primary_keys = ("meeting_uuid", "row_id")
    replication_key = "summary_created_time"
    # The list is of all meetings: what another one has must not change the key.
    row_identity = ("meeting_uuid", "summary_created_time", "summary_start_time")
    oldest = date(2023, 9, 1)  # when AI Companion began

    @override
    def window_params(self, window: Window) -> Mapping[str, str]:
        first, last = window.first.isoformat(), window.last.isoformat()
        return {"from": f"{first}T00:00:00Z", "to": f"{last}T23:59:59Z"}
