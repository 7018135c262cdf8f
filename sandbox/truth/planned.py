"""Truth about meetings and webinars as planned."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox import visible
from sandbox.rows import meetings, polls, registration, webinars

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Definition, Occurrence, Row
    from sandbox.truth.extraction import Extraction, Rows, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    found: dict[str, Rows] = {
        "webinar_panelists": partial(_panelists, extraction),
        "webinar_tracking_sources": partial(_tracking_sources, extraction),
    }
    for kind in ("meeting", "webinar"):
        webinar = kind == "webinar"
        found |= {
            f"{kind}s": partial(_definitions, extraction, webinar=webinar),
            f"{kind}_registrants": partial(_registrants, extraction, webinar=webinar),
            f"{kind}_questions": partial(_questions, extraction, webinar=webinar),
            f"{kind}_polls": partial(_polls, extraction, webinar=webinar),
            f"{kind}_surveys": partial(_surveys, extraction, webinar=webinar),
        }
    return found


def definitions(extraction: Extraction, *, webinar: bool) -> Iterator[tuple[Definition, Row]]:
    """Yield the meetings or webinars that can be read, each with its ids for child rows."""
    id_field = "webinar_id" if webinar else "meeting_id"
    for user in extraction.readable_users():
        hosts = user.webinars == "licensed" if webinar else user.may_host
        if not hosts or (webinar and not extraction.features.webinars):
            continue
        for definition in visible.listed(extraction.account, user, extraction.now, webinar=webinar):
            if definition.fate == "kept":
                yield definition, {id_field: definition.id, "user_id": user.id}


def _definitions(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield list row and detail as one row."""
    account, now = extraction.account, extraction.now
    detail = meetings.webinar_detail if webinar else meetings.detail
    for definition, parents in definitions(extraction, webinar=webinar):
        yield {
            **meetings.list_rows(account, definition, now)[0],
            **detail(account, definition, now, previous=extraction.previous),
            "user_id": parents["user_id"],
        }


def _with_registration(
    extraction: Extraction, *, webinar: bool
) -> Iterator[tuple[Definition, Row]]:
    for definition, parents in definitions(extraction, webinar=webinar):
        if definition.registration and (webinar or extraction.features.registration):
            yield definition, parents


def _registrants(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    """Yield registrants of all statuses; a meeting's, once for each occurrence they chose."""
    account = extraction.account
    for definition, parents in _with_registration(extraction, webinar=webinar):
        dates: list[Occurrence | None] = [None]
        if definition.registers_per_occurrence:
            occurrences = (
                definition.occurrences
                if extraction.previous
                else visible.coming(definition, extraction.now)
            )
            dates = [o for o in occurrences if not o.deleted]
        for date in dates:
            more = {} if webinar else {"occurrence_id": date.id if date else "all"}
            for status in registration.STATUSES:
                for number in registration.numbers(account, definition, status, date):
                    yield {**registration.row(account, definition, number), **parents, **more}


def _questions(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    for definition, parents in _with_registration(extraction, webinar=webinar):
        yield {**registration.questions(extraction.account, definition), **parents}


def _polls(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    if webinar or extraction.features.polls:
        for definition, parents in definitions(extraction, webinar=webinar):
            for row in polls.prepared(extraction.account, definition):
                yield {**row, **parents}


def _surveys(extraction: Extraction, *, webinar: bool) -> Iterator[Row]:
    for definition, parents in definitions(extraction, webinar=webinar):
        if (row := polls.survey(extraction.account, definition)) is not None:
            yield {**row, **parents}


def _panelists(extraction: Extraction) -> Iterator[Row]:
    for definition, parents in definitions(extraction, webinar=True):
        for row in webinars.panelists(extraction.account, definition):
            yield {**row, **parents}


def _tracking_sources(extraction: Extraction) -> Iterator[Row]:
    for definition, parents in definitions(extraction, webinar=True):
        for row in webinars.tracking_sources(extraction.account, definition):
            yield {**row, **parents}
