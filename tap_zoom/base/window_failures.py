"""Lists of windows that Zoom failed to return: how STATE holds them, and reading them again."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.base import prefetchable
from tap_zoom.base.failures import Failures
from tap_zoom.base.retry import RETRY, Retry, note
from tap_zoom.base.window_request import is_wanted
from tap_zoom.records.times import format_utc
from tap_zoom.state.date_windows import Window
from tap_zoom.state.failed_items import ONLY, ROWS, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from tap_zoom.base.readers import Reader
    from tap_zoom.base.window_planner import WindowPlanner
    from tap_zoom.base.window_reader import WindowReader
    from tap_zoom.base.window_request import Windowed, WindowRequest
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey
    from tap_zoom.state.failed_items import FailedItem

_DAY = timedelta(days=1)
_HOST, _PARAMS, _ROW = "host", "params", "row"


class WindowFailures(Failures):
    """The failed items of a stream that is read window by window.

    Args:
        stream: The stream.
    """

    def __init__(self, stream: Windowed) -> None:
        """Remember nothing yet."""
        super().__init__(stream)
        self._windowed = stream

    # --- remembering -------------------------------------------------------------------------

    def set_list_aside(self, window: Window, window_request: WindowRequest) -> None:
        """Remember a list of a window that failed."""
        of_list = {_HOST: window_request.host, _PARAMS: dict(window_request.request.params)}
        self._add(window, {name: value for name, value in of_list.items() if value})

    def set_child_aside(
        self, readers: Iterable[Reader], host: str, row_id: str, **of_child: str
    ) -> None:
        """Remember a child of a row that can only be read again with the row.

        Args:
            readers: The streams that lack the child.
            host: The host of the row.
            row_id: The identity of the row in its sort key.
            of_child: What tells the child from others of the row.
        """
        window = self._windowed.current_window
        if window is not None:
            self._add(window, {_HOST: host, ONLY: row_id, **of_child}, readers)

    @override
    def set_detail_aside(self, record: Record) -> None:
        window = self._windowed.current_window
        if window is not None:
            row = {name: value for name, value in record.items() if value is not None}
            self._add(window, {_ROW: row})

    def _add(
        self,
        window: Window,
        context: Mapping[str, Any],
        readers: Iterable[Reader] | None = None,
    ) -> None:
        stream = self._windowed
        names = [reader.name for reader in readers or stream.incremental_readers]
        row_range = stream.row_range(window)
        span = {
            WINDOW: [window.first.isoformat(), window.last.isoformat()],
            ROWS: [row_range.begin or max(row_range.earliest, stream.first_time), row_range.end],
        }
        stream.run.failed_items.add(stream.name, {**span, **context}, names)

    # --- reading again -----------------------------------------------------------------------

    @override
    def reads_anyway(self, item: FailedItem) -> bool:
        return format_utc(self._since_for(item)) <= str(item.context[ROWS][0])

    @override
    def context_of(self, item: FailedItem) -> dict[str, Any]:
        since = self._since_for(item)
        # Zoom may list a session by the day it ended, in the host's time zone.
        needed = since.date() + 2 * _DAY
        self._windowed.run.failed_items.shorten(item, needed, format_utc(since))
        first, last = map(date.fromisoformat, item.context[WINDOW])
        return {WINDOW: Window(first, last), RETRY: Retry(item, replaces_pass=False)}

    def _since_for(self, item: FailedItem) -> datetime:
        """Return from when on the regular pass reads for all that lack an item."""
        readers = [s for s in self._windowed.incremental_readers if s.name in item.readers]
        return max(reader.bookmark.since for reader in readers)

    def keyed_rows(
        self, reader: WindowReader, context: Mapping[str, Any]
    ) -> Iterator[tuple[SortKey, Record]]:
        """Read an item again.

        Yields:
            The rows that a stream lacks, in order.
        """
        stream, window, retry = self._windowed, context[WINDOW], context[RETRY]
        row = retry.item.context.get(_ROW)
        if row is not None:
            rows = iter([(stream.sort_key(row), dict(row))])
        else:
            rows = reader.rows_again(
                window, self._lists(context), lambda _, found: note(stream.name, context, found)
            )
        return (each for each in rows if is_wanted(stream, each[0], window, retry))

    def planned_requests(
        self, planner: WindowPlanner, context: Mapping[str, Any], position: Position
    ) -> PlannedRequests:
        """Plan what reading an item again requests."""
        stream, window, retry = self._windowed, context[WINDOW], context[RETRY]
        row = retry.item.context.get(_ROW)
        if row is not None:
            if is_wanted(stream, stream.sort_key(row), window, retry):
                yield from prefetchable.after_record(stream, dict(row), context, position)
        elif retry.item.context.get(_HOST):  # without a host, the hosts may have to be listed first
            yield from planner.planned_lists(self._lists(context), window, position, retry)

    def _lists(self, context: Mapping[str, Any]) -> list[WindowRequest]:
        stored: Mapping[str, Any] = context[RETRY].item.context
        host, params = stored.get(_HOST, ""), stored.get(_PARAMS, {})
        found = list(self._windowed.lists_again(context[WINDOW], host))
        same = [each for each in found if (each.host, dict(each.request.params)) == (host, params)]
        return same or found  # a setting has changed since: other lists have the rows
