"""Streams of figures that Zoom sums up over whatever days it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.base.window_request import WindowRequest
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.state.date_windows import Window, consecutive_windows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tap_zoom.state.bookmark import SyncRange


class DailyStream(WindowedStream):
    """A stream that is requested day by day. Rows get the day as the field ``date``."""

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
