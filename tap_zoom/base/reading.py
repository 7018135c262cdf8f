"""Reading what a stream requests: from responses to records.

This is the counterpart of ``prefetchable``, which plans the same requests ahead of need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from tap_zoom.api.error_rules import Outcome
from tap_zoom.base import availability, retry
from tap_zoom.base.availability import Readable
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.readers import Reader, emits
from tap_zoom.base.retry import RETRY
from tap_zoom.singer.stream import ContextOnly

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.base.failures import Failures
    from tap_zoom.base.record_builder import RecordBuilder
    from tap_zoom.records.types import Record
    from tap_zoom.state.bookmark import SortKey


class Requesting(Readable, Reader, Protocol):
    """A stream that requests lists, and perhaps details of their rows."""

    @property
    def logger(self) -> logging.Logger | logging.LoggerAdapter[Any]: ...  # an adapter in SDK 0.55
    @property
    def has_other_lists(self) -> bool: ...
    @property
    def builder(self) -> RecordBuilder: ...
    @property
    def failures(self) -> Failures: ...
    def should_sync(self, context: Mapping[str, Any]) -> bool: ...
    def skip_reason(self, context: Mapping[str, Any]) -> str: ...
    def built_records(self, context: Mapping[str, Any]) -> Iterable[Record]: ...
    def result_sets(self, context: Mapping[str, Any]) -> Iterable[ResultSet]: ...
    def fetch(self, request: Request) -> ResultSet: ...
    def rows(self, result_set: ResultSet) -> Iterable[Record]: ...
    def set_aside(self, context: Mapping[str, Any]) -> None: ...
    def detail_request(self, row: Record) -> Request | None: ...
    def merge_detail(self, row: Record, detail: Record) -> Record: ...


def records(stream: Requesting, context: Mapping[str, Any]) -> Iterable[Record]:
    """Yield the records of a context, with their details."""
    if stream.path in stream.unavailable_endpoints or not stream.should_sync(context):
        return
    if reason := stream.skip_reason(context):
        stream.run.summary.skip(stream.name, reason)
        return
    key: SortKey | None = context.get(SORT_KEY)
    is_context_only = key is not None and not emits(stream, key, context.get(RETRY))
    for record in stream.built_records(context):
        whole = with_detail(stream, record) if stream.detail else record
        if whole is not None:
            yield ContextOnly(whole) if is_context_only else whole


def built_records(stream: Requesting, context: Mapping[str, Any]) -> Iterable[Record]:
    """Yield the records of all lists of a context, without their details."""
    scope = stream.builder.scope(context)
    failed = False
    for result_set in stream.result_sets(context):
        yield from stream.builder.build_all(stream.rows(result_set), result_set.request, scope)
        failed = failed or result_set.outcome is Outcome.FAILED
        retry.note(stream.name, context, result_set)
    if failed:
        stream.set_aside(context)


def rows(stream: Requesting, result_set: ResultSet) -> Iterable[Record]:
    """Return the rows of a list, or record why there are none."""
    name, summary, request = stream.name, stream.run.summary, result_set.request
    is_hopeless = summary.count(result_set)
    match result_set.outcome:
        case Outcome.OK:
            return result_set.rows(lambda: summary.fail(name, "a row", "not an object"))
        case Outcome.STREAM_UNAVAILABLE:
            is_hopeless = True
        case Outcome.FAILED:
            summary.fail(name, request.path, result_set.message)
            is_item = request.concerns_one_item or stream.has_other_lists
            is_hopeless = is_hopeless or not is_item
        case _:
            summary.skip(name, result_set.reason)
            stream.logger.debug("%s: %s", request.path, result_set.message)
    if is_hopeless:
        why = f"{result_set.reason} ({result_set.message})"
        availability.mark_unavailable(stream, request.endpoint, why)
    return ()


def with_detail(stream: Requesting, record: Record) -> Record | None:
    """Return a record with its detail; None if the item is gone or inaccessible."""
    request = stream.detail_request(record)
    if request is None:
        return record
    # A partial record would overwrite existing columns with nulls. The children still need it if
    # only the details are unavailable.
    if request.endpoint in stream.unavailable_endpoints:
        return ContextOnly(record)
    result_set = stream.fetch(request)
    for detail in stream.rows(result_set):
        return stream.builder.conform(stream.merge_detail(record, detail))
    has_failed = result_set.outcome is Outcome.FAILED
    if has_failed:
        stream.failures.set_detail_aside(record)
    is_unavailable = request.endpoint in stream.unavailable_endpoints
    return ContextOnly(record) if has_failed or is_unavailable else None
