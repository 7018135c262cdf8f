"""Each row of the table of errors, met by a whole run: what its user gets to see."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs

import pytest

from sandbox import wire_uuid
from tap_zoom.errors import FIREWALL_PAGE, RULES, UNKNOWN, Outcome, Rule, classify
from tap_zoom.exceptions import ApiError, IncompleteRun
from tests.e2e.closing import table
from tests.e2e.expected import all_streams, assert_complete, catalog_of
from tests.e2e.harness import Output, account, extract

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from sandbox.faults import Fault

pytestmark = pytest.mark.e2e

A_FEW = 8  # requests that may be under way when the first refusal comes

REPORTS = [name for name in all_streams() if name.startswith("report_")]
PLANNED = [name for name in all_streams() if name not in REPORTS]


def _family(*parts: str) -> dict[str, str]:
    kinds = ("meeting", "webinar")
    kind = next(kind for kind in kinds if parts[0].startswith((kind, f"past_{kind}")))
    return dict.fromkeys(parts, f"{kind}_id")


class Target(NamedTuple):
    """An endpoint, and which rows are missing when one item of it is."""

    template: str
    lost: dict[str, str]  # the field that names the item, by stream; the first one asks

    @property
    def stream(self) -> str:
        """Who asks."""
        return next(iter(self.lost))


INSTANCES_OF_MEETING = ("past_meeting_instances", "meeting_poll_results")
RESULTS_OF_WEBINAR = ("webinar_absentees", "webinar_poll_results", "webinar_qna_results")
INSTANCES_OF_WEBINAR = ("past_webinar_instances", *RESULTS_OF_WEBINAR)
OF_MEETING = ("meeting_registrants", "meeting_questions", "meeting_polls", *INSTANCES_OF_MEETING)
OF_WEBINAR = tuple(name for name in PLANNED if name.startswith(("webinar_", "past_webinar")))

USERS = Target("/users", {"users": "id"})
MEETINGS = Target("/users/{userId}/meetings", dict.fromkeys(("meetings", *OF_MEETING), "user_id"))
MEETING = Target("/meetings/{meetingId}", {"meetings": "id", **_family(*OF_MEETING)})
REGISTRANTS = Target("/meetings/{meetingId}/registrants", _family("meeting_registrants"))
QUESTIONS = Target("/meetings/{meetingId}/registrants/questions", _family("meeting_questions"))
POLLS = Target("/meetings/{meetingId}/polls", _family("meeting_polls"))
INSTANCES = Target("/past_meetings/{meetingId}/instances", _family(*INSTANCES_OF_MEETING))
RESULTS = Target("/past_meetings/{meetingId}/polls", {"meeting_poll_results": "meeting_uuid"})
WEBINARS = Target("/users/{userId}/webinars", dict.fromkeys(("webinars", *OF_WEBINAR), "user_id"))
WEBINAR = Target("/webinars/{webinarId}", {"webinars": "id", **_family(*OF_WEBINAR)})
PANELISTS = Target("/webinars/{webinarId}/panelists", _family("webinar_panelists"))
WEBINAR_POLLS = Target("/webinars/{webinarId}/polls", _family("webinar_polls"))
HELD = Target("/past_webinars/{webinarId}/instances", _family(*INSTANCES_OF_WEBINAR))
QNA = Target("/past_webinars/{webinarId}/qa", {"webinar_qna_results": "webinar_uuid"})
ATTENDANCE = Target(
    "/report/meetings/{meetingId}/participants", {"report_meeting_participants": "meeting_uuid"}
)
SESSIONS = Target("/report/users/{userId}/meetings", {"report_meetings": "user_id"})


class Case(NamedTuple):
    """One answer of Zoom's, where it is given."""

    at: Target
    status: int
    code: int | None = None
    message: str = ""
    kind: str = "answer"

    @property
    def rule(self) -> Rule:
        """The row that the case is for."""
        if self.kind == "forbidden":
            return FIREWALL_PAGE
        return classify(self.status, self.code, self.message, self.at.template)

    def __str__(self) -> str:
        """Name the test."""
        return f"{self.status}-{self.code}-{self.rule.reason}-{self.message[:20]}-{self.at.stream}"


#: What no stream of today asks for (recordings, roles, groups, summaries, invitations) is answered
#: in another endpoint's place: the table doesn't tie those rows to one.
CASES = (
    Case(USERS, 429, 429, "You have reached the maximum per-second rate limit for this API."),
    Case(POLLS, 500, None, ""),
    Case(USERS, 503, 3001, "Meeting does not exist."),
    Case(MEETINGS, 599, 4711, "Invalid access token, does not contain scopes:[a]."),
    Case(REGISTRANTS, 408),
    Case(MEETING, 401, 124, "Access token is expired."),
    Case(USERS, 400, 124, "Invalid access token."),
    Case(POLLS, 400, 4711, "Invalid access token, does not contain scopes:[meeting:read:admin]."),
    Case(INSTANCES, 400, 4700, "Invalid access token, does not contain scope."),
    Case(PANELISTS, 400, 104, "Invalid access token, does not contain scopes:[webinar:read]."),
    Case(RESULTS, 400, 200, "Only available for paid account and enabled Dashboard feature."),
    Case(QNA, 400, 400, "Only available for Business or higher that have the Dashboard feature."),
    Case(WEBINARS, 400, 200, "Webinar plan is missing. Subscribe to the webinar plan."),
    Case(MEETINGS, 400, 200, "Only available for Paid user: a1b2c3."),
    Case(ATTENDANCE, 400, 200, "Only available for Paid or ZMP account: a1b2c3."),
    Case(REGISTRANTS, 400, 200, "No permission."),
    Case(REGISTRANTS, 400, 300, "The next page token is invalid or expired."),
    Case(ATTENDANCE, 400, 400, "next_page_token is invalid."),
    Case(SESSIONS, 400, 300, "It can only be for a month that falls within the last six months."),
    Case(SESSIONS, 400, 300, "Report can only be provided for the recent 6 months."),
    Case(REGISTRANTS, 400, 300, "This meeting has not registration required: 97763643886"),
    Case(QUESTIONS, 400, 3000, "Registration has not been enabled for this meeting."),
    Case(QUESTIONS, 400, 3000, "It isn't on."),
    Case(POLLS, 400, 3000, "Survey disabled."),
    Case(POLLS, 400, 3000, "Meeting summary disabled."),
    Case(WEBINAR_POLLS, 400, 4400, "Webinar polls disabled."),
    Case(POLLS, 404, 404, "Meeting Poll not found"),
    Case(POLLS, 404, 3301, "There is no recording for this meeting."),
    Case(POLLS, 404, 3322, "Transcript does not exist."),
    Case(INSTANCES, 404, 3001, "This meeting is not found or has expired."),
    Case(HELD, 404),
    Case(MEETING, 404, 3001, "Meeting does not exist: 97763643886."),
    Case(WEBINAR, 400, 3001, "Webinar does not exist."),
    Case(MEETING, 400, 3000, "Cannot access webinar info."),
    Case(REGISTRANTS, 400, 300, "Cannot access webinar info."),
    Case(WEBINAR, 400, 300, "Can not access meeting info, 97763643886."),
    Case(PANELISTS, 400, 300, "Invalid webinar ID."),
    Case(REGISTRANTS, 400, 300, "Invalid occurrence ID."),
    Case(PANELISTS, 400, 300, "Validation Failed."),
    Case(POLLS, 404, 300, "Meeting ID does not exist."),
    Case(MEETINGS, 404, 1001, "User does not exist: a1b2c3."),
    Case(WEBINARS, 400, 1010, "User does not belong to this account."),
    Case(QNA, 401, 1010, "User does not belong to this account."),
    Case(POLLS, 400, 1034, "role_id does not exist."),
    Case(POLLS, 400, 1120, "Valid invitation not found."),
    Case(POLLS, 403, 2305, "Access to meeting summaries is restricted."),
    Case(MEETING, 403, 2306, "Not allowed to view meetings scheduled for others."),
    Case(RESULTS, 400, 3003, "Not meeting host."),
    Case(MEETINGS, 400, 3161, "Meeting hosting and scheduling capabilities are not allowed."),
    Case(POLLS, 404, 4130, "Group does not exist."),
    Case(POLLS, 410, 4137, "This group is gone."),
    Case(ATTENDANCE, 400, 12702, "Can not access a meeting a year ago."),
    Case(POLLS, 403, 12703, "No permission for the group."),
    Case(USERS, 403, None, "Access to the Zoom REST API has been denied for this account."),
    Case(USERS, 404, 2001, "Account does not exist."),
    Case(QNA, 400, 2300, "This API endpoint is not recognized."),
    Case(ATTENDANCE, 403, kind="forbidden"),
    Case(MEETINGS, 400, 9999, "Something new."),
    Case(POLLS, 418, None, "Something\nnew."),
)


def _case_of(*outcomes: Outcome) -> list[Any]:
    """The cases of some outcomes, as they are and inside of a success."""
    found = []
    for case in CASES:
        if case.rule.outcome in outcomes:
            found.append(pytest.param(case, id=str(case)))
        inside = case._replace(status=200)
        if case.code and case.status < 429 and inside.rule.outcome in outcomes:
            found.append(pytest.param(inside, id=f"{inside}-for-{case.status}"))
    return found


class Normal(NamedTuple):
    """An account, and what a run shows of it while nothing is refused."""

    zoom: Zoom
    truth: dict[str, list[dict[str, Any]]]
    counts: dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def normal() -> Iterator[Normal]:
    """One account for all cases: each takes its fault away again."""
    with account(secrets="core", meetings=1, webinars=0.5, participants=1) as zoom:
        counts = {name: line.counts for name, line in table(extract(zoom).log).items()}
        yield Normal(zoom, zoom.truth(), counts)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)


def _met(zoom: Zoom, case: Case, match: str = "", **when: Any) -> tuple[Output, Fault]:
    """Run while a case is answered at its endpoint."""
    body: dict[str, Any] = {"message": case.message}
    if case.code is not None:
        body["code"] = case.code
    fault = zoom.faults.add(
        match or f"^{re.escape(case.at.template)}$",
        kind=case.kind,
        status=case.status,
        body=body,
        headers={"Retry-After": "0"},
        **when,
    )
    del zoom.log[:]
    planned = case.at.stream in PLANNED
    near = ["users", "channels", *(["meetings", "webinars"] if planned else []), *case.at.lost]
    # What is inside of a success goes another way to the table only, not behind it.
    streams = PLANNED if planned and case.status != 200 else near
    try:
        output = extract(zoom, catalog_of(*streams))
    finally:
        zoom.faults.remove(fault)
    assert fault.struck
    assert not any(entry.malformed for entry in zoom.log)
    return output, fault


def _assert_others_complete(output: Output, normal: Normal, but: Target) -> None:
    others = {
        name: rows
        for name, rows in normal.truth.items()
        if name in output.schemas and name not in but.lost
    }
    assert len(others) > 1
    assert_complete(output, others)


def test_every_row_of_the_table_has_a_case() -> None:
    met = Counter(id(case.rule) for case in CASES)

    assert [rule for rule in (*RULES, FIREWALL_PAGE, UNKNOWN) if not met[id(rule)]] == []


@pytest.mark.parametrize("case", _case_of(Outcome.EMPTY, Outcome.SKIP, Outcome.REFUSED))
def test_what_concerns_one_item_costs_its_rows_only_and_is_counted(
    normal: Normal, case: Case
) -> None:
    target = case.at
    item = normal.truth[target.stream][0][target.lost[target.stream]]
    path = re.sub(r"{\w+}", lambda _: wire_uuid(str(item)), target.template)
    output, fault = _met(normal.zoom, case, f"^/v2{re.escape(path)}$")

    assert output.error is None
    left = {
        name: [row for row in rows if row.get(target.lost.get(name, "")) != item]
        for name, rows in normal.truth.items()
        if name in output.schemas
    }
    assert len(left[target.stream]) < len(normal.truth[target.stream])
    assert_complete(output, left)
    reason = case.rule.reason
    before = normal.counts[target.stream].get(reason, 0)
    assert table(output.log)[target.stream].counts[reason] == before + fault.struck


@pytest.mark.parametrize("case", _case_of(Outcome.REFUSED))
def test_what_is_refused_for_every_item_is_a_stream_that_cant_be_read(
    normal: Normal, case: Case
) -> None:
    output, fault = _met(normal.zoom, case)

    stream = case.at.stream
    assert isinstance(output.error, IncompleteRun)
    assert f"{stream}: every request was refused" in str(output.error)
    assert case.rule.reason in str(output.error)
    line = table(output.log)[stream]
    assert line.left_out.startswith("not read: every request was refused")
    assert line.counts[case.rule.reason] == fault.struck
    assert not output.records[stream]
    _assert_others_complete(output, normal, case.at)


@pytest.mark.parametrize("case", _case_of(Outcome.UNAVAILABLE))
def test_what_the_app_or_the_plan_lacks_is_named_once_and_hardly_asked_again(
    normal: Normal, case: Case
) -> None:
    output, fault = _met(normal.zoom, case)

    stream = case.at.stream
    assert isinstance(output.error, IncompleteRun)
    told = str(output.error)
    assert len(told.splitlines()) == 1
    assert told.count(f"{stream}: {case.rule.reason}") == 1
    assert case.message in told
    assert f"HTTP {case.status}, code {case.code}" in told
    for lost in case.at.lost:
        assert table(output.log)[lost].left_out.startswith("not read: ")
        assert not output.records[lost]
    assert fault.struck <= A_FEW
    _assert_others_complete(output, normal, case.at)


@pytest.mark.parametrize("case", _case_of(Outcome.RESTART, Outcome.WAIT, Outcome.RETRY))
def test_what_passes_costs_nothing(normal: Normal, case: Case) -> None:
    output, _ = _met(normal.zoom, case, nth=2)

    assert output.error is None
    assert_complete(output, {name: normal.truth[name] for name in output.schemas})
    assert all(line.counts == normal.counts[name] for name, line in table(output.log).items())


@pytest.mark.parametrize("case", _case_of(Outcome.RENEW))
def test_a_refused_token_costs_one_new_token(normal: Normal, case: Case) -> None:
    before = normal.zoom.oauth.issued
    output, _ = _met(normal.zoom, case, times=1)

    assert output.error is None
    assert normal.zoom.oauth.issued == before + 2
    assert_complete(output, {name: normal.truth[name] for name in output.schemas})


@pytest.mark.parametrize("case", _case_of(Outcome.TOO_OLD))
def test_what_is_too_old_moves_the_window(normal: Normal, case: Case) -> None:
    output, _ = _met(normal.zoom, case, times=1)

    asked = [
        parse_qs(entry.query)["from"][0]
        for entry in normal.zoom.log
        if entry.template == SESSIONS.template
    ]
    first, second, third = map(date.fromisoformat, sorted(set(asked))[:3])
    assert asked.count(first.isoformat()) == 1
    assert second == first + timedelta(days=1)
    assert third > first + timedelta(days=20), "a day that Zoom has was left out for some hosts"
    assert output.error is None
    assert_complete(output, {name: normal.truth[name] for name in output.schemas})
    assert "older than Zoom keeps" not in output.log


@pytest.mark.parametrize("case", _case_of(Outcome.STOP))
def test_what_leaves_no_way_on_ends_the_run_and_says_all_there_is_to_know(
    normal: Normal, case: Case
) -> None:
    output, _ = _met(normal.zoom, case)

    assert isinstance(output.error, ApiError)
    told = str(output.error)
    assert len(told.splitlines()) == 1
    assert f"HTTP {case.status}, code {case.code}: {' '.join(case.message.split())}" in told
    assert f"of stream {case.at.stream}" in told
    assert re.search(r"tracking id v=2\.0;rid=WEB_\w+", told)
    assert case.rule.reason in told
    assert output.stdout.splitlines()[-1].startswith('{"type":"STATE"')
    assert table(output.log)


def test_a_page_of_the_firewall_for_what_concerns_all_ends_the_run(normal: Normal) -> None:
    """To leave out the account's list of users would leave out the account."""
    output, _ = _met(normal.zoom, Case(USERS, 403, kind="forbidden"))

    assert isinstance(output.error, ApiError)
    assert "HTTP 403" in str(output.error)
