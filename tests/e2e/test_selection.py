"""What is selected comes out, and what isn't costs nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from tests.e2e.expected import all_streams, assert_complete, catalog_of, made, requests
from tests.e2e.harness import account, execute, extract, write

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom
    from tests.e2e.conftest import Whole

pytestmark = pytest.mark.e2e

USERS = "/users"
MEETINGS, MEETING = "/users/{userId}/meetings", "/meetings/{meetingId}"
WEBINARS, WEBINAR = "/users/{userId}/webinars", "/webinars/{webinarId}"
REPORTS = "/report/users/{userId}/meetings"
RECORDINGS = "/users/{userId}/recordings"
DOWNLOADS = ("/rec/download/{token}", "/rec/file/{ticket}")
DASHBOARD = "/metrics/meetings"
#: Zoom keeps recordings without end: the sandbox's are no older.
SINCE = "2025-03-01T00:00:00Z"

#: What a stream needs of Zoom when it's the only one that is selected.
NEEDS = {
    "users": {USERS},
    "channels": {USERS, "/chat/users/{userId}/channels"},
    "meetings": {USERS, MEETINGS, MEETING},
    "meeting_registrants": {USERS, MEETINGS, MEETING, f"{MEETING}/registrants"},
    "meeting_polls": {USERS, MEETINGS, f"{MEETING}/polls"},
    "meeting_surveys": {USERS, MEETINGS, f"{MEETING}/survey"},
    "past_meeting_instances": {USERS, MEETINGS, "/past_meetings/{meetingId}/instances"},
    "meeting_poll_results": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}/polls",
    },
    "webinars": {USERS, WEBINARS, WEBINAR},
    "webinar_panelists": {USERS, WEBINARS, f"{WEBINAR}/panelists"},
    "webinar_polls": {USERS, WEBINARS, f"{WEBINAR}/polls"},
    "webinar_surveys": {USERS, WEBINARS, f"{WEBINAR}/survey"},
    "webinar_tracking_sources": {USERS, WEBINARS, f"{WEBINAR}/tracking_sources"},
    "webinar_registrants": {USERS, WEBINARS, WEBINAR, f"{WEBINAR}/registrants"},
    "past_webinar_instances": {USERS, WEBINARS, "/past_webinars/{webinarId}/instances"},
    "webinar_qna_results": {
        USERS,
        WEBINARS,
        "/past_webinars/{webinarId}/instances",
        "/past_webinars/{webinarId}/qa",
    },
    "webinar_absentees": {
        USERS,
        WEBINARS,
        WEBINAR,
        "/past_webinars/{webinarId}/instances",
        "/past_webinars/{webinarId}/absentees",
    },
    "meeting_qna_results": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}/qa",
    },
    "past_meeting_details": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}",
    },
    "past_meeting_participants": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}/participants",
    },
    "past_webinar_participants": {
        USERS,
        WEBINARS,
        "/past_webinars/{webinarId}/instances",
        "/past_webinars/{webinarId}/participants",
    },
    "user_details": {USERS, "/users/{userId}"},
    "groups": {"/groups"},
    "group_members": {"/groups", "/groups/{groupId}/members"},
    "roles": {"/roles"},
    "role_members": {"/roles", "/roles/{roleId}/members"},
    "channel_members": {
        USERS,
        "/chat/users/{userId}/channels",
        "/chat/channels/{channelId}/members",
    },
    "phone_users": {"/phone/users"},
    "phone_call_history": {"/phone/call_history"},
    "phone_recordings": {"/phone/recordings"},
    "meeting_poll_answers": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}/polls",
    },
    "meeting_qna_answers": {
        USERS,
        MEETINGS,
        "/past_meetings/{meetingId}/instances",
        "/past_meetings/{meetingId}/qa",
    },
    "webinar_poll_answers": {
        USERS,
        WEBINARS,
        "/past_webinars/{webinarId}/instances",
        "/past_webinars/{webinarId}/polls",
    },
    "webinar_qna_answers": {
        USERS,
        WEBINARS,
        "/past_webinars/{webinarId}/instances",
        "/past_webinars/{webinarId}/qa",
    },
    "recordings": {USERS, RECORDINGS},
    "recording_files": {USERS, RECORDINGS},
    "recording_transcripts": {USERS, RECORDINGS, *DOWNLOADS},
    "recording_transcript_cues": {USERS, RECORDINGS, *DOWNLOADS},
    "meeting_summaries": {
        "/meetings/meeting_summaries",
        "/meetings/{meetingId}/meeting_summary",
    },
    "report_meeting_polls": {USERS, REPORTS, "/report/meetings/{meetingId}/polls"},
    "report_meeting_poll_answers": {USERS, REPORTS, "/report/meetings/{meetingId}/polls"},
    "report_meeting_qna": {USERS, REPORTS, "/report/meetings/{meetingId}/qa"},
    "report_meeting_qna_answers": {USERS, REPORTS, "/report/meetings/{meetingId}/qa"},
    "report_meeting_survey": {USERS, REPORTS, "/report/meetings/{meetingId}/survey"},
    "report_meeting_survey_answers": {USERS, REPORTS, "/report/meetings/{meetingId}/survey"},
    "report_webinar_polls": {USERS, REPORTS, "/report/webinars/{webinarId}/polls"},
    "report_webinar_poll_answers": {USERS, REPORTS, "/report/webinars/{webinarId}/polls"},
    "report_webinar_qna": {USERS, REPORTS, "/report/webinars/{webinarId}/qa"},
    "report_webinar_qna_answers": {USERS, REPORTS, "/report/webinars/{webinarId}/qa"},
    "report_webinar_survey": {USERS, REPORTS, "/report/webinars/{webinarId}/survey"},
    "report_webinar_survey_answers": {USERS, REPORTS, "/report/webinars/{webinarId}/survey"},
    "report_hosts": {"/report/users"},
    "report_history_meetings": {"/report/history_meetings"},
    "report_daily_usage": {"/report/daily"},
    "report_cloud_recording": {"/report/cloud_recording"},
    "report_telephone": {"/report/telephone"},
    "report_upcoming_events": {"/report/upcoming_events"},
    "report_activities": {"/report/activities"},
    "report_operation_logs": {"/report/operationlogs"},
    "report_meeting_activities": {"/report/meeting_activities"},
    "dashboard_meetings": {DASHBOARD},
    "dashboard_meeting_participants": {DASHBOARD, f"{DASHBOARD}/{{meetingId}}/participants"},
    "dashboard_meeting_qos": {DASHBOARD, f"{DASHBOARD}/{{meetingId}}/participants/qos"},
    "dashboard_webinars": {"/metrics/webinars"},
    "dashboard_webinar_participants": {
        "/metrics/webinars",
        "/metrics/webinars/{webinarId}/participants",
    },
    "report_meetings": {USERS, REPORTS},
    "report_webinars": {USERS, REPORTS},
    "report_meeting_participants": {
        USERS,
        REPORTS,
        "/report/meetings/{meetingId}/participants",
    },
    "report_webinar_participants": {
        USERS,
        REPORTS,
        "/report/webinars/{webinarId}/participants",
    },
}


@pytest.mark.parametrize("stream", NEEDS)
def test_one_stream_alone_is_complete_and_asks_for_no_more_than_it_needs(stream: str) -> None:
    with account(secrets="core") as zoom:
        output = extract(zoom, catalog_of(stream), start_date=SINCE)

        assert list(output.schemas) == [stream]
        assert_complete(output, zoom.truth(streams=[stream]), made(stream))
        assert set(requests(zoom)) - {"/oauth/token"} == NEEDS[stream]
        assert not [entry for entry in zoom.log if entry.malformed]


def test_every_stream_that_has_to_be_asked_for_is_looked_at_alone() -> None:
    assert set(OTHER_STREAMS) <= set(NEEDS)


def test_a_catalog_need_not_list_every_stream() -> None:
    with account(secrets="core") as zoom:
        streams = ("meeting_registrants", "report_webinar_participants")
        output = extract(zoom, catalog_of(*streams, only=True))

        assert output.error is None
        assert set(output.schemas) == set(streams)
        assert_complete(output, zoom.truth(streams=streams))


def test_parents_alone_cost_no_request_for_children(zoom: Zoom) -> None:
    extract(zoom, catalog_of("users", "meetings", "webinars"))

    assert set(requests(zoom)) - {"/oauth/token"} == NEEDS["meetings"] | NEEDS["webinars"]


def test_nothing_selected_is_nothing_asked(zoom: Zoom) -> None:
    output = extract(zoom, catalog_of("no such stream"))

    assert output.error is None
    assert not output.records
    assert set(requests(zoom)) <= {"/oauth/token"}


def test_streams_share_the_lists_they_hang_off(whole: Whole) -> None:
    counts = requests(whole.zoom)
    readable = [row for row in whole.output.records["users"] if row["status"] != "pending"]

    assert counts["/oauth/token"] == 1
    assert counts[USERS] == 2  # one for each status
    assert counts[MEETINGS] == counts[WEBINARS] == len(readable)


def test_lists_are_asked_for_in_the_largest_pages(whole: Whole) -> None:
    paged = (USERS, MEETINGS, WEBINARS, REPORTS, f"{MEETING}/registrants")
    sizes = {
        tuple(parse_qs(entry.query).get("page_size", ()))
        for entry in whole.zoom.log
        if entry.template in paged
    }

    assert sizes == {("300",)}


def test_nobody_is_asked_for_registrants_where_registration_is_off(whole: Whole) -> None:
    kept = {
        definition.id: definition
        for user in map(whole.zoom.account.user, range(whole.zoom.account.size))
        for definition in whole.zoom.account.book(user.index).definitions.values()
    }
    asked = {
        kept[int(entry.path.split("/")[3])].registration
        for entry in whole.zoom.log
        if "/registrants" in entry.path
    }

    assert asked
    assert 0 not in asked
    assert "registration is off" in whole.output.log


def test_every_request_is_one_that_zoom_takes(whole: Whole) -> None:
    assert not [entry for entry in whole.zoom.log if entry.malformed]


# --- discovery ----------------------------------------------------------------------------------


def test_discovery_needs_neither_settings_nor_a_network(tmp_path: Path) -> None:
    output = execute(
        "--discover", https_proxy="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9"
    )

    assert output.code == 0
    assert '"streams"' in output.stdout
    assert not list(tmp_path.iterdir())


def test_the_discovered_catalog_can_be_handed_back(zoom: Zoom, tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.json"
    catalog.write_text(execute("--discover").stdout)
    config = write(tmp_path / "config.json", zoom.config())

    again = execute("--config", config, "--catalog", catalog, "--discover")

    assert again.stdout == catalog.read_text()
    assert len(DEFAULT_STREAMS) == 22


def test_a_catalog_may_leave_fields_out(zoom: Zoom) -> None:
    catalog = catalog_of("users")
    for entry in catalog["streams"]:
        for item in entry["metadata"]:
            if item["breadcrumb"] in (["properties", "email"], ["properties", "id"]):
                item["metadata"]["selected"] = False
    output = extract(zoom, catalog)

    assert "email" not in output.schemas["users"]["properties"]
    assert not any("email" in row for row in output.records["users"])
    assert all(output.ids("users"))  # a key always comes


def test_a_transcript_that_zoom_still_works_on_is_counted() -> None:
    with account(secrets="core") as zoom:
        output = extract(zoom, catalog_of("recording_transcripts"), start_date=SINCE)

        assert re.search(r"file not finished: [1-9]", output.log)
