"""Date windows of reports, and parameters in general."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import TYPE_CHECKING

import pytest

from sandbox import visible
from sandbox.clock import months_after, months_before

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client

TOO_OLD = "The request can only be queried for a month that falls within the last six months."


@pytest.fixture
def sessions_path(zoom: Zoom) -> str:
    return f"/report/users/{zoom.truth()['users'][0]['id']}/meetings"


@pytest.mark.parametrize(
    "window",
    [
        "2026-10-01 2026-10-31",
        "2026-10-20 2026-11-19",
        "2026-11-20 2026-12-20",
        "2026-11-01 2026-11-01",
    ],
)
def test_a_window_can_be_a_month(client: Client, sessions_path: str, window: str) -> None:
    first, last = window.split()

    assert client.get(sessions_path, **{"from": first, "to": last}).status_code == 200


@pytest.mark.parametrize(
    "window", ["2026-10-01 2026-11-01", "2026-10-20 2026-11-20", "2026-11-02 2026-11-01"]
)
def test_a_window_cannot_be_longer(
    zoom: Zoom, client: Client, sessions_path: str, window: str
) -> None:
    first, last = window.split()

    assert client.get(sessions_path, **{"from": first, "to": last}).status_code == 400
    assert zoom.log[-1].malformed


def test_short_months_make_short_windows(zoom: Zoom, client: Client, sessions_path: str) -> None:
    zoom.clock.set("2027-03-20T00:00:00Z")
    client.login()

    assert client.get(sessions_path, **{"from": "2027-02-01", "to": "2027-03-01"}).ok
    assert not client.get(sessions_path, **{"from": "2027-02-01", "to": "2027-03-02"}).ok


def test_six_months_are_counted_strictly(zoom: Zoom, client: Client, sessions_path: str) -> None:
    assert client.get(sessions_path, **{"from": "2026-05-20", "to": "2026-06-15"}).ok
    response = client.get(sessions_path, **{"from": "2026-05-19", "to": "2026-06-15"})

    assert response.json() == {"code": 300, "message": TOO_OLD}
    assert not zoom.log[-1].malformed


def test_days_are_whole_and_inclusive(zoom: Zoom, client: Client, sessions_path: str) -> None:
    user_id = sessions_path.split("/")[3]
    rows = zoom.truth()
    mine = [
        row
        for row in rows["report_meetings"] + rows["report_webinars"]
        if row["user_id"] == user_id
    ]
    days = {row["start_time"][:10] for row in mine}
    for day in days:
        found = {
            row["uuid"]
            for kind in ("past", "pastOne")
            for row in client.rows(
                sessions_path, "meetings", **{"from": day, "to": day, "type": kind}
            )
        }

        assert found == {row["uuid"] for row in mine if row["start_time"][:10] == day}


def test_hosts_who_were_alone_have_their_own_list(client: Client, sessions_path: str) -> None:
    window = {"from": "2026-10-21", "to": "2026-11-20"}
    past = client.rows(sessions_path, "meetings", **window)
    single = client.rows(sessions_path, "meetings", **window, type="pastOne")

    assert past
    assert single
    assert all(row["participants_count"] >= 2 for row in past)
    assert all(row["participants_count"] == 1 for row in single)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?from=2026-11-01",
        "?from=2026-11-1&to=2026-11-02",
        "?from=2026-11-01T00:00:00Z&to=2026-11-02",
        "?from=01/11/2026&to=2026-11-02",
        "?from=2026-11-31&to=2026-12-02",
        "?from=2026-11-01&to=2026-11-02&type=all",
        "?from=2026-11-01&to=2026-11-02&page=2",
        "?from=2026-11-01&from=2026-11-01&to=2026-11-02",
    ],
)
def test_invalid_parameters_are_malformed(
    zoom: Zoom, client: Client, sessions_path: str, query: str
) -> None:
    response = client.get(sessions_path + query)

    assert (response.status_code, response.json()["code"]) == (400, 300)
    assert zoom.log[-1].malformed


@pytest.mark.parametrize(
    "path", ["/nothing", "/users/", "/users//meetings", "/report", "/meetings"]
)
def test_unknown_paths_are_malformed(zoom: Zoom, client: Client, path: str) -> None:
    response = client.get(path)

    assert (response.status_code, response.json()["code"]) == (400, 2300)
    assert zoom.log[-1].malformed


def test_a_session_reaches_the_reports_after_the_lag(zoom: Zoom) -> None:
    session = next(s for s in zoom.account.calendar(0).sessions if s.end > zoom.clock.now())

    for seconds, there in ((1799, False), (1800, True)):
        now = datetime.fromtimestamp(session.end.timestamp() + seconds, timezone.utc)
        assert visible.reported(zoom.account, session, now) == there


def test_months_before() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 3, 1), 6) == date(2025, 9, 1)
    assert months_after(date(2026, 12, 31), 2) == date(2027, 2, 28)
