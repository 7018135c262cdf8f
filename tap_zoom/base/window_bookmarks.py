"""The bookmarks that advance with the rows of a windowed stream: its own and its children's."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from tap_zoom.records.times import format_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from tap_zoom.state.bookmark import Bookmark, SortKey


class Bookmarked(Protocol):
    """A stream with a bookmark."""

    @property
    def bookmark(self) -> Bookmark: ...
    def is_complete(self) -> bool: ...


class WindowBookmarks:
    """The bookmarks of the streams that are read together.

    Args:
        streams: The selected incremental streams.
        run_start: When the run began.
        write_state: Writes STATE.

    Attributes:
        has_advanced: Whether any rows are done with.
    """

    def __init__(
        self,
        streams: Sequence[Bookmarked],
        run_start: datetime,
        write_state: Callable[[], object],
    ) -> None:
        """Start before the first row."""
        self._write_state = write_state
        self.has_advanced = False
        self._streams = streams
        self._run_start = format_utc(run_start)
        self._last: SortKey = ("", "")

    @cached_property
    def since(self) -> datetime:
        """Return when the run begins reading."""
        # A stream that is unavailable, for lack of a scope say, must not have everything since its
        # bookmark listed night after night.
        readable = [stream for stream in self._streams if stream.is_complete()] or self._streams
        return min(stream.bookmark.since for stream in readable)

    def advance(self, key: SortKey) -> None:
        """Record that all streams are done with the rows up to this one.

        Streams without rows advance with the others, so that the next run doesn't begin at their
        bookmark; unavailable ones stay where they are. A row in the future says nothing about
        those before it.
        """
        self.has_advanced = True
        if key[0] > self._run_start:
            return
        self._last = max(self._last, key)
        for stream in self._streams:
            if stream.bookmark.includes(self._last) and stream.is_complete():
                stream.bookmark.advance(self._last)

    def save(self) -> None:
        """Write the positions."""
        # At once: the SDK would write them after the next row's children, which a resumed run would
        # then read again.
        self.save_positions()
        self._write_state()

    def save_positions(self) -> None:
        """Save the positions in STATE."""
        for stream in self._streams:
            stream.bookmark.save_position()
