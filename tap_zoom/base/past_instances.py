"""Past instances of meetings and webinars, and the streams that are read per instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from typing_extensions import override

from tap_zoom.base import availability
from tap_zoom.base.declaration import SORT_KEY
from tap_zoom.base.embedded import EMBEDDED_ROWS
from tap_zoom.base.stream import ZoomStream
from tap_zoom.exceptions import LimitError
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY, session_sort_key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from singer_sdk.helpers.types import Context

    from tap_zoom.records.types import Record


#: What the stream of single answers needs to know about the respondent.
RESPONDENT_FIELDS = {
    "respondent_id": "row_id",
    "email": "email",
    "name": "name",
    "first_name": "first_name",
    "last_name": "last_name",
    EMBEDDED_ROWS: "question_details",
}

#: Neither leave time nor duration, which are wrong in an early read.
PARTICIPANT_KEY_FIELDS = ("user_id", "id", "name", "user_email", "join_time", "status")


class PastInstanceStream(ZoomStream):
    """Past instances, with their UUID and start."""

    page_size = None
    primary_keys = ("uuid",)
    replication_key = None

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        fields = super().get_child_context(record, context) or {}
        return {**fields, SORT_KEY: session_sort_key(record)}


class PerInstanceStream(ZoomStream):
    """A stream that is read per past instance of a meeting or webinar.

    Instances come by host and meeting, not by time, so the bookmark advances once the run has read
    all of them.
    """

    page_size: ClassVar[int | None] = None
    replication_key = SESSION_REPLICATION_KEY

    @override
    def request_records(self, context: Context | None) -> Iterable[Record]:
        try:
            yield from super().request_records(context)
        except LimitError as error:
            # Absentees count against the reports' daily quota. When it is used up, streams with
            # other quotas are still read; the run ends with the error afterward.
            availability.mark_limited(self, error)
