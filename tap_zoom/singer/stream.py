"""The one place that leans on private methods of the SDK, each with the reason why.

``tests/test_sdk_private.py`` fails when the SDK changes under any of them.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk.mapper import SameRecordTransform
from singer_sdk.singerlib.catalog import Metadata
from typing_extensions import override

from tap_zoom.singer.deselection import Cut
from tap_zoom.singer.null_metrics import QuietStream
from tap_zoom.singer.writer import Envelope, Writer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Generator, Iterable

    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import MetadataMapping


class SdkStream(QuietStream):
    """A stream that says its SCHEMA once and keeps its own bookmark."""

    #: One flat bookmark a stream, whatever the number of parents: ``bookmarks.py`` keeps it.
    state_partitioning_keys = ()

    _schema_written = False

    #: Whether the record at hand is only there for its children, being out already.
    held_back = False

    @property
    @override
    def metadata(self) -> MetadataMapping:
        # The SDK has no switch for "not selected by default" at a property: it is set on what the
        # SDK makes up, that is when no catalog was handed in.
        fresh = self._metadata is None and self._tap_input_catalog is None
        metadata = super().metadata
        if fresh:
            for path in self.paths_to_leave_out():
                entry = metadata.setdefault(path, Metadata(Metadata.InclusionType.AVAILABLE))
                entry.selected_by_default = False
        return metadata

    def paths_to_leave_out(self) -> Iterable[tuple[str, ...]]:
        """Breadcrumbs of the properties that are not selected by default."""
        return ()

    def write_state(self) -> None:
        """Write STATE, if it has changed."""
        # The SDK writes STATE for a stream only where it has seen the stream's records.
        self.state_manager.is_flushed = False
        self._write_state_message()

    @override
    def _write_state_message(self) -> None:
        # The SDK calls this whenever it is through with a parent's records, changes or none.
        super()._write_state_message()
        self.flush()

    def flush(self) -> None:
        """Write all that was said so far."""
        if isinstance(self._tap.message_writer, Writer):
            self._tap.message_writer.flush()

    @override
    def _write_schema_message(self) -> None:
        # The SDK syncs a child stream once for each parent and repeats its SCHEMA each time
        # (meltano/sdk #1061): targets flush at each one, and it is most of the cost of a context.
        if not self._schema_written:
            self._schema_written = True
            super()._write_schema_message()

    @override
    def _write_record_message(self, record: Record) -> None:
        # A record can be wanted for its children alone: the SDK knows no such record.
        if self.held_back:
            return
        self._cut.of(record)
        # For each record the SDK goes through all properties to take out the deselected ones, and
        # through a map that changes nothing: more than half of a record's cost, for nothing where
        # nothing is mapped or flattened.
        if not self._is_plain:
            super()._write_record_message(record)
            return
        self._tap.write_message(self._envelope.around(record))
        self.state_manager.is_flushed = False

    @cached_property
    def _envelope(self) -> Envelope:
        return Envelope(self.name, self._stream_version)

    @cached_property
    def _is_plain(self) -> bool:
        first, *others = self.stream_maps
        return not others and type(first) is SameRecordTransform and not first.flattening_enabled

    @cached_property
    def _cut(self) -> Cut:
        """What takes the fields out of a record that aren't selected.

        At the last moment, so that children get to know all of their parent.
        """
        deselected = {path for path, selected in self.mask.items() if path and not selected}
        # The SDK's own selection doesn't reach into arrays: an older catalog may not name a field
        # of their items, and a secret has to be asked for.
        for path in self.paths_to_leave_out():
            entry = self.metadata.get(path)
            if "items" in path and not (entry and entry.selected):
                deselected.add(path)
        return Cut(deselected)

    @property
    @override
    def selected(self) -> bool:
        return super().selected

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Ignore it, so that the catalog decides.

        The SDK's test of a connection selects every stream, also those that the app has no scopes
        for.
        """

    @override
    def _sync_records(
        self, context: Context | None = None, *, write_messages: bool = True
    ) -> Generator[Record, Any, Any]:
        # The SDK's test of a connection syncs what isn't selected, too.
        if not (self.selected or self.has_selected_descendents):
            return iter(())  # type: ignore[return-value]
        # Into a batch the SDK puts records as they are, whatever is deselected.
        records = super()._sync_records(context, write_messages=write_messages)
        return records if write_messages else self._for_a_batch(records)

    def _for_a_batch(self, records: Iterable[Record]) -> Generator[Record, Any, Any]:
        for record in records:
            if not self.held_back:
                self._cut.of(record)
                yield record

    @override
    def _write_starting_replication_value(self, context: Context | None) -> None:
        # With a flat bookmark, the SDK's markers stay in STATE behind a run that selected only
        # some of a tree's streams (meltano/sdk #3611); bookmarks.py needs none of them.
        pass

    @override
    def _increment_stream_state(
        self, latest_record: Record, *, context: Context | None = None
    ) -> None:
        # The SDK holds a stream with flat state for unsorted and writes progress markers that no
        # later run can go on from. bookmarks.py moves the bookmark.
        pass

    @override
    def get_replication_key_signpost(
        self, context: Context | None = None
    ) -> dt.datetime | Any | None:
        return None  # public; here because it is one with the two above
