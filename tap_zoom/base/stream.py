"""The base of all streams: a declaration of what to request, and how rows become records."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk import StreamSchema
from singer_sdk.helpers.conform import TypeConformanceLevel
from typing_extensions import override

from tap_zoom.api.error_rules import Outcome
from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel, Request, fill
from tap_zoom.base import availability, prefetchable, retry
from tap_zoom.base.declaration import SORT_KEY, is_blank
from tap_zoom.base.record_builder import RecordBuilder
from tap_zoom.base.retry import RETRY, Retry
from tap_zoom.base.schemas import SCHEMAS
from tap_zoom.records.secrets import secret_breadcrumbs
from tap_zoom.singer.stream import ContextOnly, SingerStream
from tap_zoom.state.bookmark import Bookmark, SortKey, SyncRange

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
    from tap_zoom.state.failed_items import FailedItem


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
        retry: Retry | None = context.get(RETRY)
        is_own = retry is not None and retry.item.stream == self.name
        if not is_own and self._is_read_again(context):
            return False
        key: SortKey | None = context.get(SORT_KEY)
        return key is None or any(stream.includes(key, retry) for stream in self._readers)

    def _is_read_again(self, context: Mapping[str, Any]) -> bool:
        """Return whether this run reads a context before the regular pass gets there."""
        paths = self.run.retried_paths.get(self.name)
        return paths is not None and fill(self.path, context) in paths

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
        return Request(
            stream=self.name,
            endpoint=self.detail.path,
            path=fill(self.detail.path, row),
            params=(),
            label=self.detail.rate_limit_label,
            required_fields=self.detail.required_fields,
        )

    @cached_property
    def detail_is_needed(self) -> bool:
        """Return whether a selected stream needs more of a record than the list has."""
        return self.selected or any(
            isinstance(child, ZoomStream) and child.requires_parent_detail and child.selected
            for child in self.descendent_streams
        )

    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        """Return the endpoints that the stream requests, each with its scopes."""
        yield self.path, self.scopes
        if self.detail is not None and self.detail_is_needed:
            yield self.detail.path, self.detail.scopes

    def catalog_requirements(self) -> dict[str, Any]:
        """Return what the stream needs, without its parents, as metadata for the catalog."""
        scopes = [self.scopes, *([self.detail.scopes] if self.detail is not None else [])]
        found = {
            "tap-zoom.scopes": sorted({name for each in scopes for name in each.granular}),
            "tap-zoom.classic-scopes": sorted({name for each in scopes for name in each.classic}),
            "tap-zoom.plan": self.plan_requirement,
        }
        return {name: value for name, value in found.items() if value}

    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        """Return what the stream and its children will request, in order, to prefetch it.

        Args:
            context: As for ``get_records``.
            position: The position of it all in the order of need.
        """
        return prefetchable.planned_requests(self, context, position)

    # --- records -----------------------------------------------------------------------------

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        # The SDK's connection test reads streams that are not selected, too.
        return super().get_records(context) if self.is_read else ()

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        context = context or {}
        if self.path in self.unavailable_endpoints:
            return
        if not self.should_sync(context):
            return
        if reason := self.skip_reason(context):
            self.run.summary.skip(self.name, reason)
            return
        key: SortKey | None = context.get(SORT_KEY)
        is_context_only = key is not None and not self.emits(key, context.get(RETRY))
        for record in self.built_records(context):
            whole = self.with_detail(record) if self.detail else record
            if whole is not None:
                yield ContextOnly(whole) if is_context_only else whole

    def built_records(self, context: Mapping[str, Any]) -> Iterable[Record]:
        """Yield the records of all lists of a context, without their details."""
        scope = self.builder.scope(context)
        failed = False
        for result_set in self.result_sets(context):
            yield from self.builder.build_all(self.rows(result_set), result_set.request, scope)
            failed = failed or result_set.outcome is Outcome.FAILED
            retry.note(self.name, context, result_set)
        if failed:
            self.set_aside(context)

    def set_aside(self, context: Mapping[str, Any]) -> None:
        """Remember a context with a list that failed: a later run reads it again."""
        retry.set_aside(self, context)

    def set_detail_aside(self, record: Record) -> None:
        """Remember a record whose detail failed, unless the next run reads it anyway."""

    def reads_anyway(self, item: FailedItem) -> bool:
        """Return whether the regular pass reads all of a failed item: no bookmark has passed it."""
        return False

    def retry_context(self, item: FailedItem) -> dict[str, Any]:
        """Return the context to read a failed item again with."""
        return retry.restored(item)

    def result_sets(self, context: Mapping[str, Any]) -> Iterable[ResultSet]:
        """Fetch the lists of a context, one by one."""
        return map(self.fetch, self.requests(context))

    def fetch(self, request: Request) -> ResultSet:
        """Fetch all pages of a list."""
        self.flush()  # there may be a wait
        return self.run.fetch(request)

    def rows(self, result_set: ResultSet) -> Iterable[Record]:
        """Return the rows of a list, or record why there are none."""
        summary, request = self.run.summary, result_set.request
        why = f"{result_set.reason} ({result_set.message})"
        is_hopeless = summary.count(result_set)
        match result_set.outcome:
            case Outcome.OK:
                return result_set.rows(lambda: summary.fail(self.name, "a row", "not an object"))
            case Outcome.STREAM_UNAVAILABLE:
                self.mark_unavailable(request.endpoint, why)
            case Outcome.FAILED:
                summary.fail(self.name, request.path, result_set.message)
                if is_hopeless or not self.is_item(request):
                    self.mark_unavailable(request.endpoint, why)
            case _:
                summary.skip(self.name, result_set.reason)
                self.logger.debug("%s: %s", request.path, result_set.message)
                if is_hopeless:
                    self.mark_unavailable(request.endpoint, why)
        return ()

    def is_item(self, request: Request) -> bool:
        """Return whether a list is one of many, so that the others can be read without it."""
        return request.concerns_one_item

    def with_detail(self, record: Record) -> Record | None:
        """Return a record with its detail; None if the item is gone or inaccessible."""
        request = self.detail_request(record)
        if request is None:
            return record
        # A partial record would overwrite existing columns with nulls. The children still need it
        # if only the details are unavailable.
        if request.endpoint in self.unavailable_endpoints:
            return ContextOnly(record)
        result_set = self.fetch(request)
        for detail in self.rows(result_set):
            return self.builder.conform(self.merge_detail(record, detail))
        has_failed = result_set.outcome is Outcome.FAILED
        if has_failed:
            self.set_detail_aside(record)
        is_unavailable = request.endpoint in self.unavailable_endpoints
        return ContextOnly(record) if has_failed or is_unavailable else None

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

    def already_seen(self, record: Record, seen: set[tuple[Any, ...]]) -> bool:
        """Return whether a record has come before; otherwise, add it to ``seen``."""
        key = tuple(record.get(name) for name in self.primary_keys)
        if key in seen:
            return True
        seen.add(key)
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
        found: list[ZoomStream] = []
        parent = self.parent_stream_type
        while parent is not None:
            found.append(cast("ZoomStream", self.tap.streams[vars(parent)["name"]]))
            parent = found[-1].parent_stream_type
        return found

    def has_children(self, record: Record) -> bool:
        """Return whether a record can have children."""
        return True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        fields = self.child_context_fields.items()
        return {**(context or {}), **{name: record.get(field) for name, field in fields}}

    @override
    def child_contexts(self, record: Record, context: Context | None) -> Iterable[Context | None]:
        # The SDK would make a context for each record, even if no child is read.
        if self._children_are_read and self.has_children(record):
            yield self.get_child_context(record, context)

    @cached_property
    def requesting_children(self) -> list[ZoomStream]:
        """Return the children that lead to requests."""
        return [
            child
            for child in self.child_streams
            if isinstance(child, ZoomStream) and child.has_requests
        ]

    @property
    def has_requests(self) -> bool:
        """Return whether the stream or its descendants make any requests in this run."""
        return self.is_read

    @cached_property
    def _children_are_read(self) -> bool:
        return any(child.selected or child.has_selected_descendents for child in self.child_streams)

    # --- availability ------------------------------------------------------------------------

    @cached_property
    def unavailable_endpoints(self) -> set[str]:
        """Return the endpoints that are not requested any more in this run."""
        return set()

    def mark_unavailable(self, endpoint: str, why: str) -> None:
        """Stop requesting an endpoint, and report the streams that can't be read without it."""
        availability.mark_unavailable(self, endpoint, why)

    @property
    def is_doubtful(self) -> bool:
        """Return whether Zoom refused, or didn't find, more than is plausible."""
        return availability.is_doubtful(self)

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

    def includes(self, key: SortKey, retry: Retry | None) -> bool:
        """Return whether the run reads a session for this stream.

        Args:
            key: The session.
            retry: Why the session is read apart from the regular pass, if it is.
        """
        in_pass = self.bookmark.includes(key)
        if retry is None:
            return in_pass
        # A row without a plausible date is only in the lists that are read again.
        in_pass = in_pass and (retry.replaces_pass or bool(key[0]))
        return retry.includes(self.name, in_pass=in_pass)

    def emits(self, key: SortKey, retry: Retry | None = None) -> bool:
        """Return whether a session's rows are written, rather than only used for children."""
        return self.selected and self.includes(key, retry)

    @cached_property
    def incremental_readers(self) -> list[ZoomStream]:
        """Return the selected streams with a bookmark that need this stream's rows."""
        return [stream for stream in self._readers if stream.replication_key]

    @cached_property
    def _readers(self) -> list[ZoomStream]:
        """The selected streams that need this stream's rows."""
        streams = (self, *self.descendent_streams)
        return [stream for stream in streams if isinstance(stream, ZoomStream) and stream.selected]

    @property
    @override
    def stream_state(self) -> dict[str, Any]:
        # Neither a full table nor a stream that isn't read has state; the SDK's connection test
        # would also make an entry for the latter.
        return super().stream_state if self.replication_key and self.is_read else {}

    @override
    def get_context_state(self, context: Context | None) -> dict[str, Any]:
        return self.stream_state

    @override
    def finalize_state_progress_markers(self, state: dict[str, Any] | None = None) -> None:
        for child in self.child_streams:
            child.finalize_state_progress_markers()
        if not (self.selected and self.replication_key):
            return
        if self.is_complete():
            self.bookmark.finish()
        elif self.is_doubtful:
            self.bookmark.restore()
            self.run.failed_items.forget_new(self.name)
        self.write_state()
