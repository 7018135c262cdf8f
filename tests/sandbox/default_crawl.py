"""A naive crawl of the default streams, through the API alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sandbox import wire_uuid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.sandbox.client import Client, Row


def crawl(client: Client) -> dict[str, list[Row]]:
    """Read all default streams."""
    return DefaultCrawl(client).run()


class DefaultCrawl:
    """Reads every default stream through the API."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.streams: dict[str, list[Row]] = {}

    def add(self, stream: str, rows: list[Row], **parents: Any) -> list[Row]:
        full = [{**row, **parents} for row in rows]
        self.streams.setdefault(stream, []).extend(full)
        return full

    def run(self) -> dict[str, list[Row]]:
        ask = self.client.rows
        for status in ("active", "inactive"):
            self.add("users", ask("/users", "users", status=status, page_size=300))
        channels = {}
        for user in self.streams["users"]:
            user_id = user["id"]
            for channel in ask(f"/chat/users/{user_id}/channels", "channels"):
                channels[channel["id"]] = channel
            for kind in ("meeting", "webinar"):
                self._planned(kind, user_id)
            self._reports(user_id)
        self.add("channels", list(channels.values()))
        return self.streams

    def _planned(self, kind: str, user_id: str) -> None:
        listed: dict[int, Row] = {}
        for row in self.client.rows(f"/users/{user_id}/{kind}s", f"{kind}s"):
            listed.setdefault(row["id"], row)
        for number, row in listed.items():
            response = self.client.get(f"/{kind}s/{number}")
            if response.status_code == 200:
                detail = {**row, **response.json()}
                self.add(f"{kind}s", [detail], user_id=user_id)
                self._below(kind, detail, {f"{kind}_id": number, "user_id": user_id})

    def _below(self, kind: str, detail: Row, parents: Row) -> None:
        ask, base = self.client.rows, f"/{kind}s/{detail['id']}"
        per_occurrence = detail["settings"]["registration_type"] == 2 and "occurrences" in detail
        dates = [o["occurrence_id"] for o in detail["occurrences"]] if per_occurrence else ["all"]
        for date in dates:
            query = {} if date == "all" else {"occurrence_id": date}
            more = {"occurrence_id": date} if kind == "meeting" else {}
            for status in ("approved", "pending", "denied"):
                rows = ask(f"{base}/registrants", "registrants", status=status, **query)
                self.add(f"{kind}_registrants", rows, **parents, **more)
        questions = self.client.get(f"{base}/registrants/questions")
        if questions.status_code == 200:
            self.add(f"{kind}_questions", [questions.json()], **parents)
        self.add(f"{kind}_polls", ask(f"{base}/polls", "polls"), **parents)
        if kind == "webinar":
            for part in ("panelists", "tracking_sources"):
                self.add(f"webinar_{part}", ask(f"{base}/{part}", part), **parents)
        self._held(kind, detail["id"], parents)

    def _held(self, kind: str, number: int, parents: Row) -> None:
        ask = self.client.rows
        rows = ask(f"/past_{kind}s/{number}/instances", f"{kind}s")
        for session in self.add(f"past_{kind}_instances", rows, **parents):
            path = f"/past_{kind}s/{wire_uuid(session['uuid'])}"
            of = {
                **parents,
                f"{kind}_uuid": session["uuid"],
                "start_time": session["start_time"],
            }
            self.add(f"{kind}_poll_results", ask(f"{path}/polls", "questions"), **of)
            if kind == "webinar":
                self.add("webinar_qna_results", ask(f"{path}/qa", "questions"), **of)
                self.add("webinar_absentees", ask(f"{path}/absentees", "registrants"), **of)

    def _windows(self) -> Iterator[tuple[str, str]]:
        now = self.client.zoom.clock.now()
        day = (now - timedelta(days=180)).date()
        while day <= now.date():
            last = day + timedelta(days=27)
            yield day.isoformat(), last.isoformat()
            day = last + timedelta(days=1)

    def _reports(self, user_id: str) -> None:
        ask = self.client.rows
        for first, last in self._windows():
            for kind in ("past", "pastOne"):
                path = f"/report/users/{user_id}/meetings"
                query = {"from": first, "to": last, "type": kind}
                for session in ask(path, "meetings", **query):
                    self._session(session, user_id)

    def _session(self, session: Row, user_id: str) -> None:
        kind = "webinar" if session["type"] in (5, 6, 9) else "meeting"
        self.add(f"report_{kind}s", [session], user_id=user_id)
        rows = self.client.rows(
            f"/report/{kind}s/{wire_uuid(session['uuid'])}/participants",
            "participants",
            include_fields="registrant_id",
            page_size=300,
        )
        of = {
            f"{kind}_id": session["id"],
            f"{kind}_uuid": session["uuid"],
            "start_time": session["start_time"],
        }
        self.add(f"report_{kind}_participants", rows, **of)
