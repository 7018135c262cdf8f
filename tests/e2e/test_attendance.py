"""Every held session and every participant is extracted, each as a row of its own."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sandbox import wire_uuid
from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from sandbox.model import Session
    from tests.e2e.conftest import Whole

pytestmark = pytest.mark.e2e

ATTENDANCE = ("report_meeting_participants", "report_webinar_participants")
WEBINAR_TYPES = {5, 6, 9}


def _sessions(whole: Whole) -> list[Session]:
    """Return the sessions that the reports show of the first host, who has every case."""
    first = whole.zoom.account.user(0)
    reported = set(whole.output.ids("report_meetings", "uuid"))
    reported |= set(whole.output.ids("report_webinars", "uuid"))
    sessions = whole.zoom.account.calendar(first.index).sessions
    return [session for session in sessions if session.uuid in reported]


def test_a_session_of_hundreds_has_all_its_attendance_once(whole: Whole) -> None:
    session = max(_sessions(whole), key=lambda session: session.people)
    rows = [
        row
        for row in whole.output.by_key("report_meeting_participants").values()
        if row["meeting_uuid"] == session.uuid
    ]

    assert session.people > 600
    assert len(rows) == session.people + session.extra_rows


def test_a_participants_user_id_is_not_the_hosts(whole: Whole) -> None:
    hosts = set(whole.output.ids("users"))

    for stream in ATTENDANCE:
        assert whole.output.records[stream]
        assert not hosts & set(whole.output.ids(stream, "user_id"))


def test_guests_are_kept_apart(whole: Whole) -> None:
    rows = whole.output.by_key("report_meeting_participants").values()
    guests = Counter(row["meeting_uuid"] for row in rows if not row.get("id"))
    truth = whole.zoom.truth(streams=["report_meeting_participants"])
    there = Counter(
        row["meeting_uuid"] for row in truth["report_meeting_participants"] if not row["id"]
    )

    assert max(guests.values()) > 300
    assert guests == there


def test_rejoining_breakout_rooms_and_the_waiting_room_yield_rows_of_their_own(
    whole: Whole,
) -> None:
    rows = list(whole.output.by_key("report_meeting_participants").values())
    joined = Counter((row["meeting_uuid"], row["name"]) for row in rows if row.get("name"))

    assert max(joined.values()) > 1
    assert any(row.get("bo_mtg_id") for row in rows)
    assert any(row["status"] == "in_waiting_room" for row in rows)


def test_identical_rows_stay_several_rows(whole: Whole) -> None:
    rows = whole.output.by_key("report_meeting_participants").values()
    alike = Counter(
        str(sorted((name, value) for name, value in row.items() if name != "row_id"))
        for row in rows
    )

    assert max(alike.values()) > 1


def test_a_registrant_can_be_joined_to_the_participants(whole: Whole) -> None:
    """Zoom omits registrant_id from a report unless the request includes it."""
    for stream, registrants in zip(
        ATTENDANCE, ("meeting_registrants", "webinar_registrants"), strict=True
    ):
        joined = set(whole.output.ids(stream, "registrant_id")) - {None, ""}
        assert joined & set(whole.output.ids(registrants))


def test_uuids_with_slashes_and_plus_signs_are_encoded_as_zoom_requires(whole: Whole) -> None:
    uuids = {session.uuid for session in _sessions(whole) if session.people > 1}
    shapes = [
        {uuid for uuid in uuids if uuid.startswith("/")},
        {uuid for uuid in uuids if "//" in uuid[1:]},
        {uuid for uuid in uuids if "/" in uuid and uuid[0] != "/" and "//" not in uuid},
        {uuid for uuid in uuids if "+" in uuid},
    ]
    paths = {entry.path for entry in whole.zoom.log}
    attended = set(whole.output.ids("report_meeting_participants", "meeting_uuid"))
    attended |= set(whole.output.ids("report_webinar_participants", "webinar_uuid"))

    assert all(shapes)
    assert uuids <= attended
    for kind in ("meetings", "webinars"):
        for uuid in uuids & set(whole.output.ids(f"report_{kind}", "uuid")):
            assert f"/v2/report/{kind}/{wire_uuid(uuid)}/participants" in paths


def test_sessions_with_one_participant_are_reported_without_requesting_who_it_was(
    whole: Whole,
) -> None:
    alone = {session.uuid for session in _sessions(whole) if session.people == 1}
    paths = {entry.path for entry in whole.zoom.log}
    attendance = [path for path in paths if path.endswith("/participants")]

    assert alone
    assert not [uuid for uuid in alone for path in attendance if wire_uuid(uuid) in path]


def test_webinars_and_meetings_are_told_apart(whole: Whole) -> None:
    assert set(whole.output.ids("report_webinars", "type")) == WEBINAR_TYPES
    assert not WEBINAR_TYPES & set(whole.output.ids("report_meetings", "type"))


def test_instant_and_personal_meetings_are_in_the_reports(whole: Whole) -> None:
    """Zoom lists them nowhere else."""
    unplanned = [session for session in _sessions(whole) if session.definition is None]
    planned = set(whole.output.ids("meetings"))

    assert unplanned
    assert not planned & {session.meeting_id for session in unplanned}


def test_meetings_of_deactivated_hosts_are_there(whole: Whole) -> None:
    inactive = {row["id"] for row in whole.output.records["users"] if row["status"] == "inactive"}

    assert inactive & set(whole.output.ids("meetings", "user_id"))
    assert inactive & set(whole.output.ids("report_meetings", "user_id"))


def test_every_instance_of_a_recurring_meeting_is_there_with_its_attendance(
    whole: Whole,
) -> None:
    """Requested by its number, a meeting is only its latest instance."""
    held = Counter(session.meeting_id for session in _sessions(whole) if session.people > 1)
    number, count = held.most_common(1)[0]
    attended = {
        row["meeting_uuid"]
        for row in whole.output.records["report_meeting_participants"]
        if row["meeting_id"] == number
    }

    assert count > 2
    assert len(attended) == count
    assert whole.output.ids("past_meeting_instances", "meeting_id").count(number) >= count


def test_anonymous_answers_to_polls_are_kept_apart(whole: Whole) -> None:
    rows = whole.output.by_key("meeting_poll_results").values()
    anonymous = Counter(row["meeting_uuid"] for row in rows if not row.get("email"))
    truth = whole.zoom.truth(streams=["meeting_poll_results"])["meeting_poll_results"]

    assert max(anonymous.values()) > 1
    assert anonymous == Counter(row["meeting_uuid"] for row in truth if not row["email"])


def test_a_second_run_yields_the_same_keys(whole: Whole) -> None:
    stream = "report_meeting_participants"
    # Other tests count the requests to the first run's account.
    with account(max_participants=None) as zoom:
        again = extract(zoom, catalog_of(stream))

    assert again.by_key(stream).keys() == whole.output.by_key(stream).keys()
