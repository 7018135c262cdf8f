"""A naive crawl of reports and dashboards, through the API alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from sandbox import visible, wire_uuid
from sandbox.clock import months_after
from sandbox.rows.quality import COUNTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.client import Client, Row

DAY = timedelta(days=1)


def windows(client: Client, days: int = 28, until: int = 0) -> Iterator[dict[str, str]]:
    """Yield windows without overlap, starting with the oldest day."""
    now = client.zoom.clock.now()
    first, end = visible.earliest_report_day(now), now.date() - until * DAY
    while first <= end:
        last = min(first + (days - 1) * DAY, end)
        yield {"from": first.isoformat(), "to": last.isoformat()}
        first = last + DAY


def months(client: Client) -> Iterator[tuple[date, date]]:
    """Yield the first and last day of each calendar month that reports still cover."""
    now = client.zoom.clock.now()
    first = visible.earliest_report_day(now)
    while first <= now.date():
        end = months_after(first.replace(day=1), 1) - DAY
        yield first, min(end, now.date())
        first = end + DAY


def hosts(client: Client) -> Iterator[Row]:
    for first, last in months(client):
        own = {"from": first.isoformat(), "to": last.isoformat()}
        for activity in ("active", "inactive"):
            for row in client.rows("/report/users", "users", **own, type=activity):
                yield {**row, **own, "activity": activity, "month": f"{first:%Y-%m}"}


def daily(client: Client) -> Iterator[Row]:
    for first, _ in months(client):
        yield from client.json("/report/daily", year=first.year, month=first.month)["dates"]


def listed(
    client: Client, path: str, key: str, window: tuple[int, int] = (28, 0), **query: str
) -> Iterator[Row]:
    """Yield the rows of all windows; ``window`` is their length and the age of the last day."""
    for days in windows(client, *window):
        yield from client.rows(f"/{path}", key, **days, **query)


def calls(client: Client) -> Iterator[Row]:
    for kind in "123":
        yield from listed(client, "report/telephone", "telephony_usage", type=kind)


def upcoming(client: Client) -> list[Row]:
    today = client.zoom.clock.now().date()
    last = min(months_after(today, 1), today + 30 * DAY)
    window = {"from": today.isoformat(), "to": last.isoformat()}
    return client.rows("/report/upcoming_events", "upcoming_events", **window)


def trail(client: Client) -> Iterator[Row]:
    path, kind = "report/meeting_activities", "All Activities"
    for row in listed(client, path, "meeting_activity_logs", activity_type=kind):
        day, _, time = row["activity_time"].partition(" ")
        yield {**row, "activity_time": f"{day}T{time[:8]}.{time[9:]}Z"}


def answers(client: Client, kind: str, rest: str, key: str) -> Iterator[Row]:
    """Yield the responses in the sessions of the hosts' lists."""
    for session in client.zoom.truth(streams=[f"report_{kind}s"])[f"report_{kind}s"]:
        body = client.json(f"/report/{kind}s/{wire_uuid(session['uuid'])}/{rest}")
        own: Row = {name: body[name] for name in ("survey_id", "survey_name") if name in body}
        for row in body.get(key, []):
            yield {**row, **own, **of(kind, session)}


def of(kind: str, session: Row) -> Row:
    return {
        f"{kind}_uuid": session["uuid"],
        f"{kind}_id": session["id"],
        "start_time": session["start_time"],
    }


def sessions(client: Client, kind: str) -> Iterator[Row]:
    """Yield the dashboard's sessions; meetings with the type of their list."""
    for listing in ("past", "pastOne") if kind == "meeting" else ("past",):
        more = {"include_fields": "tracking_fields"} if kind == "meeting" else {}
        own = {"session_type": listing} if kind == "meeting" else {}
        query = {"type": listing, **more}
        for row in listed(client, f"metrics/{kind}s", f"{kind}s", (28, 0), **query):
            yield {**row, **own}


def people(client: Client, kind: str) -> Iterator[Row]:
    for session in sessions(client, kind):
        path = f"/metrics/{kind}s/{wire_uuid(session['uuid'])}/participants"
        query = {"type": session.get("session_type", "past"), "include_fields": "registrant_id"}
        for row in client.rows(path, "participants", page_size=300, **query):
            yield {**row, **of(kind, session)}


def quality(client: Client) -> Iterator[Row]:
    for session in sessions(client, "meeting"):
        if session["session_type"] == "past":
            path = f"/metrics/meetings/{wire_uuid(session['uuid'])}/participants/qos"
            for row in client.rows(path, "participants", page_size=10, type="past"):
                yield {**row, **of("meeting", session)}


def transcripts(client: Client) -> Iterator[Row]:
    for session in client.zoom.truth(streams=["report_meetings"])["report_meetings"]:
        response = client.get(f"/meetings/{wire_uuid(session['uuid'])}/transcript")
        if response.ok:
            yield {**response.json(), **of("meeting", session)}


def scores(client: Client) -> Iterator[Row]:
    for day in windows(client, 1):
        for counted in COUNTED:
            response = client.get("/metrics/quality", **day, type=counted)
            if response.ok:
                yield {**response.json(), "date": day["from"], "counted": counted}


def crawl(client: Client) -> dict[str, list[Row]]:
    """Read all streams of reports and dashboards."""
    found = {
        "meeting_transcripts": transcripts(client),
        "report_hosts": hosts(client),
        "report_history_meetings": listed(client, "report/history_meetings", "history_meetings"),
        "report_daily_usage": daily(client),
        "report_activities": listed(client, "report/activities", "activity_logs"),
        "report_operation_logs": listed(client, "report/operationlogs", "operation_logs"),
        "report_telephone": calls(client),
        "report_cloud_recording": listed(
            client, "report/cloud_recording", "cloud_recording_storage", (30, 1)
        ),
        "report_upcoming_events": upcoming(client),
        "report_meeting_activities": trail(client),
        "dashboard_meetings": sessions(client, "meeting"),
        "dashboard_meeting_participants": people(client, "meeting"),
        "dashboard_meeting_qos": quality(client),
        "dashboard_quality": scores(client),
        "dashboard_webinars": sessions(client, "webinar"),
        "dashboard_webinar_participants": people(client, "webinar"),
    }
    for kind in ("meeting", "webinar"):
        found |= {
            f"report_{kind}_polls": answers(client, kind, "polls", "questions"),
            f"report_{kind}_qna": answers(client, kind, "qa", "questions"),
            f"report_{kind}_survey": answers(client, kind, "survey", "survey_answers"),
        }
    return {stream: list(rows) for stream, rows in found.items()}
