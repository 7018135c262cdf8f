"""What ``truth()`` says of streams that have to be named is what a naive crawl finds."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

import sandbox
from sandbox import visible, wire_uuid
from tests.sandbox.client import Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sandbox import Zoom
    from tests.sandbox.client import Row

NOW = "2026-11-20T12:00:00Z"

ORGANISATION = (
    *("user_details", "groups", "group_members"),
    *("roles", "role_members", "channel_members"),
)
PHONE = ("phone_users", "phone_call_history", "phone_recordings")
PAST = (
    *("past_meeting_details", "past_meeting_participants"),
    *("meeting_qna_results", "past_webinar_participants"),
)
STREAMS = (*ORGANISATION, *PHONE, *PAST)

CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "odd": {
        "page_cap": 3,
        "extra_fields": True,
        "late_data": True,
        "oddities": "empty_page,endless_token",
    },
    "repeating tokens": {"page_cap": 7, "oddities": "repeated_token", "seed": 7},
    "larger": {"size": 30, "meetings": 1, "webinars": 1},
    "free": {"plan": "free"},
    "classic": {"scopes": "classic", "features": "webinars", "history_days": 500},
}


def canonical(rows: list[Row]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def months(first: date, last: date) -> Iterator[dict[str, str]]:
    """Yield windows that follow each other."""
    while first <= last:
        end = first + timedelta(days=27)
        yield {"from": first.isoformat(), "to": end.isoformat()}
        first = end + timedelta(days=1)


class WideCrawl:
    """Everything that a tap reads of these streams, by the API alone."""

    def __init__(self, zoom: Zoom, client: Client) -> None:
        self.zoom = zoom
        self.client = client
        self.ask = client.rows
        self.found: dict[str, list[Row]] = {stream: [] for stream in STREAMS}

    def run(self) -> dict[str, list[Row]]:
        self._organisation()
        self._phone()
        for kind in ("meeting", "webinar"):
            for session in self.zoom.truth()[f"past_{kind}_instances"]:
                self._past(kind, session)
        return self.found

    def add(self, stream: str, rows: list[Row], **parents: Any) -> None:
        self.found[stream] += [{**parents, **row} for row in rows]

    def _object(self, path: str) -> list[Row]:
        answer = self.client.get(path)
        return [answer.json()] if answer.status_code == 200 else []

    def _organisation(self) -> None:
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
        """Read until a page has no calls, or until the token ends or comes back."""
        rows: list[Row] = []
        token = ""
        while True:
            more = {"next_page_token": token} if token else {}
            answer = self.client.json("/phone/call_history", **window, **more)
            page = answer.get("call_history", [])
            rows += page
            following = answer.get("next_page_token")
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


@pytest.mark.parametrize("case", CASES)
def test_a_naive_crawl_finds_the_truth(case: str) -> None:
    options = sandbox.Options(**{"now": NOW, "frozen": True, "limits": False, **CASES[case]})
    with sandbox.running(options) as zoom, Client(zoom) as client:
        zoom.clock.advance(days=3)
        client.login()
        found = WideCrawl(zoom, client).run()
        truth = zoom.truth(streams=STREAMS)

        for stream, rows in truth.items():
            assert canonical(found[stream]) == canonical(rows), stream
        assert not [entry for entry in zoom.log if entry.malformed]


def test_even_a_small_account_has_rows_for_every_stream(zoom: Zoom) -> None:
    assert [name for name, rows in zoom.truth(streams=STREAMS).items() if not rows] == []


def test_they_have_to_be_named(zoom: Zoom) -> None:
    assert len(zoom.truth()) == 22
    assert not zoom.truth().keys() & set(STREAMS)


def test_since_cuts_what_is_incremental_and_nothing_else(zoom: Zoom) -> None:
    whole, cut = zoom.truth(streams=STREAMS), zoom.truth(streams=STREAMS, since="2026-11-10")
    by = dict.fromkeys(("phone_call_history", *PAST), "start_time")
    by["phone_recordings"] = "date_time"

    for stream, rows in whole.items():
        if stream in by:
            expected = [row for row in rows if row[by[stream]] >= "2026-11-10"]
            assert cut[stream] == expected != rows, stream
        else:
            assert cut[stream] == rows, stream


def test_what_a_plan_lacks_is_not_there() -> None:
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, plan="free"))
    empty = {name for name, rows in zoom.truth(streams=STREAMS).items() if not rows}

    assert empty == {
        *("groups", "group_members", *PHONE),
        *("past_meeting_details", "past_meeting_participants", "past_webinar_participants"),
    }


def test_a_time_can_be_unfinished_when_it_is_asked_for_early() -> None:
    options = sandbox.Options(now=NOW, frozen=True, late_data=True, size="medium")
    zoom = sandbox.Zoom(options)
    stream = "past_meeting_participants"

    def ended() -> list[Row]:
        rows: list[Row] = zoom.truth(streams=[stream])[stream]
        return [row for row in rows if row["start_time"] < NOW]

    early = ended()
    zoom.clock.advance(days=2)
    late = ended()
    unfinished = [n for n, row in enumerate(early) if row["duration"] == 0]
    assert unfinished
    assert all(row["duration"] > 0 for row in late)
