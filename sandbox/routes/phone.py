"""/phone, which has rate limits of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import phone_queues, phone_transcripts, query, windows
from sandbox.clock import format_utc, midnight, months_before
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import PHONE_HEAVY, PHONE_LIGHT, PHONE_MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.response import download_host
from sandbox.rows import phone
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

READ = "phone:read:admin"


@get(
    "/phone/users",
    PHONE_MEDIUM,
    READ,
    "phone:read:list_users:admin",
    paging=Paging("users", max_size=100, oversize="reject", token_code=400),
    feature="phone",
    site_id=query.text,
    status=query.one_of("activate", "deactivate", "pending"),
)
def list_users(request: RequestContext) -> ResultSet:
    """List the users with a phone."""
    account = request.account
    site, status = request.query.get("site_id"), request.query.get("status")
    indexes = phone.users(account)
    if site:
        if site not in {each["id"] for each in phone.sites(account)}:
            message = (
                f"You do not have permission, because the current site `{site}` "
                "does not belong to the target sites."
            )
            raise ApiError(400, 124, message)
        indexes = [n for n in indexes if phone.user_row(account, n)["site"]["id"] == site]
    if status:
        indexes = [n for n in indexes if phone.status(account.user(n)) == status]
    return ResultSet(LazyRows(len(indexes), lambda n: phone.user_row(account, indexes[n])))


@get(
    "/phone/call_history",
    PHONE_HEAVY,
    READ,
    "phone:read:list_call_logs:admin",
    paging=Paging("call_history", endless=True, token_code=400),
    feature="phone",
    from_=query.day_or_moment,
    to=query.day_or_moment,
    time_type=query.one_of("start_time", "end_time"),
    recording_status=query.one_of("recorded", "non_recorded"),
)
def list_call_history(request: RequestContext) -> ResultSet:
    """List the legs of calls, repeated in a legacy array called call_logs."""
    account = request.account
    start, end = windows.call_history_window(request.query, request.now)
    by_end = request.query.get("time_type") == "end_time"
    legs = account.phone_calls.between(start, end, request.now, by_end=by_end)
    recorded = request.query.get("recording_status")
    if recorded:
        legs = [leg for leg in legs if leg.recorded == (recorded == "recorded")]
    return ResultSet(
        LazyRows(len(legs), lambda n: phone.history_row(account, legs[n])),
        {"from": format_utc(start), "to": format_utc(end - timedelta(seconds=1))},
        ("call_logs", LazyRows(len(legs), lambda n: phone.log_row(account, legs[n]))),
    )


@get(
    "/phone/recordings",
    PHONE_MEDIUM,
    READ,
    "phone:read:list_call_recordings:admin",
    paging=Paging("recordings", last_token="null", token_code=400),
    feature="phone",
    from_=query.day,
    to=query.day,
    query_date_type=query.one_of("start_time", "end_time"),
)
def list_recordings(request: RequestContext) -> ResultSet:
    """List call recordings."""
    account = request.account
    first, last = windows.phone_recordings_window(request.query, request.now)
    start, end = midnight(first), midnight(last) + timedelta(days=1)
    by_end = request.query.get("query_date_type") == "end_time"
    legs = account.phone_calls.recorded_between(start, end, request.now, by_end=by_end)
    return ResultSet(LazyRows(len(legs), lambda n: phone.recording_row(account, legs[n])))


@get(
    "/phone/call_queue_analytics",
    PHONE_MEDIUM,
    READ,
    "phone:read:list_call_queues:admin",
    paging=Paging("call_queues", token_code=400),
    feature="phone",
    required=("from", "to"),
    from_=query.day,
    to=query.day,
)
def list_queue_analytics(request: RequestContext) -> ResultSet:
    """List what each call queue did in a period of the last two years."""
    first, last = request.query["from"], request.query["to"]
    if last < first or first < months_before(request.now.date(), 24):
        raise ApiError(400, 300, "Validation Failed.", malformed=True)
    days = {"from": first.isoformat(), "to": last.isoformat()}
    return ResultSet(list(phone_queues.rows(request.account, first, last)), days)


@get(
    "/phone/recording_transcript/download/{recordingId}",
    PHONE_LIGHT,
    READ,
    "phone:read:recording_transcript:admin",
    feature="phone",
)
def get_recording_transcript(request: RequestContext) -> Row:
    """Return a transcript, or redirect to the file."""
    account = request.account
    leg = phone_transcripts.find(account, request.args[0], request.now)
    if leg is None or not phone.has_transcript(account, leg):
        code, message = phone_transcripts.error(account, leg) if leg else (404, "No such file.")
        raise ApiError(400, code, message)
    if phone_transcripts.is_redirected(account, leg):
        ticket = f"{request.args[0]}?sign={account.secret(account.rng('ticket', *leg.key))}"
        where = f"{download_host(request.base_url)}/rec/phone/{ticket}"
        raise ApiError(302, None, "", headers={"Location": where})
    return phone_transcripts.transcript(account, leg)


ENDPOINTS = (
    list_users,
    list_call_history,
    list_recordings,
    list_queue_analytics,
    get_recording_transcript,
)
