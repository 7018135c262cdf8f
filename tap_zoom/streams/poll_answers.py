"""Answers to polls, questions and surveys, one row per answer."""

from __future__ import annotations

from tap_zoom.base.embedded import EmbeddedStream
from tap_zoom.streams import meetings, webinars
from tap_zoom.streams.reports import responses

#: The fields that distinguish the answers of one respondent.
_QUESTION = ("polling_id", "question_id", "question")


class MeetingPollAnswers(EmbeddedStream):
    """Answers to the polls of a past meeting."""

    name = "meeting_poll_answers"
    parent_stream_type = meetings.MeetingPollResults
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class MeetingQnaAnswers(EmbeddedStream):
    """Questions asked in a past meeting, with their answers."""

    name = "meeting_qna_answers"
    parent_stream_type = meetings.MeetingQnaResults
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class WebinarPollAnswers(EmbeddedStream):
    """Answers to the polls of a past webinar."""

    name = "webinar_poll_answers"
    parent_stream_type = webinars.WebinarPollResults
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class WebinarQnaAnswers(EmbeddedStream):
    """Questions asked in a past webinar, with their answers."""

    name = "webinar_qna_answers"
    parent_stream_type = webinars.WebinarQnaResults
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportMeetingPollAnswers(EmbeddedStream):
    """Answers to the polls of a past meeting, from the reports."""

    name = "report_meeting_poll_answers"
    parent_stream_type = responses.ReportMeetingPolls
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportMeetingQnaAnswers(EmbeddedStream):
    """Questions asked in a past meeting, with their answers, from the reports."""

    name = "report_meeting_qna_answers"
    parent_stream_type = responses.ReportMeetingQna
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportMeetingSurveyAnswers(EmbeddedStream):
    """Answers to the survey of a meeting."""

    name = "report_meeting_survey_answers"
    parent_stream_type = responses.ReportMeetingSurvey
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportWebinarPollAnswers(EmbeddedStream):
    """Answers to the polls of a past webinar, from the reports."""

    name = "report_webinar_poll_answers"
    parent_stream_type = responses.ReportWebinarPolls
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportWebinarQnaAnswers(EmbeddedStream):
    """Questions asked in a past webinar, with their answers, from the reports."""

    name = "report_webinar_qna_answers"
    parent_stream_type = responses.ReportWebinarQna
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION


class ReportWebinarSurveyAnswers(EmbeddedStream):
    """Answers to the survey of a webinar."""

    name = "report_webinar_survey_answers"
    parent_stream_type = responses.ReportWebinarSurvey
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")
    row_key_fields = _QUESTION
