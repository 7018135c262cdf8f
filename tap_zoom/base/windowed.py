"""What is asked for by windows of days: which windows and lists, and what they will lead to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from heapq import merge
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base.stream import ZoomStream
from tap_zoom.prefetch.plan import Path, Plan, Plans
from tap_zoom.records.keys import ROW_ID, RowIds
from tap_zoom.state.bookmark import SessionKey, in_utc, stamp
from tap_zoom.state.date_windows import MOST_DAYS, Kept, Window, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call
    from tap_zoom.base.declaration import Record


@dataclass(frozen=True, slots=True)
class Query:
    """A list of such a stream.

    Attributes:
        call: The list, without its window.
        adds: What is known of all its rows: fields that Zoom doesn't send.
    """

    call: Call
    adds: Mapping[str, Any] = field(default_factory=dict)


class Windowed(ZoomStream):
    """A stream that is asked for window by window.

    Attributes:
        oldest: The oldest day that Zoom has; None for the six months of reports.
        most_days: The most days that Zoom answers for at a time.
        pass_fields: Parameters of ``passes`` that belong into the rows, and their fields there.
    """

    oldest: ClassVar[date | None] = None
    most_days: ClassVar[int] = MOST_DAYS
    pass_fields: ClassVar[Mapping[str, str]] = {}

    # --- what a stream may put differently ---------------------------------------------------

    @property
    def by_host(self) -> bool:
        """Whether there are lists for each user, so that the users have to be known."""
        return False

    def windows(self, since: datetime) -> list[Window]:
        """The windows to read, from old to new."""
        return windows(since, self.run.started, oldest=self.oldest, most_days=self.most_days)

    def window_params(self, window: Window) -> Mapping[str, str]:
        """A window as Zoom wants it."""
        return window.params

    def queries(self, window: Window, hosts: Iterable[str]) -> Iterable[Query]:
        """The lists of a window."""
        for params in self.passes:
            adds = {self.pass_fields[n]: v for n, v in params.items() if n in self.pass_fields}
            yield Query(self.call({}, params), adds)

    def item(self, query: Query, row: Record, *, planning: bool = False) -> Record:
        """What is kept of a row until its turn comes; here, the record that it becomes."""
        row = {**query.adds, **row}
        return self.to_plan(row) if planning else self.to_record(row, {}, query.call)

    def key_of(self, item: Record) -> SessionKey:
        """When it was, and its id among those of the same time; an item needs an id."""
        values = [item.get(name) for name in self.primary_keys]
        identity = "" if None in values or "" in values else "|".join(map(str, values))
        return (in_utc(item.get(self.replication_key or "")), identity)

    # --- what there is to read ---------------------------------------------------------------

    @cached_property
    def driven(self) -> list[ZoomStream]:
        """The streams whose bookmarks move with this one's rows."""
        streams = (self, *self.descendent_streams)
        return [
            stream
            for stream in streams
            if isinstance(stream, ZoomStream) and stream.selected and stream.replication_key
        ]

    @cached_property
    def all_windows(self) -> list[Window]:
        """All windows of the run."""
        return self.windows(self.since)

    @cached_property
    def since(self) -> datetime:
        """From when on the run reads."""
        # For streams that can't be read, say for a scope, nothing is listed night after night.
        readable = [stream for stream in self.driven if stream.is_complete()] or self.driven
        return min(stream.bookmark.since for stream in readable)

    @cached_property
    def kept(self) -> Kept:
        """What Zoom still answers for."""
        return Kept()

    def key_with_id(self, item: Record, row_ids: RowIds) -> SessionKey:
        """The key of an item, which is given an id if Zoom has none for it."""
        if ROW_ID in self.primary_keys:
            item[ROW_ID] = row_ids.of(item)
        return self.key_of(item)

    def is_wanted(self, key: SessionKey, last: SessionKey, seen: set[str]) -> bool:
        """Whether a row is wanted, and wasn't had before: here, or on a day that windows share."""
        if not key[1] or key[1] in seen or (key[0] and key <= last):
            return False
        if not any(stream.bookmark.wants(key) for stream in self.driven):
            return False
        seen.add(key[1])
        return True

    def call_within(self, window: Window, query: Query) -> Call:
        """A list, for as much of a window as Zoom still has."""
        params = self.window_params(self.kept.clip(window))
        return replace(query.call, params=(*query.call.params, *params.items()))

    # --- reading ahead -----------------------------------------------------------------------

    @override
    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        """All windows; ``context`` has the hosts, where there are lists for each."""
        # The first request tells whether the first window begins late enough: see Kept.
        rest = self._plans_of_windows(context, path)
        probe = next(rest, None)
        if probe is None:
            return
        asked = self.kept.clip(self.all_windows[0])

        def answered(listing: Listing) -> Plans:
            if listing.outcome is Outcome.TOO_OLD and self.kept.refuse(asked):
                return self.plans(context, path)
            found = probe.then(listing) if probe.then is not None else iter(())
            return merge(found, rest, key=lambda plan: plan.path)

        yield Plan(probe.path, probe.call, answered)

    def _plans_of_windows(self, context: Mapping[str, Any], path: Path) -> Plans:
        for place, window in enumerate(self.all_windows):
            yield from self.plans_of_window(window, context.get("hosts", ()), (*path, place))

    def plans_of_window(self, window: Window, hosts: Iterable[str], path: Path) -> Plans:
        """The lists of a window, and what their rows lead to."""
        yield from self.plans_of_queries(self.queries(window, hosts), window, path)

    def plans_of_queries(self, queries: Iterable[Query], window: Window, path: Path) -> Plans:
        """Some lists of a window, and what their rows lead to."""
        # What two windows share is read in the first of them, whichever list comes first.
        had = ("", "") if window == self.all_windows[0] else (stamp(window.shares_until), "")
        leads_on = self.detail is not None or bool(self._driven_children)
        for place, query in enumerate(queries):
            then = partial(self._plans_of_items, query=query, had=had, path=path)
            call = self.call_within(window, query)
            yield Plan((*path, 0, place), call, then if leads_on else None)

    def _plans_of_items(self, listing: Listing, query: Query, had: SessionKey, path: Path) -> Plans:
        found: list[tuple[SessionKey, Record]] = []
        row_ids = RowIds(self.row_identity)
        for row in listing.rows():
            item = self.item(query, row, planning=True)
            key = self.key_with_id(item, row_ids)
            if self.is_wanted(key, had, self._planned_ids):
                found.append((key, item))
        for key, item in sorted(found, key=lambda each: each[0]):
            yield from self.plans_of_record(item, {}, (*path, 1, key))

    @cached_property
    def _planned_ids(self) -> set[str]:
        return set()
