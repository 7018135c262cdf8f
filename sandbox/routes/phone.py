"""/phone, which Zoom counts for itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox import query, windows
from sandbox.clock import midnight, stamp
from sandbox.endpoint import get
from sandbox.errors import Refusal
from sandbox.limits import PHONE_HEAVY, PHONE_MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.rows import phone
from sandbox.rows.common import Lazy

if TYPE_CHECKING:
    from sandbox.request_context import RequestContext

READ = "phone:read:admin"


@get(
    "/phone/users",
    PHONE_MEDIUM,
    READ,
    "phone:read:list_users:admin",
    paging=Paging("users", cap=100, over="refuse", token_code=400),
    feature="phone",
    site_id=query.text,
    status=query.one_of("activate", "deactivate", "pending"),
)
def list_users(request: RequestContext) -> Listing:
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
            raise Refusal(400, 124, message)
        indexes = [n for n in indexes if phone.user_row(account, n)["site"]["id"] == site]
    if status:
        indexes = [n for n in indexes if phone.status(account.user(n)) == status]
    return Listing(Lazy(len(indexes), lambda n: phone.user_row(account, indexes[n])))


@get(
    "/phone/call_history",
    PHONE_HEAVY,
    READ,
    "phone:read:list_call_logs:admin",
    paging=Paging("call_history", endless=True, token_code=400),
    feature="phone",
    also=("phone_call_log:read:admin",),
    from_=query.day_or_moment,
    to=query.day_or_moment,
    time_type=query.one_of("start_time", "end_time"),
    recording_status=query.one_of("recorded", "non_recorded"),
)
def list_call_history(request: RequestContext) -> Listing:
    """List the legs of calls, twice: the older array is called call_logs."""
    account = request.account
    start, end = windows.of_calls(request.query, request.now)
    by_end = request.query.get("time_type") == "end_time"
    legs = account.calls.between(start, end, request.now, by_end=by_end)
    recorded = request.query.get("recording_status")
    if recorded:
        legs = [leg for leg in legs if leg.recorded == (recorded == "recorded")]
    return Listing(
        Lazy(len(legs), lambda n: phone.history_row(account, legs[n])),
        {"from": stamp(start), "to": stamp(end - timedelta(seconds=1))},
        ("call_logs", Lazy(len(legs), lambda n: phone.log_row(account, legs[n]))),
    )


@get(
    "/phone/recordings",
    PHONE_MEDIUM,
    READ,
    "phone:read:list_call_recordings:admin",
    paging=Paging("recordings", end="null", token_code=400),
    feature="phone",
    also=("phone_recording:read:admin",),
    from_=query.day,
    to=query.day,
    query_date_type=query.one_of("start_time", "end_time"),
)
def list_recordings(request: RequestContext) -> Listing:
    """List the recordings of calls."""
    account = request.account
    first, last = windows.of_recordings(request.query, request.now)
    start, end = midnight(first), midnight(last) + timedelta(days=1)
    by_end = request.query.get("query_date_type") == "end_time"
    legs = account.calls.recorded_between(start, end, request.now, by_end=by_end)
    return Listing(Lazy(len(legs), lambda n: phone.recording_row(account, legs[n])))


ENDPOINTS = (
    list_users,
    list_call_history,
    list_recordings,
)
