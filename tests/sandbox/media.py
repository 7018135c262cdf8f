"""Helpers for the tests of recordings, downloads and summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox import recordings
from sandbox.clock import months_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from sandbox import Zoom
    from tests.sandbox.client import Client

SHARED = ("recordings", "recording_files", "recording_transcripts", "recording_transcript_cues")

Row = dict[str, Any]


def truth(zoom: Zoom, stream: str, **how: Any) -> list[Row]:
    return zoom.truth(streams=[stream], **how)[stream]


def months(zoom: Zoom, back: int = 16) -> Iterator[dict[str, str]]:
    """Yield windows of a month each, which overlap by a day."""
    last = zoom.clock.now().date()
    for _ in range(back):
        first = months_before(last, 1)
        yield {"from": first.isoformat(), "to": last.isoformat()}
        last = first


def everything(client: Client, path: str) -> dict[str, Row]:
    """Return all recordings of a path by UUID, since one can be in two windows."""
    return {
        row["uuid"]: row
        for window in months(client.zoom)
        for row in client.rows(path, "meetings", page_size=300, **window)
    }


def fates(zoom: Zoom) -> dict[str, Row]:
    """Return the list row of one finished transcript per fate."""
    rows = {row["uuid"]: row for row in truth(zoom, "recordings")}
    found: dict[str, Row] = {}
    for recording in recordings.of_host(zoom.account, 0, zoom.clock.now()):
        for row in rows[recording.session.uuid]["recording_files"]:
            if row["file_type"] == "TRANSCRIPT" and row.get("status") == "completed":
                found.setdefault(recording.fate, row)
    return found


def follow(client: Client, url: str) -> requests.Response:
    return client.session.get(url, timeout=10)
