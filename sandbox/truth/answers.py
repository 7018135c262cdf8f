"""What a complete extraction finds of single answers: the items in rows of other streams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import truth_reports
from sandbox.rows import polls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from sandbox.model import Row
    from sandbox.truth import Truth

    Maker = Callable[[], Iterable[Row]]

ABOUT = ("start_time", "email", "name", "first_name", "last_name", "survey_id", "survey_name")
"""What an item takes from the row that it is in, beside the session's ids."""


def makers(truth: Truth) -> Mapping[str, Maker]:
    """Give what makes the rows of each stream."""
    reports = truth_reports.makers(truth)
    found: dict[str, Maker] = {}

    def add(stream: str, rows: Maker, items: str = "question_details") -> None:
        found[stream] = lambda: _items(rows(), items)

    add("meeting_poll_answers", lambda: truth.poll_results(webinar=False))
    add("webinar_poll_answers", lambda: truth.poll_results(webinar=True))
    add("meeting_qna_answers", lambda: _asked_in_meetings(truth))
    add("webinar_qna_answers", truth.asked)
    for kind in ("meeting", "webinar"):
        add(f"report_{kind}_poll_answers", reports[f"report_{kind}_polls"])
        add(f"report_{kind}_qna_answers", reports[f"report_{kind}_qna"])
        add(f"report_{kind}_survey_answers", reports[f"report_{kind}_survey"], "answer_details")
    return found


def _asked_in_meetings(truth: Truth) -> Iterator[Row]:
    for session, parents in truth.recent(webinar=False, older=True):
        for row in polls.questions_asked(truth.account, session):
            yield {**row, **parents}


def _items(rows: Iterable[Row], items: str) -> Iterator[Row]:
    """Give a row for each item of each row, with whose it is."""
    for row in rows:
        kind = "webinar" if "webinar_uuid" in row else "meeting"
        names = (f"{kind}_uuid", f"{kind}_id", *ABOUT)
        about = {name: row[name] for name in names if name in row}
        for item in row[items]:
            yield {**item, **about}
