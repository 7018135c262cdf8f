"""Cloud recordings: of a user, of the account, of one session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import cloud, errors, query, resolve
from sandbox.clock import midnight
from sandbox.endpoint import Call, get
from sandbox.errors import Refusal
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.rows.common import Lazy
from sandbox.rows.recordings import Recordings

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sandbox.cloud import Recording
    from sandbox.model import Row

READ = "recording:read:admin"
PAID = "Only available for Paid accounts."


def _rows(call: Call) -> Recordings:
    return Recordings(call.account, call.zoom.base_url, call.now)


def _window(call: Call) -> tuple[datetime, datetime, Row]:
    """Give the first moment, the first one after, and what the answer says about them."""
    last = midnight(call.query.get("to") or call.now.date())
    first = midnight(call.query["from"]) if "from" in call.query else last
    if first > last:
        raise errors.invalid_field("from", "'to' is before 'from'.")
    first, end = cloud.window(first, last)
    return first, end, {"from": first.date().isoformat(), "to": last.date().isoformat()}


def _listing(found: list[Recording], make: Callable[[Recording], Row], extra: Row) -> Listing:
    return Listing(Lazy(len(found), lambda n: make(found[n])), extra)


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
def list_user_recordings(call: Call) -> Listing:
    """List a host's recordings of at most a month; of a longer window the last one."""
    user = resolve.user(call)
    first, end, extra = _window(call)
    if not user.may_host:
        raise Refusal(404, 3301, "There is no recording for this session.")
    found: list[Recording] = []
    if call.zoom.plan_features.recordings and not call.query.get("trash"):
        every = cloud.of_host(call.account, user.index, call.now)
        found = [r for r in every if first <= r.session.start < end]
    if "meeting_id" in call.query:
        found = [r for r in found if r.session.meeting_id == call.query["meeting_id"]]
    return _listing(found, _rows(call).of_user, extra)


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
def list_account_recordings(call: Call) -> Listing | Row:
    """List all hosts' recordings, those of deleted users as well."""
    if call.arg != "me":
        raise errors.scope_missing(("recording:master",))
    if not call.zoom.plan_features.recordings:
        return errors.inside_success(PAID)
    first, end, extra = _window(call)
    found = cloud.between(call.account, first, end, call.now)
    return _listing(found, _rows(call).of_account, extra)


def _one(call: Call) -> Recording | None:
    """Give the recording that a UUID or, for the latest, a number stands for."""
    raw = call.arg
    if raw.isascii() and raw.isdecimal():
        held = [s for s in call.account.held(int(raw)) if s.end <= call.now]
        return cloud.of_session(call.account, held[-1]) if held else None
    return cloud.find(call.account, resolve.uuid(call), call.now)


@get(
    "/meetings/{meetingId}/recordings",
    LIGHT,
    READ,
    "cloud_recording:read:list_recording_files:admin",
    include_fields=query.one_of("download_access_token"),
    ttl=query.number,
)
def show_recording(call: Call) -> Row:
    """Give the recording of one session."""
    found = _one(call)
    if found is None or not call.zoom.plan_features.recordings:
        raise Refusal(404, 3301, "There is no recording for this meeting.")
    row = _rows(call).by_itself(found)
    if "include_fields" in call.query:
        dice = call.account.dice("download token", found.session.uuid)
        row["download_access_token"] = call.account.secret(dice)
    return row


@get(
    "/meetings/{meetingId}/transcript",
    MEDIUM,
    READ,
    "cloud_recording:read:meeting_transcript:admin",
)
def show_transcript(call: Call) -> Row:
    """Say where the transcript of one session is."""
    found = _one(call)
    if found is None or found.fate == "none" or not call.zoom.plan_features.recordings:
        raise Refusal(404, 3322, "This meeting transcript does not exist.")
    file = next(file for file in found.files if file.kind == "TRANSCRIPT")
    rows = _rows(call)
    row: Row = {
        "meeting_id": found.session.uuid,
        "account_id": call.account.account_id,
        "host_id": call.account.user(found.session.host).id,
        "can_download": file.done <= call.now,
    }
    if row["can_download"]:
        row["download_url"] = rows.address(found, file)
    else:
        row["download_restriction_reason"] = "NOT_READY"
    return row
