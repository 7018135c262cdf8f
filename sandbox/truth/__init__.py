"""The rows that a complete extraction finds: the standard by which a tap's output is judged.

They come from the account itself, not through the API.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.truth import embedded, plain, settings

if TYPE_CHECKING:
    from collections.abc import Collection

    from sandbox.model import Row
    from sandbox.truth.extraction import Extraction

DEFAULT_STREAMS = (
    "users",
    "meetings",
    "meeting_registrants",
    "meeting_questions",
    "meeting_polls",
    "past_meeting_instances",
    "meeting_poll_results",
    "webinars",
    "webinar_panelists",
    "webinar_registrants",
    "webinar_questions",
    "webinar_polls",
    "webinar_tracking_sources",
    "past_webinar_instances",
    "webinar_absentees",
    "webinar_poll_results",
    "webinar_qna_results",
    "report_meetings",
    "report_webinars",
    "report_meeting_participants",
    "report_webinar_participants",
    "channels",
)
"""The streams that a tap reads unless told otherwise."""

AREAS = (*plain.WRITTEN, plain, settings, embedded)


def rows_by_stream(
    extraction: Extraction, names: Collection[str] | None = None
) -> dict[str, list[Row]]:
    """Return the rows of the named streams, or of the default ones."""
    streams = {name: rows for area in AREAS for name, rows in area.streams(extraction).items()}
    wanted = DEFAULT_STREAMS if names is None else names
    return {name: list(streams[name]()) for name in wanted}
