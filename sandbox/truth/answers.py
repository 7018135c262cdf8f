"""Truth about single answers: the items inside the rows of other streams."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox.truth import past, session_reports

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sandbox.model import Row
    from sandbox.truth.extraction import Extraction, Rows, Streams

PARENT_FIELDS = (
    *("start_time", "email", "name", "first_name", "last_name"),
    *("survey_id", "survey_name"),
)
"""What an item takes from the row that contains it, besides the session's ids."""


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    found: dict[str, Rows] = {}

    def add(stream: str, parents: Rows, field: str = "question_details") -> None:
        found[stream] = lambda: _items(parents(), field)

    of_reports = session_reports.streams(extraction)
    for kind in ("meeting", "webinar"):
        webinar = kind == "webinar"
        add(f"{kind}_poll_answers", partial(past.poll_results, extraction, webinar=webinar))
        add(f"{kind}_qna_answers", partial(past.questions_asked, extraction, webinar=webinar))
        report = f"report_{kind}"
        add(f"{report}_poll_answers", of_reports[f"{report}_polls"])
        add(f"{report}_qna_answers", of_reports[f"{report}_qna"])
        add(f"{report}_survey_answers", of_reports[f"{report}_survey"], "answer_details")
    return found


def _items(rows: Iterable[Row], field: str) -> Iterator[Row]:
    """Yield one row for each item of each row, with the fields that say whose it is."""
    for row in rows:
        kind = "webinar" if "webinar_uuid" in row else "meeting"
        names = (f"{kind}_uuid", f"{kind}_id", *PARENT_FIELDS)
        parent = {name: row[name] for name in names if name in row}
        for item in row[field]:
            yield {**item, **parent}
