"""Streams that Zoom gives by windows of days, for the account as a whole.

Such a stream goes from old to new: in each window it reads all lists, sorts their rows by time,
and only then lets them out, each followed by what hangs off it. So the stream is sorted as a whole:
bookmarks move row by row, and a run that is cut short goes on where it was.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base.windowed import Query, Windowed
from tap_zoom.exceptions import LimitError
from tap_zoom.records.external_sort import Spool
from tap_zoom.records.keys import RowIds
from tap_zoom.state.bookmark import SessionKey, stamp
from tap_zoom.state.date_windows import Window, objection_to

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import Listing
    from tap_zoom.base.declaration import Record

# Rows between two positions in STATE: each may be long in coming, unless nothing hangs off it.
_COMMIT_EVERY = 50
_COMMIT_LEAVES_EVERY = 1_000
# Lists that a test of the connection reads: there may be thousands of hosts, and years of windows.
_TESTED = 10


class Dated(Windowed):
    """A stream that is read window by window."""

    _last: SessionKey = ("", "")

    def emit(self, key: SessionKey, item: Record) -> Iterable[Record]:
        """The record of an item."""
        self.held_back = False
        whole = self._with_detail(item)
        if whole is not None:
            self.held_back |= not self.delivers(key)
            counts = not self.held_back
            yield whole
            self.run.summary.records[self.name] += counts

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        handed_down = super().get_child_context(record, None) or {}
        return {**handed_down, "key": self.key_of(record)}

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        if self.oldest is None and (objection := objection_to(self.since, self.run.started)):
            self.run.warn_once(objection)
        found = self.all_windows[-1:] if self._is_tested else self.all_windows
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
        try:
            yield from self._records_of(context["window"])
        except LimitError as error:
            # What hangs off nothing else doesn't keep the other labels' streams from being read;
            # the run ends with the error all the same.
            if self._driven_children:
                raise
            self.close(self.path, str(error))
            self.run.summary.limit = str(error)

    def _records_of(self, window: Window) -> Iterable[Record]:
        every = _COMMIT_EVERY if self._driven_children else _COMMIT_LEAVES_EVERY
        for count, (key, item) in enumerate(self._sorted(window), start=1):
            yield from self.emit(key, item)
            self._pass_by(key)
            if count % every == 0:
                self.commit()
        # A run that is cut short later on need not list this window again.
        self._pass_by((stamp(window.covers_until), ""))
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
                    key = self.key_with_id(item, row_ids)
                    if not key[1]:
                        self.run.summary.skip(self.name, "row without an id")
                    elif self.is_wanted(key, self._last, seen):
                        spool.add(key, item)
            yield from spool.drain()

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
            asked = self.kept.clip(window)
            call = self.call_within(window, query)
            listing = self._read(call)
            if listing.outcome is not Outcome.TOO_OLD or not self.kept.refuse(asked):
                return listing
            # A month can't be moved by a day: it is asked for once.
            if self.call_within(window, query) == call:
                return listing
