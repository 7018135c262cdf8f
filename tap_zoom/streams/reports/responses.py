"""Reports on the polls, Q&A and surveys of past sessions."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.embedded import EMBEDDED_ROWS
from tap_zoom.base.past_instances import RESPONDENT_FIELDS
from tap_zoom.base.stream import ZoomStream
from tap_zoom.state.bookmark import SESSION_REPLICATION_KEY
from tap_zoom.streams import webinars
from tap_zoom.streams.reports import PRO, report_scopes
from tap_zoom.streams.reports.attendance import ReportMeetings, ReportWebinars


class Responses(ZoomStream):
    """Responses, one row per respondent, including anonymous ones."""

    selected_by_default = False
    records_key = "questions"
    rate_limit_label = RateLimitLabel.HEAVY
    page_size = None
    replication_key = SESSION_REPLICATION_KEY
    plan_requirement = PRO
    row_key_fields = ("user_id", "email", "name", "first_name", "last_name")
    child_context_fields = RESPONDENT_FIELDS


#: Where a survey's fields are, next to the rows and in them.
_SURVEY_FIELDS = ("survey_id", "survey_name")
_SURVEY_CONTEXT = {
    **Responses.child_context_fields,
    "survey_id": "survey_id",
    "survey_name": "survey_name",
    EMBEDDED_ROWS: "answer_details",
}


class ReportMeetingPolls(Responses):
    """Answers to the polls of a past meeting, one row per respondent."""

    name = "report_meeting_polls"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/polls"
    scopes = report_scopes("list_meeting_polls")
    primary_keys = ("meeting_uuid", "row_id")


class ReportMeetingQna(Responses):
    """Questions asked in a past meeting and their answers, one row per person."""

    name = "report_meeting_qna"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/qa"
    scopes = report_scopes("meeting_qna")
    primary_keys = ("meeting_uuid", "row_id")


class ReportMeetingSurvey(Responses):
    """Answers to the survey of a meeting, one row per respondent."""

    name = "report_meeting_survey"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/survey"
    records_key = "survey_answers"
    response_fields = _SURVEY_FIELDS
    child_context_fields = _SURVEY_CONTEXT
    scopes = report_scopes("meeting_survey")
    primary_keys = ("meeting_uuid", "row_id")


class ReportWebinarPolls(Responses):
    """Answers to the polls of a past webinar, one row per respondent."""

    name = "report_webinar_polls"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/polls"
    scopes = report_scopes("list_webinar_polls")
    plan_requirement = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")


class ReportWebinarQna(Responses):
    """Questions asked in a past webinar and their answers, one row per person."""

    name = "report_webinar_qna"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/qa"
    scopes = report_scopes("webinar_qna")
    plan_requirement = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")


class ReportWebinarSurvey(Responses):
    """Answers to the survey of a webinar, one row per respondent."""

    name = "report_webinar_survey"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/survey"
    records_key = "survey_answers"
    response_fields = _SURVEY_FIELDS
    child_context_fields = _SURVEY_CONTEXT
    scopes = report_scopes("webinar_survey")
    plan_requirement = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")
