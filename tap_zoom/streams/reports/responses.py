"""Reports on what people said in held sessions: polls, questions and answers, surveys."""

from __future__ import annotations

from tap_zoom.api.request import Label
from tap_zoom.base.embedded import ITEMS
from tap_zoom.base.past_instances import RESPONDENT
from tap_zoom.base.per_session import PerSession
from tap_zoom.streams import webinars
from tap_zoom.streams.reports.attendance import ReportMeetings, ReportWebinars
from tap_zoom.streams.reports.session_sources import PRO
from tap_zoom.streams.reports.usage import report_scopes


class Responses(PerSession):
    """One row a respondent, anonymous ones too."""

    selected_by_default = False
    records_key = "questions"
    label = Label.HEAVY
    page_size = None
    plan = PRO
    row_identity = ("user_id", "email", "name", "first_name", "last_name")
    hands_down = {**RESPONDENT, "first_name": "first_name", "last_name": "last_name"}


class SurveyResponses(Responses):
    """What one respondent answered to the survey after a session."""

    records_key = "survey_answers"
    envelope = ("survey_id", "survey_name")
    hands_down = {
        **Responses.hands_down,
        "survey_id": "survey_id",
        "survey_name": "survey_name",
        ITEMS: "answer_details",
    }


class ReportMeetingPolls(Responses):
    """What people answered to the polls of a held meeting, one row a respondent."""

    name = "report_meeting_polls"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/polls"
    scopes = report_scopes("list_meeting_polls")
    primary_keys = ("meeting_uuid", "row_id")


class ReportMeetingQna(Responses):
    """What people asked in a held meeting and what was answered, one row a person."""

    name = "report_meeting_qna"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/qa"
    scopes = report_scopes("meeting_qna")
    primary_keys = ("meeting_uuid", "row_id")


class ReportMeetingSurvey(SurveyResponses):
    """What people answered to the survey after a meeting, one row a respondent."""

    name = "report_meeting_survey"
    parent_stream_type = ReportMeetings
    path = "/report/meetings/{meeting_uuid}/survey"
    scopes = report_scopes("meeting_survey")
    primary_keys = ("meeting_uuid", "row_id")


class ReportWebinarPolls(Responses):
    """What people answered to the polls of a held webinar, one row a respondent."""

    name = "report_webinar_polls"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/polls"
    scopes = report_scopes("list_webinar_polls")
    plan = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")


class ReportWebinarQna(Responses):
    """What people asked in a held webinar and what was answered, one row a person."""

    name = "report_webinar_qna"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/qa"
    scopes = report_scopes("webinar_qna")
    plan = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")


class ReportWebinarSurvey(SurveyResponses):
    """What people answered to the survey after a webinar, one row a respondent."""

    name = "report_webinar_survey"
    parent_stream_type = ReportWebinars
    path = "/report/webinars/{webinar_uuid}/survey"
    scopes = report_scopes("webinar_survey")
    plan = webinars.PLAN
    primary_keys = ("webinar_uuid", "row_id")
