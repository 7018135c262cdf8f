"""Truth about recordings, transcripts and summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import chat_files, recordings, transcripts
from sandbox.clock import format_utc
from sandbox.rows import summaries
from sandbox.rows.recordings import Recordings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row
    from sandbox.recordings import File, Recording
    from sandbox.truth.extraction import Extraction, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    return {
        "recordings": lambda: _recordings(extraction),
        "recording_files": lambda: _files(extraction),
        "recording_transcripts": lambda: _transcripts(extraction),
        "recording_transcript_cues": lambda: _cues(extraction),
        "meeting_chat_messages": lambda: _chat_messages(extraction),
        "meeting_summaries": lambda: _summaries(extraction),
    }


def _whole_account(extraction: Extraction) -> bool:
    """Return whether deleted users count, whose recordings only the account's list has."""
    return "deleted" in extraction.statuses


def _found(extraction: Extraction) -> Iterator[Recording]:
    if not extraction.features.recordings:
        return
    if _whole_account(extraction):
        hosts = list(range(extraction.account.size))
    else:
        hosts = [user.index for user in extraction.readable_users()]
    for host in hosts:
        for recording in recordings.of_host(extraction.account, host, extraction.now):
            if extraction.includes(recording.session.start):
                yield recording


def _rows(extraction: Extraction) -> Recordings:
    return Recordings(extraction.account, extraction.base_url, extraction.now)


def _recordings(extraction: Extraction) -> Iterator[Row]:
    rows = _rows(extraction)
    make = rows.of_account if _whole_account(extraction) else rows.of_user
    return (make(recording) for recording in _found(extraction))


def _of(extraction: Extraction, recording: Recording) -> Row:
    session = recording.session
    return {
        "meeting_uuid": session.uuid,
        "host_id": extraction.account.user(session.host).id,
        "start_time": format_utc(session.start),
    }


def _files(extraction: Extraction) -> Iterator[Row]:
    """Yield the files; those without an id have no ``file_id``, which the tap has to supply."""
    rows = _rows(extraction)
    for recording in _found(extraction):
        for row in rows.files(recording):
            own = {name: value for name, value in row.items() if name not in ("id", "meeting_id")}
            file_id = {"file_id": row["id"]} if "id" in row else {}
            yield {**own, **file_id, **_of(extraction, recording)}


def _texts(
    extraction: Extraction, kinds: tuple[str, ...] = recordings.TEXTS
) -> Iterator[tuple[Recording, File, Row]]:
    """Yield the files whose text can be downloaded, and the fields that all streams add."""
    rows = _rows(extraction)
    for recording in _found(extraction):
        for file in recording.files:
            if file.kind not in kinds or file.done > extraction.now:
                continue
            if file.kind == "TRANSCRIPT" and recording.fate not in recordings.READABLE:
                continue
            row = rows.file(recording, file)
            file_id = {"file_id": row["id"]} if "id" in row else {}
            yield recording, file, {**file_id, **_of(extraction, recording)}


def _transcripts(extraction: Extraction) -> Iterator[Row]:
    rows = _rows(extraction)
    for recording, file, parents in _texts(extraction):
        row = rows.file(recording, file)
        names = ("file_type", "recording_start", "recording_end")
        content = transcripts.content(extraction.account, recording, file)
        yield {**{name: row[name] for name in names}, "content": content, **parents}


def _cues(extraction: Extraction) -> Iterator[Row]:
    for recording, file, parents in _texts(extraction):
        cues = transcripts.cues(extraction.account, recording, file)
        for number, cue in enumerate(cues, 1):
            yield {
                **parents,
                "number": number,
                "identifier": cue.identifier,
                "begins_at": cue.begins / 1000,
                "ends_at": cue.ends / 1000,
                "speaker": cue.speaker,
                "text": cue.text,
            }


def _chat_messages(extraction: Extraction) -> Iterator[Row]:
    for recording, file, parents in _texts(extraction, ("CHAT",)):
        begin, _ = recording.part(file.part)
        messages = chat_files.messages(extraction.account, recording, file)
        for number, message in enumerate(messages, 1):
            yield {
                **parents,
                "number": number,
                "recording_start": format_utc(begin),
                "time": message.time,
                "offset_seconds": message.seconds,
                "sender": message.sender,
                "recipient": message.recipient,
                "is_private": message.private,
                "text": message.text,
            }


def _summaries(extraction: Extraction) -> Iterator[Row]:
    """Yield each readable summary of any host, with its own times.

    Zoom keeps one text per session, so earlier summaries differ in their listed times only.
    """
    if not extraction.features.summaries:
        return
    account = extraction.account
    for host in range(account.size):
        for session in account.calendar(host).sessions:
            written = summaries.of_session(account, session, extraction.now)
            for summary in written:
                if summary.fate == "kept" and extraction.includes(summary.created):
                    detail = summaries.detail(account, written[-1])
                    yield {**detail, **summaries.list_row(account, summary)}
