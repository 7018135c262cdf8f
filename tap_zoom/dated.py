"""Streams that Zoom gives by windows of days, for the account as a whole.

Such a stream goes from old to new: in each window it reads all lists, sorts their rows by time,
and only then lets them out, each followed by what hangs off it. So the stream is sorted as a whole:
bookmarks move row by row, and a run that is cut short goes on where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.bookmarks import SessionKey, in_utc, stamp
from tap_zoom.client import ZoomStream
from tap_zoom.errors import Outcome
from tap_zoom.keys import ROW_ID, RowIds
from tap_zoom.plans import Path, Plan, Plans
from tap_zoom.spool import Spool
from tap_zoom.windows import MOST_DAYS, Kept, Window, objection_to, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime

    from singer_sdk.helpers.types import Context

    from tap_zoom.calls import Call
    from tap_zoom.declaration import Record
    from tap_zoom.lists import Listing

# Rows between two positions in STATE: each may be long in coming, unless nothing hangs off it.
_COMMIT_EVERY = 50
_COMMIT_LEAVES_EVERY = 1_000
# Lists that a test of the connection reads: there may be thousands of hosts, and years of windows.
_TESTED = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A list of such a stream.

    Attributes:
        call: The list, without its window.
        adds: What is known of all its rows: fields that Zoom doesn't send.
    """

    call: Call
    adds: Mapping[str, Any] = field(default_factory=dict)


class Dated(ZoomStream):
    """A stream that is read window by window.

    Attributes:
        oldest: The oldest day that Zoom has; None for the six months of reports.
        most_days: The most days that Zoom answers for at a time.
        pass_fields: Parameters of ``passes`` that belong into the rows, and their fields there.
    """

    oldest: ClassVar[date | None] = None
    most_days: ClassVar[int] = MOST_DAYS
    pass_fields: ClassVar[Mapping[str, str]] = {}

    _last: SessionKey = ("", "")

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

    def emit(self, key: SessionKey, item: Record) -> Iterable[Record]:
        """The record of an item."""
        self.held_back = False
        whole = self._with_detail(item)
        if whole is not None:
            self.held_back |= not (self.selected and self.bookmark.wants(key))
            counts = not self.held_back
            yield whole
            self.run.summary.records[self.name] += counts

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        handed_down = super().get_child_context(record, None) or {}
        return {**handed_down, "key": self.key_of(record)}

    # --- reading -----------------------------------------------------------------------------

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
    def _windows(self) -> list[Window]:
        return self.windows(self._since)

    @cached_property
    def _since(self) -> datetime:
        # For streams that can't be read, say for a scope, nothing is listed night after night.
        readable = [stream for stream in self.driven if stream.is_complete()] or self.driven
        return min(stream.bookmark.since for stream in readable)

    @cached_property
    def _kept(self) -> Kept:
        return Kept()

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        if self.oldest is None and (objection := objection_to(self._since, self.run.started)):
            self.run.warn_once(objection)
        found = self._windows[-1:] if self._is_tested else self._windows
        # Without any context the SDK would make up one.
        return [{"window": window} for window in found] or [{"window": None}]

    @property
    def _is_tested(self) -> bool:
        """Whether the run only looks for a record of each stream, as ``--test`` does."""
        return self.ABORT_AT_RECORD_COUNT is not None

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context is None or context["window"] is None or self.path in self.closed:
            return
        every = _COMMIT_EVERY if self._driven_children else _COMMIT_LEAVES_EVERY
        for count, (key, item) in enumerate(self._sorted(context["window"]), start=1):
            yield from self.emit(key, item)
            self._pass_by(key)
            if count % every == 0:
                self.commit()
        # A run that is cut short later on need not list this window again.
        self._pass_by((stamp(context["window"].covers_until), ""))
        self.commit()

    def _pass_by(self, key: SessionKey) -> None:
        """Note that each stream has had its part of all rows up to this one, if any.

        Streams without rows go on with the others, or else the next run would begin for them; those
        that can't be read stay where they are.
        """
        self._last = max(self._last, key)
        for stream in self.driven:
            if stream.bookmark.wants(self._last) and stream.is_complete():
                stream.bookmark.delivered(self._last)

    def _sorted(self, window: Window) -> Iterator[tuple[SessionKey, Record]]:
        with Spool() as spool:
            seen: set[str] = set()
            row_ids = RowIds(self.row_identity)
            hosts = self.hosts() if self.by_host else ()
            most = _TESTED if self._is_tested else None
            for query in islice(self.queries(window, hosts), most):
                if self.path in self.closed:
                    return
                for row in self.rows(self.within(window, query)):
                    item = self.item(query, row)
                    key = self._key(item, row_ids)
                    if not key[1]:
                        self.run.summary.skip(self.name, "row without an id")
                    elif self._is_wanted(key, self._last, seen):
                        spool.add(key, item)
            yield from spool.drain()

    def _key(self, item: Record, row_ids: RowIds) -> SessionKey:
        if ROW_ID in self.primary_keys:
            item[ROW_ID] = row_ids.of(item)
        return self.key_of(item)

    def _is_wanted(self, key: SessionKey, last: SessionKey, seen: set[str]) -> bool:
        """Whether a row is wanted, and wasn't had before: here, or on a day that windows share."""
        if not key[1] or key[1] in seen or (key[0] and key <= last):
            return False
        if not any(stream.bookmark.wants(key) for stream in self.driven):
            return False
        seen.add(key[1])
        return True

    @override
    def close(self, endpoint: str, why: str) -> None:
        # Its lists may be at other endpoints than its own.
        is_list = self.detail is None or endpoint != self.detail.path
        self.closed.add(endpoint)
        super().close(self.path if is_list else endpoint, why)

    def commit(self) -> None:
        """Put into STATE how far the stream has come, and write it.

        At once: the SDK would write it behind the next row's children, which a run that goes on
        from there would then read again.
        """
        self.note_position()
        self.write_state()

    def note_position(self) -> None:
        """Put into STATE how far the stream has come."""
        for stream in self.driven:
            stream.bookmark.commit()

    def hosts(self) -> list[str]:
        """The users, where there are lists for each."""
        raise NotImplementedError

    def within(self, window: Window, query: Query) -> Listing:
        """Read a list for a window, from the oldest day on that Zoom answers for."""
        while True:
            asked = self._kept.clip(window)
            call = self.call_within(window, query)
            listing = self._read(call)
            if listing.outcome is not Outcome.TOO_OLD or not self._kept.refuse(asked):
                return listing
            # A month can't be moved by a day: it is asked for once.
            if self.call_within(window, query) == call:
                return listing

    def call_within(self, window: Window, query: Query) -> Call:
        """A list, for as much of a window as Zoom still has."""
        params = self.window_params(self._kept.clip(window))
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
        asked = self._kept.clip(self._windows[0])

        def answered(listing: Listing) -> Plans:
            if listing.outcome is Outcome.TOO_OLD and self._kept.refuse(asked):
                return self.plans(context, path)
            found = probe.then(listing) if probe.then is not None else iter(())
            return merge(found, rest, key=lambda plan: plan.path)

        yield Plan(probe.path, probe.call, answered)

    def _plans_of_windows(self, context: Mapping[str, Any], path: Path) -> Plans:
        for place, window in enumerate(self._windows):
            yield from self.plans_of_window(window, context.get("hosts", ()), (*path, place))

    def plans_of_window(self, window: Window, hosts: Iterable[str], path: Path) -> Plans:
        """The lists of a window, and what their rows lead to."""
        yield from self.plans_of_queries(self.queries(window, hosts), window, path)

    def plans_of_queries(self, queries: Iterable[Query], window: Window, path: Path) -> Plans:
        """Some lists of a window, and what their rows lead to."""
        # What two windows share is read in the first of them, whichever list comes first.
        had = ("", "") if window == self._windows[0] else (stamp(window.shares_until), "")
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
            key = self._key(item, row_ids)
            if self._is_wanted(key, had, self._planned_ids):
                found.append((key, item))
        for key, item in sorted(found, key=lambda each: each[0]):
            yield from self.plans_of_record(item, {}, (*path, 1, key))

    @cached_property
    def _planned_ids(self) -> set[str]:
        return set()
