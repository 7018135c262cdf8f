"""The dashboard: sessions, participants and quality of service."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import wire_uuid
from tests.sandbox.client import Client, outcome

if TYPE_CHECKING:
    from sandbox import Zoom
    from sandbox.model import Session

WINDOW = {"from": "2026-10-21", "to": "2026-11-20"}
NO_DASHBOARD = (
    "This API is only available for ZMP and Business or higher accounts "
    "that have enabled the Dashboard feature."
)


def session(zoom: Zoom, *, lonely: bool = False, webinar: bool = False) -> Session:
    """Return an ended session of the first host."""
    return next(
        s
        for s in zoom.account.calendar(0).sessions
        if s.end <= zoom.clock.now() and s.webinar == webinar and (s.people == 1) == lonely
    )


def people(found: Session) -> str:
    kind = "webinar" if found.webinar else "meeting"
    return f"/metrics/{kind}s/{wire_uuid(found.uuid)}/participants"


def test_the_default_type_has_no_ended_sessions(client: Client) -> None:
    for kind in ("meetings", "webinars"):
        assert client.rows(f"/metrics/{kind}", kind, **WINDOW) == []
        assert client.rows(f"/metrics/{kind}", kind, **WINDOW, type="past")


def test_sessions_with_one_participant_have_their_own_type(zoom: Zoom, client: Client) -> None:
    past, single = (
        client.rows("/metrics/meetings", "meetings", **WINDOW, type=kind)
        for kind in ("past", "pastOne")
    )
    webinars = client.rows("/metrics/webinars", "webinars", **WINDOW, type="past")

    assert {row["participants"] == 1 for row in past} == {False}
    assert {row["participants"] for row in single} == {1}
    assert any(row["participants"] == 1 for row in webinars), "webinars have only one list"
    assert outcome(client, "/metrics/webinars", **WINDOW, type="pastOne") == (400, 300)
    assert zoom.log[-1].malformed


def test_sessions_are_listed_as_soon_as_they_end(zoom: Zoom, client: Client) -> None:
    coming = next(
        s for s in zoom.account.calendar(0).sessions if s.start > zoom.clock.now() and not s.webinar
    )
    day = coming.start.date().isoformat()
    seen = []
    for moment in (coming.start, coming.end):
        zoom.clock.set(moment)
        client.login()
        window = {"from": day, "to": day}
        rows = [
            row
            for kind in ("past", "pastOne")
            for row in client.rows("/metrics/meetings", "meetings", **window, type=kind)
        ]
        seen.append(coming.uuid in {row["uuid"] for row in rows})

    assert seen == [False, True]


def test_durations_are_strings(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["dashboard_meetings"])["dashboard_meetings"]

    assert all(re.fullmatch(r"(\d\d:)?\d\d:\d\d", row["duration"]) for row in rows)
    assert {row["duration"].count(":") for row in rows} == {1, 2}


def test_tracking_fields_are_optional(client: Client) -> None:
    query = {**WINDOW, "type": "past"}
    plain = client.rows("/metrics/meetings", "meetings", **query)
    whole = client.rows("/metrics/meetings", "meetings", **query, include_fields="tracking_fields")

    assert not any("tracking_fields" in row for row in plain)
    assert all(row["tracking_fields"] for row in whole)


def test_only_some_sessions_have_quality_ratings(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["dashboard_meetings"])["dashboard_meetings"]

    assert {"audio_quality" in row for row in rows} == {False, True}


def test_filtering_by_end_time_is_rejected(client: Client) -> None:
    query = {**WINDOW, "type": "past", "query_date_type": "end_time"}

    assert outcome(client, "/metrics/meetings", **query) == (400, 12700)


@pytest.mark.parametrize("rest", ["", "/qos"])
def test_a_session_is_found_under_its_own_type_only(zoom: Zoom, client: Client, rest: str) -> None:
    path, alone = people(session(zoom)) + rest, people(session(zoom, lonely=True)) + rest

    live = client.get(path)
    assert (live.status_code, live.json()["code"]) == (404, 3001)
    assert live.json()["message"] == "Meeting ID is invalid or has not ended."
    assert outcome(client, path, type="past") == (200, None)
    assert outcome(client, alone, type="past") == (404, 3001)
    expected = (400, 300) if rest else (200, None)
    assert outcome(client, alone, type="pastOne") == expected


def test_a_host_who_was_alone_is_listed(zoom: Zoom, client: Client) -> None:
    alone = session(zoom, lonely=True)
    rows = client.rows(people(alone), "participants", type="pastOne")

    assert {row["user_name"] for row in rows} == {zoom.account.user(0).name}


def test_the_other_kind_of_session_is_rejected(zoom: Zoom, client: Client) -> None:
    webinar = wire_uuid(session(zoom, webinar=True).uuid)

    assert outcome(client, f"/metrics/meetings/{webinar}/participants", type="past") == (400, 300)


def test_registrant_ids_are_optional(zoom: Zoom, client: Client) -> None:
    webinar = next(
        s
        for s in zoom.account.calendar(0).sessions
        if s.webinar and s.people > 9 and s.definition and s.definition.registration
    )
    plain, whole = (
        client.rows(people(webinar), "participants", type="past", **more)
        for more in ({}, {"include_fields": "registrant_id"})
    )

    assert not any("registrant_id" in row for row in plain)
    assert any(row["registrant_id"] for row in whole)


def test_people_rejoin_and_many_fields_are_blank(zoom: Zoom) -> None:
    rows = zoom.truth(streams=["dashboard_meeting_participants"])["dashboard_meeting_participants"]
    people = Counter((row["meeting_uuid"], row["participant_user_id"]) for row in rows if row["id"])

    assert max(people.values()) > 1, "some people rejoined"
    assert any(row["id"] == "" and row["user_name"] for row in rows), "guests have no id"
    assert all(row["camera"] == row["mac_addr"] == "" for row in rows if not row["id"])
    assert any(row["user_name"] == row["ip_address"] == row["location"] == "" for row in rows)
    assert any(row.get("bo_mtg_id") for row in rows)
    assert {row["status"] for row in rows} == {"in_meeting", "in_waiting_room"}


def test_quality_of_service_has_ten_people_per_page(zoom: Zoom, client: Client) -> None:
    crowd = next(s for s in zoom.account.calendar(0).sessions if s.people > 600)
    path = f"{people(crowd)}/qos"

    assert client.json(path, type="past")["page_size"] == 1
    assert len(client.json(path, type="past", page_size=10)["participants"]) == 10
    assert outcome(client, path, type="past", page_size="11") == (400, 300)
    assert zoom.log[-1].malformed
    total = client.json(path, type="past")["total_records"]
    zoom.log.clear()
    assert len(client.rows(path, "participants", type="past", page_size=10)) == total
    assert len(zoom.log) == -(-total // 10)


def test_lists_have_a_rate_limit_per_minute(zoom: Zoom, client: Client) -> None:
    client.get("/metrics/meetings", **WINDOW)
    client.get(people(session(zoom)), type="past")

    assert [entry.label for entry in zoom.log] == ["Resource-intensive", "Heavy"]


def test_an_account_without_dashboards() -> None:
    options = sandbox.Options(now="2026-11-20T12:00:00Z", frozen=True, limits=False, plan="pro")
    with sandbox.running(options) as zoom, Client(zoom) as client:
        response = client.get("/metrics/meetings", **WINDOW, type="past")

        assert response.status_code == 400
        assert response.json() == {"code": 400, "message": NO_DASHBOARD}
        assert zoom.truth(streams=["dashboard_meetings"]) == {"dashboard_meetings": []}


def test_one_scope_covers_both_dashboards() -> None:
    options = sandbox.Options(now="2026-11-20T12:00:00Z", frozen=True, features="all")
    with sandbox.running(options) as zoom:
        zoom.scopes = ["dashboard:read:admin"]
        with Client(zoom) as client:
            assert client.get("/metrics/meetings", **WINDOW).status_code == 200
            assert client.get("/metrics/webinars", **WINDOW).status_code == 200
