"""What the models should hold, counted in Python from the rows that an account knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = dict[str, Any]
Span = tuple[datetime, datetime]

KINDS = ("meeting", "webinar")
HIGH, LOW, NONE = "high", "low", "none"


def moment(text: str | None) -> datetime | None:
    """Read a time as Zoom writes it; an empty one is none."""
    return datetime.fromisoformat(text) if text else None


def union(spans: Iterable[Span]) -> timedelta:
    """Return how long at least one of the spans lasts."""
    changes = Counter[datetime]()
    for begin, end in spans:
        if begin < end:
            changes[begin] += 1
            changes[end] -= 1
    total, open_spans = timedelta(), 0
    for this, following in pairwise(sorted(changes)):
        open_spans += changes[this]
        total += (following - this) * (open_spans > 0)
    return total


def minutes(length: timedelta) -> float:
    """Return minutes as the models round them."""
    return round(length.total_seconds() / 60, 2)


@dataclass
class Person:
    """Someone who is a user, registered or joined."""

    emails: set[str] = field(default_factory=set)
    users: set[str] = field(default_factory=set)
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    registered_for: set[tuple[str, int]] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    joined: list[datetime] = field(default_factory=list)
    left: list[datetime] = field(default_factory=list)


@dataclass
class Presence:
    """One person in one session."""

    kind: str
    inside: list[Span] = field(default_factory=list)
    breakout: list[Span] = field(default_factory=list)
    waiting: list[Span] = field(default_factory=list)
    joins: int = 0

    @property
    def attended(self) -> bool:
        return bool(self.inside)


class Known:
    """The truth about an account, in the shape of the models."""

    def __init__(self, truth: Mapping[str, list[Row]], gap_minutes: int = 5) -> None:
        self.truth = truth
        self.user_emails = {row["id"]: row["email"].lower() for row in truth["users"]}
        self.registrants = [
            {**row, "kind": kind, "about": row[f"{kind}_id"]}
            for kind in KINDS
            for row in truth[f"{kind}_registrants"]
        ]
        self.registrant_emails = {row["id"]: row["email"].lower() for row in self.registrants}
        self.sessions: dict[str, list[Row]] = {}
        self.session_of: dict[str, str] = {}
        for kind in KINDS:
            self._join_restarts(kind, timedelta(minutes=gap_minutes))
        self.attendance: dict[tuple[str, str], Presence] = {}
        self.people: dict[str, Person] = defaultdict(Person)
        self._meet()

    def _join_restarts(self, kind: str, gap: timedelta) -> None:
        by_number = defaultdict(list)
        for row in self.truth[f"report_{kind}s"]:
            begin, end = moment(row["start_time"]), moment(row["end_time"])
            by_number[row["id"]].append({**row, "kind": kind, "begin": begin, "end": end})
        for rows in by_number.values():
            rows.sort(key=lambda row: row["begin"])
            current: list[Row] = []
            for row in rows:
                if not current or row["begin"] - max(r["end"] for r in current) > gap:
                    current = self.sessions[row["uuid"]] = []
                current.append(row)
                self.session_of[row["uuid"]] = current[0]["uuid"]

    def _person(self, row: Row, uuid: str) -> str:
        registered = self.registrant_emails.get(row.get("registrant_id") or "")
        account = row.get("participant_user_id") or ""
        email = registered or row["user_email"].lower() or self.user_emails.get(account)
        if email:
            return f"email:{email}"
        if account:
            return f"user:{account}"
        if row.get("registrant_id"):
            return f"registrant:{row['registrant_id']}"
        if row["name"].strip():
            return f"name:{row['name'].strip()}"
        return f"unknown:{uuid}:{row['user_id']}"

    def _meet(self) -> None:
        for row in self.truth["users"]:
            person = self.people[f"email:{row['email'].lower()}"]
            person.users.add(row["id"])
            person.names["user"].add(row["display_name"])
        for row in self.registrants:
            person = self.people[f"email:{row['email'].lower()}"]
            person.names["registrant"].add(f"{row['first_name']} {row['last_name']}".strip())
            person.registered_for.add((row["kind"], row["about"]))
        for kind in KINDS:
            for row in self.truth[f"report_{kind}_participants"]:
                self._join(kind, row)

    def _join(self, kind: str, row: Row) -> None:
        uuid = row[f"{kind}_uuid"]
        who, session = self._person(row, uuid), self.session_of[uuid]
        person = self.people[who]
        person.names["participant"].add(row["name"].strip())
        presence = self.attendance.setdefault((session, who), Presence(kind))
        begin = moment(row["join_time"])
        assert begin
        span = begin, moment(row["leave_time"]) or begin + timedelta(seconds=row["duration"])
        if row["status"] == "in_waiting_room":
            presence.waiting.append(span)
            return
        presence.inside.append(span)
        person.sessions.add(session)
        person.joined.append(span[0])
        person.left.append(span[1])
        if row.get("bo_mtg_id"):
            presence.breakout.append(span)
        else:
            presence.joins += 1

    # --- the models ---

    def zoom_sessions(self) -> Iterator[Row]:
        for session, rows in self.sessions.items():
            yield {
                "session_id": session,
                "kind": rows[0]["kind"],
                "meeting_id": rows[0]["id"],
                "host_id": rows[0]["user_id"],
                "topic": rows[0]["topic"],
                "start_time": rows[0]["begin"],
                "end_time": max(row["end"] for row in rows),
                "instances": len(rows),
                "minutes": minutes(union((row["begin"], row["end"]) for row in rows)),
            }

    def zoom_attendance(self) -> Iterator[Row]:
        for (session, who), presence in self.attendance.items():
            yield {
                "session_id": session,
                "person_id": who,
                "kind": presence.kind,
                "confidence": confidence(who),
                "is_guest": not self.people[who].users,
                "attended": presence.attended,
                "joins": presence.joins,
                "first_join": min((begin for begin, _ in presence.inside), default=None),
                "last_leave": max((end for _, end in presence.inside), default=None),
                "minutes": minutes(union(presence.inside)),
                "breakout_minutes": minutes(union(presence.breakout)),
                "waiting_minutes": minutes(union(presence.waiting)),
            }

    def zoom_people(self) -> Iterator[Row]:
        for who, person in self.people.items():
            basis, _, value = who.partition(":")
            names = (
                person.names[source] - {""} for source in ("user", "registrant", "participant")
            )
            yield {
                "person_id": who,
                "identified_by": basis,
                "confidence": confidence(who),
                "email": value if basis == "email" else None,
                "name": next((max(found) for found in names if found), None),
                "user_id": max(person.users, default=None),
                "is_guest": not person.users,
                "registered_for": len(person.registered_for),
                "sessions": len(person.sessions),
                "first_seen": min(person.joined, default=None),
                "last_seen": max(person.left, default=None),
            }

    def _held(self, registrant: Row) -> set[str]:
        """Return the sessions that a registrant could have attended."""
        kind, date = registrant["kind"], registrant.get("occurrence_id", "all")
        dates = {
            row["uuid"]: row.get("occurrence_id") for row in self.truth[f"past_{kind}_instances"]
        }
        since = moment(registrant["create_time"])
        return {
            session
            for session, rows in self.sessions.items()
            for row in rows
            if row["kind"] == kind and row["id"] == registrant["about"]
            if date in ("all", dates.get(row["uuid"]))
            if since is None or since <= row["end"]
        }

    def zoom_registrations(self) -> Iterator[Row]:
        nameless = {session for session, other in self.attendance if confidence(other) == NONE}
        for row in self.registrants:
            who = f"email:{row['email'].lower()}"
            held = self._held(row)
            there = [self.attendance.get((session, who)) for session in held]
            attended = [presence for presence in there if presence and presence.attended]
            outcome = "no-show"
            if attended:
                outcome = "attended"
            elif row["status"] != "approved":
                outcome = "not approved"
            elif not held:
                outcome = "not held"
            elif held & nameless:
                outcome = "unknown"
            yield {
                "kind": row["kind"],
                "meeting_id": row["about"],
                "occurrence_id": row.get("occurrence_id", "all"),
                "registrant_id": row["id"],
                "status": row["status"],
                "email": row["email"].lower(),
                "name": f"{row['first_name']} {row['last_name']}",
                "registered_at": moment(row["create_time"]),
                "person_id": who,
                "sessions_held": len(held),
                "sessions_without_names": len(held & nameless),
                "sessions_attended": len(attended),
                "minutes": round(sum(minutes(union(one.inside)) for one in attended), 2),
                "outcome": outcome,
            }

    def zoom_webinar_funnel(self) -> Iterator[Row]:
        for session, rows in self.sessions.items():
            if rows[0]["kind"] != "webinar":
                continue
            there = {
                who: presence
                for (which, who), presence in self.attendance.items()
                if which == session and presence.attended
            }
            registered = [
                row
                for row in self.registrants
                if row["kind"] == "webinar" and row["about"] == rows[0]["id"]
                if not row["create_time"]
                or moment(row["create_time"]) <= max(part["end"] for part in rows)
            ]
            approved = [row for row in registered if row["status"] == "approved"]
            came = [row for row in approved if f"email:{row['email'].lower()}" in there]
            nameless = any(confidence(who) == NONE for who in there)
            answers = [
                row["email"].lower() or object()
                for row in self.truth["webinar_poll_results"]
                if self.session_of.get(row["webinar_uuid"]) == session
            ]
            yield {
                "session_id": session,
                "webinar_id": rows[0]["id"],
                "topic": rows[0]["topic"],
                "start_time": rows[0]["begin"],
                "registered": len(registered) or None,
                "approved": len(approved) if registered else None,
                "registrants_attended": len(came) if registered else None,
                "no_shows": None if nameless or not registered else len(approved) - len(came),
                "attendees": len(there),
                "minutes": round(sum(minutes(union(one.inside)) for one in there.values()), 2),
                "answered": len(set(answers)),
            }

    def zoom_talk_time(self) -> Iterator[Row]:
        cues: dict[str, list[Row]] = defaultdict(list)
        for row in self.truth["recording_transcript_cues"]:
            cues[row["meeting_uuid"]].append(row)
        found: dict[tuple[str, str], Row] = {}
        for uuid, rows in cues.items():
            session = self.session_of.get(uuid, uuid)
            for file in _files(rows):
                self._listen(session, file, found)
        yield from found.values()

    def _listen(self, session: str, cues: list[Row], found: dict[tuple[str, str], Row]) -> None:
        epoch = datetime(2026, 1, 1)  # noqa: DTZ001
        spans = defaultdict(list)
        before: str | None = None
        for cue in cues:
            speaker = cue["speaker"] or "(unknown)"
            row = found.setdefault(
                (session, speaker),
                {
                    "session_id": session,
                    "speaker": speaker,
                    "turns": 0,
                    "cues": 0,
                    "talk_seconds": 0.0,
                },
            )
            row["turns"] += speaker != before
            row["cues"] += 1
            before = speaker
            ends = [timedelta(seconds=cue[name]) for name in ("begins_at", "ends_at")]
            spans[speaker].append((epoch + ends[0], epoch + ends[1]))
        for speaker, spoken in spans.items():
            row = found[session, speaker]
            row["talk_seconds"] = round(row["talk_seconds"] + union(spoken).total_seconds(), 3)

    def zoom_licenses(self) -> Iterator[Row]:
        for row in self.truth["users"]:
            ends = [
                max(part["end"] for part in rows)
                for rows in self.sessions.values()
                if rows[0]["user_id"] == row["id"]
            ]
            times = [moment(row["created_at"]), moment(row.get("last_login_time")), *ends]
            yield {
                "user_id": row["id"],
                "email": row["email"].lower(),
                "name": row["display_name"],
                "department": row.get("dept") or None,
                "status": row["status"],
                "license": {1: "basic", 2: "licensed"}[row["type"]],
                "last_login_time": moment(row.get("last_login_time")),
                "sessions_held": len(ends),
                "last_session_at": max(ends, default=None),
                "idle_since": max(filter(None, times)),
            }

    def zoom_phone_daily(self) -> Iterator[Row]:
        calls = defaultdict(list)
        for row in self.truth["phone_call_history"]:
            calls[row["call_id"]].append(row)
        days: dict[tuple[str, str], list[list[Row]]] = defaultdict(list)
        for legs in calls.values():
            day = min(leg["start_time"] for leg in legs)[:10]
            days[day, legs[0]["direction"]].append(legs)
        for (day, direction), found in days.items():
            talked = [[leg for leg in legs if leg["answer_time"]] for legs in found]
            spans = (
                datetime.fromisoformat(leg["end_time"]) - datetime.fromisoformat(leg["answer_time"])
                for legs in talked
                for leg in legs
            )
            answered = sum(map(bool, talked))
            yield {
                "day": day,
                "direction": direction,
                "calls": len(found),
                "answered": answered,
                "missed": len(found) - answered,
                "minutes": minutes(sum(spans, timedelta())),
            }


def confidence(who: str) -> str:
    """Return how sure it is that all of a person's rows are the same person's."""
    return {"name": LOW, "unknown": NONE}.get(who.partition(":")[0], HIGH)


def _files(cues: list[Row]) -> list[list[Row]]:
    """Return the cues of the transcripts or, if there are none, of the captions, by file.

    Zoom gives captions no id; the account's rows are in the order of the files.
    """
    files: list[list[Row]] = []
    for cue in cues:
        if cue["number"] == 1:
            files.append([])
        files[-1].append(cue)
    transcripts = [file for file in files if "file_id" in file[0]]
    return transcripts or files
