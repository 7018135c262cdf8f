"""Streams whose rows are part of a parent's record: nothing is asked of Zoom for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import Call, Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.per_session import PerSession
from tap_zoom.records.keys import ROW_ID, RowIds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.base.declaration import Record
    from tap_zoom.prefetch.plan import Path, Plans

#: The name under which parents hand down what holds the rows.
ITEMS = "items"


class Derived(PerSession):
    """Rows that spare users JSON functions; the parent has them too, as items of one field."""

    path = ""
    label = Label.LIGHT
    scopes = Scopes((), ())
    selected_by_default = False

    @override
    def needs(self) -> Iterable[tuple[str, Scopes]]:
        return ()

    @property
    @override
    def leads_to_requests(self) -> bool:
        return bool(self._driven_children)

    def items(self, context: Mapping[str, Any]) -> Iterable[Record]:
        """The rows that a parent's record holds."""
        return context.get(ITEMS) or ()

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        context = context or {}
        if not self.asks(context):
            return
        self.held_back = not self.delivers(context["key"])
        row_ids = RowIds(self.row_identity)
        for row in self.items(context):
            record = self.to_record(dict(row), context, _NONE)
            if ROW_ID in self.primary_keys:
                record[ROW_ID] = row_ids.of(record)
            counts = not self.held_back
            yield record
            self.run.summary.records[self.name] += counts

    @override
    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        if not self.asks(context):
            return
        for place, row in enumerate(self.items(context)):
            record = self.to_plan(row)
            yield from self.plans_of_children(record, context, (*path, place))


_NONE = Call("", "", "", (), Label.LIGHT, None, None)
