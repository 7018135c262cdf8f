"""What a stream and its children will ask for, known before the SDK gets there.

This follows ``ZoomStream.get_records`` and the SDK's way through children, without records.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from tap_zoom.base.declaration import DeclaredStream, Record
from tap_zoom.prefetch.plan import Path, Plan, Plans
from tap_zoom.records.conformer import Conformer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tap_zoom.api.pagination import Listing


class PlannedStream(DeclaredStream):
    """A stream that can be fetched ahead of need."""

    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        """What the stream and its children will ask for, given a parent's context.

        Args:
            context: As for ``get_records``.
            path: The place of it all in the order of need.
        """
        if self.path in self.closed or not self.asks(context) or self.known_absent(context):
            return
        leads_on = self.detail is not None or bool(self._driven_children)
        for place, call in enumerate(self.calls(context)):
            here = (*path, place)
            then = partial(self.plans_of_rows, context=context, path=here) if leads_on else None
            yield Plan(here, call, then)

    def plans_of_rows(self, listing: Listing, context: Mapping[str, Any], path: Path) -> Plans:
        """What the rows of a list lead to."""
        for place, row in enumerate(listing.rows()):
            record = self.to_plan(row)
            if self.lacks_id(record):
                continue
            if self.once_per_run and self.is_known(record, self._planned):
                continue
            yield from self.plans_of_record(record, context, (*path, place))

    def plans_of_record(self, record: Record, context: Mapping[str, Any], path: Path) -> Plans:
        """What one record leads to: its detail, and its children."""
        call = self.detail_call(record)
        if call is None or call.endpoint in self.closed:
            yield from self.plans_of_children(record, context, path)
        else:
            then = partial(self._plans_of_detail, record=record, context=context, path=path)
            yield Plan(path, call, then if self._driven_children else None)

    def _plans_of_detail(
        self, listing: Listing, record: Record, context: Mapping[str, Any], path: Path
    ) -> Plans:
        for detail in listing.rows():
            whole = self.to_plan(self.with_detail(record, detail))
            yield from self.plans_of_children(whole, context, path)

    def plans_of_children(self, record: Record, context: Mapping[str, Any], path: Path) -> Plans:
        """What the children of a record will ask for."""
        if self._driven_children and self.has_children(record):
            handed_down = self.get_child_context(record, context) or {}
            for place, child in enumerate(self._driven_children):
                yield from child.plans(handed_down, (*path, place))

    def to_plan(self, row: Record) -> Record:
        """As much of a record as planning needs: its values, of the right types."""
        return self._silent_conformer.conform(dict(self.mended(row)))

    @cached_property
    def _silent_conformer(self) -> Conformer:
        # The main thread counts what doesn't fit, when it comes by the row.
        return Conformer(self.schema, on_misfit=lambda _: None, on_unknown=lambda _: None)

    @cached_property
    def _driven_children(self) -> list[PlannedStream]:
        return [
            child
            for child in self.child_streams
            if isinstance(child, PlannedStream) and child.leads_to_requests
        ]

    @property
    def leads_to_requests(self) -> bool:
        """Whether anything is asked of Zoom for the stream or what hangs off it."""
        return self.selected or self.has_selected_descendents

    @cached_property
    def _planned(self) -> set[tuple[Any, ...]]:
        return set()
