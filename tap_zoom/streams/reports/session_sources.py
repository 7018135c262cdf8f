"""Where past sessions are listed: per host, or in the history of the account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_zoom.api.request import PAGE_SIZE, RateLimitLabel, Request, fill
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.window_request import WindowRequest
from tap_zoom.streams.reports import CLASSIC_SCOPES, report_scopes
from tap_zoom.streams.users import USERS_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_zoom.records.types import Record

STREAM = "report_sessions"
PER_HOST = "/report/users/{user_id}/meetings"
ACTIVE_HOSTS = "/report/users"
HISTORY = "/report/history_meetings"

PER_HOST_SCOPES = Scopes(
    (*USERS_SCOPES.granular, "report:read:user:admin"),
    (*USERS_SCOPES.classic, *CLASSIC_SCOPES),
)

#: Zoom lists sessions with one participant separately.
_KINDS = ("past", "pastOne")
LISTS_PER_HOST = len(_KINDS)

_WEBINAR_TYPES = (5, 6, 9)


@dataclass(frozen=True, slots=True)
class Session:
    """A past meeting or webinar.

    Attributes:
        row: Zoom's row, with the fields of the list per host.
        host: The host's user id, if the source returns it.
        is_webinar: Whether it was a webinar.
        is_alone: Whether it had only one participant.
    """

    row: Record
    host: str | None
    is_webinar: bool
    is_alone: bool


def _request(endpoint: str, records_key: str, values: Mapping[str, str], **params: str) -> Request:
    return Request(
        stream=STREAM,
        endpoint=endpoint,
        path=fill(endpoint, values),
        params=tuple(params.items()),
        label=RateLimitLabel.HEAVY,
        records_key=records_key,
        page_size=PAGE_SIZE,
    )


def per_host(hosts: Iterable[str]) -> Iterator[WindowRequest]:
    """Return the lists of all sessions of some hosts."""
    for host in hosts:
        for kind in _KINDS:
            request = _request(PER_HOST, "meetings", {"user_id": host}, type=kind)
            yield WindowRequest(request, {"host": host, "is_alone": kind == "pastOne"}, host)


def history() -> Iterator[WindowRequest]:
    """Return two lists for the whole account: one of meetings, one of webinars."""
    for kind in ("meeting", "webinar"):
        request = _request(
            HISTORY, "history_meetings", {}, meeting_type=kind, date_type="start_time"
        )
        yield WindowRequest(request, {"is_webinar": kind == "webinar"})


def active_hosts() -> Request:
    """Return the list of hosts that held something in a window."""
    return _request(ACTIVE_HOSTS, "users", {}, type="active")


def session_fields(window_request: WindowRequest, row: Record) -> dict[str, Any]:
    """Return the fields of a ``Session`` for a row of a list."""
    known = window_request.extra_fields
    if "is_webinar" in known:  # the history
        is_alone = row.get("participants") == 1
        return {**known, "row": _rename_fields(row), "host": None, "is_alone": is_alone}
    return {**known, "row": row, "is_webinar": row.get("type") in _WEBINAR_TYPES}


def required_scopes(source: str) -> Iterator[tuple[str, Scopes]]:
    """Return the endpoints that a source requests, each with its scopes."""
    if source == "history":
        yield HISTORY, report_scopes("list_history_meetings")
    elif source == "active_hosts":
        yield ACTIVE_HOSTS, report_scopes("list_users")
        yield PER_HOST, report_scopes("user")
    else:
        yield PER_HOST, PER_HOST_SCOPES


_NAMES_PER_HOST: Mapping[str, str] = {
    "meeting_uuid": "uuid",
    "meeting_id": "id",
    "host_display_name": "user_name",
    "host_email": "user_email",
    "participants": "participants_count",
    "total_participant_minutes": "total_minutes",
}


def _rename_fields(row: Record) -> Record:
    """Rename the fields of the account's history to those of the list per host.

    Its ``type`` is a word that only distinguishes meetings from webinars; in the other list, it is
    a number.
    """
    return {_NAMES_PER_HOST.get(name, name): value for name, value in row.items() if name != "type"}
