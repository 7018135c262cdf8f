"""Cloud recordings of a user, of the account, and of one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import errors, lookup, query, recordings
from sandbox.clock import midnight
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows.common import LazyRows
from sandbox.rows.recordings import Recordings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sandbox.model import Row
    from sandbox.recordings import Recording
    from sandbox.request_context import RequestContext

READ = "recording:read:admin"
PAID = "Only available for Paid accounts."


def _rows(request: RequestContext) -> Recordings:
    return Recordings(request.account, request.base_url, request.now)


def _window(request: RequestContext) -> tuple[datetime, datetime, Row]:
    """Return the start and (exclusive) end of the window, and the body's fields about it."""
    last = midnight(request.query.get("to") or request.now.date())
    first = midnight(request.query["from"]) if "from" in request.query else last
    if first > last:
        raise errors.invalid_field("from", "'to' is before 'from'.")
    first, end = recordings.clip_window(first, last)
    return first, end, {"from": first.date().isoformat(), "to": last.date().isoformat()}


def _listing(found: list[Recording], make: Callable[[Recording], Row], extra: Row) -> ResultSet:
    return ResultSet(LazyRows(len(found), lambda n: make(found[n])), extra)


@get(
    "/users/{userId}/recordings",
    MEDIUM,
    READ,
    "cloud_recording:read:list_user_recordings:admin",
    paging=Paging("meetings"),
    from_=query.day,
    to=query.day,
    trash=query.flag,
    trash_type=query.one_of("meeting_recordings", "recording_file"),
    meeting_id=query.number,
    mc=query.text,
)
def list_user_recordings(request: RequestContext) -> ResultSet:
    """List a host's recordings; of a window longer than a month, only the last month."""
    user = lookup.user(request)
    first, end, extra = _window(request)
    if not user.may_host:
        raise ApiError(404, 3301, "There is no recording for this session.")
    found: list[Recording] = []
    if request.features.recordings and not request.query.get("trash"):
        every = recordings.of_host(request.account, user.index, request.now)
        found = [r for r in every if first <= r.session.start < end]
    if "meeting_id" in request.query:
        found = [r for r in found if r.session.meeting_id == request.query["meeting_id"]]
    return _listing(found, _rows(request).of_user, extra)


@get(
    "/accounts/{accountId}/recordings",
    MEDIUM,
    READ,
    "cloud_recording:read:list_account_recordings:admin",
    paging=Paging("meetings"),
    from_=query.day,
    to=query.day,
    mc=query.text,
)
def list_account_recordings(request: RequestContext) -> ResultSet | Row:
    """List all hosts' recordings, including deleted users'."""
    if request.arg != "me":
        raise errors.missing_scope(("recording:master",))
    if not request.features.recordings:
        return errors.error_with_status_200(PAID)
    first, end, extra = _window(request)
    found = recordings.between(request.account, first, end, request.now)
    return _listing(found, _rows(request).of_account, extra)


def _one(request: RequestContext) -> Recording | None:
    """Return the recording of a session's UUID, or the latest one of a meeting id."""
    raw = request.arg
    if raw.isascii() and raw.isdecimal():
        held = [s for s in request.account.held(int(raw)) if s.end <= request.now]
        return recordings.of_session(request.account, held[-1]) if held else None
    return recordings.find(request.account, lookup.uuid(request), request.now)


@get(
    "/meetings/{meetingId}/recordings",
    LIGHT,
    READ,
    "cloud_recording:read:list_recording_files:admin",
    include_fields=query.one_of("download_access_token"),
    ttl=query.number,
)
def show_recording(request: RequestContext) -> Row:
    """Return the recording of one session."""
    found = _one(request)
    if found is None or not request.features.recordings:
        raise ApiError(404, 3301, "There is no recording for this meeting.")
    row = _rows(request).by_itself(found)
    if "include_fields" in request.query:
        rng = request.account.rng("download token", found.session.uuid)
        row["download_access_token"] = request.account.secret(rng)
    return row


@get(
    "/meetings/{meetingId}/transcript",
    MEDIUM,
    READ,
    "cloud_recording:read:meeting_transcript:admin",
)
def show_transcript(request: RequestContext) -> Row:
    """Return whether and where the transcript of one session can be downloaded."""
    found = _one(request)
    row = _rows(request).transcript(found) if found and request.features.recordings else None
    if row is None:
        raise ApiError(404, 3322, "This meeting transcript does not exist.")
    return row


ENDPOINTS = (
    list_user_recordings,
    list_account_recordings,
    show_recording,
    show_transcript,
)
