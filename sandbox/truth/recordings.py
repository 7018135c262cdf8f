"""What a complete extraction finds of recordings, transcripts and summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import cloud, transcripts
from sandbox.clock import stamp
from sandbox.rows import summaries
from sandbox.rows.recordings import Recordings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.cloud import File, Recording
    from sandbox.model import Row
    from sandbox.truth import Truth


def makers(truth: Truth) -> dict[str, Callable[[], Iterator[Row]]]:
    """Give what makes the rows of each stream of this area."""
    return {
        "recordings": lambda: _recordings(truth),
        "recording_files": lambda: _files(truth),
        "recording_transcripts": lambda: _transcripts(truth),
        "recording_transcript_cues": lambda: _cues(truth),
        "meeting_summaries": lambda: _summaries(truth),
    }


def _whole_account(truth: Truth) -> bool:
    """Say whether deleted users count, as they do in the account's list and in no user's."""
    return "deleted" in truth.statuses


def _found(truth: Truth) -> Iterator[Recording]:
    if not truth.features.recordings:
        return
    if _whole_account(truth):
        hosts = list(range(truth.account.size))
    else:
        hosts = [user.index for user in truth.readable()]
    for host in hosts:
        for recording in cloud.of_host(truth.account, host, truth.now):
            if truth.wanted(recording.session.start):
                yield recording


def _rows(truth: Truth) -> Recordings:
    return Recordings(truth.account, truth.base_url, truth.now)


def _recordings(truth: Truth) -> Iterator[Row]:
    rows = _rows(truth)
    make = rows.of_account if _whole_account(truth) else rows.of_user
    return (make(recording) for recording in _found(truth))


def _of(truth: Truth, recording: Recording) -> Row:
    session = recording.session
    return {
        "meeting_uuid": session.uuid,
        "host_id": truth.account.user(session.host).id,
        "start_time": stamp(session.start),
    }


def _files(truth: Truth) -> Iterator[Row]:
    """Give the files; those without an id have no ``file_id``, which is for the tap to make."""
    rows = _rows(truth)
    for recording in _found(truth):
        for row in rows.files(recording):
            own = {name: value for name, value in row.items() if name not in ("id", "meeting_id")}
            file_id = {"file_id": row["id"]} if "id" in row else {}
            yield {**own, **file_id, **_of(truth, recording)}


def _texts(truth: Truth) -> Iterator[tuple[Recording, File, Row]]:
    """Give the files whose text can be had, and what both streams say about them."""
    rows = _rows(truth)
    for recording in _found(truth):
        for file in recording.files:
            if file.kind not in cloud.TEXTS or file.done > truth.now:
                continue
            if file.kind == "TRANSCRIPT" and recording.fate not in cloud.READABLE:
                continue
            row = rows.file(recording, file)
            file_id = {"file_id": row["id"]} if "id" in row else {}
            yield recording, file, {**file_id, **_of(truth, recording)}


def _transcripts(truth: Truth) -> Iterator[Row]:
    rows = _rows(truth)
    for recording, file, parents in _texts(truth):
        row = rows.file(recording, file)
        names = ("file_type", "recording_start", "recording_end")
        content = transcripts.content(truth.account, recording, file)
        yield {**{name: row[name] for name in names}, "content": content, **parents}


def _cues(truth: Truth) -> Iterator[Row]:
    for recording, file, parents in _texts(truth):
        cues = transcripts.cues(truth.account, recording, file)
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


def _summaries(truth: Truth) -> Iterator[Row]:
    """Give each summary that can be read, whoever the host is, with its own times.

    Zoom gives one text for a session; of an earlier summary the list alone knows the times.
    """
    if not truth.features.summaries:
        return
    account = truth.account
    for host in range(account.size):
        for session in account.book(host).sessions:
            written = summaries.of_session(account, session, truth.now)
            for summary in written:
                if summary.fate == "kept" and truth.wanted(summary.created):
                    detail = summaries.detail(account, written[-1])
                    yield {**detail, **summaries.list_row(account, summary)}
