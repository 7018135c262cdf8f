"""Plain endpoints of Zoom Events."""

from __future__ import annotations

from typing import Any

from sandbox.plain.declaration import Plain

_EVENT = "/zoom_events/events/{eventId}"
_OF_EVENT: dict[str, Any] = {
    "feature": "events",
    "parent": "events",
    "lost": (404, 2002, "Event not found."),
}
_REPORT: dict[str, Any] = {**_OF_EVENT, "lost": (403, 260200, "Event access denied.")}
_OF_SESSION: dict[str, Any] = {**_OF_EVENT, "parent": "events_sessions"}
_TICKETS = {
    "tickets[].ticket_id": "events_tickets",
    "tickets[].ticket_type_id": "events_ticket_types",
}
_SESSION = {"session_id": "events_sessions"}

ENDPOINTS = (
    Plain(
        "events",
        "/zoom_events/events",
        feature="events",
        count=(1, 3),
        key="event_id",
        references={"hub_id": "events_hubs"},
        each=("event_status_type", ("draft", "upcoming", "past", "cancelled")),
    ),
    Plain("events_hubs", "/zoom_events/hubs", feature="events", count=3, key="hub_id"),
    Plain(
        "events_sessions",
        f"{_EVENT}/sessions",
        count=(0, 3),
        key="session_id",
        references={"session_speakers[].speaker_id": "events_speakers"},
        **_OF_EVENT,
    ),
    Plain(
        "events_ticket_types",
        f"{_EVENT}/ticket_types",
        count=(1, 2),
        key="ticket_type_id",
        values={"quantity": (50, 500)},
        **_OF_EVENT,
    ),
    Plain(
        "events_tickets",
        f"{_EVENT}/tickets",
        count=(0, 5),
        key="ticket_id",
        references={"ticket_type_id": "events_ticket_types", **_SESSION},
        **_OF_EVENT,
    ),
    Plain("events_speakers", f"{_EVENT}/speakers", count=(0, 3), key="speaker_id", **_OF_EVENT),
    Plain(
        "events_registrants",
        f"{_EVENT}/registrants",
        count=(0, 5),
        references={"tickets[].ticket_id": "events_tickets"},
        **_OF_EVENT,
    ),
    Plain(
        "events_registrations",
        f"{_EVENT}/reports/ticket_registration",
        references=_TICKETS,
        **_REPORT,
    ),
    Plain(
        "events_attendance",
        f"{_EVENT}/reports/event_attendance",
        references={**_TICKETS, "session_attendance[].session_id": "events_sessions"},
        **_REPORT,
    ),
    Plain(
        "events_survey_responses",
        f"{_EVENT}/reports/survey",
        count=(0, 4),
        references=_SESSION,
        **_REPORT,
    ),
    Plain(
        "events_session_attendees",
        f"{_EVENT}/sessions/{{sessionId}}/attendees",
        count=(0, 4),
        **_OF_SESSION,
    ),
    Plain(
        "events_session_attendance",
        f"{_EVENT}/reports/sessions/{{sessionId}}/attendance",
        count=(0, 4),
        references={"tickets[].ticket_id": "events_tickets"},
        **_OF_SESSION,
    ),
)
