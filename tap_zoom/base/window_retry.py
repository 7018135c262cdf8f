"""Lists of windows that Zoom failed to return: how STATE holds them, and reading them again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from tap_zoom.base import prefetchable
from tap_zoom.base.retry import RETRY, Retry, note
from tap_zoom.records.times import format_utc
from tap_zoom.state.date_windows import Window
from tap_zoom.state.failed_items import ROWS, WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_zoom.base.retry import Retryable
    from tap_zoom.base.window_planner import WindowPlanner
    from tap_zoom.base.window_reader import WindowReader
    from tap_zoom.base.window_request import Windowed, WindowRequest
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey
    from tap_zoom.state.failed_items import FailedItem

_DAY = timedelta(days=1)
_HOST, _PARAMS, _ROW = "host", "params", "row"
#: The field of a failed item that names the only row of the list that is wanted.
ONLY = "only"


def set_list_aside(stream: Windowed, window: Window, window_request: WindowRequest) -> None:
    """Remember a list of a window that failed."""
    of_list = {_HOST: window_request.host, _PARAMS: dict(window_request.request.params)}
    _add(stream, window, {name: value for name, value in of_list.items() if value})


def set_child_aside(
    stream: Windowed, readers: Iterable[Retryable], host: str, row_id: str, **of_child: str
) -> None:
    """Remember a child of a row that can only be read again with the row.

    Args:
        stream: The stream of the row.
        readers: The streams that lack the child.
        host: The host of the row.
        row_id: The identity of the row in its sort key.
        of_child: What tells the child from others of the row.
    """
    window = stream.current_window
    if window is not None:
        _add(stream, window, {_HOST: host, ONLY: row_id, **of_child}, readers)


def set_row_aside(stream: Windowed, window: Window, row: Record) -> None:
    """Remember a row whose detail failed."""
    _add(stream, window, {_ROW: {name: v for name, v in row.items() if v is not None}})


def _add(
    stream: Windowed,
    window: Window,
    context: Mapping[str, Any],
    readers: Iterable[Retryable] | None = None,
) -> None:
    names = [reader.name for reader in readers or stream.incremental_readers]
    row_range = stream.row_range(window)
    span = {
        WINDOW: [window.first.isoformat(), window.last.isoformat()],
        ROWS: [row_range.begin or max(row_range.earliest, stream.first_time), row_range.end],
    }
    stream.run.failed_items.add(stream.name, {**span, **context}, names)


def restored(stream: Windowed, item: FailedItem, since: datetime) -> dict[str, Any]:
    """Return the context to read an item again with.

    Args:
        stream: The stream.
        item: The item.
        since: From when on the regular pass reads everything for all that lack the item.
    """
    # Zoom may list a session by the day it ended, in the host's time zone.
    stream.run.failed_items.shorten(item, since.date() + 2 * _DAY, format_utc(since))
    first, last = map(date.fromisoformat, item.context[WINDOW])
    return {WINDOW: Window(first, last), RETRY: Retry(item, replaces_pass=False)}


def keyed_rows(
    stream: Windowed, reader: WindowReader, context: Mapping[str, Any]
) -> Iterator[tuple[SortKey, Record]]:
    """Read an item again.

    Yields:
        The rows that a stream lacks, in order.
    """
    retry: Retry = context[RETRY]
    row = retry.item.context.get(_ROW)
    only = retry.item.context.get(ONLY)
    if row is not None:
        rows = iter([(stream.sort_key(row), dict(row))])
    else:
        lists = _lists(stream, context)
        rows = reader.rows_again(
            context[WINDOW], lists, lambda _, result_set: note(stream.name, context, result_set)
        )
    begin, end = retry.item.context[ROWS]
    for key, pending in rows:
        is_here = not key[0] or begin <= key[0] < end
        if is_here and stream.is_new(key, retry) and only in {None, key[1]}:
            yield key, pending


def planned_requests(
    stream: Windowed, planner: WindowPlanner, context: Mapping[str, Any], position: Position
) -> PlannedRequests:
    """Plan what reading an item again requests."""
    retry: Retry = context[RETRY]
    row = retry.item.context.get(_ROW)
    if row is not None:
        if stream.is_new(stream.sort_key(row), retry):
            yield from prefetchable.after_record(stream, dict(row), context, position)
    elif retry.item.context.get(_HOST):  # without a host, the hosts may have to be listed first
        lists = _lists(stream, context)
        yield from planner.planned_lists(lists, context[WINDOW], position, retry)


def _lists(stream: Windowed, context: Mapping[str, Any]) -> list[WindowRequest]:
    stored: Mapping[str, Any] = context[RETRY].item.context
    host, params = stored.get(_HOST, ""), stored.get(_PARAMS, {})
    found = list(stream.lists_again(context[WINDOW], host))
    same = [each for each in found if (each.host, dict(each.request.params)) == (host, params)]
    return same or found  # a setting has changed since: other lists have the rows
