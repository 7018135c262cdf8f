"""Each row of the error table, met by a whole run: what its user sees."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox import wire_uuid
from tap_zoom.api.error_rules import (
    DOWNLOAD,
    ERROR_RULES,
    FIREWALL_PAGE,
    UNKNOWN,
    ErrorRule,
    Outcome,
    classify,
)
from tap_zoom.api.response import MAX_TRIES_OF_ERROR
from tap_zoom.exceptions import ApiError, IncompleteSync
from tests.e2e.closing import table
from tests.e2e.expected import DEFAULT_STREAMS, assert_complete, catalog_of
from tests.e2e.harness import Output, extract, quick_retries
from tests.e2e.needs import PHONE_TRANSCRIPT
from tests.e2e.selections import family, read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom
    from sandbox.faults import Fault

pytestmark = pytest.mark.e2e

A_FEW = 8  # requests that may be under way when the first refusal comes

REPORTS = [name for name in DEFAULT_STREAMS if name.startswith("report_")]
PLANNED = [name for name in DEFAULT_STREAMS if name not in REPORTS]


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
        """Return the stream that requests it."""
        return next(iter(self.lost))

    @property
    def is_file(self) -> bool:
        """Return whether it is a file, not an endpoint of the API."""
        return self.template.startswith("/rec/")

    @property
    def is_of_all(self) -> bool:
        """Return whether it lists what the whole account has."""
        return "{" not in self.template or self.template.startswith("/accounts/")


INSTANCES_OF_MEETING = ("past_meeting_instances", "meeting_poll_results")
RESULTS_OF_WEBINAR = ("webinar_absentees", "webinar_poll_results", "webinar_qna_results")
INSTANCES_OF_WEBINAR = ("past_webinar_instances", *RESULTS_OF_WEBINAR)
OF_MEETING = ("meeting_registrants", "meeting_questions", "meeting_polls", *INSTANCES_OF_MEETING)
OF_WEBINAR = tuple(name for name in PLANNED if name.startswith(("webinar_", "past_webinar")))
MEETING_FAMILY = {"meetings", *OF_MEETING}
WEBINAR_FAMILY = {"webinars", *OF_WEBINAR}

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

USER = Target("/users/{userId}", {"user_details": "id"})
GROUPS = Target("/groups", {"groups": "id", "group_members": "group_id"})
MEMBERS = Target("/groups/{groupId}/members", {"group_members": "group_id"})
ROLES = Target("/roles", {"roles": "id", "role_members": "role_id"})
ROLE = Target("/roles/{roleId}/members", {"role_members": "role_id"})
RECORDINGS = Target(
    "/users/{userId}/recordings",
    {"recordings": "host_id", **dict.fromkeys(family("recording_files"), "host_id")},
)
OF_ACCOUNT = Target("/accounts/{accountId}/recordings", RECORDINGS.lost)
FILE = Target(
    "/rec/download/{token}",
    {"recording_transcripts": "file_id", "recording_transcript_cues": "file_id"},
)
SUMMARIES = Target("/meetings/meeting_summaries", {"meeting_summaries": "meeting_uuid"})
SUMMARY = Target("/meetings/{meetingId}/meeting_summary", {"meeting_summaries": "meeting_uuid"})
PHONES = Target("/phone/users", {"phone_users": "id"})
CALLS = Target("/phone/call_history", {"phone_call_history": "call_history_uuid"})
RECORDED_CALLS = Target("/phone/recordings", {"phone_recordings": "id"})
TELEPHONE = Target("/report/telephone", {"report_telephone": "uuid"})
HISTORY = Target("/report/history_meetings", {"report_history_meetings": "meeting_uuid"})
SIGN_INS = Target("/report/activities", {"report_activities": "time"})
TRAIL = Target("/report/meeting_activities", {"report_meeting_activities": "activity_time"})
DASHBOARD = Target(
    "/metrics/meetings", dict.fromkeys(("dashboard_meetings", "dashboard_meeting_qos"), "uuid")
)
SHOWS = Target("/metrics/webinars", {"dashboard_webinars": "uuid"})
DEALS = Target("/zra/deals", dict.fromkeys(("zra_deals", "zra_deal_activities"), "deal_id"))
ACTIVITIES = Target("/zra/deals/{dealId}/activities", {"zra_deal_activities": "deal_id"})
SCORES = Target("/zra/conversations/{id}/scorecards", {"zra_scorecards": "conversation_id"})
TICKETS = Target("/zoom_events/events/{eventId}/tickets", {"events_tickets": "event_id"})
GUESTS = Target("/zoom_events/events/{eventId}/registrants", {"events_registrants": "event_id"})
APPS = Target("/marketplace/apps", {"marketplace_apps": "row_id"})
BARRIERS = Target("/information_barriers/policies", {"information_barriers": "id"})
ROOMS = Target("/rooms", {"rooms": "id"})
ARCHIVE = Target("/archive_files", {"archive_files": "id"})
SITES = Target("/phone/sites", {"phone_sites": "id"})
VOICEMAIL = Target("/phone/voice_mails/{voicemailId}", {"phone_voicemail_transcripts": "id"})
CALL_FILE = Target(
    PHONE_TRANSCRIPT,
    {
        "phone_recording_transcripts": "recording_id",
        "phone_recording_transcript_cues": "recording_id",
    },
)
FAXES = Target("/phone/reports/fax_charges", {"phone_fax_charges": "fax_id"})
QUEUES = Target("/contact_center/queues", {"contact_center_queues": "queue_id"})
TEAMS = Target("/contact_center/teams", {"contact_center_teams": "team_id"})


class Case(NamedTuple):
    """A response of Zoom, and the endpoint that gives it."""

    at: Target
    status: int
    code: int | None = None
    message: str = ""
    kind: str = "status"

    @property
    def answered(self) -> str:
        """Return the status and the code, as messages name them."""
        code = "" if self.code is None else f", code {self.code}"
        return f"HTTP {self.status}{code}"

    @property
    def rule(self) -> ErrorRule:
        """Return the row of the table that the case is for."""
        if self.kind == "page":
            return FIREWALL_PAGE
        if self.at.is_file:  # whose words nobody looks at
            return classify(self.status, None, "", DOWNLOAD)
        return classify(self.status, self.code, self.message, self.at.template)

    @property
    def outcome(self) -> Outcome:
        """Return what comes of it: a list of the whole account is no item among others."""
        of_one = self.rule.outcome in {Outcome.GONE, Outcome.FORBIDDEN, Outcome.FAILED}
        return Outcome.STREAM_UNAVAILABLE if of_one and self.at.is_of_all else self.rule.outcome

    @property
    def tries(self) -> int:
        """Return how often the tap asks before it believes that an item is refused or gone."""
        return MAX_TRIES_OF_ERROR if self.at.is_file and self.status == 403 else 1

    def __str__(self) -> str:
        """Name the test."""
        return f"{self.status}-{self.code}-{self.rule.reason}-{self.message[:20]}-{self.at.stream}"


#: Responses of endpoints that no stream requests (surveys of planned meetings, the location of a
#: transcript) are given by another endpoint: the table doesn't tie those rows to one.
CASES = (
    Case(USERS, 429, 429, "You have reached the maximum per-second rate limit for this API."),
    Case(POLLS, 500, None, ""),
    Case(USERS, 503, 3001, "Meeting does not exist."),
    Case(MEETINGS, 599, 4711, "Invalid access token, does not contain scopes:[a]."),
    Case(REGISTRANTS, 408),
    Case(APPS, 400, 1505, "Internal server error, please try again."),
    Case(MEETING, 401, 124, "Access token is expired."),
    Case(USERS, 400, 124, "Invalid access token."),
    Case(FILE, 401, 124, "Invalid access token."),
    Case(FILE, 403, None, "Downloading this recording is disabled."),
    Case(FILE, 404, 3301, "There is no recording for this meeting."),
    Case(FILE, 410),
    Case(FILE, 502),
    Case(POLLS, 400, 4711, "Invalid access token, does not contain scopes:[meeting:read:admin]."),
    Case(ROLES, 400, 4700, "Invalid access token, does not contain scope."),
    Case(PANELISTS, 400, 104, "Invalid access token, does not contain scopes:[webinar:read]."),
    Case(CALLS, 400, 104, "Invalid access token, does not contain scopes:[phone:read:admin]."),
    Case(DASHBOARD, 400, 200, "Only available for paid account and enabled Dashboard feature."),
    Case(SHOWS, 400, 400, "Only available for Business or higher that have the Dashboard feature."),
    Case(WEBINARS, 400, 200, "Webinar plan is missing. Subscribe to the webinar plan."),
    Case(MEETINGS, 400, 200, "Only available for Paid user: a1b2c3."),
    Case(ATTENDANCE, 400, 200, "Only available for Paid or ZMP account: a1b2c3."),
    Case(GROUPS, 400, 200, "Only available for Paid account."),
    Case(BARRIERS, 400, 200, "Not available for this account, a1b2c3."),
    Case(ROOMS, 400, 200, "Zoom Room subscription not found."),
    Case(QUEUES, 403, 1022, "No Contact Center license."),
    Case(TEAMS, 400, 4101, "No Teams feature enabled."),
    Case(ARCHIVE, 400, 2001, "Account does not exist: a1b2c3."),
    Case(OF_ACCOUNT, 400, 200, "Only available for Paid accounts."),
    Case(OF_ACCOUNT, 400, 200, "The selected groups of role scope have more than 5 members."),
    Case(PHONES, 403, 2031, "Phone not enabled."),
    Case(CALLS, 404, 2001, "Account does not exist: a1b2c3."),
    Case(RECORDED_CALLS, 401, 124, "Account does not exist: a1b2c3."),
    Case(PHONES, 400, 124, "You do not have permission for the site."),
    Case(TRAIL, 403, None, "No permission."),
    Case(TRAIL, 403, 200, "No permission."),
    Case(TRAIL, 404, 1010, "User does not belong to this account."),
    Case(SIGN_INS, 400, 200, "No permission."),
    Case(GROUPS, 400, 200, "No permission."),
    Case(SUMMARIES, 403, 2305, "Access to meeting summaries is restricted by account settings."),
    Case(HISTORY, 403, 12703, "No permission for the group."),
    Case(TELEPHONE, 400, 200, "Missing toll-free plan."),
    Case(SITES, 400, 300, "Multiple Sites option has been disabled."),
    Case(REGISTRANTS, 400, 200, "No permission."),
    Case(RECORDINGS, 400, 200, "You do not have the right permissions."),
    Case(REGISTRANTS, 400, 300, "The next page token is invalid or expired."),
    Case(CALLS, 400, 400, "next_page_token is invalid."),
    Case(SESSIONS, 400, 300, "It can only be for a month that falls within the last six months."),
    Case(SESSIONS, 400, 300, "Report can only be provided for the recent 6 months."),
    Case(FAXES, 400, 400, "Invalid from/to time."),
    Case(REGISTRANTS, 400, 300, "This meeting has not registration required: 97763643886"),
    Case(QUESTIONS, 400, 3000, "Registration has not been enabled for this meeting."),
    Case(QUESTIONS, 400, 3000, "It isn't on."),
    Case(QUESTIONS, 404, 404, "Registration has not been enabled for this meeting."),
    Case(POLLS, 400, 3000, "Survey disabled."),
    Case(SUMMARIES, 400, 3000, "Meeting summary disabled."),
    Case(SUMMARY, 400, 3000, "Meeting summary disabled."),
    Case(WEBINAR_POLLS, 400, 4400, "Webinar polls disabled."),
    Case(POLLS, 404, 404, "Meeting Poll not found"),
    Case(RECORDINGS, 404, 3301, "There is no recording for this meeting."),
    Case(POLLS, 404, 3322, "Transcript does not exist."),
    Case(CALL_FILE, 400, 404, "File does not exist."),
    Case(CALL_FILE, 400, 12002, "In process."),
    Case(QNA, 404, 3001, "Webinar does not exist."),
    Case(INSTANCES, 404, 3001, "This meeting is not found or has expired."),
    Case(HELD, 404),
    Case(MEETING, 404, 3001, "Meeting does not exist: 97763643886."),
    Case(WEBINAR, 400, 3001, "Webinar does not exist."),
    Case(MEETING, 400, 3000, "Cannot access webinar info."),
    Case(REGISTRANTS, 400, 300, "Cannot access webinar info."),
    Case(WEBINAR, 400, 300, "Can not access meeting info, 97763643886."),
    Case(PANELISTS, 400, 300, "Invalid webinar ID."),
    Case(VOICEMAIL, 400, 300, "Voice mail does not exist: a1b2c3."),
    Case(REGISTRANTS, 400, 300, "Invalid occurrence ID."),
    Case(PANELISTS, 400, 300, "Validation Failed."),
    Case(POLLS, 404, 300, "Meeting ID does not exist."),
    Case(MEETINGS, 404, 1001, "User does not exist: a1b2c3."),
    Case(WEBINARS, 400, 1010, "User does not belong to this account."),
    Case(QNA, 401, 1010, "User does not belong to this account."),
    Case(ROLE, 400, 1034, "role_id does not exist."),
    Case(USER, 400, 1120, "Valid invitation not found."),
    Case(SUMMARY, 403, 2305, "The meeting summary has been moved to Trash."),
    Case(MEETING, 403, 2306, "Not allowed to view meetings scheduled for others."),
    Case(RESULTS, 400, 3003, "Not meeting host."),
    Case(MEETINGS, 400, 3161, "Meeting hosting and scheduling capabilities are not allowed."),
    Case(MEMBERS, 404, 4130, "Group does not exist."),
    Case(MEMBERS, 410, 4137, "This group is gone."),
    Case(ATTENDANCE, 400, 12702, "Can not access a meeting a year ago."),
    Case(MEMBERS, 403, 12703, "No permission for the group."),
    Case(DEALS, 403, 5001, "Access is denied."),
    Case(ACTIVITIES, 403, 1004, "You don't have the permission."),
    Case(ACTIVITIES, 404, 1005, "Deal does not exist: a1b2c3."),
    Case(SCORES, 400, 1001, "Invalid request param"),
    Case(TICKETS, 404, 2002, "Event not found."),
    Case(GUESTS, 403, 260200, "Event access denied."),
    Case(USERS, 403, None, "Access to the Zoom REST API has been denied for this account."),
    Case(USERS, 404, 2001, "Account does not exist."),
    Case(QNA, 400, 2300, "This API endpoint is not recognized."),
    Case(ATTENDANCE, 403, kind="page"),
    Case(MEETINGS, 400, 9999, "Something new."),
    Case(POLLS, 418, None, "Something\nnew."),
)


Batch = tuple[Case, ...]


def _batches(*outcomes: Outcome, of_all: bool | None = None) -> list[Any]:
    """Group the cases of some outcomes: those of a batch are met by one run.

    No two of them concern the same stream, so none hides or changes what the others do.
    Inside of a success, a response means the same; ``tests/api/test_error_rules.py`` shows that
    of each. Here, those are met that need no run of their own, or at least one.

    Args:
        outcomes: What has to come of the cases.
        of_all: Whether the whole account is meant; None for either.
    """
    batches: list[list[Case]] = []
    for case in _cases_of(*outcomes, of_all=of_all):
        if not _joins(batches, case):
            batches.append([case])
    inside = list(_cases_of(*outcomes, of_all=of_all, in_success=True))
    if inside and not [case for case in inside if _joins(batches, case)]:
        batches.append(inside[:1])
    return [pytest.param(tuple(batch), id=" ".join(map(str, batch))[:80]) for batch in batches]


def _joins(batches: list[list[Case]], case: Case) -> bool:
    """Add a case to the first batch that has room for it, if there is one."""
    for batch in batches:
        if not any(case.at.lost.keys() & other.at.lost.keys() for other in batch):
            batch.append(case)
            return True
    return False


def _cases_of(
    *outcomes: Outcome, of_all: bool | None = None, in_success: bool = False
) -> Iterator[Case]:
    for case in CASES:
        if of_all is not None and case.at.is_of_all != of_all:
            continue
        met = case
        if in_success:
            if not case.code or case.status >= 429 or case.at.is_file:
                continue
            met = case._replace(status=200)
        if met.outcome in outcomes:
            yield met


def _each(*outcomes: Outcome) -> list[Any]:
    """Return the cases of some outcomes, and one of them inside of a success."""
    inside = islice(_cases_of(*outcomes, in_success=True), 1)
    return [pytest.param(case, id=str(case)) for case in (*_cases_of(*outcomes), *inside)]


class Normal(NamedTuple):
    """An account, and what a run shows of it while nothing is refused."""

    zoom: Zoom
    truth: dict[str, list[dict[str, Any]]]
    counts: dict[str, dict[str, int]]


@pytest.fixture(scope="module")
def normal() -> Iterator[Normal]:
    """One account for all cases: each takes its fault away again."""
    lost = {name for case in CASES for name in case.at.lost}
    with small(page_cap=20) as zoom:
        streams = {*PLANNED, *lost}
        lines = table(read(zoom, streams).log)
        counts = {name: line.counts for name, line in lines.items()}
        yield Normal(zoom, truth(zoom, streams), counts)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("backoff.full_jitter", lambda value: value / 100)
    with quick_retries():
        yield


def _meet(
    zoom: Zoom, *batch: Case, paths: tuple[str, ...] = (), **when: Any
) -> tuple[Output, list[Fault]]:
    """Run while each case is answered at its endpoint, or at a path."""
    faults = []
    for number, case in enumerate(batch):
        code = {} if case.code is None else {"code": case.code}
        fault = zoom.faults.add(
            f"^{re.escape(paths[number] if paths else case.at.template)}$",
            kind=case.kind,
            status=case.status,
            body={**code, "message": case.message} if case.kind == "status" else None,
            headers={"Retry-After": "0"},
            **when,
        )
        faults.append(fault)
    del zoom.log[:]
    streams = {"users", "channels", *(name for case in batch for name in case.at.lost)}
    for each in (MEETING_FAMILY, WEBINAR_FAMILY):
        if streams & each:
            streams |= each
    settings: dict[str, Any] = {}
    if OF_ACCOUNT in [case.at for case in batch]:
        settings["recording_source"] = "account"
    try:
        output = read(zoom, streams, **settings)
    finally:
        for fault in faults:
            zoom.faults.remove(fault)
    for case, fault in zip(batch, faults, strict=True):
        assert fault.struck, case
    assert not any(entry.malformed for entry in zoom.log)
    return output, faults


def _assert_others_complete(output: Output, normal: Normal, batch: Batch) -> None:
    lost = {name for case in batch for name in case.at.lost}
    others = {
        name: rows
        for name, rows in normal.truth.items()
        if name in output.schemas and name not in lost
    }
    assert len(others) > 1
    assert_complete(output, others)


def test_every_row_of_the_table_has_a_case() -> None:
    met = Counter(id(case.rule) for case in CASES)

    assert [rule for rule in (*ERROR_RULES, FIREWALL_PAGE, UNKNOWN) if not met[id(rule)]] == []


def _one(normal: Normal, target: Target) -> tuple[str, Any]:
    """Return the path of an item that has rows, and its id."""
    field = target.lost[target.stream]
    item = next(row[field] for row in normal.truth[target.stream] if row.get(field))
    if target.is_file:
        files = normal.truth["recording_files"]
        url = next(row["download_url"] for row in files if row.get("file_id") == item)
        return urlsplit(url).path, item
    return "/v2" + re.sub(r"{\w+}", lambda _: wire_uuid(str(item)), target.template), item


@pytest.mark.parametrize(
    "batch", _batches(Outcome.NO_DATA, Outcome.GONE, Outcome.FORBIDDEN, of_all=False)
)
def test_what_concerns_one_item_costs_only_its_rows_and_is_counted(
    normal: Normal, batch: Batch
) -> None:
    paths, items = zip(*(_one(normal, case.at) for case in batch), strict=True)
    output, faults = _meet(normal.zoom, *batch, paths=paths)

    assert output.error is None
    left = {name: rows for name, rows in normal.truth.items() if name in output.schemas}
    for case, item in zip(batch, items, strict=True):
        for name, field in case.at.lost.items():
            left[name] = [row for row in left.get(name, ()) if row.get(field) != item]
        assert len(left[case.at.stream]) < len(normal.truth[case.at.stream]), case
    assert_complete(output, left)
    lines = table(output.log)
    for case, fault in zip(batch, faults, strict=True):
        reason, stream = case.rule.reason, case.at.stream
        before = normal.counts[stream].get(reason, 0)
        assert lines[stream].counts[reason] == before + fault.struck // case.tries, case


@pytest.mark.parametrize("batch", _batches(Outcome.NO_DATA, of_all=True))
def test_what_the_account_never_used_is_empty_and_no_failure(normal: Normal, batch: Batch) -> None:
    output, faults = _meet(normal.zoom, *batch)

    assert output.error is None
    for case, fault in zip(batch, faults, strict=True):
        assert not output.records[case.at.stream], case
        assert table(output.log)[case.at.stream].counts == {case.rule.reason: fault.struck}, case
    _assert_others_complete(output, normal, batch)


def _told_of(stream: str, output: Output) -> str:
    """Return what the last line of the log says of a stream, and of what follows it there."""
    names = rf"\b{stream}(?:, \w+)*(?: and \d+ more)?: (.*)"
    found = re.search(names, str(output.error))
    assert found, (stream, str(output.error))
    return found[1]


@pytest.mark.parametrize("batch", _batches(Outcome.FORBIDDEN, Outcome.GONE))
def test_a_stream_of_which_everything_is_refused_or_gone_cannot_be_read(
    normal: Normal, batch: Batch
) -> None:
    output, faults = _meet(normal.zoom, *batch)

    assert isinstance(output.error, IncompleteSync)
    for case, fault in zip(batch, faults, strict=True):
        stream, reason = case.at.stream, case.rule.reason
        count = fault.struck // case.tries
        why = "every request was refused"
        if case.outcome is Outcome.GONE:
            why = f"{count} of {count} items can't be read"
        assert _told_of(stream, output).startswith(f"{why}: {reason}")
        line = table(output.log)[stream]
        assert line.left_out.startswith(f"not read: {why}: {reason}")
        assert line.counts[reason] == count
        assert not output.records[stream]
    _assert_others_complete(output, normal, batch)


@pytest.mark.parametrize("batch", _batches(Outcome.FAILED))
def test_what_nobody_foresaw_fails_its_item_which_is_named(normal: Normal, batch: Batch) -> None:
    """To take it for "no data" would lose rows silently."""
    paths, items = zip(*(_one(normal, case.at) for case in batch), strict=True)
    output, _ = _meet(normal.zoom, *batch, paths=paths)

    assert isinstance(output.error, IncompleteSync)
    lines = table(output.log)
    for case, path in zip(batch, paths, strict=True):
        stream = case.at.stream
        count = len({entry.query for entry in normal.zoom.log if entry.path == path})
        assert f"{stream}: {count}" in str(output.error)
        assert lines[stream].counts["failed"] == count
        told = f"WARNING {stream}: {path.removeprefix('/v2')} failed (HTTP {case.status}"
        named = [line for line in output.log.splitlines() if line.startswith(told)]
        assert len(named) == count
        for line in named:
            assert " ".join(case.message.split()) in line
            assert re.search(r"; tracking id v=2\.0;rid=WEB_\w+", line)
    left = {name: rows for name, rows in normal.truth.items() if name in output.schemas}
    for case, item in zip(batch, items, strict=True):
        for name, field in case.at.lost.items():
            left[name] = [row for row in left.get(name, ()) if row.get(field) != item]
    assert_complete(output, left)


@pytest.mark.parametrize("batch", _batches(Outcome.STREAM_UNAVAILABLE))
def test_what_the_app_or_the_plan_lacks_is_named_once_and_hardly_requested_again(
    normal: Normal, batch: Batch
) -> None:
    output, faults = _meet(normal.zoom, *batch)

    assert isinstance(output.error, IncompleteSync)
    told = str(output.error)
    assert len(told.splitlines()) == 1
    for case, fault in zip(batch, faults, strict=True):
        why = f"{case.rule.reason} ({case.answered}"
        assert len(re.findall(rf"\b{case.at.stream}[,:]", told)) == 1, case
        assert _told_of(case.at.stream, output).startswith(why)
        assert case.message in told
        for lost in case.at.lost:
            assert table(output.log)[lost].left_out.startswith("not read: "), case
            assert not output.records[lost]
        assert fault.struck <= A_FEW, case
    _assert_others_complete(output, normal, batch)


@pytest.mark.parametrize(
    "batch", _batches(Outcome.RESTART_PAGINATION, Outcome.RATE_LIMITED, Outcome.RETRY)
)
def test_what_passes_costs_nothing(normal: Normal, batch: Batch) -> None:
    output, _ = _meet(normal.zoom, *batch, nth=2)

    assert output.error is None
    assert_complete(output, {name: normal.truth[name] for name in output.schemas})
    lines = table(output.log)
    assert {name: lines[name].counts for name in lines} == {n: normal.counts[n] for n in lines}


@pytest.mark.parametrize("case", _each(Outcome.REFRESH_TOKEN))
def test_a_refused_token_costs_one_new_token(normal: Normal, case: Case) -> None:
    before = normal.zoom.oauth.issued
    output, _ = _meet(normal.zoom, case, times=1)

    assert output.error is None
    assert normal.zoom.oauth.issued == before + 2
    assert_complete(output, {name: normal.truth[name] for name in output.schemas})


@pytest.mark.parametrize("case", _each(Outcome.TOO_OLD))
def test_what_is_too_old_moves_the_window(normal: Normal, case: Case) -> None:
    zoom, template, streams = normal.zoom, case.at.template, ["users", case.at.stream]
    body = {"code": case.code, "message": case.message}
    fault = zoom.faults.add(f"^{re.escape(template)}$", status=case.status, body=body, times=1)
    del zoom.log[:]
    output = extract(zoom, catalog_of(*streams))
    zoom.faults.remove(fault)

    log = [entry.query for entry in zoom.log if entry.template == template]
    asked = [parse_qs(query)["from"][0] for query in log]
    first, second, third = map(date.fromisoformat, sorted(set(asked))[:3])
    assert fault.struck
    assert asked.count(first.isoformat()) == 1
    assert second == first + timedelta(days=1)
    assert third > first + timedelta(days=20), "a day that Zoom has was left out for some hosts"
    assert output.error is None
    assert_complete(output, zoom.truth(streams=streams))
    assert "older than Zoom keeps" not in output.log


@pytest.mark.parametrize("case", _each(Outcome.FATAL))
def test_an_error_without_remedy_ends_the_run_and_is_reported_in_full(
    normal: Normal, case: Case
) -> None:
    output, _ = _meet(normal.zoom, case)

    assert isinstance(output.error, ApiError)
    told = str(output.error)
    assert len(told.splitlines()) == 1
    assert f"{case.answered}: {' '.join(case.message.split())}" in told
    assert f"of stream {case.at.stream}" in told
    assert re.search(r"tracking id v=2\.0;rid=WEB_\w+", told)
    assert case.rule.reason in told
    assert output.stdout.splitlines()[-1].startswith('{"type":"STATE"')
    assert table(output.log)


def test_without_the_list_of_users_nothing_of_them_passes_for_read(normal: Normal) -> None:
    output, _ = _meet(normal.zoom, Case(USERS, 403, kind="page"))

    assert isinstance(output.error, IncompleteSync)
    why = f"{FIREWALL_PAGE.reason} (HTTP 403"
    assert _told_of("users", output).startswith(why)
    for stream in family("users") & output.schemas.keys():
        assert table(output.log)[stream].left_out.startswith("not read: ")
        assert not output.records[stream]
