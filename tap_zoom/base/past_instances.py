"""Past instances of meetings and webinars, and the streams that hang off them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from tap_zoom.api.request import PAGE_SIZE, Label
from tap_zoom.base.embedded import ITEMS
from tap_zoom.base.per_session import PerSession
from tap_zoom.base.stream import ZoomStream
from tap_zoom.exceptions import LimitError
from tap_zoom.state.bookmark import session_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context

    from tap_zoom.base.declaration import Record


#: What the rows of single answers get to know of who gave them.
RESPONDENT = {
    "respondent_id": "row_id",
    "email": "email",
    "name": "name",
    ITEMS: "question_details",
}


class PastInstances(ZoomStream):
    """Held instances, by UUID and start."""

    page_size = None
    primary_keys = ("uuid",)
    replication_key = None

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        inherited = super().get_child_context(record, context) or {}
        return {**inherited, "key": session_key(record)}


class PerInstance(PerSession):
    """A stream with rows for each held instance of a meeting or webinar.

    Instances come by host and meeting, in no order of time: the bookmark moves when the run has
    been through all of them.
    """

    page_size: ClassVar[int | None] = None

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        try:
            yield from super().get_records(context)
        except LimitError as error:
            # Absentees are taken from the budget of the reports. When it is used up, what comes
            # from other budgets is read all the same, and the run ends with the error.
            self.close(self.path, str(error))
            self.run.summary.limit = str(error)


class PastParticipants(PerInstance):
    """Who was in a session of two or more: a row for each time that somebody joined."""

    selected_by_default = False
    records_key = "participants"
    label = Label.MEDIUM
    page_size = PAGE_SIZE
    # Neither leaving time nor duration: an early read has them wrong.
    row_identity = ("user_id", "id", "name", "user_email", "join_time", "status")
    own = ("user_id",)
