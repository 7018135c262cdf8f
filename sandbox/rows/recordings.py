"""Recordings and their files, in lists and by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import recordings
from sandbox.clock import format_utc
from sandbox.rows.common import topic, with_extra_fields

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.recordings import File, Recording

EXTENSIONS = {"MP4": "MP4", "M4A": "M4A", "CHAT": "TXT", "TRANSCRIPT": "VTT", "CC": "VTT"}
TYPES = {
    "MP4": "shared_screen_with_speaker_view",
    "M4A": "audio_only",
    "CHAT": "chat_file",
    "TRANSCRIPT": "audio_transcript",
    "SUMMARY": "summary",
}
REASONS = {
    "refused": "UNSUPPORTED",
    "gone": "DELETED_OR_TRASHED",
    "page": "NO_TRANSCRIPT_DATA",
}
"""Why a finished transcript can't be downloaded, by what became of the file."""
BARE = ("CC", "TIMELINE")
"""Files with hardly any fields."""


class Recordings:
    """Makes the recording rows of one account, whose address is part of URLs."""

    def __init__(self, account: Account, base_url: str, now: datetime) -> None:
        self.account = account
        self.base_url = base_url
        self.now = now

    def files(self, recording: Recording) -> list[Row]:
        """Return the files listed by now."""
        return [
            self.file(recording, file)
            for file in recording.files
            if file.done <= self.now or file.shown
        ]

    def file(self, recording: Recording, file: File) -> Row:
        """Return one file."""
        account = self.account
        session = recording.session
        begin, end = recording.part(file.part)
        rng = account.rng("file", session.uuid, file.number)
        row: Row = {
            "meeting_id": session.uuid,
            "recording_start": format_utc(begin),
            "recording_end": format_utc(end),
            "file_type": file.kind,
            "file_extension": EXTENSIONS.get(file.kind, "JSON"),
            "download_url": self.address(recording, file),
        }
        if file.kind in BARE:
            return row
        row["id"] = f"{rng.hex(8)}-{rng.hex(4)}-{rng.hex(4)}-{rng.hex(4)}-{rng.hex(12)}"
        row["recording_type"] = TYPES[file.kind]
        if file.done > self.now:
            row["status"] = "processing"
            return row
        row["status"] = "completed"
        row["file_size"] = 200 + rng.randrange(1 << 31)
        row["play_url"] = f"https://zoom.us/rec/play/{account.secret(rng)}"
        if rng.chance(0.1):
            row["file_path"] = f"/{account.secret(rng)}/{file.number}.{row['file_extension']}"
        return row

    def address(self, recording: Recording, file: File) -> str:
        """Return the download URL of a file."""
        token = recordings.token(self.account, recording, file, "download")
        return f"{self.base_url}/rec/download/{token}"

    def _common(self, recording: Recording) -> Row:
        session = recording.session
        files = self.files(recording)
        return {
            "uuid": session.uuid,
            "id": session.meeting_id,
            "host_id": self.account.user(session.host).id,
            "topic": topic(self.account, session),
            "start_time": format_utc(session.start),
            "duration": session.minutes,
            "timezone": "UTC",
            "total_size": sum(row.get("file_size", 0) for row in files),
            "recording_count": len(files),
            "recording_files": files,
        }

    def of_user(self, recording: Recording) -> Row:
        """Return a recording in its host's list; its type is sometimes a string."""
        account, session = self.account, recording.session
        rng = account.rng("recording row", session.uuid)
        row = {
            **self._common(recording),
            "account_id": account.account_id,
            "type": session.type if rng.chance(0.5) else str(session.type),
            "share_url": f"https://zoom.us/rec/share/{account.secret(rng)}",
            "recording_play_passcode": account.secret(rng),
            "auto_delete": rng.chance(0.5),
        }
        if row["auto_delete"]:
            row["auto_delete_date"] = (session.end + timedelta(days=730)).date().isoformat()
        return with_extra_fields(account, row)

    def of_account(self, recording: Recording) -> Row:
        """Return a recording in the account's list, which has other fields."""
        rng = self.account.rng("recorder", recording.session.uuid)
        row = {
            **self._common(recording),
            "type": recording.session.type,
            "rc_zone": rng.choice(("us06", "eu01", "")),
            "instance_id": rng.hex(16),
            "service_name": "zr",
            "external_storage_addr": "",
        }
        return with_extra_fields(self.account, row)

    def transcript(self, recording: Recording) -> Row | None:
        """Return the state of a session's transcript, if Zoom keeps one apart from the files."""
        account, session = self.account, recording.session
        file = next((file for file in recording.files if file.kind == "TRANSCRIPT"), None)
        rng = account.rng("transcript", session.uuid)
        if file is None or rng.chance(0.2):
            return None
        row: Row = {
            "meeting_id": session.uuid,
            "account_id": account.account_id,
            "meeting_topic": topic(account, session),
            "host_id": account.user(session.host).id,
            "auto_delete": rng.chance(0.5),
        }
        if row["auto_delete"]:
            row["auto_delete_date"] = (session.end + timedelta(days=30)).date().isoformat()
        reason = "NOT_READY" if file.done > self.now else REASONS.get(recording.fate)
        row["can_download"] = reason is None
        if reason:
            return {**row, "download_restriction_reason": reason}
        created = format_utc(file.done)
        return {
            **row,
            "transcript_created_time": created,
            "download_url": self.address(recording, file),
        }

    def by_itself(self, recording: Recording) -> Row:
        """Return a recording requested by its session."""
        rng = self.account.rng("recording detail", recording.session.uuid)
        sound = {
            "id": rng.hex(32),
            "file_name": "Audio only - 🎧.m4a",
            "file_type": "M4A",
            "file_size": rng.randrange(1 << 24),
            "status": "completed",
            "download_url": f"{self.base_url}/rec/download/{self.account.secret(rng)}",
        }
        return {
            **self.of_user(recording),
            "password": self.account.secret(rng),
            "participant_audio_files": [sound],
        }
