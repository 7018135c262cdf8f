"""Everything that the streams change about the SDK, each with its reason.

Two private methods of the SDK are overridden, both in ``SingerStream``. The tests of this module
fail if the SDK changes what any of these overrides relies on.
"""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk import metrics
from singer_sdk.singerlib.catalog import Metadata
from singer_sdk.streams import RESTStream
from typing_extensions import override

from tap_zoom.singer import mapping
from tap_zoom.singer.deselection import (
    Deselection,
    describe_undeclared,
    deselected,
    undeclared,
)
from tap_zoom.singer.null_metrics import NullCounter, NullTimer
from tap_zoom.singer.state_manager import FlatStateManager
from tap_zoom.singer.writer import ReusableRecordMessage, Writer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from singer_sdk import Tap
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import MetadataMapping

    from tap_zoom.records.types import Breadcrumb


class ContextOnly(dict[str, Any]):
    """A record that is not written: only its child streams need it."""


class SingerStream(RESTStream[str]):
    """A REST stream that writes SCHEMA once, keeps its own state and logs no metrics."""

    #: One flat bookmark per stream, however many parents it has.
    state_partitioning_keys = ()

    _schema_written = False

    @property
    def tap(self) -> Tap:
        """Return the tap."""
        return self._tap

    def on_record_written(self) -> None:
        """Count a record that has been written."""

    # --- selection ---------------------------------------------------------------------------

    @property
    @override
    def metadata(self) -> MetadataMapping:
        metadata = super().metadata
        # The SDK has no switch for a property that isn't selected by default, nor for one that
        # can't be selected.
        if not self._defaults_applied:
            self._defaults_applied = True
            for breadcrumb in self.deselected_by_default():
                entry = metadata.setdefault(
                    breadcrumb, Metadata(inclusion=Metadata.InclusionType.AVAILABLE)
                )
                if self.tap.input_catalog is None:
                    entry.selected_by_default = False
                elif not self.is_selectable(breadcrumb):
                    self.refused_properties += entry.selected is True
                    entry.selected = False
        return metadata

    _defaults_applied = False
    #: How many selected properties can't be selected.
    refused_properties = 0

    def deselected_by_default(self) -> Iterable[Breadcrumb]:
        """Return the properties that are not selected by default."""
        return ()

    def is_selectable(self, breadcrumb: Breadcrumb) -> bool:
        """Return whether a catalog can select a property that is not selected by default."""
        return True

    @property
    @override
    def selected(self) -> bool:
        # What the catalog omits is not selected: the SDK finds that out property by property.
        catalog = self.tap.input_catalog
        return (catalog is None or self.tap_stream_id in catalog) and super().selected

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Ignore the value: the catalog decides.

        The SDK's connection test would select every stream, including those that the app has no
        scopes for.
        """

    @property
    def is_read(self) -> bool:
        """Return whether the stream or any of its descendants is selected."""
        return self.selected or self.has_selected_descendents

    # --- messages ----------------------------------------------------------------------------

    def write_schema(self) -> None:
        """Write SCHEMA, unless that has been done: a table for the stream, even without rows."""
        self._write_schema_message()

    @override
    def _write_schema_message(self) -> None:
        # The SDK syncs a child stream once per parent and repeats its SCHEMA each time (meltano/sdk
        # #1061): targets flush at each one, and it is most of the cost of a context.
        if not self._schema_written:
            self._schema_written = True
            super()._write_schema_message()

    @override
    def _write_record_message(self, record: Record) -> None:
        # The SDK writes every record. For each, it walks through all properties to remove the
        # deselected ones and applies a map that changes nothing: more than half of a record's cost,
        # for no effect unless something is mapped or flattened.
        if isinstance(record, ContextOnly):
            return
        self.on_record_written()
        self._deselection.apply(record)
        if self._is_mapped:
            with mapping.explained_errors(self.name):
                super()._write_record_message(record)
            return
        self.tap.write_message(self._record_message.with_record(record))
        self.state_manager.is_flushed = False

    @override
    def generate_child_contexts(
        self, record: Record, context: Context | None
    ) -> Iterable[Context | None]:
        if self._is_mapped:
            with mapping.explained_errors(self.name):
                if not self.stream_maps[0].get_filter_result(record):
                    return
        yield from self.child_contexts(record, context)

    def child_contexts(self, record: Record, context: Context | None) -> Iterable[Context | None]:
        """Return the contexts that a record makes for its children, unless a map filters it."""
        # The SDK would make a context for each record, even if no child is read.
        if self._children_are_read and self.has_children(record):
            yield self.get_child_context(record, context)

    @cached_property
    def _children_are_read(self) -> bool:
        return self.has_selected_descendents

    def has_children(self, record: Record) -> bool:
        """Return whether a record can have children."""
        return True

    @cached_property
    def _record_message(self) -> ReusableRecordMessage:
        return ReusableRecordMessage(self.name, self._stream_version)

    @cached_property
    def _is_mapped(self) -> bool:
        return mapping.is_mapped(self.stream_maps)

    @cached_property
    def _deselection(self) -> Deselection:
        """Removes deselected fields last, so that child streams see the whole record."""
        missing = set(undeclared(self.schema, self.effective_schema))
        if missing:
            self.logger.warning(describe_undeclared(missing))
        found = deselected(self.mask, self.metadata, self.deselected_by_default())
        return Deselection(found | missing)

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        # The SDK's connection test reads streams that are not selected, too.
        if not self.is_read:
            return
        yield from super().get_records(context)
        # The last record has been written by now. The SDK would flush it with the next STATE, which
        # streams without a bookmark don't change.
        self.flush()

    def flush(self) -> None:
        """Write all buffered messages."""
        if isinstance(self.tap.message_writer, Writer):
            self.tap.message_writer.flush()

    @override
    def get_batch_config(self, config: Any) -> None:
        return None  # BATCH messages would bypass deselection

    # --- state -------------------------------------------------------------------------------

    @property
    @override
    def stream_state(self) -> dict[str, Any]:
        # Neither a full table nor a stream that isn't read has state; the SDK's connection test
        # would also make an entry for the latter.
        return super().stream_state if self.replication_key and self.is_read else {}

    @override
    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        return self.stream_state

    @property
    @override
    def state_manager(self) -> FlatStateManager:
        return self._flat_state_manager

    @cached_property
    def _flat_state_manager(self) -> FlatStateManager:
        return FlatStateManager(
            tap_name=self.tap_name,
            stream_name=self.name,
            tap_state=self.tap_state,
            state_partitioning_keys=(),
        )

    @override
    def get_replication_key_signpost(
        self, context: Context | None = None
    ) -> dt.datetime | Any | None:
        return None  # computed per context, for a state manager that doesn't use it

    def write_state(self) -> None:
        """Write STATE if it has changed."""
        self.tap.state_writer.write_state(self.tap_state)
        self.state_manager.is_flushed = True
        self.flush()

    # --- logs --------------------------------------------------------------------------------

    @override
    def log(self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any) -> None:
        # The SDK logs "Beginning sync" once per parent, and an error once per stream that it
        # passes through on its way up.
        super().log(message, *args, level=min(level, logging.DEBUG), **kwargs)

    @override
    def get_record_counter(
        self,
        *,
        endpoint: str | None = None,
        log_interval: float = metrics.DEFAULT_LOG_INTERVAL,
    ) -> metrics.Counter:
        return self._null_counter

    @override
    def get_sync_timer(self) -> metrics.Timer:
        return self._null_timer

    @cached_property
    def _null_counter(self) -> NullCounter:
        return NullCounter(metrics.Metric.RECORD_COUNT)

    @cached_property
    def _null_timer(self) -> NullTimer:
        return NullTimer(metrics.Metric.SYNC_DURATION)
