"""Streams that Zoom lists for the whole account, by windows of days.

Such a stream is read from old to new. In each window it reads all lists, sorts their rows by time,
and then emits them, each followed by its children. The stream is sorted as a whole, so bookmarks
advance row by row and an interrupted run resumes where it stopped.

Zoom's list decides what is in a window. A row whose date lies outside is emitted as well, but moves
no bookmark.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.base import availability, daily_budget, reading
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.readers import emits
from tap_zoom.base.retry import RETRY, Retry
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.window_bookmarks import WindowBookmarks
from tap_zoom.base.window_failures import WindowFailures
from tap_zoom.base.window_params import WindowParams
from tap_zoom.base.window_planner import WindowPlanner
from tap_zoom.base.window_reader import WindowReader
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.exceptions import LimitError
from tap_zoom.records.times import format_utc, normalize_utc
from tap_zoom.singer.stream import ContextOnly
from tap_zoom.state.date_windows import (
    RETENTION_MONTHS,
    Retention,
    RowRange,
    Window,
    consecutive_windows,
    earliest_report_day,
    months,
    row_ranges,
    start_date_warning,
    windows,
)
from tap_zoom.state.failed_items import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.request import Request
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey, SyncRange

# Lists that a connection test reads: there may be thousands of hosts, and years of windows.
_TESTED_LISTS = 10


class WindowedStream(WindowParams, ZoomStream):
    """A stream that is requested window by window.

    Attributes:
        earliest_day: The earliest day with data; None if it is ``retention_months`` ago.
        lists_per_host: The lists of a window for each host, if they are requested per host.
    """

    earliest_day: ClassVar[date | None] = None
    lists_per_host: ClassVar[int] = 1
    has_other_lists = True  # those of other windows

    #: The window that is being read.
    current_window: Window | None = None

    # --- what a declaration may override -----------------------------------------------------

    @property
    def per_host(self) -> bool:
        """Return whether there is a list per user, so that the users must be known."""
        return False

    @property
    def advice_on_budget(self) -> str:
        """Return which settings lower the number of lists, or allow for more of them."""
        return "Raise rate_limit_share, and set plan to the account's own"

    def windows(self, since: datetime) -> list[Window]:
        """Return the windows to read, from old to new."""
        if self.monthly:
            return months(since, self.run.started, earliest=self.first_day)
        if self.daily or self.listed_by_other_date:
            first, days = max(since.date(), self.first_day), 1 if self.daily else self.max_days
            return consecutive_windows(first, self.run.started.date(), days)
        return windows(since, self.run.started, earliest=self.first_day, max_days=self.max_days)

    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        """Return the lists of a window."""
        for params in self.query_variants:
            yield WindowRequest(self.request({}, params), self.window_fields(window))

    def pending_row(
        self, window_request: WindowRequest, row: Record, builder: RecordBuilder, scope: Scope
    ) -> Record | None:
        """Return what to keep of a row until it is emitted; here, its record, if it makes one."""
        row = {**window_request.extra_fields, **row}
        return builder.build(row, window_request.request, scope)

    def sort_key(self, pending: Record) -> SortKey:
        """Return a row's time, and its id among rows of the same time; "" if it has none."""
        values = [pending.get(name) for name in self.primary_keys]
        identity = "" if None in values or "" in values else "|".join(map(str, values))
        if self.listed_by_other_date:
            return ("", identity)
        return (normalize_utc(pending.get(self.replication_key or "")), identity)

    def records_of(
        self, key: SortKey, pending: Record, retry: Retry | None = None
    ) -> Iterable[Record]:
        """Yield the record of a pending row, with its detail."""
        record = reading.with_detail(self, pending)
        if record is not None:
            is_written = emits(self, key, retry) and not isinstance(record, ContextOnly)
            yield record if is_written else ContextOnly(record)

    # --- what to read ------------------------------------------------------------------------

    @property
    @override
    def sync_range(self) -> SyncRange:
        inherited = super().sync_range
        at_least = timedelta(days=self.min_lookback_days)
        return replace(inherited, lookback=max(inherited.lookback, at_least))

    @cached_property
    def bookmarks(self) -> WindowBookmarks:
        """Return the bookmarks that advance with this stream's rows."""
        return WindowBookmarks(
            self.incremental_readers,
            self.run.started,
            self.write_state,
            has_children=bool(self.requesting_children),
        )

    @property
    def first_time(self) -> str:
        """Return from when on the regular pass reads rows."""
        return format_utc(self.bookmarks.since)

    @cached_property
    def all_windows(self) -> list[Window]:
        """Return all windows of the run."""
        return self.windows(self.bookmarks.since)

    def row_range(self, window: Window) -> RowRange:
        """Return which rows are emitted with a window of this run, or of an earlier one."""
        return self._row_ranges.get(window) or row_ranges([window])[window]

    @cached_property
    def _row_ranges(self) -> Mapping[Window, RowRange]:
        return row_ranges(self.all_windows)

    @property
    def first_day(self) -> date:
        """Return the earliest day with data."""
        return self.earliest_day or earliest_report_day(self.run.started, self.retention_months)

    @cached_property
    def retention(self) -> Retention:
        """Return what Zoom still returns data for."""
        return Retention(self.first_day)

    def window_request(self, window: Window, request: Request) -> Request:
        """Return the request for a window; its own, if it has one already, is replaced."""
        params = {**dict(request.params), **self.window_params(window)}
        return replace(request, params=tuple(params.items()))

    # --- reading -----------------------------------------------------------------------------

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        if not self.is_read:
            return None
        if self.earliest_day is None and self.retention_months == RETENTION_MONTHS:
            warning = start_date_warning(self.bookmarks.since, self.run.started)
            if warning:
                self.run.warn_once(warning)
        found = self.all_windows[-1:] if self._is_tested else self.all_windows
        # Without any context, the SDK would make one up.
        return [{WINDOW: window} for window in found] or [{WINDOW: None}]

    @property
    def _is_tested(self) -> bool:
        """Whether the run only looks for one record of each stream, as ``--test`` does."""
        return self.ABORT_AT_RECORD_COUNT is not None

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        context = context or {}
        fields = super().get_child_context(record, None) or {}
        return {**fields, **self.session_context(record, context)}

    def session_context(self, record: Record, context: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the children need to know of a record, besides its fields."""
        retry = {RETRY: context[RETRY]} if RETRY in context else {}
        time, identity = self.sort_key(record)
        is_plausible = self.row_range(context[WINDOW]).is_plausible(time)
        return {SORT_KEY: (time if is_plausible else "", identity), **retry}

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        context = context or {}
        window: Window | None = context.get(WINDOW)
        if window is None or self.path in self.unavailable_endpoints:
            return
        try:
            self.current_window = window
            if RETRY in context:
                for key, pending in self.failures.keyed_rows(self.reader, context):
                    yield from self.records_of(key, pending, context[RETRY])
            else:
                for key, pending in self.reader.rows(window, self._lists(window)):
                    yield from self.records_of(key, pending)
                    self.bookmarks.finish_row(key)
                self.bookmarks.finish_window(window)
        except LimitError as error:
            explained = error if self.bookmarks.has_advanced else daily_budget.explain(self, error)
            # Without children, this stream holds up none of the other labels' streams. The run
            # ends with the error after they have been read.
            if self.requesting_children:
                raise explained from None
            availability.mark_limited(self, explained)

    @cached_property
    @override
    def failures(self) -> WindowFailures:
        return WindowFailures(self)

    def lists_again(self, window: Window, host: str) -> Iterable[WindowRequest]:
        """Return the lists of a window that can have the rows of a failed list.

        Args:
            window: The window.
            host: The host whose list failed; "" if it was one of the whole account.
        """
        return self.window_requests(window, [host] if host else self._hosts())

    def _lists(self, window: Window) -> Iterable[WindowRequest]:
        hosts = self._hosts()
        lists = self.window_requests(window, hosts)
        if self._is_tested:
            return islice(lists, _TESTED_LISTS)
        return daily_budget.checked(self, lists, self.lists_per_host * len(hosts))

    def _hosts(self) -> Sequence[str]:
        if not self.per_host:
            return ()
        hosts = self.run.hosts.ids
        if self.run.hosts.unavailable:
            self.mark_unavailable(self.path, "the list of users can't be read")
        return hosts

    # --- prefetching -------------------------------------------------------------------------

    @cached_property
    def reader(self) -> WindowReader:
        """Return what reads the stream's lists."""
        return WindowReader(self)

    @cached_property
    def planner(self) -> WindowPlanner:
        """Return what plans the stream's requests."""
        return WindowPlanner(self, self.reader)

    @override
    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        if RETRY in context:
            return self.failures.planned_requests(self.planner, context, position)
        return self.planner.planned_requests(context.get("hosts", ()), position)

    def planned_window(
        self, window: Window, hosts: Iterable[str], position: Position
    ) -> PlannedRequests:
        """Plan the lists of a window, and what their rows lead to."""
        return self.planner.planned_lists(self.window_requests(window, hosts), window, position)
