"""Truth about rows that are part of plain endpoints' rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.plain import BY_STREAM
from sandbox.truth import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row
    from sandbox.truth.extraction import Extraction, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    return {"archive_files": lambda: _archive_files(extraction)}


def _archive_files(extraction: Extraction) -> Iterator[Row]:
    for meeting in plain.rows(extraction, BY_STREAM["archive_meetings"]):
        for file in meeting["archive_files"]:
            own = {name: value for name, value in file.items() if name != "id"}
            ids = {"meeting_uuid": meeting["uuid"], "file_id": file["id"]}
            yield {**own, **ids, "start_time": meeting["start_time"]}
