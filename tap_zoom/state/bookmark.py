"""The bookmark of an incremental stream.

A stream has one flat bookmark, whatever the size of the account:

    {"replication_key": "start_time",
     "replication_key_value": "2026-11-20T02:00:00Z",
     "reread_from": "2026-11-14T02:00:00Z",
     "position": {"start_time": "…", "uuid": "…", "unsettled_from": "…"}}

``replication_key_value`` never decreases, and never exceeds the start of the run that wrote it: all
sessions up to it have been written. After a complete run it is the start of that run; the next run
begins a lookback earlier, since Zoom's reports arrive late and change at first, though never before
``start_date``. A bookmark in the future was written while the clock was wrong. What it covers is
unknown, so it is ignored.

``position`` exists while a pass is incomplete: the last session written. The next run resumes after
it. A resumed run doesn't read again what the interrupted run read within its lookback; the run
after that does: ``unsettled_from`` remembers where to start until the pass is complete, and
``reread_from`` from then on.
"""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from tap_zoom.exceptions import ConfigError
from tap_zoom.records.times import format_utc, normalize_utc, parse_time

logger = logging.getLogger("tap-zoom")

#: The replication key of streams that are read per session.
SESSION_REPLICATION_KEY = "start_time"
#: The least lookback. Zoom lists a session once it has ended, and maybe not before UTC reaches the
#: day on which the host, up to 14 hours ahead, held it.
MIN_LOOKBACK = timedelta(days=1)
#: How far ahead a bookmark may be: clocks differ a little.
_MAX_SKEW = timedelta(hours=1)
_TIMES = {"replication_key_value", "reread_from", "start_time", "unsettled_from"}
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)

#: Sorts sessions: start in UTC, then UUID.
SortKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SyncRange:
    """What a run reads, the same for all its streams.

    Attributes:
        run_start: When the run began, in UTC.
        start_date: The earliest session to read; a bookmark of before it comes first.
        lookback: How far before the previous run to begin; at least ``MIN_LOOKBACK`` is used.
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
        self._range = sync_range
        self._lookback = max(sync_range.lookback, MIN_LOOKBACK)
        self._key = replication_key
        self._last: SortKey | None = None
        self._is_restored = False
        if state.get("replication_key", replication_key) != replication_key:
            state.clear()  # written by another tap, whose value means nothing here
        self._read(name)
        times = (self._value, self._reread_from, self._at, self._left_unsettled)
        latest = max(filter(None, times), default=_EPOCH)
        if latest > sync_range.run_start + _MAX_SKEW:
            logger.warning(_from_the_future(name, latest))
            state.clear()
            self._read(name)
        elif latest > sync_range.run_start:
            self._move_to_the_present()
            self._read(name)
        self._incoming = deepcopy(state)
        self._unsettled_from = self._left_unsettled
        self._resume_after: SortKey | None = None
        if self._at is not None:
            self._resume_after = (format_utc(self._at), self._uuid)
        self.since = self._beginning()

    def _read(self, name: str) -> None:
        position = self._state.get("position") or {}
        self._value = _parse(name, self._state.get("replication_key_value"))
        self._reread_from = _parse(name, self._state.get("reread_from"))
        if not isinstance(position, dict):
            raise ConfigError(_invalid(name, position))
        self._left_unsettled = _parse(name, position.get("unsettled_from"))
        self._at = _parse(name, position.get("start_time"))
        self._uuid = str(position.get("uuid") or "")

    def _move_to_the_present(self) -> None:
        position = self._state.get("position") or {}
        if self._at is not None and self._at > self._range.run_start:
            position.pop("uuid", None)
        for part in (self._state, position):
            for field in part.keys() & _TIMES:
                moment = _parse(field, part[field])
                if moment is not None and moment > self._range.run_start:
                    part[field] = format_utc(self._range.run_start)

    def _beginning(self) -> datetime:
        start_date = self._range.start_date
        if self._at is not None:
            return self._at
        if self._value is None:
            return start_date or _EPOCH
        found = self._value - self._lookback
        if self._reread_from is not None:
            found = min(found, self._reread_from)
        if start_date is not None and start_date <= self._value:  # a later one would leave a gap
            found = max(found, start_date)
        return found

    def includes(self, key: SortKey) -> bool:
        """Return whether the run has to read a session."""
        if self._resume_after is not None:
            return key > self._resume_after or not key[0]
        return not key[0] or key[0] >= format_utc(self.since)

    def advance(self, key: SortKey) -> None:
        """Record that all rows up to a session have been written.

        A session without a time, or with one in the future, says nothing about the others.
        """
        if not key[0] or key[0] > format_utc(self._range.run_start):
            return
        self._last = max(self._last or key, key)
        settled_before = self._range.run_start - self._lookback
        if self._unsettled_from is None and key[0] > format_utc(settled_before):
            self._unsettled_from = settled_before

    def save_position(self) -> None:
        """Write the position into STATE."""
        if self._last is None or self._is_restored:
            return
        at, uuid = self._last
        value = max(at, format_utc(self._value) if self._value else "")
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = value
        position = {"start_time": at, "uuid": uuid}
        if self._unsettled_from is not None:
            position["unsettled_from"] = format_utc(self._unsettled_from)
        self._state["position"] = position

    def restore(self) -> None:
        """Put back into STATE what the run began with, and write nothing more in this run."""
        self._state.clear()
        self._state.update(deepcopy(self._incoming))
        self._is_restored = True

    def finish(self) -> None:
        """Write into STATE that everything up to the start of the run has been written."""
        if self._is_restored or self.since > self._range.run_start:
            return  # a start_date in the future: nothing was read
        self._last = None
        self._state.clear()
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = format_utc(self._range.run_start)
        if self._left_unsettled is not None:
            self._state["reread_from"] = format_utc(self._left_unsettled)


def session_sort_key(session: dict[str, Any]) -> SortKey:
    """Return what sorts a session; its start and its UUID are "" if Zoom doesn't give one."""
    at = normalize_utc(session.get("start_time")) or normalize_utc(session.get("end_time"))
    return (at, str(session.get("uuid") or ""))


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


def check_bookmark(name: str, state: dict[str, Any], replication_key: str) -> None:
    """Check that a stream's part of STATE can be used, whatever the time is, and change nothing.

    Raises:
        ConfigError: It is damaged.
    """
    end_of_time = datetime(9999, 12, 30, tzinfo=timezone.utc)  # a clock's error can be added to it
    Bookmark(name, deepcopy(state), SyncRange(end_of_time, None, MIN_LOOKBACK), replication_key)


def _from_the_future(name: str, at: datetime) -> str:
    return (
        f"The state's bookmark for {name} ({format_utc(at)}) is in the future: it was written "
        "while the clock was wrong, so what it covers is unknown. The stream is read again from "
        "start_date, or from as far back as Zoom keeps its data."
    )
