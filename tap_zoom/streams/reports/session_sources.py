"""Where held sessions are found: by host, or in the account's history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tap_zoom.api.request import PAGE_SIZE, Call, Label, fill
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import Query
from tap_zoom.streams.users import USERS_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Row = dict[str, Any]

DRIVER = "report_sessions"
BY_HOST = "/report/users/{user_id}/meetings"
ACTIVE_HOSTS = "/report/users"
HISTORY = "/report/history_meetings"

REPORT_CLASSIC = ("report:read:admin",)
PRO = "Pro or more"
BY_HOST_SCOPES = Scopes(
    (*USERS_SCOPES.granular, "report:read:user:admin"),
    (*USERS_SCOPES.classic, *REPORT_CLASSIC),
)

_WEBINAR_TYPES = (5, 6, 9)


@dataclass(frozen=True, slots=True)
class Session:
    """A held meeting or webinar.

    Attributes:
        row: Zoom's row, with the fields of the list by host.
        host: The host's user id, where the source tells.
        webinar: Whether it was a webinar.
        alone: Whether there was one participant only.
    """

    row: Row
    host: str | None
    webinar: bool
    alone: bool


def _call(endpoint: str, records_key: str, values: Mapping[str, str], **params: str) -> Call:
    return Call(
        stream=DRIVER,
        endpoint=endpoint,
        path=fill(endpoint, values),
        params=tuple(params.items()),
        label=Label.HEAVY,
        records_key=records_key,
        page_size=PAGE_SIZE,
    )


def by_host(hosts: Iterable[str]) -> Iterator[Query]:
    """Two lists a host: Zoom keeps sessions with one participant apart from the others."""
    for host in hosts:
        for kind in ("past", "pastOne"):
            call = _call(BY_HOST, "meetings", {"user_id": host}, type=kind)
            yield Query(call, {"host": host, "alone": kind == "pastOne"})


def history() -> Iterator[Query]:
    """Two lists for the whole account: one of meetings, one of webinars."""
    for kind in ("meeting", "webinar"):
        call = _call(HISTORY, "history_meetings", {}, meeting_type=kind, date_type="start_time")
        yield Query(call, {"webinar": kind == "webinar"})


def session(query: Query, row: Row) -> dict[str, Any]:
    """What a row of a list says, as the fields of a ``Session``."""
    if "webinar" in query.adds:  # the history
        alone = row.get("participants") == 1
        return {**query.adds, "row": _like_by_host(row), "host": None, "alone": alone}
    return {**query.adds, "row": row, "webinar": row.get("type") in _WEBINAR_TYPES}


def needs(source: str) -> Iterator[tuple[str, Scopes]]:
    """The endpoints that a source asks, and what the app must be allowed for each."""
    if source == "history":
        yield HISTORY, Scopes(("report:read:list_history_meetings:admin",), REPORT_CLASSIC)
    elif source == "active_hosts":
        yield ACTIVE_HOSTS, Scopes(("report:read:list_users:admin",), REPORT_CLASSIC)
        yield BY_HOST, Scopes(("report:read:user:admin",), REPORT_CLASSIC)
    else:
        yield BY_HOST, BY_HOST_SCOPES


def active_hosts() -> Query:
    """The hosts that held something in a window."""
    return Query(_call(ACTIVE_HOSTS, "users", {}, type="active"))


_NAMES_BY_HOST: Mapping[str, str] = {
    "meeting_uuid": "uuid",
    "meeting_id": "id",
    "host_display_name": "user_name",
    "host_email": "user_email",
    "participants": "participants_count",
    "total_participant_minutes": "total_minutes",
}


def _like_by_host(row: Row) -> Row:
    """Name the fields of the account's history as the list by host does.

    Its ``type`` is a word that only tells meetings from webinars, where the other has a number.
    """
    return {_NAMES_BY_HOST.get(name, name): value for name, value in row.items() if name != "type"}
