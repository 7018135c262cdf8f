"""Reports that count days otherwise, and sessions with a wrong date."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

import sandbox
from tests.sandbox.client import NOW, Client

if TYPE_CHECKING:
    from sandbox.model import Row

STREAMS = ("report_meetings", "report_webinars", "report_history_meetings")


def days(client: Client, path: str, first: str, key: str, **query: str) -> dict[str, str]:
    """Return the day on which the list has each session, for the 28 days from the first."""
    found: dict[str, str] = {}
    for number in range(28):
        day = (datetime.fromisoformat(first) + timedelta(days=number)).date().isoformat()
        for row in client.rows(path, key, **{"from": day, "to": day}, **query):
            uuid = row.get("uuid") or row["meeting_uuid"]
            assert uuid not in found
            found[uuid] = day
    return found


def local_day(moment: str, zone: str) -> str:
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date().isoformat()


def expected(row: Row, options: dict[str, str], zones: dict[str, str]) -> str:
    zone = options.get("report_time_zone", "UTC")
    zone = zones[row["user_email"]] if zone == "host" else zone
    field = "end_time" if options.get("report_dates") == "end" else "start_time"
    return local_day(row[field].replace("Z", "+00:00"), zone)


@pytest.mark.parametrize(
    "options",
    [
        {"report_dates": "end"},
        {"report_time_zone": "Asia/Tokyo"},
        {"report_time_zone": "host", "report_dates": "end"},
    ],
    ids=str,
)
def test_reports_list_sessions_by_other_days(options: dict[str, Any]) -> None:
    served = sandbox.Options(
        now=NOW,
        frozen=True,
        limits=False,
        features="all",
        history_days=40,
        around_midnight=True,
        **options,
    )
    with sandbox.running(served) as zoom, Client(zoom) as client:
        users = zoom.truth(streams=["users"])["users"]
        zones = {user["email"]: user["timezone"] for user in users}
        truth = zoom.truth(streams=STREAMS)
        rows = [row for stream in STREAMS[:2] for row in truth[stream]]
        wanted = {row["uuid"]: expected(row, options, zones) for row in rows}
        usual = {row["uuid"]: row["start_time"][:10] for row in rows}
        found = days(client, "/report/history_meetings", "2026-10-20", "history_meetings")

        assert wanted != usual
        within = {u: d for u, d in wanted.items() if "2026-10-20" <= d < "2026-11-17"}
        assert {u: d for u, d in found.items() if u in wanted} == within
        moved = next(r for r in rows if within.get(r["uuid"]) not in {None, usual[r["uuid"]]})
        path = f"/report/users/{moved['user_id']}/meetings"
        kinds = [days(client, path, "2026-10-20", "meetings", type=t) for t in ("past", "pastOne")]
        assert {**kinds[0], **kinds[1]}[moved["uuid"]] == wanted[moved["uuid"]]


@pytest.mark.parametrize("start", ["2019-03-01T10:00:00Z", "2099-01-01T00:00:00Z"])
def test_a_session_can_have_a_wrong_date(start: str) -> None:
    with sandbox.running(
        sandbox.Options(now=NOW, frozen=True, limits=False, features="all")
    ) as zoom:
        before = zoom.truth()
        row = before["report_meetings"][-1]
        zoom.misdate(row["uuid"], start)
        with Client(zoom) as client:
            window = {"from": row["start_time"][:10], "to": row["start_time"][:10]}
            path = f"/report/users/{row['user_id']}/meetings"
            kinds = [client.rows(path, "meetings", type=t, **window) for t in ("past", "pastOne")]
        (found,) = [r for rows in kinds for r in rows if r["uuid"] == row["uuid"]]
        after = zoom.truth()

        assert found["start_time"] == start
        assert found["end_time"][:4] == start[:4]
        assert after["report_meetings"][-1] == {**found, "user_id": row["user_id"]}
        assert {r["start_time"] for r in children(after, row)} <= {start}
        assert len(children(after, row)) == len(children(before, row))
        assert after["users"] == before["users"]


def children(truth: dict[str, list[Row]], session: Row) -> list[Row]:
    rows = truth["report_meeting_participants"]
    return [row for row in rows if row["meeting_uuid"] == session["uuid"]]


def test_sessions_can_be_held_around_midnight() -> None:
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, frozen=True, around_midnight=True))
    rows = zoom.truth()["report_meetings"]

    assert {row["start_time"][11:13] for row in rows} == {"00", "23"}
    assert any(row["start_time"][:10] != row["end_time"][:10] for row in rows)
