"""A run makes exactly the requests that the account calls for, with and without prefetching."""

from __future__ import annotations

import io
import math
from collections import Counter
from contextlib import redirect_stdout
from datetime import timedelta
from typing import TYPE_CHECKING, cast
from unittest.mock import patch
from urllib.parse import parse_qs

import pytest

from sandbox import clock, recordings, visible
from sandbox.clock import parse
from sandbox.rows.participants import Attendance
from sandbox.rows.registration import STATUSES
from tap_zoom.api.request import PAGE_SIZE
from tap_zoom.api.response import MAX_TRIES_OF_ERROR
from tap_zoom.state.date_windows import windows
from tap_zoom.tap import TapZoom
from tests.e2e.expected import catalog_of, requests
from tests.e2e.harness import account, extract, quick_retries, without_pauses
from tests.e2e.selections import family

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from sandbox.model import Definition, Status, User

pytestmark = pytest.mark.e2e

USER_STATUSES = ("active", "inactive")


def _users(zoom: Zoom) -> list[User]:
    return [
        zoom.account.user(index)
        for status in USER_STATUSES
        for index in zoom.account.users(cast("Status", status))
    ]


def _listed(zoom: Zoom, *, webinar: bool) -> Iterator[Definition]:
    """Yield the meetings or webinars that the hosts' lists show, each once."""
    for user in _users(zoom):
        hosts = user.webinars == "licensed" if webinar else user.may_host
        if hosts and not user.gone:
            yield from visible.listed(zoom.account, user, zoom.clock.now(), webinar=webinar)


def _registrants(zoom: Zoom, definition: Definition) -> int:
    """Count lists of registrants: one per status, for the series and each future occurrence."""
    if not definition.registration:
        return 0  # the details say so
    lists = 1
    if definition.registers_per_occurrence:
        coming = visible.coming(definition, zoom.clock.now())
        lists += sum(not occurrence.deleted for occurrence in coming)
    return lists * len(STATUSES)


def _of_definitions(zoom: Zoom, *, webinar: bool) -> Counter[str]:
    kind = "webinar" if webinar else "meeting"
    one, past = f"/{kind}s/{{{kind}Id}}", f"/past_{kind}s/{{{kind}Id}}"
    count: Counter[str] = Counter()
    for definition in _listed(zoom, webinar=webinar):
        count[one] += 1
        if definition.fate != "kept":
            continue  # its details are refused: nothing else is asked
        registered = bool(definition.registration)
        held = len(visible.instances(zoom.account, definition.id, zoom.clock.now()))
        count[f"{one}/registrants"] += _registrants(zoom, definition)
        count[f"{one}/registrants/questions"] += registered
        count[f"{one}/polls"] += 1
        count[f"{past}/instances"] += 1
        count[f"{past}/polls"] += held
        if webinar:
            count[f"{one}/panelists"] += 1
            count[f"{one}/tracking_sources"] += 1
            count[f"{past}/absentees"] += held * registered
            count[f"{past}/qa"] += held
    return count


def _of_reports(zoom: Zoom) -> Counter[str]:
    now, users = zoom.clock.now(), _users(zoom)
    since = clock.midnight(visible.earliest_report_day(now))
    # Zoom keeps sessions with one participant in a list of their own.
    count = Counter({"/report/users/{userId}/meetings": len(users) * len(windows(since, now)) * 2})
    for user in users:
        held = [] if user.gone else zoom.account.calendar(user.index).sessions
        for session in visible.report_sessions(zoom.account, held, now, since.date(), now.date()):
            if session.people > 1:  # Zoom has no report of others
                kind = "webinar" if session.webinar else "meeting"
                rows = len(Attendance(zoom.account, session).rows(now, report=True))
                pages = max(1, math.ceil(rows / PAGE_SIZE))
                count[f"/report/{kind}s/{{{kind}Id}}/participants"] += pages
    return count


def needed(zoom: Zoom) -> Counter[str]:
    """Count the requests for an account in which only lists of attendance have several pages."""
    of_users = ("/users/{userId}/meetings", "/users/{userId}/webinars")
    return Counter(
        {
            "/users": len(USER_STATUSES),
            **dict.fromkeys((*of_users, "/chat/users/{userId}/channels"), len(_users(zoom))),
            **_of_definitions(zoom, webinar=False),
            **_of_definitions(zoom, webinar=True),
            **_of_reports(zoom),
        }
    )


@pytest.mark.parametrize("most", [1, 3, None])
def test_each_request_is_made_once_and_none_is_superfluous(most: int | None) -> None:
    with account(seed=1, history_days=60, max_participants=None) as zoom:
        output = extract(zoom, max_concurrency=most)

        made = requests(zoom)
        assert output.error is None
        assert made.pop("/oauth/token") == 1
        assert made == needed(zoom)
        assert all(made.values())
        assert any("next_page_token" in entry.query for entry in zoom.log)
        asked = Counter((entry.path, entry.query) for entry in zoom.log)
        assert max(asked.values()) == 1


# --- streams that aren't selected by default ------------------------------------------------------

SINCE = "2026-08-01T00:00:00Z"
DASHBOARDS = tuple(sorted(family("dashboard_meetings", "dashboard_webinars")))


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    """An account with history, of which lists other than those of attendance have one page."""
    with without_pauses(), account(history_days=60, meetings=2, secrets="core") as zoom:
        yield zoom


def cost(zoom: Zoom, *streams: str) -> Counter[str]:
    """Count the requests of a run by endpoint."""
    zoom.log.clear()
    assert extract(zoom, catalog_of(*streams), start_date=SINCE).error is None
    found = requests(zoom)
    del found["/oauth/token"]
    return found


def test_rows_that_are_part_of_their_parents_rows_cost_no_requests(zoom: Zoom) -> None:
    embedding = {
        "meeting_poll_results": "meeting_poll_answers",
        "webinar_qna_results": "webinar_qna_answers",
        "report_meeting_polls": "report_meeting_poll_answers",
        "report_webinar_survey": "report_webinar_survey_answers",
        "recordings": "recording_files",
        "recording_transcripts": "recording_transcript_cues",
    }
    alone = cost(zoom, *embedding)

    assert all(zoom.truth(streams=embedding.values(), since=SINCE).values())
    assert cost(zoom, *embedding.values()) == alone
    assert cost(zoom, *embedding, *embedding.values()) == alone


def test_only_texts_that_are_ready_are_downloaded(zoom: Zoom) -> None:
    """Each once, but again where a firewall may have answered: with a page, or a refusal."""
    with quick_retries():
        cost(zoom, "recording_transcripts")
    asked = [entry for entry in zoom.log if entry.template == "/rec/download/{token}"]
    users = [zoom.account.user(index) for index in range(zoom.account.size)]
    wanted = {
        f"/rec/download/{recordings.token(zoom.account, recording, file, 'download')}": (
            MAX_TRIES_OF_ERROR
            if file.kind == "TRANSCRIPT" and recording.fate in {"page", "refused"}
            else 1
        )
        for user in users
        if user.status in ("active", "inactive") and not user.gone
        for recording in recordings.of_host(zoom.account, user.index, zoom.clock.now())
        for file in recording.files
        if recording.session.start >= parse(SINCE)
        and file.kind in recordings.TEXTS
        and file.done <= zoom.clock.now()
    }

    assert Counter(entry.path for entry in asked) == wanted


def test_dashboards_are_listed_once_for_each_window_and_type(zoom: Zoom) -> None:
    """And each session's people once under its type; their quality ten at a time."""
    made = cost(zoom, *DASHBOARDS)
    for stream in ("dashboard_meeting_qos", "dashboard_meeting_participants"):
        alone = cost(zoom, stream)
        assert alone == {name: made[name] for name in alone}
    truth = zoom.truth(streams=DASHBOARDS, since=SINCE)
    found = windows(parse(SINCE), zoom.clock.now())
    sessions = Counter(row["session_type"] for row in truth["dashboard_meetings"])

    def pages(stream: str, sessions: int, rows: int) -> int:
        """Count pages of so many rows for each session, one where nobody took part."""
        (uuid,) = {"meeting_uuid", "webinar_uuid"} & set(truth[stream][0])
        people = Counter(row[uuid] for row in truth[stream])
        found = sum(math.ceil(count / rows) for count in people.values())
        return found + sessions - len(people)

    assert len(found) > 1
    assert sessions["pastOne"]
    assert made == {
        "/metrics/meetings": 2 * len(found),
        "/metrics/webinars": len(found),
        "/metrics/meetings/{meetingId}/participants": pages(
            "dashboard_meeting_participants", sessions.total(), PAGE_SIZE
        ),
        "/metrics/meetings/{meetingId}/participants/qos": pages(
            "dashboard_meeting_qos", sessions["past"], 10
        ),
        "/metrics/webinars/{webinarId}/participants": pages(
            "dashboard_webinar_participants", len(truth["dashboard_webinars"]), PAGE_SIZE
        ),
    }


def test_the_connection_test_requests_every_stream_and_ends_soon() -> None:
    """It begins with what is new: recordings can span ten years, and thousands of hosts."""
    with without_pauses(), account(size=60, history_days=60, secrets="core") as zoom:
        config = {"plan": "business", **zoom.config()}
        written = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
        now = patch.object(TapZoom, "now", staticmethod(zoom.clock.now))
        with redirect_stdout(written), now:
            assert TapZoom(config=config).run_connection_test()
        recent = (zoom.clock.now() - timedelta(days=32)).date().isoformat()

        assert len(zoom.log) < 110
        firsts = [parse_qs(entry.query).get("from", [recent])[0] for entry in zoom.log]
        assert min(firsts) >= recent
