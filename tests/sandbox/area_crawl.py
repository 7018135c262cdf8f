"""A naive crawl of organization, phone and past sessions, through the API alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import visible, wire_uuid

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from tests.sandbox.client import Client, Row

ORGANIZATION = (
    *("user_details", "groups", "group_members"),
    *("roles", "role_members", "channel_members"),
)
PHONE = ("phone_users", "phone_call_history", "phone_recordings")
PAST = (
    *("past_meeting_details", "past_meeting_participants"),
    *("meeting_qna_results", "past_webinar_participants"),
)
STREAMS = (*ORGANIZATION, *PHONE, *PAST)


def months(first: date, last: date) -> Iterator[dict[str, str]]:
    """Yield consecutive windows."""
    while first <= last:
        end = first + timedelta(days=27)
        yield {"from": first.isoformat(), "to": end.isoformat()}
        first = end + timedelta(days=1)


class AreaCrawl:
    """Reads every stream of these areas through the API."""

    def __init__(self, client: Client) -> None:
        self.zoom = client.zoom
        self.client = client
        self.ask = client.rows
        self.found: dict[str, list[Row]] = {stream: [] for stream in STREAMS}

    def run(self) -> dict[str, list[Row]]:
        self._organization()
        self._phone()
        for kind in ("meeting", "webinar"):
            instances = f"past_{kind}_instances"
            for session in self.zoom.truth(streams=[instances])[instances]:
                self._past(kind, session)
        return self.found

    def add(self, stream: str, rows: list[Row], **parents: Any) -> None:
        self.found[stream] += [{**parents, **row} for row in rows]

    def _object(self, path: str) -> list[Row]:
        response = self.client.get(path)
        return [response.json()] if response.status_code == 200 else []

    def _organization(self) -> None:
        truth = self.zoom.truth(streams=["users", "channels"])
        for user in truth["users"]:
            self.add("user_details", self._object(f"/users/{user['id']}"))
        self.add("groups", self.ask("/groups", "groups"))
        for group in self.found["groups"]:
            rows = self.ask(f"/groups/{group['id']}/members", "members")
            self.add("group_members", rows, group_id=group["id"])
        self.add("roles", self.client.json("/roles")["roles"])
        for role in self.found["roles"]:
            rows = self.ask(f"/roles/{role['id']}/members", "members")
            self.add("role_members", rows, role_id=role["id"])
        for channel in truth["channels"]:
            rows = self.ask(f"/chat/channels/{channel['id']}/members", "members")
            self.add("channel_members", rows, channel_id=channel["id"])

    def _phone(self) -> None:
        now = self.zoom.clock.now()
        today = now.date()
        self.add("phone_users", self.ask("/phone/users", "users"))
        for window in months(visible.earliest_report_day(now), today):
            self.add("phone_call_history", self._calls(window))
        oldest = today - timedelta(days=self.zoom.options.history_days + 5)
        for window in months(oldest, today):
            self.add("phone_recordings", self.ask("/phone/recordings", "recordings", **window))

    def _calls(self, window: dict[str, str]) -> list[Row]:
        """Read until a page has no calls, or its token is missing or repeated."""
        rows: list[Row] = []
        token = ""
        while True:
            more = {"next_page_token": token} if token else {}
            body = self.client.json("/phone/call_history", **window, **more)
            page = body.get("call_history", [])
            rows += page
            following = body.get("next_page_token")
            if not page or not following or following == token:
                return rows
            token = following

    def _past(self, kind: str, session: Row) -> None:
        path = f"/past_{kind}s/{wire_uuid(session['uuid'])}"
        of = {
            f"{kind}_id": session[f"{kind}_id"],
            f"{kind}_uuid": session["uuid"],
            "start_time": session["start_time"],
        }
        host = {"user_id": session["user_id"]}
        rows = self.ask(f"{path}/participants", "participants")
        self.add(f"past_{kind}_participants", rows, **of)
        if kind == "meeting":
            self.add("past_meeting_details", self._object(path), **host)
            self.add("meeting_qna_results", self.ask(f"{path}/qa", "questions"), **of, **host)


def crawl(client: Client) -> dict[str, list[Row]]:
    """Read all streams of these areas."""
    return AreaCrawl(client).run()
