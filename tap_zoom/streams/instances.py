"""Streams that hang off past instances: read once for each, and again within the look-back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.bookmarks import REPLICATION_KEY, session_key
from tap_zoom.client import ZoomStream

if TYPE_CHECKING:
    from collections.abc import Mapping


class PerInstance(ZoomStream):
    """A stream with rows for each held instance of a meeting or webinar.

    Instances come by host and meeting, in no order of time: the bookmark moves when the run has
    been through all of them.
    """

    replication_key = REPLICATION_KEY
    page_size: ClassVar[int | None] = None

    @override
    def asks(self, context: Mapping[str, Any]) -> bool:
        return self.bookmark.wants(_key(context))


def _key(context: Mapping[str, Any]) -> tuple[str, str]:
    uuid = context.get("meeting_uuid") or context.get("webinar_uuid")
    return session_key({"uuid": uuid, "start_time": context.get("start_time")})
