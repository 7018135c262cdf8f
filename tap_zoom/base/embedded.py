"""Streams whose rows are part of a parent's record, so that they need no requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base import prefetchable
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.prefetch.plan import PlannedRequests, Position
    from tap_zoom.records.types import Record

#: The field of a context that holds the rows.
EMBEDDED_ROWS = "embedded_rows"


class EmbeddedStream(ZoomStream):
    """A stream of rows that the parent's record holds as items of one field.

    It spares users the JSON functions of their warehouse.
    """

    path = ""
    rate_limit_label = RateLimitLabel.LIGHT
    scopes = Scopes((), ())
    selected_by_default = False
    replication_key = SESSION_REPLICATION_KEY

    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        """Return the rows that the parent's record holds."""
        return context.get(EMBEDDED_ROWS) or ()

    @override
    def built_records(self, context: Mapping[str, Any]) -> Iterable[Record]:
        scope = self.builder.scope(context)
        for row in self.embedded_rows(context):
            record = self.builder.build(dict(row), None, scope)
            if record is not None:
                self.builder.add_row_id(record, scope)
                yield record

    @override
    def planned_requests(self, context: Mapping[str, Any], position: Position) -> PlannedRequests:
        if not self.requesting_children or not self.should_sync(context):
            return
        scope = self.preview_builder.scope(context)
        for index, row in enumerate(self.embedded_rows(context)):
            record = self.preview_builder.build(dict(row), None, scope)
            if record is not None:
                yield from prefetchable.for_children(self, record, context, (*position, index))

    @override
    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        return ()

    @property
    @override
    def has_requests(self) -> bool:
        return bool(self.requesting_children)
