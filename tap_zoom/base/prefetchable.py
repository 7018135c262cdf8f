"""What a stream and its children will request, known before the SDK gets there.

A stream says once what it requests (``requests``, ``detail_request``) and which contexts a record
makes for its children (``child_contexts``). Reading uses that record by record; these
functions use it to look ahead, with previews of records instead of records.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.api.error_rules import Outcome
from tap_zoom.prefetch.plan import PlannedRequest, PlannedRequests, Position

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from singer_sdk.helpers.types import Context

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.base.declaration import Detail
    from tap_zoom.base.record_builder import RecordBuilder, Scope
    from tap_zoom.records.types import Record


class Prefetchable(Protocol):
    """A stream whose requests can be planned ahead of need."""

    @property
    def path(self) -> str: ...
    @property
    def detail(self) -> Detail | None: ...
    @property
    def preview_builder(self) -> RecordBuilder: ...
    @property
    def requesting_children(self) -> Sequence[Prefetchable]: ...
    @property
    def unavailable_endpoints(self) -> set[str]: ...
    def should_sync(self, context: Mapping[str, Any]) -> bool: ...
    def skip_reason(self, context: Mapping[str, Any]) -> str: ...
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]: ...
    def detail_request(self, row: Record) -> Request | None: ...
    def merge_detail(self, row: Record, detail: Record) -> Record: ...
    def child_contexts(
        self, record: Record, context: Context | None
    ) -> Iterable[Context | None]: ...
    def planned_requests(
        self, context: Mapping[str, Any], position: Position
    ) -> PlannedRequests: ...


def planned_requests(
    stream: Prefetchable, context: Mapping[str, Any], position: Position
) -> PlannedRequests:
    """Plan the lists of a context, and what their rows lead to.

    Args:
        stream: The stream.
        context: As for ``get_records``.
        position: The position of it all in the order of need.

    Yields:
        The requests, in the order of need.
    """
    if stream.path in stream.unavailable_endpoints:
        return
    if not stream.should_sync(context) or stream.skip_reason(context):
        return
    scope = stream.preview_builder.scope(context) if has_followups(stream) else None
    for index, request in enumerate(stream.requests(context)):
        if request.endpoint in stream.unavailable_endpoints:
            return
        here = (*position, index)
        expand = None
        if scope is not None:
            expand = partial(after_rows, stream, context=context, scope=scope, position=here)
        yield PlannedRequest(here, request, expand)


def has_followups(stream: Prefetchable) -> bool:
    """Return whether the rows of a list lead to further requests."""
    return stream.detail is not None or bool(stream.requesting_children)


def after_rows(
    stream: Prefetchable,
    result_set: ResultSet,
    context: Mapping[str, Any],
    scope: Scope,
    position: Position,
) -> PlannedRequests:
    """Plan what the rows of a list lead to."""
    rows = stream.preview_builder.build_all(result_set.rows(), result_set.request, scope)
    for index, record in enumerate(rows):
        yield from after_record(stream, record, context, (*position, index))


def after_record(
    stream: Prefetchable, record: Record, context: Mapping[str, Any], position: Position
) -> PlannedRequests:
    """Plan what one record leads to: its detail, and its children."""
    request = stream.detail_request(record)
    if request is None or request.endpoint in stream.unavailable_endpoints:
        yield from for_children(stream, record, context, position)
        return
    expand = None
    if stream.requesting_children:
        expand = partial(_after_detail, stream, record=record, context=context, position=position)
    yield PlannedRequest(position, request, expand)


def _after_detail(
    stream: Prefetchable,
    result_set: ResultSet,
    record: Record,
    context: Mapping[str, Any],
    position: Position,
) -> PlannedRequests:
    if result_set.outcome is Outcome.FAILED:
        yield from for_children(stream, record, context, position)
    for detail in result_set.rows():
        whole = stream.preview_builder.conform(stream.merge_detail(record, detail))
        yield from for_children(stream, whole, context, position)


def for_children(
    stream: Prefetchable, record: Record, context: Mapping[str, Any], position: Position
) -> PlannedRequests:
    """Plan what the children of a record will request."""
    children = stream.requesting_children
    for child_context in stream.child_contexts(record, context) if children else ():
        for index, child in enumerate(children):
            yield from child.planned_requests(child_context or {}, (*position, index))
