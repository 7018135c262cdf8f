"""/users/{userId}/meetings and /meetings, and the same for webinars."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox import errors, lookup, query, visible
from sandbox.clock import format_utc
from sandbox.endpoint import get
from sandbox.errors import ApiError
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import meetings, polls, registration
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandbox.endpoint import Endpoint
    from sandbox.model import Definition, Row
    from sandbox.request_context import RequestContext

    Handler = Callable[..., Row | ResultSet]


@get(
    "/users/{userId}/meetings",
    MEDIUM,
    "meeting:read:admin",
    "meeting:read:list_meetings:admin",
    paging=Paging("meetings", page_numbers=True),
    type=query.one_of("scheduled", "live", "upcoming", "upcoming_meetings", "previous_meetings"),
    from_=query.day,
    to=query.day,
    timezone=query.text,
)
def list_meetings(request: RequestContext) -> ResultSet:
    """List a host's unexpired meetings, a recurring one once per occurrence."""
    user = lookup.user(request)
    if not user.may_host:
        raise errors.not_allowed_to_host()
    wanted = request.query.get("type", "scheduled")
    today = format_utc(request.now)
    rows: list[Row] = []
    for definition in visible.listed(request.account, user, request.now, webinar=False):
        rows += meetings.list_rows(request.account, definition, request.now)
    if wanted == "live":
        rows = []
    elif wanted == "previous_meetings":
        rows = [row for row in rows if row.get("start_time", today) < today]
    elif wanted != "scheduled":
        rows = [row for row in rows if row.get("start_time", "") >= today]
    first, last = request.query.get("from"), request.query.get("to")
    if first:
        rows = [row for row in rows if row.get("start_time", "")[:10] >= first.isoformat()]
    if last:
        rows = [row for row in rows if row.get("start_time", "~")[:10] <= last.isoformat()]
    return ResultSet(rows)


@get(
    "/users/{userId}/webinars",
    MEDIUM,
    "webinar:read:admin",
    "webinar:read:list_webinars:admin",
    paging=Paging("webinars", page_numbers=True),
    feature="webinars",
    type=query.one_of("scheduled", "upcoming"),
    include_events_webinar=query.flag,
)
def list_webinars(request: RequestContext) -> ResultSet | Row:
    """List a host's unexpired webinars, a recurring one once per occurrence."""
    user = lookup.user(request)
    if user.webinars == "refused_as_success":
        return errors.error_with_status_200(errors.NO_WEBINAR_PLAN)
    if user.webinars == "refused":
        raise ApiError(400, 200, errors.NO_WEBINAR_PLAN)
    rows: list[Row] = []
    for definition in visible.listed(request.account, user, request.now, webinar=True):
        rows += meetings.list_rows(request.account, definition, request.now)
    if request.query.get("type") == "upcoming":
        rows = [r for r in rows if r.get("start_time", "") >= format_utc(request.now)]
    return ResultSet(rows)


def readable(request: RequestContext, *, webinar: bool, other_kind: int = 300) -> Definition:
    """Return the meeting or webinar in the path.

    A webinar asked for as a meeting gets the code ``other_kind``; a meeting asked for as a
    webinar always gets 300.
    """
    found = lookup.current(request, webinar=webinar)
    if found.webinar and not webinar:
        raise ApiError(400, other_kind, "Cannot access webinar info.")
    if webinar and not found.webinar:
        raise ApiError(400, 300, "Invalid webinar ID.")
    return found


def _show(request: RequestContext, *, webinar: bool) -> Row:
    """Return a meeting or webinar, or a host's personal room."""
    if not webinar:
        owner = request.account.find_room(lookup.meeting_number(request))
        if owner and not owner.gone and owner.may_host:
            return meetings.room(request.account, owner)
    found = readable(request, webinar=webinar, other_kind=3000)
    detail = meetings.webinar_detail if webinar else meetings.detail
    return detail(
        request.account,
        found,
        request.now,
        lookup.occurrence(request, found),
        previous=request.query.get("show_previous_occurrences", False),
    )


def _registrants(request: RequestContext, *, webinar: bool) -> ResultSet:
    """List the registrants of one status.

    A meeting without registration is an error, a webinar without it just has no registrants.
    Where people register per occurrence, the next one is meant unless the query names another.
    """
    found = readable(request, webinar=webinar)
    if not found.registration:
        if webinar:
            return ResultSet([])
        raise ApiError(400, 300, f"This meeting has not registration required: {found.id}")
    occurrence = lookup.occurrence(request, found)
    if occurrence is None and found.registers_per_occurrence:
        coming = [o for o in visible.coming(found, request.now) if not o.deleted]
        if not coming:
            return ResultSet([])
        occurrence = coming[0]
    status = request.query.get("status", "approved")
    numbers = registration.numbers(request.account, found, status, occurrence)
    return ResultSet(
        LazyRows(len(numbers), lambda n: registration.row(request.account, found, numbers[n]))
    )


def _questions(request: RequestContext, *, webinar: bool) -> Row:
    """Return what registrants are asked."""
    found = readable(request, webinar=webinar, other_kind=3000)
    if not found.registration:
        kind = "webinar" if webinar else "meeting"
        raise ApiError(400, 3000, f"Registration has not been enabled for this {kind}.")
    return registration.questions(request.account, found)


def _polls(request: RequestContext, *, webinar: bool) -> Row:
    """List the prepared polls."""
    found = readable(request, webinar=webinar)
    if found.polls == "disabled":
        kind = "Webinar" if webinar else "Meeting"
        raise ApiError(400, 4400, f"{kind} polls disabled.")
    if found.polls == "missing":
        raise ApiError(404, 404, "Meeting Poll not found")
    rows = polls.prepared(request.account, found)
    return {"total_records": len(rows), "polls": rows}


def _survey(request: RequestContext, *, webinar: bool) -> Row:
    """Return the survey that participants are sent."""
    found = readable(request, webinar=webinar, other_kind=3000)
    row = polls.survey(request.account, found)
    if row is None:
        kind = "Webinar" if webinar else "Meeting"
        message = (
            f'{kind} survey disabled. To enable this feature, enable the "{kind} Survey" setting '
            'in the Zoom web portal\'s "Settings" interface.'
        )
        raise ApiError(400, 3000, message)
    return row


def _twins(*, webinar: bool) -> tuple[Endpoint, ...]:
    """Declare what meetings and webinars have in common."""
    kind = "webinar" if webinar else "meeting"

    def twin(
        rest: str, label: str, scope: str, handler: Handler, feature: str | None = None, **more: Any
    ) -> Endpoint:
        endpoint = get(
            f"/{kind}s/{{{kind}Id}}{rest}",
            label,
            f"{kind}:read:admin",
            f"{kind}:read:{scope}:admin",
            feature="webinars" if webinar else feature,
            **more,
        )
        return endpoint(partial(handler, webinar=webinar))

    only: dict[str, Any] = {"paging": Paging("registrants", oversize="reject", page_numbers=True)}
    if webinar:
        only["paging"] = Paging("registrants", last_token="null", page_numbers=True)
        only["tracking_source_id"] = query.text
    return (
        twin(
            "",
            LIGHT,
            kind,
            _show,
            occurrence_id=query.text,
            show_previous_occurrences=query.flag,
        ),
        twin(
            "/registrants",
            MEDIUM,
            "list_registrants",
            _registrants,
            "registration",
            status=query.one_of(*registration.STATUSES),
            occurrence_id=query.text,
            **only,
        ),
        twin(
            "/registrants/questions",
            LIGHT,
            "list_registration_questions",
            _questions,
            "registration",
        ),
        twin("/polls", LIGHT, "list_polls", _polls, "polls", anonymous=query.flag),
        twin("/survey", LIGHT, "survey", _survey),
    )


ENDPOINTS = (
    list_meetings,
    list_webinars,
    *_twins(webinar=False),
    *_twins(webinar=True),
)
