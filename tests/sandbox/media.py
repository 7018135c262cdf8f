"""What the tests of recordings, their files and summaries share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sandbox import recordings
from sandbox.clock import months_before

if TYPE_CHECKING:
    from collections.abc import Iterator

    import requests

    from sandbox import Zoom
    from tests.sandbox.client import Client

NOW = "2026-11-20T12:00:00Z"
SHARED = ("recordings", "recording_files", "recording_transcripts", "recording_transcript_cues")

Row = dict[str, Any]


def canonical(rows: list[Row]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def truth(zoom: Zoom, stream: str, **how: Any) -> list[Row]:
    return zoom.truth(streams=[stream], **how)[stream]


def months(zoom: Zoom, back: int = 16) -> Iterator[dict[str, str]]:
    """Windows of a month each, which overlap by a day."""
    last = zoom.clock.now().date()
    for _ in range(back):
        first = months_before(last, 1)
        yield {"from": first.isoformat(), "to": last.isoformat()}
        last = first


def everything(client: Client, path: str) -> dict[str, Row]:
    """All recordings below a path by UUID: the same one can be in two windows."""
    return {
        row["uuid"]: row
        for window in months(client.zoom)
        for row in client.rows(path, "meetings", page_size=300, **window)
    }


def fates(zoom: Zoom) -> dict[str, Row]:
    """One finished transcript of each fate, as its row in the list."""
    rows = {row["uuid"]: row for row in truth(zoom, "recordings")}
    found: dict[str, Row] = {}
    for recording in recordings.of_host(zoom.account, 0, zoom.clock.now()):
        for row in rows[recording.session.uuid]["recording_files"]:
            if row["file_type"] == "TRANSCRIPT" and row.get("status") == "completed":
                found.setdefault(recording.fate, row)
    return found


def follow(client: Client, url: str) -> requests.Response:
    return client.session.get(url, timeout=10)
