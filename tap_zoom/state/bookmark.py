"""How far each incremental stream has come.

A stream has one flat bookmark, whatever the account's size:

    {"replication_key": "start_time",
     "replication_key_value": "2026-11-20T02:00:00Z",
     "reread_from": "2026-11-14T02:00:00Z",
     "position": {"start_time": "…", "uuid": "…", "unsettled_from": "…"}}

``replication_key_value`` only ever grows, and never past the start of the run that wrote it: every
session up to it has been delivered. After a complete run it is the start of that run, and the next
one begins a look-back earlier, since Zoom's reports arrive late and change at first.

``position`` is there while a pass is under way: the last session delivered. A run that finds it
goes on behind it. Sessions that an interrupted run read within its look-back are not read again by
the run that goes on, but by the next one after: ``unsettled_from`` remembers them until the pass is
complete, and ``reread_from`` from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from tap_zoom.exceptions import ConfigError

REPLICATION_KEY = "start_time"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=timezone.utc)
_DAY_LENGTH = len("2026-11-20")

#: Orders sessions: start in UTC, then UUID.
SessionKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Span:
    """What a run reads, the same for all its streams.

    Attributes:
        run_start: When the run began, in UTC.
        start_date: The earliest session that is wanted where there is no bookmark.
        lookback: How far before the previous run it begins.
    """

    run_start: datetime
    start_date: datetime | None
    lookback: timedelta


class Bookmark:
    """The bookmark of one stream during a run.

    Args:
        name: Name of the stream, for messages.
        state: The stream's part of STATE; written to by ``commit`` and ``complete`` only.
        span: What the run reads.
        replication_key: The field that dates the stream's rows.
    """

    def __init__(
        self,
        name: str,
        state: dict[str, Any],
        span: Span,
        replication_key: str = REPLICATION_KEY,
    ) -> None:
        """Read where the stream stands."""
        self._state = state
        self._span = span
        self._key = replication_key
        if state.get("replication_key", replication_key) != replication_key:
            state.clear()  # another tap's idea of this stream: its value says nothing here
        self._value = _moment(name, state.get("replication_key_value"))
        reread_from = _moment(name, state.get("reread_from"))
        position = state.get("position") or {}
        if not isinstance(position, dict):
            raise ConfigError(_broken(name, position))
        self._left_unsettled = _moment(name, position.get("unsettled_from"))
        self._unsettled_from = self._left_unsettled
        self._resume_after: SessionKey | None = None
        at = _moment(name, position.get("start_time"))
        if at is not None:
            self._resume_after = (stamp(at), str(position.get("uuid") or ""))
            self.since = at
        elif self._value is not None:
            # A clock that was ahead must not leave a gap behind.
            lookback_from = min(self._value, span.run_start) - span.lookback
            self.since = min(lookback_from, reread_from or lookback_from)
        else:
            self.since = span.start_date or _LONG_AGO
        self._last: SessionKey | None = None

    def wants(self, key: SessionKey) -> bool:
        """Whether the run has to read a session."""
        if self._resume_after is not None:
            return key > self._resume_after or not key[0]
        return not key[0] or key[0] >= stamp(self.since)

    def delivered(self, key: SessionKey) -> None:
        """Note that a session's rows are all out. Sessions are delivered in order."""
        if not key[0]:
            return
        self._last = key
        settled_before = self._span.run_start - self._span.lookback
        if self._unsettled_from is None and key[0] > stamp(settled_before):
            self._unsettled_from = settled_before

    def commit(self) -> None:
        """Write the position into STATE."""
        if self._last is None:
            return
        # What goes by the day counts by its last second: as long as it isn't over, it may change.
        at, uuid = min(self._last, (stamp(self._span.run_start), ""))
        value = max(at, stamp(self._value) if self._value else "")
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = value
        position = {"start_time": at, "uuid": uuid}
        if self._unsettled_from is not None:
            position["unsettled_from"] = stamp(self._unsettled_from)
        self._state["position"] = position

    def complete(self) -> None:
        """Write into STATE that everything up to the run's start has been delivered."""
        if self.since > self._span.run_start:
            return  # a start_date in the future: nothing was read
        value = max(self._span.run_start, self._value or _LONG_AGO)
        self._last = None
        self._state.clear()
        self._state["replication_key"] = self._key
        self._state["replication_key_value"] = stamp(value)
        if self._left_unsettled is not None:
            self._state["reread_from"] = stamp(self._left_unsettled)


def session_key(session: dict[str, Any]) -> SessionKey:
    """What orders a session among others; its start is "" where Zoom gives none."""
    return (in_utc(session.get("start_time")) or in_utc(session.get("end_time")), session["uuid"])


def stamp(moment: datetime) -> str:
    """A moment as text that sorts by time."""
    return moment.astimezone(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")


def in_utc(text: object) -> str:
    """A time of Zoom's as text that sorts by time, "" for none; a day counts by its last second."""
    if not isinstance(text, str):
        return ""
    moment = _read(f"{text}T23:59:59Z" if len(text) == _DAY_LENGTH else text)
    return stamp(moment) if moment else ""


def _moment(name: str, value: object) -> datetime | None:
    if value is None:
        return None
    moment = _read(value) if isinstance(value, str) else None
    if moment is None:
        raise ConfigError(_broken(name, value))
    return max(moment, _LONG_AGO)  # so that a look-back can be counted from it


def _read(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
        return zoned.astimezone(timezone.utc)
    except (ValueError, OverflowError):
        return None


def _broken(name: str, value: object) -> str:
    return (
        f"The state holds no usable bookmark for {name}: {value!r}. Use the last good state, or "
        "leave this stream's bookmark out to read it again from start_date."
    )
