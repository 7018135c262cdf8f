"""Cloud recordings, their files and what was said in them."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Record, Scopes
from tap_zoom.base.embedded import ITEMS, Derived
from tap_zoom.base.per_session import PerSession
from tap_zoom.base.windowed import Query
from tap_zoom.records import webvtt
from tap_zoom.streams.by_host import ByHost
from tap_zoom.streams.users import USERS_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Call
    from tap_zoom.state.date_windows import Window

_CLASSIC = "recording:read:admin"
_OF_ACCOUNT = "/accounts/me/recordings"
_PLAN = "Pro or more, with cloud recording"
_TEXTS = {"TRANSCRIPT", "CC"}


class Recordings(ByHost):
    """Recorded sessions that Zoom still keeps, however old."""

    name = "recordings"
    selected_by_default = False
    path = "/users/{user_id}/recordings"
    records_key = "meetings"
    label = Label.MEDIUM
    scopes = Scopes(
        ("cloud_recording:read:list_user_recordings:admin", *USERS_SCOPES.granular),
        (_CLASSIC, *USERS_SCOPES.classic),
    )
    plan = _PLAN
    primary_keys = ("uuid",)
    replication_key = "start_time"
    oldest = date(2014, 1, 1)  # when cloud recording began
    hands_down = {
        "meeting_uuid": "uuid",
        "host_id": "host_id",
        "start_time": "start_time",
        ITEMS: "recording_files",
    }

    @property
    @override
    def by_host(self) -> bool:
        return self.run.settings.recording_source == "users"

    @override
    def needs(self) -> Iterable[tuple[str, Scopes]]:
        if self.by_host:
            return super().needs()
        return [(_OF_ACCOUNT, Scopes((_GRANULAR_OF_ACCOUNT,), (_CLASSIC,)))]

    @override
    def queries(self, window: Window, hosts: Iterable[str]) -> Iterable[Query]:
        if self.by_host:
            return (Query(self.call({"user_id": host}, {})) for host in hosts)
        call = self.call({"user_id": ""}, {})
        return [Query(replace(call, endpoint=_OF_ACCOUNT, path=_OF_ACCOUNT))]


_GRANULAR_OF_ACCOUNT = "cloud_recording:read:list_account_recordings:admin"


class RecordingFiles(Derived):
    """The files of recorded sessions, one row each."""

    name = "recording_files"
    parent_stream_type = Recordings
    primary_keys = ("meeting_uuid", "file_id")
    # Closed captions and timelines have no id.
    stand_in_from = ("file_type", "recording_start")
    hands_down = {
        "file_id": "file_id",
        "file_type": "file_type",
        "file_status": "status",
        "recording_start": "recording_start",
        "recording_end": "recording_end",
        "download_url": "download_url",
    }

    @override
    def mended(self, row: Record) -> Record:
        # Zoom's meeting_id of a file is the session's UUID.
        kept = {name: value for name, value in row.items() if name not in {"id", "meeting_id"}}
        return {**kept, "file_id": row.get("id")}


class RecordingTranscripts(PerSession):
    """Transcripts and closed captions of recorded sessions: the text of the file."""

    name = "recording_transcripts"
    parent_stream_type = RecordingFiles
    selected_by_default = False
    path = "transcript of {meeting_uuid}"
    label = Label.LIGHT
    page_size = None
    scopes = Scopes(("cloud_recording:read:list_recording_files:admin",), (_CLASSIC,))
    plan = _PLAN
    primary_keys = ("meeting_uuid", "file_id")
    hands_down = {"content": "content"}

    @override
    def asks(self, context: Mapping[str, Any]) -> bool:
        return context.get("file_type") in _TEXTS and super().asks(context)

    @override
    def known_absent(self, context: Mapping[str, Any]) -> str:
        ready = context.get("file_status") in {None, "", "completed"}
        return "" if ready and context.get("download_url") else "file not finished"

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        yield replace(self.call(context, {}), url=context["download_url"])


class RecordingTranscriptCues(Derived):
    """What was said in recorded sessions, one row for each cue of a transcript."""

    name = "recording_transcript_cues"
    parent_stream_type = RecordingTranscripts
    primary_keys = ("meeting_uuid", "file_id", "number")

    @override
    def items(self, context: Mapping[str, Any]) -> Iterable[Record]:
        for number, cue in enumerate(webvtt.parse(context.get("content") or ""), start=1):
            yield {"number": number, **asdict(cue)}
