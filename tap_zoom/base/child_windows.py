"""Streams that Zoom lists per parent and by windows of days, such as the messages of a chat."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.window_params import WindowParams
from tap_zoom.state.date_windows import MAX_REFUSED_DAYS, consecutive_windows, earliest_report_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from tap_zoom.api.request import Request


class ChildWindowsStream(WindowParams, ZoomStream):
    """A stream that is requested window by window for each record of its parent.

    A parent that is read is read as far back as ``start_date`` and Zoom allow, so that nothing
    depends on what earlier runs read of it. Which parents are read is for the parent to say: all of
    them in a full table, the new and recent ones in a stream with a bookmark.
    """

    @property
    def first_day(self) -> date:
        """Return the first day to read.

        Zoom refuses a whole window if its first day is too old, and may count its months more
        strictly than the tap.
        """
        run_start, start = self.sync_range.run_start, self.sync_range.start_date
        earliest = earliest_report_day(run_start, self.retention_months)
        earliest += timedelta(days=MAX_REFUSED_DAYS)
        return max(start.date(), earliest) if start else earliest

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        today = self.sync_range.run_start.date()
        for window in consecutive_windows(self.first_day, today, self.max_days):
            for params in self.query_variants:
                yield self.request(context, {**params, **self.window_params(window)})
