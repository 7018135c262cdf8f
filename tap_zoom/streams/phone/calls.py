"""Calls and their recordings."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from tap_zoom.api.request import DownloadRequest, RateLimitLabel, fill
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.embedded import EmbeddedStream
from tap_zoom.base.stream import ZoomStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.records import timeline
from tap_zoom.streams.phone import PLAN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record


_CALLS_PLAN = "Business or more, with Zoom Phone"


class PhoneCallHistory(WindowedStream):
    """Calls of the last six months."""

    name = "phone_call_history"
    selected_by_default = False
    path = "/phone/call_history"
    records_key = "call_history"
    #: Zoom's deprecated name for the same list, which may be the only one.
    records_key_alternatives = ("call_logs",)
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(
        ("phone:read:list_call_logs:admin",), ("phone:read:admin",), ("phone_call_log:read:admin",)
    )
    plan_requirement = _CALLS_PLAN
    primary_keys = ("call_history_uuid",)
    replication_key = "start_time"
    child_context_fields = {"call_history_uuid": "call_history_uuid"}

    #: Zoom returns a page token on the last page as well.
    always_has_next_token = True

    @override
    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        return replace(
            super().request(context, params),
            always_has_next_token=self.always_has_next_token,
            records_key_alternatives=self.records_key_alternatives,
        )

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        if row.get("call_history_uuid"):
            return row
        return {**row, "call_history_uuid": row.get("id")}


class PhoneRecordings(WindowedStream):
    """Recorded calls."""

    name = "phone_recordings"
    selected_by_default = False
    path = "/phone/recordings"
    records_key = "recordings"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    scopes = Scopes(
        ("phone:read:list_call_recordings:admin",),
        ("phone:read:admin",),
        ("phone_recording:read:admin",),
    )
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = "date_time"
    earliest_day = date(2019, 1, 1)  # Zoom Phone began
    child_context_fields = {"recording_id": "id", "date_time": "date_time"}


class PhoneRecordingTranscripts(ZoomStream):
    """Transcripts of recorded calls, as the text of the file.

    Zoom documents no fields of the file, only that there is one. Other clients read JSON from it,
    with the list ``timeline``.
    """

    name = "phone_recording_transcripts"
    parent_stream_type = PhoneRecordings
    selected_by_default = False
    path = "/phone/recording_transcript/download/{recording_id}"
    rate_limit_label = RateLimitLabel.PHONE_LIGHT
    page_size = None
    scopes = Scopes(
        ("phone:read:recording_transcript:admin",),
        ("phone:read:admin",),
        ("phone_recording:read:admin",),
    )
    plan_requirement = _CALLS_PLAN
    primary_keys = ("recording_id",)
    replication_key = "date_time"
    child_context_fields = {"content": "content"}

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        # Zoom may redirect to the file, which mustn't get the token.
        yield DownloadRequest(
            stream=self.name,
            endpoint=self.path,
            path=fill(self.path, context),
            params=(),
            label=self.rate_limit_label,
            url=self.url_base.rstrip("/") + fill(self.path, context),
            is_json=True,
        )


class PhoneRecordingTranscriptCues(EmbeddedStream):
    """Cues of the transcripts of recorded calls."""

    name = "phone_recording_transcript_cues"
    parent_stream_type = PhoneRecordingTranscripts
    primary_keys = ("recording_id", "number")
    replication_key = "date_time"

    @override
    def embedded_rows(self, context: Mapping[str, Any]) -> Iterable[Record]:
        for number, cue in enumerate(timeline.parse(context.get("content") or ""), start=1):
            yield {"number": number, **asdict(cue)}


class PhoneCallElements(ZoomStream):
    """Stages of a call: queues, transfers, members whose phones rang, voicemail."""

    name = "phone_call_elements"
    parent_stream_type = PhoneCallHistory
    selected_by_default = False
    path = "/phone/call_history/{call_history_uuid}"
    records_key = "call_elements"
    #: An older list of the same stages, whose ids are called ``id``.
    records_key_alternatives = ("call_path",)
    rate_limit_label = RateLimitLabel.PHONE_LIGHT
    page_size = None
    scopes = Scopes(
        ("phone:read:call_log:admin",), ("phone:read:admin",), ("phone_call_log:read:admin",)
    )
    plan_requirement = _CALLS_PLAN
    primary_keys = ("call_history_uuid", "call_element_id")
    replication_key = "start_time"

    @override
    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        request = super().request(context, params)
        return replace(request, records_key_alternatives=self.records_key_alternatives)

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        if row.get("call_element_id"):
            return row
        return {**row, "call_element_id": row.get("id")}


class PhonePastCalls(WindowedStream):
    """Past calls with their devices, networks and the quality of their sound."""

    name = "phone_past_calls"
    selected_by_default = False
    path = "/phone/metrics/past_calls"
    records_key = "call_logs"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    page_size = 100
    scopes = Scopes(("phone:read:list_call_logs:admin",), ("phone:read:admin",))
    plan_requirement = "Business or Education, with Zoom Phone"
    primary_keys = ("row_id",)
    replication_key = "date_time"
    # The legs of a call have its id in common. Neither duration nor quality: they may be late.
    row_key_fields = ("call_id", "date_time", "direction")


STREAMS = (
    PhoneCallHistory,
    PhoneRecordings,
    PhoneRecordingTranscripts,
    PhoneRecordingTranscriptCues,
    PhoneCallElements,
    PhonePastCalls,
)
