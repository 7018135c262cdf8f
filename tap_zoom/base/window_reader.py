"""Reading the lists of windows, which share days, so that each row is emitted once.

A row is told apart by its id. It is emitted with the window that has all of its neighbors, since
rows are emitted in order: whatever a window's lists have from ``Window.complete_until`` on is left
to the next window.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base.readers import any_includes
from tap_zoom.records.external_sort import ExternalSort

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.base.window_request import Windowed, WindowRequest
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey
    from tap_zoom.state.date_windows import Window

    KeyedRows = Iterator[tuple[SortKey, Record]]


class RecentIds:
    """The ids of the rows of the previous window and this one, however many there are in all."""

    def __init__(self) -> None:
        """Start without rows."""
        self._previous: set[str] = set()
        self._current: set[str] = set()

    def next_window(self) -> None:
        """Forget the previous window: the next one doesn't share days with it."""
        self._previous, self._current = self._current, set()

    def add(self, identity: str) -> bool:
        """Add an id, and return whether it is new."""
        if identity in self._previous or identity in self._current:
            return False
        self._current.add(identity)
        return True

    def discard(self, identity: str) -> None:
        """Forget an id, so that the next window can add it."""
        self._current.discard(identity)


class WindowReader:
    """Reads the lists of one stream.

    Args:
        stream: The stream.
    """

    def __init__(self, stream: Windowed) -> None:
        """Start before the first window."""
        self._stream = stream
        self._ids = RecentIds()
        self._deferred: ExternalSort | None = None
        self._list_identity: tuple[Any, ...] = ()
        self._deferred_from: dict[str, tuple[Any, ...]] = {}
        self._failed: set[tuple[Any, ...]] = set()  # lists of the previous window

    def rows(self, window: Window, lists: Iterable[WindowRequest]) -> KeyedRows:
        """Read the lists of the next window.

        Yields:
            The rows to emit with it, sorted, once all lists have been read: those that no bookmark
            includes yet, among them what the previous window left.
        """
        failed: set[tuple[Any, ...]] = set()

        def set_aside(window_request: WindowRequest, result_set: ResultSet) -> None:
            if result_set.outcome is Outcome.FAILED:
                self._stream.failures.set_list_aside(window, window_request)
                failed.add(window_request.identity)

        deferred_from: dict[str, tuple[Any, ...]] = {}
        readers, row_range = self._stream.incremental_readers, self._stream.row_range(window)
        begin, end = row_range.begin, row_range.end
        self._ids.next_window()
        with ExitStack() as stack:
            deferred = stack.enter_context(self._deferred or ExternalSort())
            rows = stack.enter_context(ExternalSort())
            self._deferred = None
            for key, pending in self.list_rows(window, lists, set_aside):
                # A list that failed in the previous window is read again later, with these rows.
                is_left = key[0] < begin and self._list_identity in self._failed
                if is_left or not any_includes(readers, key) or not self._ids.add(key[1]):
                    continue
                rows.add(key, pending)
                if key[0] >= end:
                    deferred_from[key[1]] = self._list_identity
            for key, pending in deferred.sorted():
                # The same holds for the rows that were left to a list that failed now.
                is_left = self._deferred_from.get(key[1]) in failed
                if not is_left and self._ids.add(key[1]):  # it isn't in this window's lists
                    rows.add(key, pending)
            self._deferred_from, self._failed = deferred_from, failed
            for key, pending in rows.sorted():
                if key[0] < end:
                    yield key, pending
                else:
                    self._defer(key, pending)

    def rows_again(
        self,
        window: Window,
        lists: Iterable[WindowRequest],
        on_result: Callable[[WindowRequest, ResultSet], object],
    ) -> KeyedRows:
        """Read some lists again, of any window.

        Yields:
            All their rows, sorted, once all lists have been read.
        """
        seen = set()
        with ExternalSort() as rows:
            for key, pending in self.list_rows(window, lists, on_result):
                if key[1] not in seen:
                    seen.add(key[1])
                    rows.add(key, pending)
            yield from rows.sorted()

    def _defer(self, key: SortKey, pending: Record) -> None:
        self._ids.discard(key[1])
        self._deferred = self._deferred or ExternalSort()
        self._deferred.add(key, pending)

    def list_rows(
        self,
        window: Window,
        lists: Iterable[WindowRequest],
        on_result: Callable[[WindowRequest, ResultSet], object],
    ) -> KeyedRows:
        """Read some lists of a window, whatever the bookmarks say.

        Args:
            window: The window.
            lists: Its lists, or some of them.
            on_result: Called with each list that was read or failed.

        Yields:
            Each row that has an id, with its key, in the order of the lists.
        """
        stream = self._stream
        scope = stream.builder.scope({})
        for window_request in lists:
            if stream.path in stream.unavailable_endpoints:
                return
            self._list_identity = window_request.identity
            result_set = self.fetch(window, window_request)
            rows = stream.rows(result_set)
            on_result(window_request, result_set)
            yield from self.keyed_rows(rows, window, window_request, stream.builder, scope)

    def keyed_rows(
        self,
        rows: Iterable[Record],
        window: Window,
        window_request: WindowRequest,
        builder: RecordBuilder,
        scope: Scope,
    ) -> KeyedRows:
        """Yield the rows of a list that have an id, with their keys.

        Dates that can't be right are "" in the keys, as missing ones are.
        """
        stream = self._stream
        row_range = stream.row_range(window)
        for row in rows:
            pending = stream.pending_row(window_request, row, builder, scope)
            if pending is None:
                continue
            builder.add_row_id(pending, scope)
            time, identity = stream.sort_key(pending)
            if identity:
                yield (time if row_range.is_plausible(time) else "", identity), pending
            else:
                builder.on_skip("without an id")

    def fetch(self, window: Window, window_request: WindowRequest) -> ResultSet:
        """Fetch a list for a window, from the earliest day that Zoom still returns data for.

        A list that Zoom calls too old for days that aren't has failed: others are not affected.
        """
        stream, retention = self._stream, self._stream.retention
        first = clipped = retention.clip(window)
        request = stream.window_request(clipped, window_request.request)
        result_set = stream.fetch(request)
        while result_set.outcome is Outcome.TOO_OLD:
            later = retention.later(clipped)
            if later is None:
                if not retention.may_lack(clipped):
                    result_set.outcome = Outcome.FAILED
                return result_set
            refused, request = request, stream.window_request(later, request)
            if request == refused:  # a month can't begin a day later
                return result_set
            clipped = later
            result_set = stream.fetch(request)
        if clipped != first and result_set.outcome is Outcome.OK:
            retention.accept(clipped)
        return result_set
