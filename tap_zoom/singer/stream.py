"""Everything that the streams change about the SDK, each with its reason.

Two private methods of the SDK are overridden, both in ``SingerStream``. The tests of this module
fail if the SDK changes what any of these overrides relies on.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from singer_sdk import metrics
from singer_sdk.mapper import SameRecordTransform
from singer_sdk.singerlib.catalog import Metadata
from singer_sdk.streams import RESTStream
from singer_sdk.streams._state import StreamStateManager
from typing_extensions import override

from tap_zoom.exceptions import ConfigError
from tap_zoom.singer.deselection import Deselection
from tap_zoom.singer.null_metrics import NullCounter, NullTimer
from tap_zoom.singer.writer import ReusableRecordMessage, Writer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator

    from singer_sdk import Tap
    from singer_sdk.helpers.types import Context, Record
    from singer_sdk.singerlib import MetadataMapping

    from tap_zoom.records.types import Breadcrumb


class ContextOnly(dict[str, Any]):
    """A record that is not written: only its child streams need it."""


class FlatStateManager(StreamStateManager):
    """Leaves the stream's state to the tap's own bookmarks (``tap_zoom.state``).

    The SDK treats a stream with flat state as unsorted: it writes progress markers that no run can
    resume from, and that stay in STATE after a run that selected only part of a tree of streams
    (meltano/sdk #3611).
    """

    @override
    def write_starting_replication_value(self, *args: Any, **kwargs: Any) -> None:
        pass

    @override
    def write_replication_key_signpost(self, *args: Any, **kwargs: Any) -> None:
        pass

    @override
    def increment_state(self, *args: Any, **kwargs: Any) -> None:
        pass


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
        return super().selected

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
        if not self._is_unmapped:
            with self._map_errors():
                super()._write_record_message(record)
            return
        self.tap.write_message(self._record_message.with_record(record))
        self.state_manager.is_flushed = False

    @override
    def generate_child_contexts(
        self, record: Record, context: Context | None
    ) -> Iterable[Context | None]:
        if not self._is_unmapped:
            with self._map_errors():
                if not self.stream_maps[0].get_filter_result(record):
                    return
        yield from self.child_contexts(record, context)

    def child_contexts(self, record: Record, context: Context | None) -> Iterable[Context | None]:
        """Return the contexts that a record makes for its children, unless a map filters it."""
        yield self.get_child_context(record, context)

    @contextmanager
    def _map_errors(self) -> Iterator[None]:
        """Name the setting at fault for an error that the SDK raises while it maps a record.

        The error's own text may hold values of the record.
        """
        try:
            yield
        except BrokenPipeError:
            raise
        except Exception as error:  # noqa: BLE001 - an expression may raise anything
            msg = (
                f"stream_maps fails for {self.name} ({type(error).__name__}). Correct the "
                "expression in the setting."
            )
            raise ConfigError(msg) from None

    @cached_property
    def _record_message(self) -> ReusableRecordMessage:
        return ReusableRecordMessage(self.name, self._stream_version)

    @cached_property
    def _is_unmapped(self) -> bool:
        first, *others = self.stream_maps
        return not others and type(first) is SameRecordTransform and not first.flattening_enabled

    @cached_property
    def _deselection(self) -> Deselection:
        """Removes deselected fields last, so that child streams see the whole record."""
        deselected = {path for path, selected in self.mask.items() if path and not selected}
        # Secrets are opt-in, whatever the catalog: for the SDK, a property without an entry of its
        # own is selected with its stream. Nor does the SDK's selection reach into arrays.
        for breadcrumb in self.deselected_by_default():
            entry = self.metadata.get(breadcrumb)
            if entry is None or not entry.selected:
                deselected.add(breadcrumb)
        return Deselection(deselected)

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
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
    def state_manager(self) -> StreamStateManager:
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
