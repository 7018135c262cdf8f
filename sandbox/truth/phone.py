"""Truth about Zoom Phone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from sandbox import phone_queues, phone_transcripts, visible
from sandbox.clock import midnight, months_before
from sandbox.response import encode
from sandbox.rows import phone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row
    from sandbox.phone_calls import Leg
    from sandbox.truth.extraction import Extraction, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    return {
        "phone_users": partial(_users, extraction),
        "phone_call_history": partial(_calls, extraction),
        "phone_recordings": partial(_recordings, extraction),
        "phone_recording_transcripts": partial(_transcripts, extraction),
        "phone_recording_transcript_cues": partial(_cues, extraction),
        "phone_call_queue_analytics": partial(_queue_analytics, extraction),
    }


def _users(extraction: Extraction) -> Iterator[Row]:
    if extraction.features.phone:
        for index in phone.users(extraction.account):
            yield phone.user_row(extraction.account, index)


def _calls(extraction: Extraction) -> Iterator[Row]:
    """Yield the calls of the last six months, which is as far back as Zoom goes."""
    if extraction.features.phone:
        oldest = midnight(visible.earliest_report_day(extraction.now))
        start = max(oldest, extraction.since or oldest)
        for leg in extraction.account.phone_calls.between(start, extraction.now, extraction.now):
            yield phone.history_row(extraction.account, leg)


def _recordings(extraction: Extraction) -> Iterator[Row]:
    """Yield all recordings, since Zoom lists those of any age."""
    for leg in _recorded(extraction):
        yield phone.recording_row(extraction.account, leg)


def _recorded(extraction: Extraction) -> list[Leg]:
    calls = extraction.account.phone_calls
    start = extraction.since or calls.first
    if not extraction.features.phone:
        return []
    return calls.recorded_between(start, extraction.now, extraction.now)


def _transcribed(extraction: Extraction) -> Iterator[tuple[Leg, Row]]:
    """Yield the recordings with a transcript, and what the transcript has of them."""
    account = extraction.account
    for leg in _recorded(extraction):
        if phone.has_transcript(account, leg):
            row = phone.recording_row(account, leg)
            yield leg, {"recording_id": row["id"], "date_time": row["date_time"]}


def _transcripts(extraction: Extraction) -> Iterator[Row]:
    for leg, known in _transcribed(extraction):
        content = encode(phone_transcripts.transcript(extraction.account, leg)).decode()
        yield {**known, "content": content}


def _cues(extraction: Extraction) -> Iterator[Row]:
    for leg, known in _transcribed(extraction):
        cues = phone_transcripts.cues(extraction.account, leg)
        for number, cue in enumerate(cues, start=1):
            times = {"begins_at": cue.begins / 1000, "ends_at": cue.ends / 1000}
            said = {"speaker": ", ".join(cue.speakers) or None, "text": cue.text}
            yield {**known, "number": number, **times, **said}


def _queue_analytics(extraction: Extraction) -> Iterator[Row]:
    """Yield what each queue did on each of the last two years' days."""
    if extraction.features.phone:
        today = extraction.now.date()
        day = months_before(today, 24)
        if extraction.since:
            day = max(day, extraction.since.date())
        while day <= today:
            for row in phone_queues.rows(extraction.account, day, day):
                yield {**row, "date": day.isoformat()}
            day += timedelta(days=1)
