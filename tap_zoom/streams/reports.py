"""Reports: held sessions and who was there.

One pass over the account's held sessions drives all four streams. It goes from old to new through
windows of a month: in each it lists the sessions of all hosts, sorts them by time, and only then
reads their participants, so that a run that is cut short goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from singer_sdk import StreamSchema
from typing_extensions import override

from tap_zoom.bookmarks import REPLICATION_KEY, SessionKey, session_key
from tap_zoom.calls import Call, Label
from tap_zoom.client import SCHEMAS, Record, Scopes, ZoomStream
from tap_zoom.errors import Outcome
from tap_zoom.spool import Spool
from tap_zoom.streams.users import USERS_SCOPES, Users
from tap_zoom.windows import oldest_day, windows

if TYPE_CHECKING:
    from singer_sdk.helpers.types import Context

    from tap_zoom.lists import Listing

_COMMIT_EVERY = 50  # sessions between two positions in STATE
_WEBINAR_TYPES = {5, 6, 9}
_ONE_PARTICIPANT = "pastOne"
_REPORT_CLASSIC = ("report:read:admin",)


class ReportSessions(ZoomStream):
    """The pass: held sessions of all hosts, by time. It drives the report streams."""

    name = "report_sessions"
    internal = True
    schema: ClassVar[StreamSchema] = StreamSchema(SCHEMAS, key="report_meetings")  # type: ignore[assignment]
    path = "/report/users/{user_id}/meetings"
    records_key = "meetings"
    label = Label.HEAVY
    passes = ({"type": "past"}, {"type": _ONE_PARTICIPANT})
    scopes = Scopes(("report:read:user:admin",), _REPORT_CLASSIC)
    primary_keys = ("uuid",)
    replication_key = None

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
        return {}  # of its own; the streams that it drives keep theirs

    @cached_property
    def _driven(self) -> list[SessionStream]:
        return [
            stream
            for stream in self.descendent_streams
            if isinstance(stream, SessionStream) and stream.selected
        ]

    @property
    @override
    def partitions(self) -> list[dict[str, Any]] | None:
        now = self.run.started
        since = min(stream.bookmark.since for stream in self._driven)
        start_date = self.run.settings.start_date
        if start_date and since == start_date and start_date.date() < oldest_day(now):
            self.logger.warning(
                "start_date %s is older than the six months that Zoom keeps reports for: "
                "reports begin at %s",
                start_date.date(),
                oldest_day(now),
            )
        return [{"window": window} for window in windows(since, now)]

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context is None or self.path in self.closed:
            return
        window = context["window"]
        sessions = Spool()
        seen: set[str] = set()
        for host, listing in self._lists(window.first, window.last):
            one = dict(listing.call.params)["type"] == _ONE_PARTICIPANT
            for row in self.rows(listing):
                if not row.get("uuid") or row["uuid"] in seen:
                    continue
                key = session_key(row)
                if any(stream.bookmark.wants(key) for stream in self._driven):
                    seen.add(row["uuid"])
                    sessions.add(key, {"host": host, "one": one, "row": row})
        for count, (key, session) in enumerate(sessions.drain(), start=1):
            if key[0] and key <= self._last:
                continue  # neighbouring windows share a day
            yield {"key": key, **session}
            self._last = max(self._last, key)
            if count % _COMMIT_EVERY == 0:
                self.commit()
        self.commit()

    _last: SessionKey = ("", "")

    def commit(self) -> None:
        """Put into STATE how far the pass has come."""
        for stream in self._driven:
            stream.bookmark.commit()

    def _lists(self, first: date, last: date) -> Iterator[tuple[str, Listing]]:
        for host in self._users.hosts():
            for params in self.passes:
                listing = self._list(host, params, first, last)
                while listing.outcome is Outcome.TOO_OLD and first < last:
                    # Zoom counts its six months stricter than we do.
                    first += timedelta(days=1)
                    listing = self._list(host, params, first, last)
                yield host, listing

    def _list(self, host: str, params: Mapping[str, str], first: date, last: date) -> Listing:
        span = {"from": first.isoformat(), "to": last.isoformat()}
        return self.run.read(self.call({"user_id": host}, {**params, **span}))

    @property
    def _users(self) -> Users:
        users = self._tap.streams["users"]
        assert isinstance(users, Users)  # noqa: S101 - for the type checker
        return users

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return record


class SessionStream(ZoomStream):
    """A stream that the pass drives, one session at a time."""

    replication_key = REPLICATION_KEY


class SessionReport(SessionStream):
    """Sessions of one kind, as the pass found them."""

    parent_stream_type = ReportSessions
    path = ReportSessions.path
    label = Label.HEAVY
    scopes = Scopes(
        (*USERS_SCOPES.granular, *ReportSessions.scopes.granular),
        (*USERS_SCOPES.classic, *ReportSessions.scopes.classic),
    )
    primary_keys = ("uuid",)

    #: Whether the stream's sessions are webinars.
    webinars: ClassVar[bool]

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        if context is None:
            return
        row, key = context["row"], context["key"]
        if (row.get("type") in _WEBINAR_TYPES) is not self.webinars:
            return
        wanted = self.selected and self.bookmark.wants(key)
        self.held_back = not wanted
        record = self._conformer.conform({"user_id": context["host"], **row})
        self.run.summary.records[self.name] += wanted
        yield record
        if wanted:
            self.bookmark.delivered(key)

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        kind = "webinar" if self.webinars else "meeting"
        return {
            f"{kind}_id": record.get("id"),
            f"{kind}_uuid": record["uuid"],
            "start_time": record.get("start_time"),
            "key": (context or {})["key"],
            "one": (context or {})["one"],
        }


class ReportMeetings(SessionReport):
    """Held meetings: scheduled, instant and personal ones, with one participant or more."""

    name = "report_meetings"
    webinars = False
    hands_down = {"meeting_id": "id", "meeting_uuid": "uuid", "start_time": "start_time"}


class ReportWebinars(SessionReport):
    """Held webinars."""

    name = "report_webinars"
    webinars = True
    hands_down = {"webinar_id": "id", "webinar_uuid": "uuid", "start_time": "start_time"}


class SessionParticipants(SessionStream):
    """Who was in a session: a row for each time that somebody joined."""

    records_key = "participants"
    label = Label.HEAVY
    # The way from an attendee to a registrant; Zoom leaves it out unless asked.
    passes = ({"include_fields": "registrant_id"},)
    # Neither leaving time nor duration: an early read has them wrong.
    row_identity = (
        "user_id",
        "id",
        "participant_user_id",
        "name",
        "user_email",
        "join_time",
        "bo_mtg_id",
        "status",
    )

    @override
    def known_absent(self, context: Mapping[str, Any]) -> str:
        # Zoom reports the participants of sessions with two or more of them only.
        return "one participant only: Zoom has no report" if context.get("one") else ""

    @override
    def get_records(self, context: Context | None) -> Iterable[Record]:
        key = (context or {})["key"]
        if not self.bookmark.wants(key):
            return
        yield from super().get_records(context)
        if self.name not in self.run.summary.unavailable:
            self.bookmark.delivered(key)


class ReportMeetingParticipants(SessionParticipants):
    """Who was in a held meeting."""

    name = "report_meeting_participants"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/participants"
    scopes = Scopes(("report:read:list_meeting_participants:admin",), _REPORT_CLASSIC)
    primary_keys = ("meeting_uuid", "row_id")


class ReportWebinarParticipants(SessionParticipants):
    """Who was in a held webinar."""

    name = "report_webinar_participants"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/participants"
    scopes = Scopes(("report:read:list_webinar_participants:admin",), _REPORT_CLASSIC)
    primary_keys = ("webinar_uuid", "row_id")
