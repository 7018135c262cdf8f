"""The lists of a windowed stream, and what reading and planning them need of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.base.prefetchable import Prefetchable
from tap_zoom.base.readers import any_includes
from tap_zoom.state.failed_items import ONLY, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.base.readers import Reader
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.base.retry import Retry
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record
    from tap_zoom.run.context import Run
    from tap_zoom.state.bookmark import SortKey
    from tap_zoom.state.date_windows import Retention, RowRange, Window


@dataclass(frozen=True, slots=True)
class WindowRequest:
    """A list of a windowed stream.

    Attributes:
        request: The request, without its window.
        extra_fields: Fields that all of its rows share and Zoom doesn't send.
        host: The host whose list it is; "" for a list of the whole account.
    """

    request: Request
    extra_fields: Mapping[str, Any] = field(default_factory=dict)
    host: str = ""

    @property
    def identity(self) -> tuple[Any, ...]:
        """Return what tells it from other lists of a window."""
        return (self.host, self.request.path, self.request.params)


class ListFailures(Protocol):
    """The failed lists of one stream."""

    def set_list_aside(self, window: Window, window_request: WindowRequest) -> None: ...


class Windowed(Prefetchable, Protocol):
    """A stream that is requested window by window."""

    current_window: Window | None

    @property
    def builder(self) -> RecordBuilder: ...
    @property
    def all_windows(self) -> Sequence[Window]: ...
    @property
    def retention(self) -> Retention: ...
    def fetch(self, request: Request) -> ResultSet: ...
    def rows(self, result_set: ResultSet) -> Iterable[Record]: ...
    def window_request(self, window: Window, request: Request) -> Request: ...
    def row_range(self, window: Window) -> RowRange: ...
    @property
    def name(self) -> str: ...
    @property
    def run(self) -> Run: ...
    @property
    def first_time(self) -> str: ...
    @property
    def incremental_readers(self) -> Sequence[Reader]: ...
    @property
    def failures(self) -> ListFailures: ...
    def lists_again(self, window: Window, host: str) -> Iterable[WindowRequest]: ...
    def sort_key(self, pending: Record) -> SortKey: ...
    def pending_row(
        self, window_request: WindowRequest, row: Record, builder: RecordBuilder, scope: Scope
    ) -> Record | None: ...
    def planned_window(
        self, window: Window, hosts: Iterable[str], position: Position
    ) -> PlannedRequests: ...


def is_wanted(stream: Windowed, key: SortKey, window: Window, retry: Retry | None = None) -> bool:
    """Return whether a row is emitted with a window, for a stream that lacks it.

    Args:
        stream: The stream.
        key: The row.
        window: A window whose lists have the row; others may share its day.
        retry: Why the lists are read apart from the regular pass, if they are.
    """
    row_range = stream.row_range(window)
    if retry is not None:
        wanted = retry.item.context
        if wanted.get(ONLY) not in {None, key[1]}:
            return False
        begin, end = wanted[ROWS]
        row_range = replace(row_range, begin=begin, end=end)
    return row_range.includes(key[0]) and any_includes(stream.incremental_readers, key, retry)
