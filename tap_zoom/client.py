"""What every stream shares."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import SchemaDirectory, StreamSchema
from singer_sdk.helpers.conform import TypeConformanceLevel
from singer_sdk.singerlib.catalog import Metadata
from typing_extensions import override

from tap_zoom.bookmarks import Bookmark
from tap_zoom.calls import PAGE_SIZE, Call, Label, fill
from tap_zoom.errors import Outcome
from tap_zoom.keys import ROW_ID, RowIds, stand_in
from tap_zoom.meters import SilentCounter, SilentTimer
from tap_zoom.plans import Plan
from tap_zoom.privacy import secret_paths
from tap_zoom.sdk_private import SdkStream
from tap_zoom.values import Conformer

if TYPE_CHECKING:
    from singer_sdk import metrics
    from singer_sdk.helpers.types import Context
    from singer_sdk.singerlib import MetadataMapping

    from tap_zoom.lists import Listing
    from tap_zoom.plans import Path as PlanPath
    from tap_zoom.plans import Plans
    from tap_zoom.run import Run
    from tap_zoom.tap import TapZoom

Record = dict[str, Any]

_packaged = files("tap_zoom") / "schemas"
_checkout = Path(__file__).parents[1] / "schemas"
SCHEMAS = SchemaDirectory(_packaged if _packaged.is_dir() else _checkout)


def _is_blank(value: object) -> bool:
    return value is None or value == ""


@dataclass(frozen=True, slots=True)
class Scopes:
    """What an app must be allowed: one family or the other, never a mixture.

    Attributes:
        granular: Scopes of apps made since 2024.
        classic: Scopes of older apps.
    """

    granular: tuple[str, ...]
    classic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """A second request, for each row of a list, that gives the rest of the row."""

    path: str
    label: Label
    scopes: Scopes


class ZoomStream(SdkStream):
    """A stream of Zoom's API, declared by its attributes.

    Attributes:
        path: Path, with placeholders for ids that come from the parents.
        records_key: Field of the answer that holds the rows; None where the answer is the row.
        label: Zoom's rate label of the endpoint.
        page_size: Rows a page; None where Zoom gives all rows at once.
        scopes: What the app must be allowed.
        passes: Parameters of each list that has to be read for a parent.
        detail: The second request for each row, if there is one.
        needs_detail: Whether the stream needs more of its parents than the list has.
        hands_down: What the children get to know of a record: their name for it, and its own.
        row_identity: For rows without a reliable key: the fields that tell them apart.
        once_per_run: Whether the same record can come from several parents.
        internal: Whether the stream only drives others and is not in the catalog.
    """

    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)  # type: ignore[assignment]
    url_base = ""
    # Records are made to fit in values.py; state is kept in bookmarks.py: one bookmark a stream.
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE
    state_partitioning_keys: ClassVar[tuple[str, ...]] = ()  # type: ignore[assignment]

    records_key: ClassVar[str | None] = None
    label: ClassVar[Label]
    page_size: ClassVar[int | None] = PAGE_SIZE
    scopes: ClassVar[Scopes]
    passes: ClassVar[tuple[Mapping[str, str], ...]] = ({},)
    detail: ClassVar[Detail | None] = None
    needs_detail: ClassVar[bool] = False
    hands_down: ClassVar[Mapping[str, str]] = {}
    row_identity: ClassVar[tuple[str, ...]] = ()
    once_per_run: ClassVar[bool] = False
    internal: ClassVar[bool] = False

    _tap: TapZoom

    # --- what to ask for ---------------------------------------------------------------------

    def asks(self, context: Mapping[str, Any]) -> bool:  # noqa: ARG002
        """Whether a parent's rows are still to be read; an incremental stream has some of them."""
        return True

    def known_absent(self, context: Mapping[str, Any]) -> str:
        """Why it is known without asking that a parent has no rows here; "" to ask."""
        return ""

    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        """The lists to read for one parent, in order."""
        for params in self.passes:
            yield self.call(context, params)

    def call(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Call:
        """One list of the stream's endpoint."""
        return Call(
            stream=self.name,
            endpoint=self.path,
            path=fill(self.path, context),
            params=tuple(params.items()),
            label=self.label,
            records_key=self.records_key,
            page_size=self.page_size,
        )

    def detail_call(self, row: Record) -> Call | None:
        """The second request for a row, where its result is of use to anybody."""
        if self.detail is None or not self.detail_is_wanted:
            return None
        return Call(
            stream=self.name,
            endpoint=self.detail.path,
            path=fill(self.detail.path, row),
            params=(),
            label=self.detail.label,
            records_key=None,
            page_size=None,
        )

    @cached_property
    def detail_is_wanted(self) -> bool:
        """Whether anything that is selected needs more of a record than the list has."""
        return self.selected or any(
            child.needs_detail and child.selected
            for child in self.descendent_streams
            if isinstance(child, ZoomStream)
        )

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
        row_ids = RowIds(self.row_identity)
        seen = self._seen_in_run if self.once_per_run else set()
        for call in self.calls(context):
            for row in self.rows(self.run.read(call)):
                record = self.to_record(row, context, call)
                if ROW_ID in self.primary_keys:
                    record[ROW_ID] = row_ids.of(record)
                elif self.is_known(record, seen):
                    continue
                if (whole := self._with_detail(record)) is not None:
                    summary.records[self.name] += self.selected and not self.held_back
                    yield whole

    def is_known(self, record: Record, seen: set[tuple[Any, ...]]) -> bool:
        """Whether the record has come before; if not, it is noted in ``seen``."""
        key = tuple(record.get(name) for name in self.primary_keys)
        if key in seen:
            return True
        seen.add(key)
        return False

    @cached_property
    def _seen_in_run(self) -> set[tuple[Any, ...]]:
        return set()

    def rows(self, listing: Listing) -> Iterable[Record]:
        """The rows of a list, or none and a note why."""
        summary, endpoint = self.run.summary, listing.call.endpoint
        match listing.outcome:
            case Outcome.OK:
                summary.answered(listing)
                return listing.rows()
            case Outcome.UNAVAILABLE:
                self.close(endpoint, f"{listing.reason} ({listing.message})")
            case Outcome.REFUSED:
                summary.skip(self.name, listing.reason)
                if summary.refused_throughout(listing.call):
                    self.close(endpoint, f"{listing.reason} ({listing.message})")
            case _:
                summary.skip(self.name, listing.reason)
                self.logger.debug("%s: %s", listing.call.path, listing.message)
        return ()

    def close(self, endpoint: str, why: str) -> None:
        """Ask an endpoint no more, and name the stream that can't be read for it."""
        self.closed.add(endpoint)
        self.run.summary.close(self.name, why)

    @cached_property
    def closed(self) -> set[str]:
        """Endpoints that are asked no more in this run."""
        return set()

    def to_record(self, row: Record, context: Mapping[str, Any], call: Call) -> Record:  # noqa: ARG002
        """Make a row a record: with its parents' ids, of the right types, with a whole key."""
        record = {**self._parents_ids(context), **row}
        for name in self.primary_keys:
            if name in context:
                record[name] = context[name]
        self._conformer.conform(record)
        for name in self.primary_keys:
            if name != ROW_ID and _is_blank(record.get(name)):
                record[name] = stand_in(row)
        return record

    def _parents_ids(self, context: Mapping[str, Any]) -> Record:
        # A row's own field goes first: the user_id of a participant is not that of the host.
        return {name: context[name] for name in self._ids_from_parents if name in context}

    @cached_property
    def _ids_from_parents(self) -> tuple[str, ...]:
        names: list[str] = []
        parent = self.parent_stream_type
        while parent is not None and issubclass(parent, ZoomStream):
            names += [name for name in parent.hands_down if name in self.schema["properties"]]
            parent = parent.parent_stream_type
        return tuple(names)

    def _with_detail(self, record: Record) -> Record | None:
        """Merge list row and detail. None when the item is gone, or kept from us."""
        call = self.detail_call(record)
        if call is None:
            return record
        found = () if call.endpoint in self.closed else self.rows(self.run.read(call))
        for detail in found:
            known = {name: value for name, value in detail.items() if not _is_blank(value)}
            return self._conformer.conform({**record, **known})
        # Without details, a record would blank out in the warehouse what an earlier run knew; the
        # children still want to know of it when it's only the details that can't be read.
        self.held_back = call.endpoint in self.closed
        return record if self.held_back else None

    @cached_property
    def _conformer(self) -> Conformer:
        unselected = {
            path
            for path in secret_paths(self.schema)
            if "items" in path and not self._is_asked_for(path)
        }
        return Conformer(
            self.schema,
            on_misfit=lambda name: self.run.summary.misfit(self.name, name),
            on_unknown=self._note_unknown,
            dropped=unselected,
        )

    def _is_asked_for(self, path: tuple[str, ...]) -> bool:
        entry = self.metadata.get(path)
        return bool(entry and entry.selected)

    def _note_unknown(self, name: str) -> None:
        if name not in self._unknown:
            self._unknown.add(name)
            self.logger.info("Zoom sends a field that the schema doesn't know: %s", name)

    @cached_property
    def _unknown(self) -> set[str]:
        return set()

    # --- children ----------------------------------------------------------------------------

    def has_children(self, record: Record) -> bool:  # noqa: ARG002
        """Whether a record can have any."""
        return True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return {
            **(context or {}),
            **{name: record.get(field) for name, field in self.hands_down.items()},
        }

    @override
    def generate_child_contexts(
        self, record: Record, context: Context | None
    ) -> Iterable[Context | None]:
        # For a leaf the SDK would make a context for each record, for nobody.
        if self.child_streams and self.has_children(record):
            yield self.get_child_context(record, context)

    # --- reading ahead -----------------------------------------------------------------------

    def plans(self, context: Mapping[str, Any], path: PlanPath) -> Plans:
        """What the stream and its children will ask for, given a parent's context.

        Args:
            context: As for ``get_records``.
            path: The place of it all in the order of need.
        """
        if not self.asks(context) or self.known_absent(context):
            return
        leads_on = self.detail is not None or bool(self._driven_children)
        for place, call in enumerate(self.calls(context)):
            here = (*path, place)
            then = partial(self.plans_of_rows, context=context, path=here) if leads_on else None
            yield Plan(here, call, then)

    def plans_of_rows(self, listing: Listing, context: Mapping[str, Any], path: PlanPath) -> Plans:
        """What the rows of a list lead to."""
        for place, row in enumerate(listing.rows()):
            record = self.to_plan(row)
            if self.once_per_run and self.is_known(record, self._planned):
                continue
            here = (*path, place)
            call = self.detail_call(record)
            if call is None:
                yield from self.plans_of_children(record, context, here)
            else:
                then = partial(self._plans_of_detail, record=record, context=context, path=here)
                yield Plan(here, call, then if self._driven_children else None)

    def _plans_of_detail(
        self, listing: Listing, record: Record, context: Mapping[str, Any], path: Path
    ) -> Plans:
        for detail in listing.rows():
            yield from self.plans_of_children({**record, **detail}, context, path)

    def plans_of_children(self, record: Record, context: Mapping[str, Any], path: PlanPath) -> Plans:
        """What the children of a record will ask for."""
        if self._driven_children and self.has_children(record):
            handed_down = self.get_child_context(record, context) or {}
            for place, child in enumerate(self._driven_children):
                yield from child.plans(handed_down, (*path, place))

    def to_plan(self, row: Record) -> Record:
        """As much of a record as planning needs."""
        return row

    @cached_property
    def _driven_children(self) -> list[ZoomStream]:
        return [
            child
            for child in self.child_streams
            if isinstance(child, ZoomStream) and (child.selected or child.has_selected_descendents)
        ]

    @cached_property
    def _planned(self) -> set[tuple[Any, ...]]:
        return set()

    # --- state -------------------------------------------------------------------------------

    @cached_property
    def bookmark(self) -> Bookmark:
        """How far the stream has come; for incremental streams only."""
        return Bookmark(self.name, self.stream_state, self.run.span)

    @override
    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        for child in self.child_streams:
            child.finalize_state_progress_markers()
        if self.selected and self.replication_key and self.is_complete():
            self.bookmark.complete()
            self.state_manager.is_flushed = False
        self._write_state_message()

    def is_complete(self) -> bool:
        """Whether all that the stream was to read in this run could be read."""
        unavailable = self.run.summary.unavailable
        stream: type[Any] | None = type(self)
        while stream is not None:
            if stream.name in unavailable:
                return False
            stream = stream.parent_stream_type
        return True

    # --- the SDK's faces ---------------------------------------------------------------------

    @property
    def run(self) -> Run:
        """What the streams of this run share."""
        return self._tap.run

    @property
    @override
    def metadata(self) -> MetadataMapping:
        fresh = self._metadata is None
        metadata = super().metadata
        if fresh and self._tap_input_catalog is None:
            for path in secret_paths(self.schema):
                entry = metadata.setdefault(path, Metadata(Metadata.InclusionType.AVAILABLE))
                entry.selected_by_default = False
        return metadata

    @override
    def log(
        self, message: str, *args: Any, level: int = logging.INFO, **kwargs: Any
    ) -> None:
        # The SDK's own words: "Beginning sync" once for each parent, and an error once for each
        # stream that it passes through on its way up.
        super().log(message, *args, level=min(level, logging.DEBUG), **kwargs)

    @override
    def get_record_counter(self, **_: Any) -> metrics.Counter:
        return self._silent_counter

    @override
    def get_sync_timer(self) -> metrics.Timer:
        return self._silent_timer

    @cached_property
    def _silent_counter(self) -> SilentCounter:
        return SilentCounter("record_count", {})

    @cached_property
    def _silent_timer(self) -> SilentTimer:
        return SilentTimer("sync_duration", {})
