"""How many requests a run makes: exactly those that the account calls for, ahead or not."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, cast

import pytest

from sandbox import visible
from sandbox.clock import midnight
from sandbox.rows.participants import Attendance
from sandbox.rows.registration import STATUSES
from tap_zoom.api.request import PAGE_SIZE
from tap_zoom.state.date_windows import windows
from tests.e2e.expected import requests
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from sandbox.model import Definition, Status, User

pytestmark = pytest.mark.e2e

USER_STATUSES = ("active", "inactive")


def _users(zoom: Zoom) -> list[User]:
    return [
        zoom.account.user(index)
        for status in USER_STATUSES
        for index in zoom.account.users(cast("Status", status))
    ]


def _listed(zoom: Zoom, *, webinar: bool) -> Iterator[Definition]:
    """Meetings or webinars that the hosts' lists show, each once."""
    for user in _users(zoom):
        hosts = user.webinars == "licensed" if webinar else user.may_host
        if hosts and not user.gone:
            yield from visible.listed(zoom.account, user, zoom.clock.now(), webinar=webinar)


def _registrants(zoom: Zoom, definition: Definition) -> int:
    """Lists of registrants: one for each status, for the series and each occurrence to come."""
    if not definition.registration:
        return 0  # the details say so
    lists = 1
    if definition.registers_per_occurrence:
        coming = visible.coming(definition, zoom.clock.now())
        lists += sum(not occurrence.deleted for occurrence in coming)
    return lists * len(STATUSES)


def _of_definitions(zoom: Zoom, *, webinar: bool) -> Counter[str]:
    kind = "webinar" if webinar else "meeting"
    one, past = f"/{kind}s/{{{kind}Id}}", f"/past_{kind}s/{{{kind}Id}}"
    count: Counter[str] = Counter()
    for definition in _listed(zoom, webinar=webinar):
        count[one] += 1
        if definition.fate != "kept":
            continue  # its details are refused: nothing else is asked
        registered = bool(definition.registration)
        held = len(visible.instances(zoom.account, definition.id, zoom.clock.now()))
        count[f"{one}/registrants"] += _registrants(zoom, definition)
        count[f"{one}/registrants/questions"] += registered
        count[f"{one}/polls"] += 1
        count[f"{past}/instances"] += 1
        count[f"{past}/polls"] += held
        if webinar:
            count[f"{one}/panelists"] += 1
            count[f"{one}/tracking_sources"] += 1
            count[f"{past}/absentees"] += held * registered
            count[f"{past}/qa"] += held
    return count


def _of_reports(zoom: Zoom) -> Counter[str]:
    now, users = zoom.clock.now(), _users(zoom)
    since = midnight(visible.earliest_report_day(now))
    # Zoom keeps sessions with one participant in a list of their own.
    count = Counter({"/report/users/{userId}/meetings": len(users) * len(windows(since, now)) * 2})
    for user in users:
        held = [] if user.gone else zoom.account.calendar(user.index).sessions
        for session in visible.report_sessions(zoom.account, held, now, since.date(), now.date()):
            if session.people > 1:  # Zoom has no report of others
                kind = "webinar" if session.webinar else "meeting"
                rows = len(Attendance(zoom.account, session).rows(now, report=True))
                pages = max(1, math.ceil(rows / PAGE_SIZE))
                count[f"/report/{kind}s/{{{kind}Id}}/participants"] += pages
    return count


def needed(zoom: Zoom) -> Counter[str]:
    """Requests for the whole of an account, of whose lists only attendance has several pages."""
    of_users = ("/users/{userId}/meetings", "/users/{userId}/webinars")
    return Counter(
        {
            "/users": len(USER_STATUSES),
            **dict.fromkeys((*of_users, "/chat/users/{userId}/channels"), len(_users(zoom))),
            **_of_definitions(zoom, webinar=False),
            **_of_definitions(zoom, webinar=True),
            **_of_reports(zoom),
        }
    )


@pytest.mark.parametrize("most", [1, 3, None])
def test_each_request_is_made_once_and_none_in_vain(most: int | None) -> None:
    with account(seed=1) as zoom:
        output = extract(zoom, max_concurrency=most)

        made = requests(zoom)
        assert output.error is None
        assert made.pop("/oauth/token") == 1
        assert made == needed(zoom)
        assert all(made.values())
        asked = Counter((entry.path, entry.query) for entry in zoom.log)
        assert max(asked.values()) == 1
