"""The pass over the account's held sessions, which drives the report streams.

It goes from old to new through windows of a month: in each it finds the sessions of all hosts,
sorts them by time, and only then lets the streams emit them and read what hangs off them. So the
pass is sorted as a whole: bookmarks move session by session, and a run that is cut short goes on
where it was.
"""

from __future__ import annotations

from functools import cached_property, partial
from heapq import merge
from typing import TYPE_CHECKING, Any, ClassVar, cast

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.bookmarks import SessionKey, session_key, stamp
from tap_zoom.calls import Label
from tap_zoom.client import SCHEMAS, ZoomStream
from tap_zoom.errors import Outcome
from tap_zoom.plans import Path, Plan, Plans
from tap_zoom.spool import Spool
from tap_zoom.streams import sources
from tap_zoom.streams.sources import Query, Session
from tap_zoom.streams.users import Users
from tap_zoom.windows import Kept, Window, objection_to, windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from singer_sdk.helpers.types import Context

    from tap_zoom.declaration import Record, Scopes
    from tap_zoom.lists import Listing

_COMMIT_EVERY = 50  # sessions between two positions in STATE


class ReportSessions(ZoomStream):
    """The pass. It is not in the catalog: it has no records of its own."""

    name = sources.DRIVER
    internal = True
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")
    path = sources.BY_HOST
    label = Label.HEAVY
    scopes = sources.BY_HOST_SCOPES
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

    @cached_property
    def _driven(self) -> list[ZoomStream]:
        streams = self.descendent_streams
        return [s for s in streams if isinstance(s, ZoomStream) and s.selected]

    @override
    def needs(self) -> Iterable[tuple[str, Scopes]]:
        return sources.needs(self.run.settings.report_source)

    @override
    def close(self, endpoint: str, why: str) -> None:
        self.closed.add(endpoint)
        super().close(self.path, why)

    # --- the pass ----------------------------------------------------------------------------

    @cached_property
    def _windows(self) -> list[Window]:
        return windows(self._since, self.run.started)

    @cached_property
    def _since(self) -> datetime:
        return min(stream.bookmark.since for stream in self._driven)

    @cached_property
    def _kept(self) -> Kept:
        return Kept()

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        if objection := objection_to(self._since, self.run.started):
            self.logger.warning(objection)
        # Without any context the SDK would make up one.
        return [{"window": window} for window in self._windows] or [{"window": None}]

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context is None or context["window"] is None:
            return
        for count, (key, session) in enumerate(self._sorted(context["window"]), start=1):
            yield {"key": key, "session": session}
            self._pass_by(key)
            if count % _COMMIT_EVERY == 0:
                self.commit()
        # A run that is cut short later on need not list this window again.
        self._pass_by((stamp(context["window"].covers_until), ""))
        self.commit()

    def _pass_by(self, key: SessionKey) -> None:
        """Note that each stream has had its part of all sessions up to this one, if any.

        Streams without sessions go on with the others, or else the next run would begin for them.
        """
        self._last = max(self._last, key)
        for stream in self._driven:
            if stream.path not in stream.closed and stream.bookmark.wants(self._last):
                stream.bookmark.delivered(self._last)

    def _sorted(self, window: Window) -> Iterator[tuple[SessionKey, Session]]:
        with Spool() as spool:
            seen: set[str] = set()
            for query in self._queries(window):
                if self.path in self.closed:
                    return
                for row in self.rows(self._within(window, query)):
                    session = query.session(row)
                    self._conformer.conform(session.row)
                    if not session.row.get("uuid"):
                        self.run.summary.skip(self.name, "row without an id")
                    key = self._wanted(session, self._last, seen)
                    if key is not None:
                        spool.add(key, [session.row, session.host, session.webinar, session.alone])
            for key, fields in spool.drain():
                yield key, Session(*fields)

    def _wanted(self, session: Session, last: SessionKey, seen: set[str]) -> SessionKey | None:
        """A session's key, unless it was had before: here, or on the day that windows share."""
        uuid = session.row.get("uuid")
        if not uuid or uuid in seen:
            return None
        key = session_key(session.row)
        if (key[0] and key <= last) or not any(s.bookmark.wants(key) for s in self._driven):
            return None
        seen.add(uuid)
        return key

    def commit(self) -> None:
        """Put into STATE how far the pass has come, and write it.

        At once: the SDK would write it behind the next session's rows, which a run that goes on
        from there would then read again.
        """
        for stream in self._driven:
            stream.bookmark.commit()
        self.write_state()

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return record

    # --- where sessions are found ------------------------------------------------------------

    def _queries(self, window: Window) -> Iterable[Query]:
        match self.run.settings.report_source:
            case "history":
                return sources.history()
            case "active_hosts":
                return sources.by_host(self._active(self._within(window, sources.active_hosts())))
            case _:
                return sources.by_host(self._hosts())

    def _active(self, listing: Listing) -> list[str]:
        return [row["id"] for row in self.rows(listing) if row.get("id")]

    def _hosts(self) -> list[str]:
        hosts = self.users.hosts()
        if self.users.path in self.users.closed:
            self.close(self.path, "the list of users can't be read")
        return hosts

    @property
    def users(self) -> Users:
        """The stream that knows the hosts."""
        return cast("Users", self._tap.streams[Users.name])

    def _within(self, window: Window, query: Query) -> Listing:
        while True:
            asked = self._kept.clip(window)
            listing = self.run.read(query.within(asked))
            if listing.outcome is not Outcome.TOO_OLD or not self._kept.refuse(asked):
                return listing

    # --- reading ahead -----------------------------------------------------------------------

    @override
    def plans(self, context: Mapping[str, Any], path: Path) -> Plans:
        """The pass, window by window; ``context`` has the hosts, where it goes by them."""
        # The first request tells whether the first window begins late enough: see Kept.
        rest = self._plans_of_windows(context, path)
        probe = next(rest, None)
        if probe is None:
            return
        asked = self._kept.clip(self._windows[0])

        def answered(listing: Listing) -> Plans:
            if listing.outcome is Outcome.TOO_OLD and self._kept.refuse(asked):
                return self.plans(context, path)
            found = probe.then(listing) if probe.then is not None else iter(())
            return merge(found, rest, key=lambda plan: plan.path)

        yield Plan(probe.path, probe.call, answered)

    def _plans_of_windows(self, context: Mapping[str, Any], path: Path) -> Plans:
        source = self.run.settings.report_source
        for place, window in enumerate(self._windows):
            here = (*path, place)
            if source == "active_hosts":
                call = sources.active_hosts().within(self._kept.clip(window))
                yield Plan(here, call, partial(self._plans_of_active, window=window, path=here))
            else:
                by_host = source == "hosts"
                queries = sources.by_host(context["hosts"]) if by_host else sources.history()
                yield from self._plans_of(queries, window, here)

    def _plans_of_active(self, listing: Listing, window: Window, path: Path) -> Plans:
        hosts = [row["id"] for row in listing.rows() if row.get("id")]
        yield from self._plans_of(sources.by_host(hosts), window, path)

    def _plans_of(self, queries: Iterable[Query], window: Window, path: Path) -> Plans:
        # What two windows share is read in the first of them, whichever list comes first.
        had = ("", "") if window == self._windows[0] else (stamp(window.shares_until), "")
        for place, query in enumerate(queries):
            call = query.within(self._kept.clip(window))
            then = partial(self._plans_of_sessions, query=query, had=had, path=path)
            yield Plan((*path, 0, place), call, then)

    def _plans_of_sessions(
        self, listing: Listing, query: Query, had: SessionKey, path: Path
    ) -> Plans:
        found: list[tuple[SessionKey, Session]] = []
        for row in listing.rows():
            session = query.session(row)
            self._silent_conformer.conform(session.row)
            key = self._wanted(session, had, self._planned_uuids)
            if key is not None:
                found.append((key, session))
        for key, session in sorted(found, key=lambda item: item[0]):
            context = {"key": key, "session": session}
            yield from self.plans_of_children(context, {}, (*path, 1, key))

    @cached_property
    def _planned_uuids(self) -> set[str]:
        return set()
