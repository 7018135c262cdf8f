"""What every stream shares: lists become records, records get keys, bookmarks move."""

from __future__ import annotations

from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk import SchemaDirectory, StreamSchema
from singer_sdk.helpers.conform import TypeConformanceLevel
from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base.declaration import is_blank
from tap_zoom.base.prefetchable import PlannedStream
from tap_zoom.records.conformer import Conformer
from tap_zoom.records.keys import ROW_ID, RowIds, stand_in
from tap_zoom.records.secrets import secret_paths
from tap_zoom.state.bookmark import Bookmark, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import Listing
    from tap_zoom.api.request import Call
    from tap_zoom.base.declaration import Record
    from tap_zoom.run.context import Run
    from tap_zoom.state.bookmark import SessionKey
    from tap_zoom.tap import TapZoom

_packaged = files("tap_zoom") / "schemas"
_checkout = Path(__file__).parents[2] / "schemas"
SCHEMAS = SchemaDirectory(_packaged if _packaged.is_dir() else _checkout)


class ZoomStream(PlannedStream):
    """A stream of Zoom's API."""

    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)
    url_base = ""
    # Records are made to fit in values.py.
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE

    _tap: TapZoom

    @property
    def run(self) -> Run:
        """What the streams of this run share."""
        return self._tap.run

    @override
    def paths_to_leave_out(self) -> Iterable[tuple[str, ...]]:
        return secret_paths(self.schema)

    # --- records -----------------------------------------------------------------------------

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        context = context or {}
        summary = self.run.summary
        if self.path in self.closed or not self.asks(context):
            return
        if reason := self.known_absent(context):
            summary.skip(self.name, reason)
            return
        row_ids = RowIds(self.row_identity) if ROW_ID in self.primary_keys else None
        seen = self._seen_in_run if self.once_per_run else set()
        selected, needs_id = self.selected, bool(self.indispensable)
        for listing in self._listings(context):
            for row in self.rows(listing):
                record = self.to_record(row, context, listing.call)
                if needs_id and self.lacks_id(record):
                    summary.skip(self.name, "row without an id")
                    continue
                if row_ids is not None:
                    record[ROW_ID] = row_ids.of(record)
                elif self.is_known(record, seen):
                    continue
                whole = self._with_detail(record) if self.detail else record
                if whole is not None:
                    counts = selected and not self.held_back
                    yield whole
                    summary.records[self.name] += counts

    def _listings(self, context: Mapping[str, Any]) -> Iterable[Listing]:
        listings = map(self._read, self.calls(context))
        return list(listings) if self.lists_first else listings

    def _read(self, call: Call) -> Listing:
        self.flush()  # the list may not be there yet
        return self.run.read(call)

    @cached_property
    def _seen_in_run(self) -> set[tuple[Any, ...]]:
        return set()

    def rows(self, listing: Listing) -> Iterable[Record]:
        """The rows of a list, or none and a note why."""
        summary, endpoint = self.run.summary, listing.call.endpoint
        match listing.outcome:
            case Outcome.OK:
                summary.answered(listing)
                return listing.rows(lambda: summary.skip(self.name, "row that is no object"))
            case Outcome.UNAVAILABLE:
                self.close(endpoint, f"{listing.reason} ({listing.message})")
            case Outcome.REFUSED:
                summary.skip(self.name, listing.reason)
                if summary.refused_throughout(listing.call, listing.reason):
                    self.close(endpoint, f"{listing.reason} ({listing.message})")
            case _:
                summary.skip(self.name, listing.reason)
                self.logger.debug("%s: %s", listing.call.path, listing.message)
        return ()

    def close(self, endpoint: str, why: str) -> None:
        """Ask an endpoint no more, and name the streams that can't be read for it."""
        self.closed.add(endpoint)
        if self.selected:
            self.run.summary.close(self.name, why)
        if endpoint == self.path:
            through = why if self.internal else f"{self.name} can't be read: {why}"
            for child in self.descendent_streams:
                if child.selected:
                    self.run.summary.close(child.name, through)

    def settle(self) -> None:
        """Name the stream, and what hangs off it, when every item of it was refused."""
        for reason in self.run.summary.withheld(self.name).values():
            self.close(self.path, f"every request was refused: {reason}")

    def to_record(self, row: Record, context: Mapping[str, Any], call: Call) -> Record:
        """Make a row a record: with its parents' ids, of the right types, with a whole key."""
        row = self.mended(row)
        if context is not self._at_hand:
            self._take_up(context)
        sent = dict(row) if self._replaceable else row
        # A row's own field goes first (the user_id of a participant is not that of the host),
        # unless it is part of the key.
        record = {**self._ids, **self._conformer.conform(row), **self._keys}
        for name in self._replaceable:
            if is_blank(record.get(name)):
                record[name] = stand_in(sent, self.stand_in_from)
        return record

    def _take_up(self, context: Mapping[str, Any]) -> None:
        """Find the ids that a context has for each of its records, and which of them are keys."""
        names = {*self._ids_from_parents, *self.primary_keys}
        found = self._conformer.conform({n: context[n] for n in names if n in context})
        self._ids = {name: found[name] for name in self._ids_from_parents if name in found}
        self._keys = {name: found[name] for name in self.primary_keys if name in found}
        self._at_hand = context

    _at_hand: Mapping[str, Any] | None = None

    @cached_property
    def _replaceable(self) -> tuple[str, ...]:
        """Keys that something can stand in for where Zoom gives none."""
        return tuple(set(self.primary_keys) - self.indispensable - {ROW_ID})

    @cached_property
    def _ids_from_parents(self) -> tuple[str, ...]:
        names: list[str] = []
        parent = self.parent_stream_type
        while parent is not None and issubclass(parent, ZoomStream):
            names += [name for name in parent.hands_down if name in self.schema["properties"]]
            parent = parent.parent_stream_type
        return tuple(name for name in names if name not in self.own)

    def _with_detail(self, record: Record) -> Record | None:
        """Merge list row and detail. None when the item is gone, or kept from us."""
        call = self.detail_call(record)
        if call is None:
            return record
        found = () if call.endpoint in self.closed else self.rows(self._read(call))
        for detail in found:
            return self._conformer.conform(self.with_detail(record, detail))
        # Without details, a record would blank out in the warehouse what an earlier run knew; the
        # children still want to know of it when it's only the details that can't be read.
        self.held_back = call.endpoint in self.closed
        return record if self.held_back else None

    @cached_property
    def _conformer(self) -> Conformer:
        return Conformer(
            self.schema,
            on_misfit=lambda name: self.run.summary.misfit(self.name, name),
            on_unknown=self._note_unknown,
        )

    def _note_unknown(self, name: str) -> None:
        self.logger.info("Zoom sends a field that the schema doesn't know: %s", name)

    # --- state -------------------------------------------------------------------------------

    @cached_property
    def bookmark(self) -> Bookmark:
        """How far the stream has come; for incremental streams only."""
        return Bookmark(self.name, self.stream_state, self.span, self.replication_key or "")

    def delivers(self, key: SessionKey) -> bool:
        """Whether a session's rows go out, rather than only to what hangs off them."""
        return self.selected and self.bookmark.wants(key)

    @property
    def span(self) -> Span:
        """What the stream reads in this run."""
        return self.run.span

    @property
    @override
    def stream_state(self) -> dict[str, Any]:
        # Of a full table there is nothing to remember.
        return super().stream_state if self.replication_key else {}

    @override
    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        return self.stream_state

    @override
    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        for child in self.child_streams:
            child.finalize_state_progress_markers()
        if self.selected and self.replication_key and self.is_complete():
            self.bookmark.complete()
            self.write_state()

    def is_complete(self) -> bool:
        """Whether all that the stream was to read so far could be read."""
        streams = (self, *self._above)
        return (
            not self.closed
            and not any(stream.path in stream.closed for stream in self._above)
            and not any(self.run.summary.withheld(stream.name) for stream in streams)
        )

    @cached_property
    def _above(self) -> list[ZoomStream]:
        """The stream's parents, the nearest first."""
        found: list[ZoomStream] = []
        parent = self.parent_stream_type
        while parent is not None:
            found.append(cast("ZoomStream", self._tap.streams[vars(parent)["name"]]))
            parent = found[-1].parent_stream_type
        return found
