"""The table of error rules: what a response means, by status, code, message and endpoint."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_zoom.api.error_rules import DOWNLOAD, ERROR_RULES, UNKNOWN, Outcome, classify
from tests.support import texts

MEETING = "/meetings/{meeting_id}"
INSTANCES = "/past_meetings/{meeting_id}/instances"
WEBINAR_INSTANCES = "/past_webinars/{webinar_id}/instances"
WEBINARS = "/users/{user_id}/webinars"
REPORTS = "/report/users/{user_id}/meetings"
QUESTIONS = "/meetings/{meeting_id}/registrants/questions"
SUMMARY = "/meetings/{uuid}/meeting_summary"


class Case(NamedTuple):
    """An error response and its outcome."""

    outcome: Outcome
    status: int
    code: int | None
    message: str
    endpoint: str = MEETING


# Short names, so that each case fits on a line.
LIMITED, RETRY, REFRESH = Outcome.RATE_LIMITED, Outcome.RETRY, Outcome.REFRESH_TOKEN
RESTART, TOO_OLD = Outcome.RESTART_PAGINATION, Outcome.TOO_OLD
NO_DATA, GONE, FAILED = Outcome.NO_DATA, Outcome.GONE, Outcome.FAILED
FATAL = Outcome.FATAL
FORBIDDEN, UNAVAILABLE = Outcome.FORBIDDEN, Outcome.STREAM_UNAVAILABLE

CASES = [
    # --- the token, scopes, plans
    Case(REFRESH, 401, 124, "Invalid access token."),
    Case(REFRESH, 401, 124, "Access token is expired."),
    Case(REFRESH, 401, 124, "Requires an access token"),
    Case(REFRESH, 400, 124, "Invalid access token.", "/users"),
    Case(FORBIDDEN, 400, 124, "You do not have permission for the site.", "/phone/users"),
    Case(UNAVAILABLE, 401, 124, "Account does not exist: a1b2c3.", "/phone/recordings"),
    Case(UNAVAILABLE, 403, 2031, "Phone is not enabled.", "/phone/users"),
    Case(UNAVAILABLE, 404, 2001, "Account does not exist: a1b2c3.", "/phone/users"),
    Case(UNAVAILABLE, 404, 124, "Account does not exist: a1b2c3.", "/phone/reports/operationlogs"),
    Case(NO_DATA, 400, 300, "Multiple Sites option has been disabled.", "/phone/sites"),
    Case(UNAVAILABLE, 400, 200, "Zoom Room subscription not found. Try again.", "/rooms"),
    Case(UNAVAILABLE, 400, 200, "Reservation subscription was not found.", "/workspaces"),
    Case(UNAVAILABLE, 400, 200, "Not available for this account, a1", "/information_barriers"),
    Case(UNAVAILABLE, 401, 1001, "The user of this token was not found.", "/contact_center/queues"),
    Case(UNAVAILABLE, 403, 1022, "No Contact Center license.", "/contact_center/users"),
    Case(UNAVAILABLE, 403, 9001, "Missing privileges on their role.", "/contact_center/queues"),
    Case(UNAVAILABLE, 400, 4101, "No Teams feature enabled.", "/contact_center/teams"),
    Case(UNAVAILABLE, 400, 30055008, "no permission.", "/devices"),
    Case(UNAVAILABLE, 403, 403, "No permission to access", "/chat/activities/channels"),
    Case(UNAVAILABLE, 403, 5001, "Access is denied.", "/zra/deals"),
    Case(UNAVAILABLE, 400, 2001, "Account does not exist: a1b2c3", "/archive_files"),
    Case(UNAVAILABLE, 404, 2001, "Account does not exist: me", "/accounts/{account_id}/settings"),
    Case(UNAVAILABLE, 400, 2001, "Account does not exist.", "/accounts/{account_id}/lock_settings"),
    Case(REFRESH, 401, 30031004, "Invalid or expired token", "/divisions"),
    Case(RETRY, 400, 1505, "Internal server error, please try again.", "/marketplace/apps"),
    Case(RETRY, 400, 2, "ZR core service is disabled. Try again later.", "/workspaces"),
    Case(TOO_OLD, 400, 400, "Report is only for recent 13 months.", "/phone/reports/call_charges"),
    Case(TOO_OLD, 400, 400, "Invalid from/to time.", "/phone/reports/fax_charges"),
    Case(GONE, 400, 300, "Voice mail does not exist: a1.", "/phone/voice_mails/{id}"),
    Case(NO_DATA, 400, 404, "File does not exist.", "/phone/recording_transcript/download/{id}"),
    Case(NO_DATA, 400, 12002, "In process.", "/phone/recording_transcript/download/{id}"),
    Case(NO_DATA, 400, 12001, "Disabled.", "/phone/recording_transcript/download/{id}"),
    Case(FORBIDDEN, 403, 260200, "Event access denied.", "/zoom_events/events/{id}/tickets"),
    Case(FORBIDDEN, 403, 1004, "You don't have the permission.", "/zra/conversations/{id}"),
    Case(GONE, 404, 1005, "Conversation does not exist: a1.", "/zra/conversations/{id}"),
    Case(GONE, 404, 2002, "Event not found.", "/zoom_events/events/{id}/tickets"),
    Case(GONE, 404, 13000, "The Call Queue does not exist.", "/phone/call_queues/{id}/members"),
    Case(GONE, 404, 1012, "Room not found: a1.", "/rooms/{id}/devices"),
    Case(RESTART, 400, 1003100, "The next page token is invalid.", "/number_management/numbers"),
    Case(UNAVAILABLE, 403, None, "No permission.", "/report/meeting_activities"),
    Case(UNAVAILABLE, 400, 200, "The selected groups of role scope have more than 5 members."),
    Case(NO_DATA, 200, 200, "Missing toll-free plan.", "/report/telephone"),
    Case(UNAVAILABLE, 400, 4711, "Invalid access token, does not contain scopes:[user:read:admin]"),
    Case(UNAVAILABLE, 400, 4700, "Invalid access token, does not contain scope"),
    Case(UNAVAILABLE, 400, 104, "Invalid access token, does not contain scopes:[phone:read]"),
    Case(UNAVAILABLE, 400, 200, "Only available for paid account."),
    Case(UNAVAILABLE, 400, 200, "Only available for Paid or ZMP account."),
    Case(UNAVAILABLE, 400, 200, "Only available for paid account and enabled Dashboard feature."),
    Case(UNAVAILABLE, 400, 400, "Only available for ZMP and Business or higher ... Dashboard"),
    Case(FORBIDDEN, 400, 200, "Only available for Paid user: a1b2c3.", REPORTS),
    Case(
        NO_DATA, 400, 200, "Webinar plan is missing. Subscribe to the webinar plan first.", WEBINARS
    ),
    Case(
        NO_DATA, 400, 200, "Cannot use webinar API, you need to subscribe a webinar plan.", WEBINARS
    ),
    Case(NO_DATA, 400, 200, "Not subscribe webinar plan.", WEBINARS),
    Case(FORBIDDEN, 400, 200, "No permission."),
    Case(FORBIDDEN, 400, 200, "You do not have permission to view channel members."),
    # --- files
    Case(REFRESH, 401, None, "", DOWNLOAD),
    Case(FORBIDDEN, 403, None, "", DOWNLOAD),
    Case(GONE, 404, None, "No such file.", DOWNLOAD),
    Case(GONE, 410, None, "", DOWNLOAD),
    Case(RETRY, 502, None, "", DOWNLOAD),
    # --- the page token, the window, the request
    Case(RESTART, 400, 300, "The next page token is invalid or expired.", REPORTS),
    Case(RESTART, 400, 400, "next_page_token is invalid.", "/phone/call_history"),
    Case(TOO_OLD, 400, 300, "... for a month that falls within the last six months.", REPORTS),
    Case(TOO_OLD, 400, 300, "Daily report can only be provided for the recent 6 months."),
    Case(FAILED, 400, 300, "Invalid parameter."),
    Case(FAILED, 400, 300, "Validation Failed."),
    Case(FAILED, 400, 300, "Invalid field."),
    Case(FAILED, 400, 300, "Request Body should be a valid JSON object."),
    Case(FAILED, 400, 12700, "This account cannot query meetings by end_time."),
    Case(UNAVAILABLE, 400, 2300, "This API endpoint is not recognized."),
    # --- no data
    Case(NO_DATA, 400, 300, "This meeting has not registration required: 97763643886"),
    Case(NO_DATA, 400, 3000, "Registration has not been enabled for this meeting: 97763643886."),
    Case(NO_DATA, 400, 3000, "This meeting doesn't have registration required.", QUESTIONS),
    Case(NO_DATA, 400, 3000, "", QUESTIONS),
    Case(NO_DATA, 404, 404, "Registration has not been enabled for this meeting: 97763643886."),
    Case(NO_DATA, 400, 3000, "Survey disabled.", "/meetings/{meeting_id}/survey"),
    Case(NO_DATA, 400, 3000, "Meeting summary disabled.", SUMMARY),
    Case(NO_DATA, 400, 4400, "Meeting polls disabled.", "/meetings/{meeting_id}/polls"),
    Case(NO_DATA, 404, 404, "Meeting Poll not found.", "/meetings/{meeting_id}/polls"),
    Case(NO_DATA, 404, 3301, "There is no recording for this meeting."),
    Case(NO_DATA, 404, 3322, "Transcript does not exist."),
    Case(NO_DATA, 404, 3001, "This meeting is not found or has expired.", INSTANCES),
    Case(NO_DATA, 404, None, "", WEBINAR_INSTANCES),
    Case(NO_DATA, 404, 3001, "Meeting does not exist.", "/report/meetings/{uuid}/polls"),
    # --- one item
    Case(GONE, 404, 3001, "Meeting does not exist: 97763643886."),
    Case(GONE, 404, 3001, "The meeting ID is invalid or not end."),
    Case(GONE, 404, 3001, "User does not exist.", "/users/{user_id}/upcoming_meetings"),
    Case(GONE, 404, 300, "Meeting ID does not exist.", "/meetings/{meeting_id}/survey"),
    Case(NO_DATA, 400, 3000, "Cannot access webinar info."),
    Case(NO_DATA, 400, 300, "Cannot access webinar info."),
    Case(FORBIDDEN, 400, 300, "Can not access meeting info, 97763643886."),
    Case(FORBIDDEN, 400, 300, "Cannot access meeting information."),
    Case(GONE, 400, 300, "Invalid webinar ID."),
    Case(GONE, 400, 300, "Invalid meeting ID."),
    Case(GONE, 400, 300, "Invalid occurrence ID."),
    Case(FAILED, 400, 1001, "The from or to time is invalid.", "/zra/deals"),
    Case(GONE, 404, 1001, "User does not exist: a1b2c3.", REPORTS),
    Case(FORBIDDEN, 400, 1010, "User does not belong to this account.", REPORTS),
    Case(FORBIDDEN, 404, 1010, "Group does not belong to this account."),
    Case(FORBIDDEN, 401, 1010, "User does not belong to this account.", "/past_meetings/{uuid}/qa"),
    Case(GONE, 400, 1034, "role_id does not exist."),
    Case(NO_DATA, 400, 1120, "Valid invitation not found."),
    Case(FORBIDDEN, 403, 2305, "Access to meeting summaries is restricted.", SUMMARY),
    Case(FORBIDDEN, 403, 2306, "Not allowed to view meetings scheduled for others."),
    Case(FORBIDDEN, 400, 3003, "Not meeting host."),
    Case(NO_DATA, 400, 3161, "Meeting hosting and scheduling capabilities are not allowed ..."),
    Case(GONE, 404, 4130, "Group does not exist."),
    Case(GONE, 410, 4137, "This group is gone."),
    Case(NO_DATA, 400, 12702, "Can not access a meeting a year ago.", REPORTS),
    Case(FORBIDDEN, 403, 12703, "No permission for the group."),
    # --- the account, the servers
    Case(FATAL, 403, None, "Access to the Zoom REST API has been denied for this account."),
    Case(FATAL, 404, 2001, "Account does not exist."),
    Case(FAILED, 403, None, "Access denied"),
    Case(LIMITED, 429, 429, "You have reached the maximum per-second rate limit for this API."),
    Case(LIMITED, 429, None, ""),
    Case(RETRY, 500, None, ""),
    Case(RETRY, 503, 3001, "Meeting does not exist."),
    Case(RETRY, 408, None, ""),
]
KNOWN_CODES = {code for rule in ERROR_RULES for code in rule.codes if code is not None}
#: Under HTTP 200, the status doesn't help: 124 is then about the token, 300 a bad request.
AMBIGUOUS_WITHOUT_STATUS = {(400, 124), (404, 300)}


@pytest.mark.parametrize(
    "case", CASES, ids=[f"{case.status}-{case.code}-{case.message[:40]}" for case in CASES]
)
def test_error_response_has_its_outcome(case: Case) -> None:
    rule = classify(case.status, case.code, case.message, case.endpoint)

    assert rule.outcome is case.outcome


@pytest.mark.parametrize(
    "case",
    [
        case
        for case in CASES
        if case.code
        and case.status < 429
        and (case.status, case.code) not in AMBIGUOUS_WITHOUT_STATUS
    ],
)
def test_error_under_http_200_has_the_same_outcome(case: Case) -> None:
    """Zoom reports some errors that way: their code says what they are."""
    assert classify(200, case.code, case.message, case.endpoint).outcome is case.outcome


def test_bad_request_under_http_200_loses_no_rows() -> None:
    """Code 300 is a bad request there, not a missing item."""
    assert classify(200, 300, "Invalid parameter.", REPORTS).outcome is FAILED
    assert classify(404, 300, "", REPORTS).outcome is GONE


def test_every_rule_decides_a_case() -> None:
    """No rule is shadowed by an earlier one."""
    deciding = {id(classify(c.status, c.code, c.message, c.endpoint)) for c in CASES}

    assert [rule for rule in ERROR_RULES if id(rule) not in deciding] == []


def test_every_rule_has_a_reason_and_a_source() -> None:
    for rule in ERROR_RULES:
        assert rule.reason
        assert rule.source
        assert rule.outcome is not Outcome.OK


@given(
    status=st.integers(400, 499).filter(lambda status: status not in {408, 429}),
    code=st.integers(0, 20_000).filter(lambda code: code not in KNOWN_CODES),
    message=texts,
)
def test_unknown_error_fails_its_item(status: int, code: int, message: str) -> None:
    """Assuming "no data" would lose rows silently."""
    assert classify(status, code, message, MEETING) is UNKNOWN
    assert UNKNOWN.outcome is FAILED


@given(
    status=st.sampled_from([200, 201, 204, 206]),
    code=st.none() | st.integers(0, 20_000) | st.sampled_from(sorted(KNOWN_CODES)),
    message=st.sampled_from(sorted({case.message for case in CASES})),
    endpoint=st.sampled_from(sorted({case.endpoint for case in CASES})),
)
def test_successful_status_matches_rules_by_code_only(
    status: int, code: int | None, message: str, endpoint: str
) -> None:
    """Neither a message nor a missing code is enough."""
    rule = classify(status, code, message, endpoint)

    assert rule is UNKNOWN or (code is not None and code in rule.codes)


def test_messages_match_in_any_case() -> None:
    assert classify(400, 300, "NEXT PAGE TOKEN expired", REPORTS).outcome is RESTART
