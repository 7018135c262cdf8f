"""The base of all streams: a declaration of what to request, and how rows become records."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk import StreamSchema
from singer_sdk.helpers.conform import TypeConformanceLevel
from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel, Request, fill
from tap_zoom.base import availability, prefetchable, readers, reading
from tap_zoom.base.declaration import is_blank
from tap_zoom.base.failures import Failures
from tap_zoom.base.record_builder import RecordBuilder
from tap_zoom.base.schemas import SCHEMAS
from tap_zoom.records.secrets import secret_breadcrumbs
from tap_zoom.singer.stream import SingerStream
from tap_zoom.state.bookmark import Bookmark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import requests
    from singer_sdk.helpers.types import Context

    from tap_zoom.api.auth import ZoomAuthenticator
    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.base.declaration import Detail, Scopes
    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Breadcrumb, Record
    from tap_zoom.run.context import HasRun, Run
    from tap_zoom.state.bookmark import SyncRange


class ZoomStream(SingerStream):
    """A stream of Zoom's API.

    Attributes:
        path: Path of the endpoint, with placeholders for ids of the parents.
        records_key: Field of the response that holds the rows; None if the response is the row.
        rate_limit_label: Zoom's rate limit label of the endpoint.
        page_size: Rows per page; None if the endpoint doesn't paginate.
        scopes: The scopes that the app needs.
        plan_requirement: What the account or its hosts need, in words; "" if Zoom names nothing.
        selected_by_default: Whether the stream is selected by default.
        query_variants: Query parameters of each list to read for a parent.
        variant_fields: Fields of the rows that get a parameter of ``query_variants``, by parameter.
        detail: A second request for each row.
        requires_parent_detail: Whether the stream needs the details of its ancestors' rows.
        child_context_fields: Fields of a record for the children's contexts, by their name there.
        required_fields: Fields of which a response without a list must have one.
        row_key_fields: The fields that distinguish rows without a reliable key.
        response_fields: Fields of the response next to its rows that are copied into each row.
        own_fields: Fields of the row itself that have the name of a parent's id.
        has_other_lists: Whether there are further lists to read whenever one fails.
        deduplicate: Whether several parents can have the same record.
        in_catalog: Whether the stream is in the catalog, rather than only driving others.
    """

    records_key: ClassVar[str | None] = None
    rate_limit_label: ClassVar[RateLimitLabel]
    page_size: ClassVar[int | None] = PAGE_SIZE
    scopes: ClassVar[Scopes]
    plan_requirement: ClassVar[str] = ""
    query_variants: ClassVar[tuple[Mapping[str, str], ...]] = ({},)
    variant_fields: ClassVar[Mapping[str, str]] = {}
    detail: ClassVar[Detail | None] = None
    requires_parent_detail: ClassVar[bool] = False
    child_context_fields: ClassVar[Mapping[str, str]] = {}
    required_fields: ClassVar[tuple[str, ...]] = ()
    row_key_fields: ClassVar[tuple[str, ...]] = ()
    response_fields: ClassVar[tuple[str, ...]] = ()
    own_fields: ClassVar[tuple[str, ...]] = ()
    has_other_lists: ClassVar[bool] = False
    deduplicate: ClassVar[bool] = False
    in_catalog: ClassVar[bool] = True

    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS)
    TYPE_CONFORMANCE_LEVEL = TypeConformanceLevel.NONE  # records are conformed already

    # --- the run -----------------------------------------------------------------------------

    @property
    def run(self) -> Run:
        """Return what the streams of this run share."""
        return cast("HasRun", self.tap).run

    @property
    @override
    def url_base(self) -> str:
        return self.run.api_url()

    @property
    @override
    def authenticator(self) -> ZoomAuthenticator:
        return self.run.auth

    @property
    @override
    def requests_session(self) -> requests.Session:
        return self.run.session

    @override
    def on_record_written(self) -> None:
        self.run.summary.records[self.name] += 1

    @override
    def deselected_by_default(self) -> Iterable[Breadcrumb]:
        return secret_breadcrumbs(self.schema)

    @override
    def is_selectable(self, breadcrumb: Breadcrumb) -> bool:
        return self.config.get("include_secrets") is not False

    # --- what the stream requests ------------------------------------------------------------

    def should_sync(self, context: Mapping[str, Any]) -> bool:
        """Return whether to read the rows of a parent: of a session, if a bookmark includes it."""
        return readers.should_sync(self, context)

    def skip_reason(self, context: Mapping[str, Any]) -> str:
        """Return why a parent is known to have no rows, without a request; "" otherwise."""
        return ""

    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        """Return the lists to read for one parent, in order."""
        for params in self.query_variants:
            yield self.request(context, params)

    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        """Return the request for one list of the stream's endpoint."""
        return Request(
            stream=self.name,
            endpoint=self.path,
            path=fill(self.path, context),
            params=tuple(params.items()),
            label=self.rate_limit_label,
            records_key=self.records_key,
            page_size=self.page_size,
            response_fields=self.response_fields,
            required_fields=self.required_fields,
        )

    def detail_request(self, row: Record) -> Request | None:
        """Return the second request for a row, unless nothing selected needs the detail."""
        if self.detail is None or not self.detail_is_needed:
            return None
        return self.detail.request(self.name, row)

    @cached_property
    def detail_is_needed(self) -> bool:
        """Return whether a selected stream needs more of a record than the list has."""
        return any(each is self or each.requires_parent_detail for each in self.readers)

    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        """Return the endpoints that the stream requests, each with its scopes."""
        yield self.path, self.scopes
        if self.detail is not None and self.detail_is_needed:
            yield self.detail.path, self.detail.scopes

    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        """Return what the stream and its children will request, in order, to prefetch it.

        Args:
            context: As for ``get_records``.
            position: The position of it all in the order of need.
        """
        return prefetchable.planned_requests(self, context, position)

    # --- records -----------------------------------------------------------------------------

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        return reading.records(self, context or {})

    def built_records(self, context: Mapping[str, Any]) -> Iterable[Record]:
        """Yield the records of all lists of a context, without their details."""
        return reading.built_records(self, context)

    def set_aside(self, context: Mapping[str, Any]) -> None:
        """Remember a context with a list that failed: a later run reads it again."""
        self.failures.set_aside(context)

    @cached_property
    def failures(self) -> Failures:
        """Return what Zoom failed to return, for later runs."""
        return Failures(self)

    def result_sets(self, context: Mapping[str, Any]) -> Iterable[ResultSet]:
        """Fetch the lists of a context, one by one, until the stream is unavailable."""
        for request in self.requests(context):
            result_set = self.fetch(request)
            yield result_set
            if result_set.outcome is Outcome.STREAM_UNAVAILABLE:
                return

    def fetch(self, request: Request) -> ResultSet:
        """Fetch all pages of a list."""
        self.flush()  # there may be a wait
        return self.run.fetch(request)

    def rows(self, result_set: ResultSet) -> Iterable[Record]:
        """Return the rows of a list, or record why there are none."""
        return reading.rows(self, result_set)

    def merge_detail(self, row: Record, detail: Record) -> Record:
        """Merge a list's row and its detail; the id that it was requested by stays."""
        return {**row, **self.detail_values(detail)}

    def detail_values(self, detail: Record) -> Record:
        """Return the values of a detail that may replace those of the list's row."""
        keys = self.primary_keys
        return {name: v for name, v in detail.items() if name not in keys and not is_blank(v)}

    def normalize_row(self, row: Record, request: Request | None) -> Record:
        """Return a row as Zoom should have sent it."""
        return row

    def is_duplicate(self, record: Record, seen: set[Any]) -> bool:
        """Return whether a record with a new key is one of those seen; otherwise, add to these."""
        return False

    @cached_property
    def builder(self) -> RecordBuilder:
        """Return what builds the stream's records."""
        summary = self.run.summary
        return RecordBuilder(
            self,
            on_skip=lambda reason: summary.fail(self.name, "a row", reason),
            on_invalid=lambda field: summary.on_invalid_value(self.name, field),
            on_unknown=lambda field: self.logger.info("Field is not in the schema: %s", field),
        )

    @cached_property
    def preview_builder(self) -> RecordBuilder:
        """Return a builder that reports nothing: reading the same rows will."""
        return RecordBuilder(self)

    # --- parents and children ----------------------------------------------------------------

    @cached_property
    def ancestors(self) -> list[ZoomStream]:
        """Return the stream's parents, the nearest first."""
        parent = self.parent_stream_type
        if parent is None:
            return []
        nearest = cast("ZoomStream", self.tap.streams[vars(parent)["name"]])
        return [nearest, *nearest.ancestors]

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        fields = self.child_context_fields.items()
        return {**(context or {}), **{name: record.get(field) for name, field in fields}}

    @cached_property
    def requesting_children(self) -> list[ZoomStream]:
        """Return the children that lead to requests."""
        children = (child for child in self.child_streams if isinstance(child, ZoomStream))
        return [child for child in children if child.has_requests]

    @property
    def has_requests(self) -> bool:
        """Return whether the stream or its descendants make any requests in this run."""
        return self.is_read

    # --- availability ------------------------------------------------------------------------

    @cached_property
    def unavailable_endpoints(self) -> set[str]:
        """Return the endpoints that are not requested any more in this run."""
        return set()

    def mark_unavailable(self, endpoint: str, why: str) -> None:
        """Stop requesting an endpoint, and report the streams that can't be read without it."""
        availability.mark_unavailable(self, endpoint, why)

    def is_complete(self) -> bool:
        """Return whether everything read so far succeeded."""
        return availability.is_complete(self)

    # --- state -------------------------------------------------------------------------------

    @cached_property
    def bookmark(self) -> Bookmark:
        """Return the bookmark, for incremental streams only."""
        return Bookmark(self.name, self.stream_state, self.sync_range, self.replication_key or "")

    @property
    def sync_range(self) -> SyncRange:
        """Return what the stream reads in this run."""
        return self.run.sync_range

    @cached_property
    def readers(self) -> list[ZoomStream]:
        """Return the selected streams that need this stream's rows."""
        streams = (self, *self.descendent_streams)
        return [stream for stream in streams if isinstance(stream, ZoomStream) and stream.selected]

    @cached_property
    def incremental_readers(self) -> list[ZoomStream]:
        """Return those of them that have a bookmark."""
        return [stream for stream in self.readers if stream.replication_key]

    @override
    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        for child in self.child_streams:
            child.finalize_state_progress_markers()
        if not (self.selected and self.replication_key):
            return
        if self.is_complete():
            self.bookmark.finish()
        elif availability.is_doubtful(self):
            self.bookmark.restore()
            self.run.failed_items.forget_new(self.name)
        self.write_state()
