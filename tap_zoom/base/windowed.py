"""Streams that Zoom lists for the whole account, by windows of days.

Such a stream is read from old to new. In each window it reads all lists, sorts their rows by time,
and then emits them, each followed by its children. The stream is sorted as a whole, so bookmarks
advance row by row and an interrupted run resumes where it stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base import availability, prefetchable
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.stream import ZoomStream
from tap_zoom.exceptions import LimitError
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position
from tap_zoom.records.external_sort import ExternalSort
from tap_zoom.records.times import format_utc, normalize_utc
from tap_zoom.singer.stream import ContextOnly
from tap_zoom.state.date_windows import MAX_DAYS, Retention, Window, start_date_warning, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey

# Rows between two positions in STATE: with children, each row may take long.
_SAVE_EVERY = 50
_SAVE_EVERY_WITHOUT_CHILDREN = 1_000
# Lists that a connection test reads: there may be thousands of hosts, and years of windows.
_TESTED_LISTS = 10


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """A list of a windowed stream.

    Attributes:
        request: The request, without its window.
        extra_fields: Fields that all of its rows share and Zoom doesn't send.
    """

    request: Request
    extra_fields: Mapping[str, Any] = field(default_factory=dict)


class WindowedStream(ZoomStream):
    """A stream that is requested window by window.

    Attributes:
        earliest_day: The earliest day with data; None for the six months of reports.
        max_days: The maximum days of a window.
        variant_fields: Fields of the rows that get a parameter of ``query_variants``, by parameter.
    """

    earliest_day: ClassVar[date | None] = None
    max_days: ClassVar[int] = MAX_DAYS
    variant_fields: ClassVar[Mapping[str, str]] = {}

    _last: SortKey = ("", "")

    # --- what a declaration may override -----------------------------------------------------

    @property
    def per_host(self) -> bool:
        """Return whether there is a list per user, so that the users must be known."""
        return False

    def windows(self, since: datetime) -> list[Window]:
        """Return the windows to read, from old to new."""
        return windows(since, self.run.started, earliest=self.earliest_day, max_days=self.max_days)

    def window_params(self, window: Window) -> Mapping[str, str]:
        """Return a window as query parameters."""
        return window.params

    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        """Return the lists of a window."""
        fields = self.variant_fields
        for params in self.query_variants:
            extra_fields = {fields[name]: v for name, v in params.items() if name in fields}
            yield WindowRequest(self.request({}, params), extra_fields)

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
        return (normalize_utc(pending.get(self.replication_key or "")), identity)

    def records_of(self, key: SortKey, pending: Record) -> Iterable[Record]:
        """Yield the record of a pending row, with its detail."""
        record = self.with_detail(pending)
        if record is not None:
            yield record if self.emits(key) else ContextOnly(record)

    # --- what to read ------------------------------------------------------------------------

    @cached_property
    def bookmarked_streams(self) -> list[ZoomStream]:
        """Return the streams whose bookmarks advance with this stream's rows."""
        return [stream for stream in self._readers if stream.replication_key]

    @cached_property
    def since(self) -> datetime:
        """Return when the run begins reading."""
        # A stream that is unavailable, for lack of a scope say, must not have everything since its
        # bookmark listed night after night.
        streams = self.bookmarked_streams
        readable = [stream for stream in streams if stream.is_complete()] or streams
        return min(stream.bookmark.since for stream in readable)

    @cached_property
    def all_windows(self) -> list[Window]:
        """Return all windows of the run."""
        return self.windows(self.since)

    @cached_property
    def retention(self) -> Retention:
        """Return what Zoom still returns data for."""
        return Retention()

    def window_request(self, window: Window, request: Request) -> Request:
        """Return the request for as much of a window as Zoom still has."""
        params = self.window_params(self.retention.clip(window))
        return replace(request, params=(*request.params, *params.items()))

    def pending_rows(
        self,
        rows: Iterable[Record],
        window_request: WindowRequest,
        builder: RecordBuilder,
        scope: Scope,
        after: SortKey,
    ) -> Iterator[tuple[SortKey, Record]]:
        """Yield the rows of a list to emit: new, and not yet included by a bookmark.

        Windows share a day, whose rows are emitted once.
        """
        for row in rows:
            pending = self.pending_row(window_request, row, builder, scope)
            if pending is None:
                continue
            builder.add_row_id(pending, scope)
            key = time, identity = self.sort_key(pending)
            if not identity:
                builder.on_skip("row without an id")
            elif identity in scope.seen or (time and key <= after):
                continue
            elif any(stream.bookmark.includes(key) for stream in self.bookmarked_streams):
                scope.seen.add(identity)
                yield key, pending

    # --- reading -----------------------------------------------------------------------------

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        if not self.is_read:
            return None
        if self.earliest_day is None:
            warning = start_date_warning(self.since, self.run.started)
            if warning:
                self.run.warn_once(warning)
        found = self.all_windows[-1:] if self._is_tested else self.all_windows
        # Without any context, the SDK would make one up.
        return [{"window": window} for window in found] or [{"window": None}]

    @property
    def _is_tested(self) -> bool:
        """Whether the run only looks for one record of each stream, as ``--test`` does."""
        return self.ABORT_AT_RECORD_COUNT is not None

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        fields = super().get_child_context(record, None) or {}
        return {**fields, SORT_KEY: self.sort_key(record)}

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        window: Window | None = (context or {}).get("window")
        if window is None or self.path in self.unavailable_endpoints:
            return
        try:
            yield from self._window_records(window)
        except LimitError as error:
            # Without children, this stream holds up none of the other labels' streams. The run
            # ends with the error after they have been read.
            if self.requesting_children:
                raise
            availability.mark_limited(self, error)

    def _window_records(self, window: Window) -> Iterable[Record]:
        every = _SAVE_EVERY if self.requesting_children else _SAVE_EVERY_WITHOUT_CHILDREN
        with ExternalSort() as rows:
            self._read_window(window, rows)
            for count, (key, pending) in enumerate(rows.sorted(), start=1):
                yield from self.records_of(key, pending)
                self._advance(key)
                if count % every == 0:
                    self._save_position()
        # A run that is interrupted later need not list this window again.
        self._advance((format_utc(window.complete_until), ""))
        self._save_position()

    def _read_window(self, window: Window, rows: ExternalSort) -> None:
        scope = self.builder.scope({})
        hosts = self._hosts() if self.per_host else ()
        limit = _TESTED_LISTS if self._is_tested else None
        for request in islice(self.window_requests(window, hosts), limit):
            if self.path in self.unavailable_endpoints:
                return
            listed = self.rows(self.fetch_window(window, request))
            for key, pending in self.pending_rows(listed, request, self.builder, scope, self._last):
                rows.add(key, pending)

    def _hosts(self) -> list[str]:
        hosts = self.run.hosts.ids
        if self.run.hosts.unavailable:
            self.mark_unavailable(self.path, "the list of users can't be read")
        return hosts

    def fetch_window(self, window: Window, window_request: WindowRequest) -> ResultSet:
        """Fetch a list for a window, from the earliest day that Zoom still returns data for."""
        while True:
            clipped = self.retention.clip(window)
            request = self.window_request(window, window_request.request)
            result_set = self.fetch(request)
            is_too_old = result_set.outcome is Outcome.TOO_OLD
            if not is_too_old or not self.retention.refuse(clipped):
                return result_set
            # A month can't begin a day later: it is requested once.
            if self.window_request(window, window_request.request) == request:
                return result_set

    def _advance(self, key: SortKey) -> None:
        """Record that all streams are done with the rows up to this one.

        Streams without rows advance with the others, so that the next run doesn't begin at their
        bookmark; unavailable ones stay where they are.
        """
        self._last = max(self._last, key)
        for stream in self.bookmarked_streams:
            if stream.bookmark.includes(self._last) and stream.is_complete():
                stream.bookmark.advance(self._last)

    def _save_position(self) -> None:
        # Written at once: the SDK would write it after the next row's children, which a resumed run
        # would then read again.
        self.update_bookmarks()
        self.write_state()

    def update_bookmarks(self) -> None:
        """Save the position of all bookmarks in STATE."""
        for stream in self.bookmarked_streams:
            stream.bookmark.save_position()

    # --- prefetching -------------------------------------------------------------------------

    @override
    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        # The first request tells whether the first window begins late enough: see Retention.
        hosts = context.get("hosts", ())
        rest = self._planned_windows(hosts, position)
        probe = next(rest, None)
        if probe is None:
            return
        clipped = self.retention.clip(self.all_windows[0])

        def expand(result_set: ResultSet) -> PlannedRequests:
            if result_set.outcome is Outcome.TOO_OLD and self.retention.refuse(clipped):
                return self.planned_requests(context, position)
            found = probe.expand(result_set) if probe.expand is not None else iter(())
            return merge(found, rest, key=lambda planned: planned.position)

        yield PlannedRequest(probe.position, probe.request, expand)

    def _planned_windows(self, hosts: Iterable[str], position: Position) -> PlannedRequests:
        for index, window in enumerate(self.all_windows):
            yield from self.planned_window(window, hosts, (*position, index))

    def planned_window(
        self, window: Window, hosts: Iterable[str], position: Position
    ) -> PlannedRequests:
        """Plan the lists of a window, and what their rows lead to."""
        yield from self.planned_lists(self.window_requests(window, hosts), window, position)

    def planned_lists(
        self, lists: Iterable[WindowRequest], window: Window, position: Position
    ) -> PlannedRequests:
        """Plan some lists of a window, and what their rows lead to."""
        # The rows that two windows share come with the first, whichever list arrives first.
        is_first = window == self.all_windows[0]
        after = ("", "") if is_first else (format_utc(window.overlap_until), "")
        for index, window_request in enumerate(lists):
            expand = None
            if prefetchable.has_followups(self):
                expand = partial(
                    self._planned_rows, lists=window_request, after=after, position=position
                )
            request = self.window_request(window, window_request.request)
            yield PlannedRequest((*position, 0, index), request, expand)

    def _planned_rows(
        self, result_set: ResultSet, lists: WindowRequest, after: SortKey, position: Position
    ) -> PlannedRequests:
        builder = self.preview_builder
        scope = builder.scope({})
        scope.seen = self._planned_ids
        found = self.pending_rows(result_set.rows(), lists, builder, scope, after)
        for key, pending in sorted(found, key=lambda each: each[0]):
            here = (*position, 1, key)
            yield from prefetchable.after_record(self, pending, {}, here)

    @cached_property
    def _planned_ids(self) -> set[str]:
        return set()
