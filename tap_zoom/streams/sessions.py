"""The pass over the account's held sessions, which drives the report streams.

It goes from old to new through windows of a month: in each it finds the sessions of all hosts,
sorts them by time, and only then lets the streams emit them and read what hangs off them. So the
pass is sorted as a whole: bookmarks move session by session, and a run that is cut short goes on
where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.bookmarks import REPLICATION_KEY, SessionKey, session_key
from tap_zoom.calls import PAGE_SIZE, Call, Label
from tap_zoom.client import SCHEMAS, Record, Scopes, ZoomStream
from tap_zoom.errors import Outcome
from tap_zoom.spool import Spool
from tap_zoom.streams.users import USERS_SCOPES, Users
from tap_zoom.windows import Window, oldest_day, windows

if TYPE_CHECKING:
    from singer_sdk.helpers.types import Context

    from tap_zoom.lists import Listing

REPORT_CLASSIC = ("report:read:admin",)

_COMMIT_EVERY = 50  # sessions between two positions in STATE
_WEBINAR_TYPES = {5, 6, 9}


@dataclass(frozen=True, slots=True)
class Session:
    """A held meeting or webinar, as the pass found it.

    Attributes:
        row: Zoom's row, with the fields of the list by host.
        host: The host's user id, where the source tells.
        webinar: Whether it was a webinar.
        alone: Whether there was one participant only.
    """

    row: Record
    host: str | None
    webinar: bool
    alone: bool


class SessionStream(ZoomStream):
    """A stream that the pass drives, one session at a time."""

    replication_key = REPLICATION_KEY


class ReportSessions(ZoomStream):
    """The pass. It is not in the catalog: it has no records of its own."""

    name = "report_sessions"
    internal = True
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")  # type: ignore[assignment]
    path = "/report/users/{user_id}/meetings"
    records_key = "meetings"
    label = Label.HEAVY
    # Sessions with two participants or more, and those with one: Zoom lists them apart.
    passes = ({"type": "past"}, {"type": "pastOne"})
    scopes = Scopes(
        (*USERS_SCOPES.granular, "report:read:user:admin"),
        (*USERS_SCOPES.classic, *REPORT_CLASSIC),
    )
    primary_keys = ("uuid",)
    replication_key = None

    _last: SessionKey = ("", "")

    @property
    @override
    def selected(self) -> bool:
        return False

    @selected.setter
    def selected(self, value: bool | None) -> None:
        """Ignore it: there is nothing to select."""

    @property
    @override
    def stream_state(self) -> dict[str, Any]:
        return {}  # the streams that it drives keep theirs

    @cached_property
    def _driven(self) -> list[SessionStream]:
        return [
            stream
            for stream in self.descendent_streams
            if isinstance(stream, SessionStream) and stream.selected
        ]

    @override
    def close(self, endpoint: str, why: str) -> None:
        self.closed.add(endpoint)
        for stream in self._driven:
            stream.close(stream.path, why)

    # --- the pass ----------------------------------------------------------------------------

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        now = self.run.started
        since = min(stream.bookmark.since for stream in self._driven)
        start_date = self.run.settings.start_date
        if start_date and since == start_date and start_date.date() < oldest_day(now):
            self.logger.warning(
                "start_date %s is older than the six months that Zoom keeps reports for: reports "
                "begin at %s.",
                start_date.date(),
                oldest_day(now),
            )
        if since > now:
            self.logger.warning("start_date %s is in the future: no reports are read.", since)
        return [{"window": window} for window in windows(since, now)]

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context is None:
            return
        for count, (key, session) in enumerate(self._sorted(context["window"]), start=1):
            yield {"key": key, "session": session}
            self._last = max(self._last, key)
            if count % _COMMIT_EVERY == 0:
                self.commit()
        self.commit()

    def _sorted(self, window: Window) -> Iterator[tuple[SessionKey, Session]]:
        spool = Spool()
        seen: set[str] = set()
        for session in self._sessions(window):
            uuid = session.row.get("uuid")
            if not uuid or uuid in seen:
                continue
            key = session_key(session.row)
            # Neighbouring windows share a day.
            had = key[0] and key <= self._last
            if not had and any(stream.bookmark.wants(key) for stream in self._driven):
                seen.add(uuid)
                spool.add(key, [session.row, session.host, session.webinar, session.alone])
        for key, fields in spool.drain():
            yield key, Session(*fields)

    def commit(self) -> None:
        """Put into STATE how far the pass has come."""
        for stream in self._driven:
            stream.bookmark.commit()

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return record

    # --- where sessions are found ------------------------------------------------------------

    def _sessions(self, window: Window) -> Iterator[Session]:
        source = self.run.settings.report_source
        if source == "history":
            yield from self._from_history(window)
        else:
            hosts = self._active_hosts(window) if source == "active_hosts" else self._hosts()
            yield from self._from_hosts(hosts, window)

    def _hosts(self) -> list[str]:
        users = self._tap.streams["users"]
        assert isinstance(users, Users)  # noqa: S101 - for the type checker
        hosts = users.hosts()
        if users.path in users.closed:
            self.close(self.path, "the list of users can't be read")
        return hosts

    def _active_hosts(self, window: Window) -> Iterator[str]:
        call = replace(
            self.call({"user_id": ""}, {"type": "active"}),
            endpoint="/report/users",
            path="/report/users",
            records_key="users",
        )
        for listing in self._within(window, call):
            for row in self.rows(listing):
                if row.get("id"):
                    yield row["id"]

    def _from_hosts(self, hosts: Iterable[str], window: Window) -> Iterator[Session]:
        for host in hosts:
            for params in self.passes:
                if self.path in self.closed:
                    return
                for listing in self._within(window, self.call({"user_id": host}, params)):
                    for row in self.rows(listing):
                        webinar = row.get("type") in _WEBINAR_TYPES
                        yield Session(row, host, webinar, params["type"] == "pastOne")

    def _from_history(self, window: Window) -> Iterator[Session]:
        for kind in ("meeting", "webinar"):
            call = Call(
                stream=self.name,
                endpoint="/report/history_meetings",
                path="/report/history_meetings",
                params=(("meeting_type", kind), ("date_type", "start_time")),
                label=Label.HEAVY,
                records_key="history_meetings",
                page_size=PAGE_SIZE,
            )
            for listing in self._within(window, call):
                for row in self.rows(listing):
                    alone = row.get("participants") == 1
                    yield Session(_like_by_host(row), None, kind == "webinar", alone)

    def _within(self, window: Window, call: Call) -> Iterator[Listing]:
        """Read a list for a window; Zoom may count its six months stricter than we do."""
        while True:
            listing = self.run.read(replace(call, params=(*call.params, *window.params)))
            if listing.outcome is not Outcome.TOO_OLD or window.first == window.last:
                yield listing
                return
            window = replace(window, first=window.first + timedelta(days=1))


_NAMES_BY_HOST: Mapping[str, str] = {
    "meeting_uuid": "uuid",
    "meeting_id": "id",
    "host_display_name": "user_name",
    "host_email": "user_email",
    "participants": "participants_count",
    "total_participant_minutes": "total_minutes",
}


def _like_by_host(row: Record) -> Record:
    """Name the fields of the account-wide history as the list by host does.

    Its ``type`` is a word that only tells meetings from webinars, where the other has a number.
    """
    return {_NAMES_BY_HOST.get(name, name): value for name, value in row.items() if name != "type"}
