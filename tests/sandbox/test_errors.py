"""Zoom's errors, and when they occur."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import sandbox
from sandbox import wire_uuid
from tests.sandbox.client import Client, outcome

if TYPE_CHECKING:
    from sandbox import Zoom
    from sandbox.model import Definition, Session


def definition(zoom: Zoom, **wanted: Any) -> Definition:
    """Return a meeting or webinar of the first host with these values."""
    return next(
        d
        for d in zoom.account.calendar(0).definitions.values()
        if all(getattr(d, name) == value for name, value in wanted.items())
    )


def session(zoom: Zoom, **wanted: Any) -> Session:
    return next(
        s
        for s in zoom.account.calendar(0).sessions
        if all(getattr(s, name) == value for name, value in wanted.items())
    )


def user_id(zoom: Zoom, index: int) -> str:
    return zoom.account.user(index).id


def test_hosts_without_webinars(zoom: Zoom, client: Client) -> None:
    assert outcome(client, f"/users/{user_id(zoom, 0)}/webinars") == (200, None)
    assert outcome(client, f"/users/{user_id(zoom, 2)}/webinars") == (400, 200)
    assert outcome(client, f"/users/{user_id(zoom, 3)}/webinars") == (200, 200)


def test_users_who_may_not_host(zoom: Zoom, client: Client) -> None:
    assert outcome(client, f"/users/{user_id(zoom, 4)}/meetings") == (400, 3161)
    window = {"from": "2026-11-01", "to": "2026-11-20"}
    assert outcome(client, f"/report/users/{user_id(zoom, 4)}/meetings", **window) == (200, None)


@pytest.mark.parametrize("rest", ["", "/meetings", "/webinars"])
def test_deleted_users(zoom: Zoom, client: Client, rest: str) -> None:
    assert outcome(client, f"/users/{user_id(zoom, 7)}{rest}") == (404, 1001)
    assert outcome(client, f"/users/unknown{rest}") == (404, 1001)


def test_deleted_hosts_stay_in_account_wide_reports(zoom: Zoom, client: Client) -> None:
    window = {"from": "2026-10-21", "to": "2026-11-20"}
    hosts = {row["id"] for row in client.rows("/report/users", "users", **window)}
    emails = {
        row["host_email"]
        for row in client.rows("/report/history_meetings", "history_meetings", **window)
    }

    assert user_id(zoom, 7) in hosts
    assert zoom.account.user(7).email in emails
    path = f"/report/users/{user_id(zoom, 7)}/meetings"
    assert outcome(client, path, **window) == (404, 1001)


def test_meetings_that_cannot_be_read(zoom: Zoom, client: Client) -> None:
    vanished = definition(zoom, fate="vanished", webinar=False).id
    forbidden = definition(zoom, fate="forbidden").id
    listed = {row["id"] for row in client.rows(f"/users/{user_id(zoom, 0)}/meetings", "meetings")}

    assert {vanished, forbidden} <= listed
    for rest in ("", "/registrants", "/registrants/questions", "/polls"):
        assert outcome(client, f"/meetings/{vanished}{rest}") == (404, 3001)
        assert outcome(client, f"/meetings/{forbidden}{rest}") == (403, 2306)
    assert outcome(client, f"/past_meetings/{vanished}/instances") == (404, 3001)


def test_registration_disabled(zoom: Zoom, client: Client) -> None:
    off = definition(zoom, registration=0, webinar=False, fate="kept", polls="missing").id
    body = client.json(f"/meetings/{off}/registrants")

    assert body["message"] == f"This meeting has not registration required: {off}"
    assert outcome(client, f"/meetings/{off}/registrants/questions") == (400, 3000)


def test_polls_disabled_or_missing(zoom: Zoom, client: Client) -> None:
    for state, expected in (("disabled", (400, 4400)), ("missing", (404, 404))):
        meeting = definition(zoom, polls=state, webinar=False, fate="kept").id
        assert outcome(client, f"/meetings/{meeting}/polls") == expected


def test_meetings_and_webinars_are_not_interchangeable(zoom: Zoom, client: Client) -> None:
    meeting = definition(zoom, webinar=False, fate="kept").id
    webinar = definition(zoom, webinar=True, fate="kept").id

    assert outcome(client, f"/meetings/{webinar}") == (400, 3000)
    assert outcome(client, f"/meetings/{webinar}/registrants") == (400, 300)
    assert outcome(client, f"/webinars/{meeting}") == (400, 300)


def test_sessions_that_were_never_held(zoom: Zoom, client: Client) -> None:
    meeting = next(
        d
        for d in zoom.account.calendar(0).definitions.values()
        if d.fate == "kept" and not d.webinar and not zoom.account.held(d.id)
    )
    coming = next(s for s in zoom.account.calendar(0).sessions if s.start > zoom.clock.now())

    assert outcome(client, f"/past_meetings/{meeting.id}/instances") == (404, 3001)
    assert outcome(client, f"/past_meetings/{wire_uuid(meeting.uuid)}/polls") == (404, 3001)
    assert outcome(client, f"/report/meetings/{wire_uuid(coming.uuid)}") == (404, 3001)
    webinar = next(
        d
        for d in zoom.account.calendar(0).definitions.values()
        if d.webinar and d.start and d.start > zoom.clock.now()
    )
    response = client.get(f"/past_webinars/{webinar.id}/instances")
    assert response.status_code == 404
    assert "code" not in response.json()


def test_webinars_without_registration_have_no_absentees(zoom: Zoom, client: Client) -> None:
    open_one = next(
        s
        for s in zoom.account.calendar(0).sessions
        if s.webinar and s.definition and not s.definition.registration
    )

    assert outcome(client, f"/past_webinars/{wire_uuid(open_one.uuid)}/absentees") == (400, 3000)


def test_registrants_of_one_occurrence(zoom: Zoom, client: Client) -> None:
    series = definition(zoom, type=8, registration=2)
    dates = client.json(f"/meetings/{series.id}")["occurrences"]
    ids = [
        {r["id"] for r in client.rows(f"/meetings/{series.id}/registrants", "registrants", **q)}
        for q in ({}, *({"occurrence_id": o["occurrence_id"]} for o in dates))
    ]

    assert ids[0] == ids[1], "the default is the next occurrence"
    assert ids[1] & ids[2], "people appear under each occurrence they chose"
    path = f"/meetings/{series.id}/registrants"
    assert outcome(client, path, occurrence_id="123") == (400, 300)


def test_a_series_is_listed_once_per_occurrence(zoom: Zoom, client: Client) -> None:
    series = definition(zoom, type=8, registration=1)
    rows = [
        row
        for row in client.rows(f"/users/{user_id(zoom, 0)}/meetings", "meetings")
        if row["id"] == series.id
    ]

    assert len(rows) > 1
    assert len({row["uuid"] for row in rows}) == 1
    assert len({row["start_time"] for row in rows}) == len(rows)


def test_instant_meetings_and_rooms_are_in_reports_only(zoom: Zoom, client: Client) -> None:
    types = {row["type"] for row in zoom.truth()["report_meetings"]}
    listed = {
        row["type"]
        for user in zoom.truth()["users"]
        for row in client.rows(f"/users/{user['id']}/meetings", "meetings")
    }

    assert types == {1, 2, 3, 4, 8}
    assert listed == {2, 3, 8}
    assert client.json(f"/meetings/{zoom.account.user(0).pmi}")["type"] == 4


def test_a_host_who_was_alone_has_no_attendance(zoom: Zoom, client: Client) -> None:
    lonely = wire_uuid(session(zoom, people=1, webinar=False).uuid)

    for path in (f"/past_meetings/{lonely}", f"/report/meetings/{lonely}"):
        assert client.json(f"{path}/participants")["participants"] == []


def test_sessions_older_than_a_year() -> None:
    options = sandbox.Options(
        limits=False, history_days=500, now="2026-11-20T12:00:00Z", frozen=True
    )
    with sandbox.running(options) as zoom, Client(zoom) as client:
        old = next(
            s
            for index in range(6)
            for s in zoom.account.calendar(index).sessions
            if not s.webinar and (zoom.clock.now() - s.start).days > 366
        )
        for path in ("past_meetings", "report/meetings"):
            assert outcome(client, f"/{path}/{wire_uuid(old.uuid)}") == (400, 12702)


@pytest.mark.parametrize(
    ("feature", "path", "expected"),
    [
        ("reports", "/report/users?from=2026-11-01&to=2026-11-02", (400, 200)),
        ("webinars", "/webinars/1", (400, 200)),
        ("polls", "/meetings/1/polls", (400, 4400)),
        ("registration", "/meetings/1/registrants", (400, 200)),
        ("dashboard", "/metrics/meetings?from=2026-11-01&to=2026-11-02", (400, 400)),
        ("past", "/past_meetings/1/participants", (400, 200)),
        ("past", "/past_meetings/1", (400, 200)),
        ("groups", "/groups", (400, 200)),
        ("groups", "/groups/1/members", (400, 200)),
        ("phone", "/phone/users", (403, 2031)),
        ("phone", "/phone/call_history", (403, 2031)),
        ("phone", "/phone/recordings", (403, 2031)),
    ],
)
def test_missing_features(
    zoom: Zoom, client: Client, feature: str, path: str, expected: tuple[int, int]
) -> None:
    assert outcome(client, path) != expected
    setattr(zoom.plan_features, feature, False)
    try:
        assert outcome(client, path) == expected
    finally:
        setattr(zoom.plan_features, feature, True)


def test_a_missing_feature_can_be_an_error_with_status_200() -> None:
    options = sandbox.Options(plan="free", limits=False, oddities="refusal_as_success")
    with sandbox.running(options) as zoom, Client(zoom) as client:
        assert outcome(client, "/groups") == (200, 200)
        assert client.json("/groups")["message"] == "Only available for Paid account."
        assert outcome(client, "/phone/users") == (403, 2031), "only errors with code 200"
