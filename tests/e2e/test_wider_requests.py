"""What the streams cost that have to be asked for: as many requests as the account calls for."""

from __future__ import annotations

import io
import math
from collections import Counter
from contextlib import redirect_stdout
from datetime import timedelta
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import parse_qs

import pytest

from sandbox import cloud
from sandbox.clock import parse
from tap_zoom.api.request import PAGE_SIZE
from tap_zoom.state.date_windows import windows
from tap_zoom.tap import TapZoom
from tests.e2e.expected import OTHER_STREAMS, catalog_of, requests
from tests.e2e.harness import account, extract, without_pauses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

SINCE = "2026-08-01T00:00:00Z"
DASHBOARDS = tuple(name for name in OTHER_STREAMS if name.startswith("dash"))


@pytest.fixture(scope="module")
def zoom() -> Iterator[Zoom]:
    """An account with history, of which lists other than those of attendance have one page."""
    with without_pauses(), account(history_days=60, secrets="core") as zoom:
        yield zoom


def cost(zoom: Zoom, *streams: str) -> Counter[str]:
    """Requests of a run, by endpoint."""
    zoom.log.clear()
    assert extract(zoom, catalog_of(*streams), start_date=SINCE).error is None
    found = requests(zoom)
    del found["/oauth/token"]
    return found


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        ("meeting_poll_results", "meeting_poll_answers"),
        ("webinar_qna_results", "webinar_qna_answers"),
        ("report_meeting_polls", "report_meeting_poll_answers"),
        ("report_webinar_survey", "report_webinar_survey_answers"),
        ("recordings", "recording_files"),
        ("recording_transcripts", "recording_transcript_cues"),
    ],
)
def test_what_is_part_of_a_parents_rows_costs_nothing_beside_it(
    zoom: Zoom, parent: str, child: str
) -> None:
    alone = cost(zoom, parent)

    assert cost(zoom, child) == alone
    assert cost(zoom, parent, child) == alone


def test_only_texts_that_are_ready_are_downloaded(zoom: Zoom) -> None:
    cost(zoom, "recording_transcripts")
    asked = [entry for entry in zoom.log if entry.template == "/rec/download/{token}"]
    users = [zoom.account.user(index) for index in range(zoom.account.size)]
    wanted = {
        f"/rec/download/{cloud.token(zoom.account, recording, file, 'download')}"
        for user in users
        if user.status in ("active", "inactive") and not user.gone
        for recording in cloud.of_host(zoom.account, user.index, zoom.clock.now())
        for file in recording.files
        if recording.session.start >= parse(SINCE)
        and file.kind in cloud.TEXTS
        and file.done <= zoom.clock.now()
    }

    assert len(asked) == len(wanted)
    assert {entry.path for entry in asked} == wanted


def test_dashboards_are_listed_once_for_each_window_and_type(zoom: Zoom) -> None:
    """And each session's people once under its type; their quality ten at a time."""
    made = cost(zoom, *DASHBOARDS)
    truth = zoom.truth(streams=DASHBOARDS, since=SINCE)
    found = windows(parse(SINCE), zoom.clock.now())
    sessions = Counter(row["session_type"] for row in truth["dashboard_meetings"])

    def pages(stream: str, sessions: int, rows: int) -> int:
        """Pages of so many rows for each session, one where there is nobody."""
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


@pytest.mark.parametrize("stream", ["dashboard_meeting_qos", "dashboard_meeting_participants"])
def test_children_of_the_dashboards_share_their_lists(zoom: Zoom, stream: str) -> None:
    alone, together = cost(zoom, stream), cost(zoom, *DASHBOARDS)

    assert alone == {name: together[name] for name in alone}


def test_the_test_of_a_connection_looks_at_every_stream_and_is_over_soon() -> None:
    """It begins with what is new: recordings can be of ten years, and of thousands of hosts."""
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
