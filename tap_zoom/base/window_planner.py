"""Planning the requests of streams that are read by windows, to prefetch them."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from heapq import merge
from typing import TYPE_CHECKING, Any

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base import prefetchable
from tap_zoom.base.retry import RETRY
from tap_zoom.base.window_request import is_wanted
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position
from tap_zoom.state.failed_items import WINDOW

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.base.retry import Retry
    from tap_zoom.base.window_reader import WindowReader
    from tap_zoom.base.window_request import Windowed, WindowRequest
    from tap_zoom.state.date_windows import Window


class WindowPlanner:
    """Plans the requests of one stream.

    Args:
        stream: The stream.
        reader: What reads its lists.
    """

    def __init__(self, stream: Windowed, reader: WindowReader) -> None:
        """Plan nothing yet."""
        self._stream = stream
        self._reader = reader
        self._ids: dict[Window, set[str]] = {}

    def planned_requests(self, hosts: Iterable[str], position: Position) -> PlannedRequests:
        """Plan all windows, once the first list tells where Zoom lets them begin.

        Args:
            hosts: The hosts, for streams that are requested per host.
            position: The position of it all in the order of need.
        """
        rest = self._windows(hosts, position)
        first = next(rest, None)
        if first is not None:
            yield self._probe(first, rest, self._stream.retention.clip(self._stream.all_windows[0]))

    def _probe(
        self,
        first: PlannedRequest,
        rest: PlannedRequests,
        window: Window,
        *,
        is_later: bool = False,
    ) -> PlannedRequest:
        stream = self._stream

        def expand(result_set: ResultSet) -> PlannedRequests:
            if result_set.outcome is Outcome.TOO_OLD:
                later = stream.retention.later(window)
                request = later and stream.window_request(later, first.request)
                if later and request and request != first.request:
                    again = replace(first, position=(*first.position, -1), request=request)
                    return iter((self._probe(again, rest, later, is_later=True),))
            elif is_later and result_set.outcome is Outcome.OK:
                stream.retention.accept(window)
            found = first.expand(result_set) if first.expand is not None else iter(())
            return merge(found, rest, key=lambda planned: planned.position)

        return replace(first, expand=expand)

    def _windows(self, hosts: Iterable[str], position: Position) -> PlannedRequests:
        for index, window in enumerate(self._stream.all_windows):
            yield from self._stream.planned_window(window, hosts, (*position, index))

    def planned_lists(
        self,
        lists: Iterable[WindowRequest],
        window: Window,
        position: Position,
        retry: Retry | None = None,
    ) -> PlannedRequests:
        """Plan some lists of a window, and what their rows lead to.

        Args:
            lists: The lists.
            window: The window.
            position: The position of it all in the order of need.
            retry: Why the lists are read apart from the regular pass, if they are.
        """
        stream = self._stream
        for index, window_request in enumerate(lists):
            expand = None
            if prefetchable.has_followups(stream):
                expand = partial(
                    self._planned_rows,
                    lists=window_request,
                    window=window,
                    position=position,
                    retry=retry,
                )
            clipped = stream.retention.clip(window)
            request = stream.window_request(clipped, window_request.request)
            yield PlannedRequest((*position, 0, index), request, expand)

    def _planned_rows(
        self,
        result_set: ResultSet,
        lists: WindowRequest,
        window: Window,
        position: Position,
        retry: Retry | None,
    ) -> PlannedRequests:
        stream, builder = self._stream, self._stream.preview_builder
        ids = self._ids_of(window) if retry is None else set()
        found = []
        rows = self._reader.keyed_rows(result_set.rows(), window, lists, builder, builder.scope({}))
        for key, pending in rows:
            # Rows that windows share are planned with one of them, whichever list arrives first.
            if key[1] not in ids and is_wanted(stream, key, window, retry):
                ids.add(key[1])
                found.append((key, pending))
        context: dict[str, Any] = {WINDOW: window}
        if retry is not None:
            context[RETRY] = retry
        for key, pending in sorted(found, key=lambda each: each[0]):
            yield from prefetchable.after_record(stream, pending, context, (*position, 1, key))

    def _ids_of(self, window: Window) -> set[str]:
        """Return the ids of the rows planned with a window, and forget those of past windows."""
        if window not in self._ids:
            current = self._stream.current_window
            if current is not None:
                kept = self._ids.items()
                self._ids = {w: found for w, found in kept if w.last >= current.first}
            self._ids[window] = set()
        return self._ids[window]
