"""Streams that hang off held sessions: read once for each, and again within the look-back."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.base.stream import ZoomStream
from tap_zoom.state.bookmark import REPLICATION_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

    from tap_zoom.base.declaration import Record


class PerSession(ZoomStream):
    """A stream with rows for each session; its contexts have the session's ``key``.

    Where streams hang off it in turn, it is read for whichever of them hasn't had the session.
    """

    replication_key = REPLICATION_KEY

    @cached_property
    def _readers(self) -> list[ZoomStream]:
        streams = (self, *self.descendent_streams)
        return [stream for stream in streams if isinstance(stream, ZoomStream) and stream.selected]

    @override
    def asks(self, context: Mapping[str, Any]) -> bool:
        return any(stream.bookmark.wants(context["key"]) for stream in self._readers)

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        self.held_back = not self.delivers((context or {})["key"])
        return super().get_records(context)
