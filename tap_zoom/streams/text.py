"""What was written and said in meetings: chat and transcripts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.records import chat_file
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY
from tap_zoom.streams.recordings import RecordingText
from tap_zoom.streams.reports import PRO
from tap_zoom.streams.reports.attendance import ReportMeetings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


class MeetingChatMessages(RecordingText):
    """Chat messages of recorded sessions, from the chat files of the recordings."""

    name = "meeting_chat_messages"
    primary_keys = ("meeting_uuid", "file_id", "number")
    file_types = frozenset({"CHAT"})
    file_title = "chat file"

    @override
    def rows(self, result_set: ResultSet) -> Iterable[Record]:
        for row in super().rows(result_set):
            messages = chat_file.parse(row.get("content") or "")
            for number, message in enumerate(messages, start=1):
                if message.time is None:
                    self.run.summary.on_invalid_value(self.name, "time")
                yield {"number": number, **asdict(message)}


class MeetingTranscripts(ZoomStream):
    """Whether Zoom keeps a transcript of a past meeting, with or without a recording.

    Some transcripts are only here and some only among the files of the recording.
    """

    name = "meeting_transcripts"
    parent_stream_type = ReportMeetings
    selected_by_default = False
    path = "/meetings/{meeting_uuid}/transcript"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    required_fields = ("can_download", "download_restriction_reason")
    scopes = Scopes(("cloud_recording:read:meeting_transcript:admin",), ("recording:read:admin",))
    plan_requirement = PRO
    primary_keys = ("meeting_uuid",)
    replication_key = SESSION_REPLICATION_KEY

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        # Zoom's meeting_id is text that need not be the number, which the report has.
        return {name: value for name, value in row.items() if name != "meeting_id"}


STREAMS = (MeetingChatMessages,)
