"""Looks up the user, meeting or session that a path refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from sandbox import codec, errors, visible
from sandbox.errors import ApiError

if TYPE_CHECKING:
    from sandbox.model import Definition, Occurrence, Session, User
    from sandbox.request_context import RequestContext


def user(request: RequestContext) -> User:
    """Return the user in the path, unless they are gone."""
    text = unquote(request.arg)
    found = request.account.find_user(text)
    if found is None or found.gone:
        raise errors.user_not_found(text)
    return found


def meeting_number(request: RequestContext) -> int:
    """Return the numeric meeting id in the path."""
    if not (request.arg.isascii() and request.arg.isdecimal()):
        raise errors.invalid_field("meetingId", "Invalid meeting id.")
    return int(request.arg)


def definition(request: RequestContext, *, webinar: bool) -> Definition | None:
    """Return the meeting or webinar in the path, or None if it never existed.

    If it can't be read, neither can anything below it.
    """
    meeting_id = meeting_number(request)
    found = request.account.find_definition(meeting_id)
    if found is None or found.webinar != webinar:
        return found
    if found.fate == "forbidden":
        message = "You are not allowed to view meetings scheduled for others."
        raise ApiError(403, 2306, message)
    if found.fate == "vanished" or request.account.user(found.host).gone:
        raise _not_found(meeting_id, webinar=webinar)
    return found


def current(request: RequestContext, *, webinar: bool) -> Definition:
    """Return the meeting or webinar in the path, provided that it hasn't expired."""
    found = definition(request, webinar=webinar)
    if found is None or not visible.unexpired(found, request.now):
        raise _not_found(request.arg, webinar=webinar)
    return found


def _not_found(meeting: str | int, *, webinar: bool, malformed: bool = False) -> ApiError:
    make = errors.webinar_not_found if webinar else errors.meeting_not_found
    return make(meeting, malformed=malformed)


def occurrence(request: RequestContext, found: Definition) -> Occurrence | None:
    """Return the occurrence named in the query, if any."""
    wanted = request.query.get("occurrence_id")
    if wanted is None:
        return None
    for candidate in found.occurrences:
        if candidate.id == wanted and not candidate.deleted:
            return candidate
    raise ApiError(400, 300, f"invalid occurrence ID: {wanted}.")


def session(request: RequestContext, *, webinar: bool) -> Session:
    """Return the ended session with a UUID, or the latest one of a meeting id.

    A UUID that isn't encoded exactly as Zoom requires is not found.
    """
    raw = request.arg
    if raw.isascii() and raw.isdecimal():
        sessions = visible.instances(request.account, int(raw), request.now)
        if not sessions:
            raise _not_found(raw, webinar=webinar)
        found = sessions[-1]
    else:
        text = uuid(request, webinar=webinar)
        candidate = request.account.find_session(text)
        if candidate is None or candidate.end > request.now:
            raise _not_found(text, webinar=webinar)
        found = candidate
    if found.webinar != webinar:
        kind = "webinar" if found.webinar else "meeting"
        raise ApiError(400, 300, f"Can not access {kind} info.")
    return found


def uuid(request: RequestContext, *, webinar: bool = False) -> str:
    """Decode the UUID in the path, which must be encoded exactly as Zoom requires."""
    text = unquote(request.arg)
    text = unquote(text) if "%" in text else text
    if codec.wire_uuid(text) != _upper(request.arg):
        raise _not_found(request.arg, webinar=webinar, malformed=True)
    return text


def _upper(raw: str) -> str:
    """Uppercase the digits of percent-encodings, since both cases are valid."""
    parts = raw.split("%")
    return "%".join([parts[0], *(part[:2].upper() + part[2:] for part in parts[1:])])


def within_a_year(request: RequestContext, found: Session) -> Session:
    """Raise an error for a session of more than a year ago."""
    if found.start < request.now - visible.DETAILS_BACK:
        kind = "webinar" if found.webinar else "meeting"
        raise ApiError(400, 12702, f"Can not access {kind} a year ago.")
    return found


def reported(request: RequestContext, *, webinar: bool) -> Session:
    """Return the session in the path, provided that the reports have it by now."""
    found = within_a_year(request, session(request, webinar=webinar))
    if not visible.reported(request.account, found, request.now):
        raise errors.not_in_reports(found.uuid, webinar=webinar)
    return found
