"""Cloud recordings, their files and their transcripts."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, cast

from typing_extensions import override

from tap_zoom.api.request import DownloadRequest, RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.embedded import EMBEDDED_ROWS, EmbeddedStream
from tap_zoom.base.retry import RETRY, Retry
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.records import webvtt
from tap_zoom.records.keys import SurrogateIds
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY
from tap_zoom.streams.users import USERS_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record
    from tap_zoom.state.date_windows import Window

_CLASSIC = "recording:read:admin"
_OF_ACCOUNT = "/accounts/me/recordings"
_ACCOUNT_SCOPES = Scopes(("cloud_recording:read:list_account_recordings:admin",), (_CLASSIC,))
_PLAN = "Pro or more, with cloud recording"
_FILE_KEY = ("file_type", "recording_start")


class Recordings(WindowedStream):
    """Recorded sessions that Zoom still keeps, however old."""

    name = "recordings"
    selected_by_default = False
    path = "/users/{user_id}/recordings"
    records_key = "meetings"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(
        ("cloud_recording:read:list_user_recordings:admin", *USERS_SCOPES.granular),
        (_CLASSIC, *USERS_SCOPES.classic),
    )
    plan_requirement = _PLAN
    # Without recording_source_type, Zoom lists cloud recordings and those of My Notes.
    primary_keys = ("uuid",)
    replication_key = "start_time"
    earliest_day = date(2014, 1, 1)  # cloud recording began
    child_context_fields = {
        "meeting_uuid": "uuid",
        "host_id": "host_id",
        "start_time": "start_time",
        EMBEDDED_ROWS: "recording_files",
    }

    @property
    @override
    def per_host(self) -> bool:
        return self.run.settings.recording_source == "users"

    @property
    @override
    def advice_on_budget(self) -> str:
        return "Set recording_source to account, or raise rate_limit_share"

    @override
    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        return super().required_scopes() if self.per_host else [(_OF_ACCOUNT, _ACCOUNT_SCOPES)]

    @override
    def window_requests(self, window: Window, hosts: Iterable[str]) -> Iterable[WindowRequest]:
        if self.per_host:
            return (WindowRequest(self.request({"user_id": host}, {}), {}, host) for host in hosts)
        request = self.request({"user_id": ""}, {})
        return [WindowRequest(replace(request, endpoint=_OF_ACCOUNT, path=_OF_ACCOUNT))]


class RecordingFiles(EmbeddedStream):
    """Files of recorded sessions."""

    name = "recording_files"
    parent_stream_type = Recordings
    primary_keys = ("meeting_uuid", "file_id")
    child_context_fields = {
        "file_id": "file_id",
        "file_type": "file_type",
        "file_status": "status",
        "recording_start": "recording_start",
        "recording_end": "recording_end",
        "download_url": "download_url",
    }

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        # Closed captions have no id, nor had timelines in the past. There may be several at a time,
        # one per language.
        ids = SurrogateIds(_FILE_KEY)
        for row in super().embedded_rows(context):
            # Zoom's meeting_id of a file is the session's UUID.
            kept = {name: value for name, value in row.items() if name not in {"id", "meeting_id"}}
            yield {**kept, "file_id": row.get("id") or ids.of(row)}


class RecordingText(ZoomStream):
    """A stream that reads the text files of recorded sessions.

    Attributes:
        file_types: The types of files to download.
        file_title: What messages call such a file.
    """

    parent_stream_type = RecordingFiles
    selected_by_default = False
    path = "{download_url}"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = Scopes(("cloud_recording:read:list_recording_files:admin",), (_CLASSIC,))
    plan_requirement = _PLAN
    replication_key = SESSION_REPLICATION_KEY
    file_types: ClassVar[frozenset[str]]
    file_title: ClassVar[str]

    @override
    def should_sync(self, context: Mapping[str, Any]) -> bool:
        retry: Retry | None = context.get(RETRY)
        wanted = retry.item.context.get("file_id") if retry else None
        is_wanted = wanted in {None, context["file_id"]}
        is_of_type = context.get("file_type") in self.file_types
        return is_of_type and is_wanted and super().should_sync(context)

    @override
    def set_aside(self, context: Mapping[str, Any]) -> None:
        # The address of a file, a secret, expires: the recording has to be listed again.
        cast("Recordings", self.ancestors[-1]).failures.set_child_aside(
            self.incremental_readers,
            host=context["host_id"],
            row_id=context["meeting_uuid"],
            file_id=context["file_id"],
        )

    @override
    def skip_reason(self, context: Mapping[str, Any]) -> str:
        ready = context.get("file_status") in {None, "", "completed"}
        return "" if ready and context.get("download_url") else "file not finished"

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        yield DownloadRequest(
            stream=self.name,
            endpoint=self.path,
            path=f"the {self.file_title} of {context['meeting_uuid']}",
            params=(),
            label=self.rate_limit_label,
            url=context["download_url"],
        )


class RecordingTranscripts(RecordingText):
    """Transcripts and closed captions of recorded sessions, as the text of the file."""

    name = "recording_transcripts"
    primary_keys = ("meeting_uuid", "file_id")
    file_types = frozenset({"TRANSCRIPT", "CC"})
    file_title = "transcript"
    child_context_fields = {"content": "content"}


class RecordingTranscriptCues(EmbeddedStream):
    """Cues of the transcripts of recorded sessions."""

    name = "recording_transcript_cues"
    parent_stream_type = RecordingTranscripts
    primary_keys = ("meeting_uuid", "file_id", "number")

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        for number, cue in enumerate(webvtt.parse(context.get("content") or ""), start=1):
            yield {"number": number, **asdict(cue)}
