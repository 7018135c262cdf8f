"""Streams that hang off past instances: read once for each, and again within the look-back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.bookmarks import REPLICATION_KEY, session_key
from tap_zoom.client import ZoomStream
from tap_zoom.exceptions import LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.declaration import Record


class PerInstance(ZoomStream):
    """A stream with rows for each held instance of a meeting or webinar.

    Instances come by host and meeting, in no order of time: the bookmark moves when the run has
    been through all of them.
    """

    replication_key = REPLICATION_KEY
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

    @override
    def asks(self, context: Mapping[str, Any]) -> bool:
        return self.bookmark.wants(_key(context))


def _key(context: Mapping[str, Any]) -> tuple[str, str]:
    uuid = context.get("meeting_uuid") or context.get("webinar_uuid")
    return session_key({"uuid": uuid, "start_time": context.get("start_time")})
