"""The SDK's bookkeeping of STATE, of which the tap uses none."""

from __future__ import annotations

from typing import Any

from singer_sdk.streams._state import StreamStateManager
from typing_extensions import override


class FlatStateManager(StreamStateManager):
    """Leaves the stream's state to the tap's own bookmarks (``tap_zoom.state``).

    The SDK treats a stream with flat state as unsorted: it writes progress markers that no run can
    resume from, and that stay in STATE after a run that selected only part of a tree of streams
    (meltano/sdk #3611).
    """

    @override
    def write_starting_replication_value(self, *args: Any, **kwargs: Any) -> None:
        pass

    @override
    def write_replication_key_signpost(self, *args: Any, **kwargs: Any) -> None:
        pass

    @override
    def increment_state(self, *args: Any, **kwargs: Any) -> None:
        pass
