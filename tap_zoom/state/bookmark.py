"""The bookmark of an incremental stream.

A stream has one flat bookmark, whatever the size of the account:

    {"replication_key": "start_time",
     "replication_key_value": "2026-11-20T02:00:00Z",
     "reread_from": "2026-11-14T02:00:00Z",
     "position": {"start_time": "…", "uuid": "…", "unsettled_from": "…"}}

``replication_key_value`` never decreases, and never exceeds the start of the run that wrote it: all
sessions up to it have been written. After a complete run it is the start of that run; the next run
begins a lookback earlier, since Zoom's reports arrive late and change at first.

``position`` exists while a pass is incomplete: the last session written. The next run resumes after
it. A resumed run doesn't read again what the interrupted run read within its lookback; the run
after that does: ``unsettled_from`` remembers where to start until the pass is complete, and
``reread_from`` from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from tap_zoom.exceptions import ConfigError
from tap_zoom.records.times import format_utc, normalize_utc, parse_time

#: The replication key of streams that are read per session.
SESSION_REPLICATION_KEY = "start_time"
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

#: Sorts sessions: start in UTC, then UUID.
SortKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SyncRange:
    """What a run reads, the same for all its streams.

    Attributes:
        run_start: When the run began, in UTC.
        start_date: The earliest session to read if there is no bookmark.
        lookback: How far before the previous run to begin.
    """

    run_start: datetime
    start_date: datetime | None
    lookback: timedelta


class Bookmark:
    """The bookmark of one stream during a run.

    Args:
        name: Name of the stream, for messages.
        state: The stream's part of STATE; only ``save_position`` and ``finish`` write to it.
        sync_range: What the run reads.
        replication_key: The stream's replication key.

    Attributes:
        since: When the run begins reading.
    """

    def __init__(
        self,
        name: str,
        state: dict[str, Any],
        sync_range: SyncRange,
        replication_key: str = SESSION_REPLICATION_KEY,
    ) -> None:
        """Read the stream's part of STATE."""
        self._state = state
        self._initial = dict(state)
        self._range = sync_range
        self._key = replication_key
        if state.get("replication_key", replication_key) != replication_key:
            state.clear()  # written by another tap, whose value means nothing here
        self._value = _parse(name, state.get("replication_key_value"))
        reread_from = _parse(name, state.get("reread_from"))
        position = state.get("position") or {}
        if not isinstance(position, dict):
            raise ConfigError(_invalid(name, position))
        self._left_unsettled = _parse(name, position.get("unsettled_from"))
        self._unsettled_from = self._left_unsettled
        self._resume_after: SortKey | None = None
        at = _parse(name, position.get("start_time"))
        if at is not None:
            self._resume_after = (format_utc(at), str(position.get("uuid") or ""))
            self.since = at
        elif self._value is not None:
            # A clock that was ahead must not leave a gap.
            lookback_from = min(self._value, sync_range.run_start) - sync_range.lookback
            self.since = min(lookback_from, reread_from or lookback_from)
        else:
            self.since = sync_range.start_date or _EPOCH
        self._last: SortKey | None = None

    def includes(self, key: SortKey) -> bool:
        """Return whether the run has to read a session."""
        if self._resume_after is not None:
            return key > self._resume_after or not key[0]
        return not key[0] or key[0] >= format_utc(self.since)

    def advance(self, key: SortKey) -> None:
        """Record that all rows of a session have been written. Sessions come in order."""
        if not key[0]:
            return
        self._last = key
        settled_before = self._range.run_start - self._range.lookback
        if self._unsettled_from is None and key[0] > format_utc(settled_before):
            self._unsettled_from = settled_before

    def save_position(self) -> None:
        """Write the position into STATE."""
        if self._last is None:
            return
        # A row that is dated by the day sorts by its last second, which may be in the future.
        at, uuid = min(self._last, (format_utc(self._range.run_start), ""))
        value = max(at, format_utc(self._value) if self._value else "")
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = value
        position = {"start_time": at, "uuid": uuid}
        if self._unsettled_from is not None:
            position["unsettled_from"] = format_utc(self._unsettled_from)
        self._state["position"] = position

    def restore(self) -> None:
        """Put the bookmark back to where it was when the run began."""
        self._last = None
        self._state.clear()
        self._state.update(self._initial)

    def finish(self) -> None:
        """Write into STATE that everything up to the start of the run has been written."""
        if self.since > self._range.run_start:
            return  # a start_date in the future: nothing was read
        value = max(self._range.run_start, self._value or _EPOCH)
        self._last = None
        self._state.clear()
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = format_utc(value)
        if self._left_unsettled is not None:
            self._state["reread_from"] = format_utc(self._left_unsettled)


def session_sort_key(session: dict[str, Any]) -> SortKey:
    """Return what sorts a session; its start is "" if Zoom doesn't give one."""
    at = normalize_utc(session.get("start_time")) or normalize_utc(session.get("end_time"))
    return (at, session["uuid"])


def _parse(name: str, value: object) -> datetime | None:
    if value is None:
        return None
    moment = parse_time(value) if isinstance(value, str) else None
    if moment is None:
        raise ConfigError(_invalid(name, value))
    return max(moment, _EPOCH)  # so that a lookback can be subtracted


def _invalid(name: str, value: object) -> str:
    return (
        f"The state holds no valid bookmark for {name}: {value!r}. Use the last good state, or "
        "remove this stream's bookmark to read it again from start_date."
    )
