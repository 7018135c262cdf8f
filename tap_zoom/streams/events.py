"""Zoom Events: events, their tickets, registrations, sessions and attendance.

Events have no dates in the API's parameters and stay on sale or on demand for long, so that all of
them are read each time.
"""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream


def _scopes(granular: str, classic: str) -> Scopes:
    return Scopes((f"zoom_events:read:{granular}:admin",), (f"zoom_events_{classic}:read:admin",))


_PLAN = "Pro or more, with Zoom Events or Webinars Plus"
#: By default, Zoom lists what the app's owner attends.
_HOST = {"role_type": "host"}


class Events(ZoomStream):
    """Events of all hubs: conferences, single sessions and series."""

    name = "events"
    selected_by_default = False
    path = "/zoom_events/events"
    records_key = "events"
    rate_limit_label = RateLimitLabel.LIGHT
    query_variants = tuple(
        {**_HOST, "event_status_type": status}
        for status in ("draft", "upcoming", "past", "cancelled")
    )
    variant_fields = {"event_status_type": "event_status_type"}
    scopes = _scopes("list_events", "basic")
    plan_requirement = _PLAN
    primary_keys = ("event_id",)
    replication_key = None
    child_context_fields = {"event_id": "event_id"}


class EventsHubs(ZoomStream):
    """Hubs that events belong to."""

    name = "events_hubs"
    selected_by_default = False
    path = "/zoom_events/hubs"
    records_key = "hubs"
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    query_variants = (_HOST,)
    scopes = _scopes("list_hubs", "hubs")
    plan_requirement = _PLAN
    primary_keys = ("hub_id",)
    replication_key = None


class _OfEvent(ZoomStream):
    """A list of an event. People have no id there, only an email address that may be missing."""

    parent_stream_type = Events
    selected_by_default = False
    rate_limit_label = RateLimitLabel.LIGHT
    plan_requirement = _PLAN
    replication_key = None


class EventsSessions(_OfEvent):
    """Sessions of an event."""

    name = "events_sessions"
    path = "/zoom_events/events/{event_id}/sessions"
    records_key = "sessions"
    page_size = None
    scopes = _scopes("list_sessions", "sessions")
    primary_keys = ("event_id", "session_id")
    child_context_fields = {"session_id": "session_id"}


class EventsTicketTypes(_OfEvent):
    """Kinds of tickets of an event, with price and number sold."""

    name = "events_ticket_types"
    path = "/zoom_events/events/{event_id}/ticket_types"
    records_key = "ticket_types"
    page_size = None
    scopes = _scopes("list_ticket_types", "ticket_types")
    primary_keys = ("event_id", "ticket_type_id")


class EventsTickets(_OfEvent):
    """Tickets of an event, with what their holders answered at registration."""

    name = "events_tickets"
    path = "/zoom_events/events/{event_id}/tickets"
    records_key = "tickets"
    scopes = _scopes("list_tickets", "tickets")
    primary_keys = ("event_id", "ticket_id")


class EventsSpeakers(_OfEvent):
    """Speakers of an event."""

    name = "events_speakers"
    path = "/zoom_events/events/{event_id}/speakers"
    records_key = "speakers"
    page_size = None
    scopes = _scopes("list_speakers", "speakers")
    primary_keys = ("event_id", "speaker_id")


class EventsRegistrants(_OfEvent):
    """People who are registered for an event or invited to it."""

    name = "events_registrants"
    path = "/zoom_events/events/{event_id}/registrants"
    records_key = "registrants"
    scopes = _scopes("list_registrants", "registrants")
    primary_keys = ("event_id", "row_id")
    row_key_fields = ("email",)


class EventsRegistrations(_OfEvent):
    """Report on who registered for an event, when and how."""

    name = "events_registrations"
    path = "/zoom_events/events/{event_id}/reports/ticket_registration"
    records_key = "registrations"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = _scopes("event_registration", "reports")
    primary_keys = ("event_id", "row_id")
    row_key_fields = ("email", "register_date")


class EventsAttendance(_OfEvent):
    """Report on who came to an event and what they did there."""

    name = "events_attendance"
    path = "/zoom_events/events/{event_id}/reports/event_attendance"
    records_key = "attendees"
    query_variants = ({"role_type": "all"},)
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = _scopes("event_attendance", "reports")
    primary_keys = ("event_id", "row_id")
    row_key_fields = ("email",)


class EventsSurveyResponses(_OfEvent):
    """Report on the answers to the surveys of an event and its sessions."""

    name = "events_survey_responses"
    path = "/zoom_events/events/{event_id}/reports/survey"
    records_key = "surveys"
    rate_limit_label = RateLimitLabel.HEAVY
    scopes = _scopes("list_session_surveys", "reports")
    primary_keys = ("event_id", "row_id")
    row_key_fields = ("email", "session_id")


class _OfSession(ZoomStream):
    """A list of one session of an event, with one row per person or join."""

    parent_stream_type = EventsSessions
    selected_by_default = False
    records_key = "attendees"
    rate_limit_label = RateLimitLabel.LIGHT
    plan_requirement = _PLAN
    primary_keys = ("event_id", "session_id", "row_id")
    replication_key = None


class EventsSessionAttendees(_OfSession):
    """People who may attend a session."""

    name = "events_session_attendees"
    path = "/zoom_events/events/{event_id}/sessions/{session_id}/attendees"
    scopes = _scopes("list_session_attendees", "registrants")
    row_key_fields = ("email",)


class EventsSessionAttendance(_OfSession):
    """Report on who attended a session, and for how long."""

    name = "events_session_attendance"
    path = "/zoom_events/events/{event_id}/reports/sessions/{session_id}/attendance"
    scopes = _scopes("session_attendance", "reports")
    # Neither the end nor what somebody did: an early read has less of it.
    row_key_fields = ("email", "start_time")


STREAMS = (
    Events,
    EventsHubs,
    EventsSessions,
    EventsTicketTypes,
    EventsTickets,
    EventsSpeakers,
    EventsRegistrants,
    EventsRegistrations,
    EventsAttendance,
    EventsSurveyResponses,
    EventsSessionAttendees,
    EventsSessionAttendance,
)
