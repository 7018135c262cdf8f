"""Items that Zoom failed to return, which later runs request again.

They are in STATE next to the bookmarks, which have moved on:

    "failed_items": [{"stream": "report_meeting_participants",
                      "context": {"meeting_uuid": "…", "start_time": "…", "sort_key": ["…", "…"]},
                      "readers": ["report_meeting_participants"],
                      "since": "2026-11-21"}]

``readers`` are the incremental streams that lack the item's rows. A stream that is not selected
leaves its items alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from tap_zoom.exceptions import ConfigError
from tap_zoom.state.date_windows import MAX_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

KEY = "failed_items"
#: The field of a context that holds the first and the last day of a window.
WINDOW = "window"
#: The field of a context that holds when the rows of a window begin and end: windows share days.
ROWS = "rows"
#: The field of a context that names the only row of a list that is wanted.
ONLY = "only"

_MAX_BYTES = 24_000  # with the bookmarks of all streams, STATE stays well under 50 kB


@dataclass(slots=True)
class FailedItem:
    """A list that Zoom failed to return.

    Attributes:
        stream: The stream whose list it is.
        context: What the stream needs to request it, as JSON.
        readers: Names of the incremental streams that lack its rows.
        since: The day it failed first.
        is_new: Whether it failed first in this run.
        failed_again: Whether it failed in this run as well.
        gone: Why Zoom no longer has it; "" if that isn't known.
    """

    stream: str
    context: dict[str, Any]
    readers: list[str]
    since: str
    is_new: bool = field(default=False, compare=False)
    failed_again: bool = field(default=False, compare=False)
    gone: str = field(default="", compare=False)

    def to_state(self) -> dict[str, Any]:
        """Return the item as STATE holds it."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS = ("stream", "context", "readers", "since")


class FailedItems:
    """The failed items of a state, during a run.

    Args:
        state: The tap's state, which is kept up to date.
        today: The day of the run.

    Attributes:
        overflowed: Streams with more failed items than STATE may hold, so that their bookmarks
            must not move.
    """

    def __init__(self, state: dict[str, Any], today: date) -> None:
        """Read the items.

        Raises:
            ConfigError: The state is corrupt.
        """
        self._state = state
        self._today = today.isoformat()
        self._items = [_parse(entry) for entry in _entries(state)]
        self._bytes = sum(map(_size, self._items))
        self.overflowed: set[str] = set()

    def of(self, streams: Iterable[str]) -> list[FailedItem]:
        """Return the items that at least one of some streams lacks."""
        names = set(streams)
        return [item for item in self._items if not names.isdisjoint(item.readers)]

    def add(self, stream: str, context: dict[str, Any], readers: Iterable[str]) -> None:
        """Remember an item, or that it failed again.

        Args:
            stream: The stream whose list it is.
            context: What the stream needs to request it.
            readers: Names of the incremental streams that lack its rows.
        """
        found = FailedItem(stream, context, sorted(readers), self._today, is_new=True)
        for item in self._items:
            merged = _merged(item, found)
            if merged is not None:
                self._bytes += _size(merged) - _size(item)
                item.context, item.readers, item.failed_again = merged.context, merged.readers, True
                self._save()
                return
        if self._bytes + _size(found) > _MAX_BYTES:
            self.overflowed.update(found.readers)
            return
        self._items.append(found)
        self._bytes += _size(found)
        self._save()

    def shorten(self, item: FailedItem, last: date, end: str) -> None:
        """Leave the later rows of a window to the regular pass.

        Args:
            item: The item.
            last: The last day of the window that is still needed.
            end: When the rows end that are still needed.
        """
        (first, old_last), (begin, old_end) = item.context[WINDOW], item.context[ROWS]
        window = [first, max(first, min(last.isoformat(), old_last))]
        item.context = {**item.context, WINDOW: window, ROWS: [begin, min(end, old_end)]}
        self._save()

    def settle(self, item: FailedItem, readers: Iterable[str]) -> None:
        """Forget an item, for the streams that have its rows now."""
        before = _size(item)
        item.readers = sorted(set(item.readers) - set(readers))
        self._bytes += _size(item) - before
        if not item.readers:
            self._bytes -= _size(item)
            self._items = [each for each in self._items if each is not item]
        self._save()

    def forget_new(self, reader: str) -> None:
        """Forget what failed first in this run, for a stream whose bookmark doesn't move."""
        for item in [item for item in self._items if item.is_new and reader in item.readers]:
            self.settle(item, [reader])

    def _save(self) -> None:
        if self._items:
            self._state[KEY] = [item.to_state() for item in self._items]
        else:
            self._state.pop(KEY, None)


def _merged(item: FailedItem, new: FailedItem) -> FailedItem | None:
    """Return what two items have become together; None if they are different items.

    A host whose list fails every night must not fill STATE: its windows overlap.
    """
    if (item.stream, _without_window(item)) != (new.stream, _without_window(new)):
        return None
    if item.context == new.context:
        readers = sorted({*item.readers, *new.readers})
        return FailedItem(item.stream, item.context, readers, item.since)
    first, last = _union(item, new, WINDOW)
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
    overlap = max(i.context[WINDOW][0] for i in (item, new)) <= min(
        i.context[WINDOW][1] for i in (item, new)
    )
    if item.readers != new.readers or days > MAX_DAYS or not overlap:
        return None
    context = {**item.context, WINDOW: [first, last], ROWS: _union(item, new, ROWS)}
    return FailedItem(item.stream, context, item.readers, item.since)


def _union(item: FailedItem, other: FailedItem, name: str) -> list[str]:
    """Return the span from the earlier beginning to the later end."""
    (begin, end), (other_begin, other_end) = item.context[name], other.context[name]
    return [min(begin, other_begin), max(end, other_end)]


def _without_window(item: FailedItem) -> dict[str, Any]:
    return {name: value for name, value in item.context.items() if name not in {WINDOW, ROWS}}


def _size(item: FailedItem) -> int:
    return len(msgspec.json.encode(item.to_state()))


def _entries(state: dict[str, Any]) -> list[Any]:
    entries = state.get(KEY) or []
    if not isinstance(entries, list):
        raise ConfigError(_CORRUPT)
    return entries


def _parse(entry: object) -> FailedItem:
    try:
        item = msgspec.convert(entry, FailedItem)
        if WINDOW in item.context:
            window = msgspec.convert(item.context[WINDOW], tuple[date, date])
            msgspec.convert(item.context.get(ROWS), tuple[str, str])
            item.context[WINDOW] = [day.isoformat() for day in window]
    except msgspec.ValidationError:
        raise ConfigError(_CORRUPT) from None
    return item


_CORRUPT = (
    f"The state is corrupt: {KEY} is not a list of failed items. Use the last good state, or "
    f"remove {KEY}; what Zoom failed to return earlier is then lost."
)
