"""Answers to polls, questions and surveys, one row each, for whoever has no JSON functions."""

from __future__ import annotations

from tap_zoom.base.embedded import Derived
from tap_zoom.streams import meetings, webinars
from tap_zoom.streams.reports import responses


class Answers(Derived):
    """One row for each item of a respondent's list."""

    row_identity = ("polling_id", "question_id", "question")


class _OfMeeting(Answers):
    primary_keys = ("meeting_uuid", "respondent_id", "row_id")


class _OfWebinar(Answers):
    primary_keys = ("webinar_uuid", "respondent_id", "row_id")


class MeetingPollAnswers(_OfMeeting):
    """Answers to the polls of a held meeting."""

    name = "meeting_poll_answers"
    parent_stream_type = meetings.MeetingPollResults


class MeetingQnaAnswers(_OfMeeting):
    """Questions asked in a held meeting, with their answers."""

    name = "meeting_qna_answers"
    parent_stream_type = meetings.MeetingQnaResults


class WebinarPollAnswers(_OfWebinar):
    """Answers to the polls of a held webinar."""

    name = "webinar_poll_answers"
    parent_stream_type = webinars.WebinarPollResults


class WebinarQnaAnswers(_OfWebinar):
    """Questions asked in a held webinar, with their answers."""

    name = "webinar_qna_answers"
    parent_stream_type = webinars.WebinarQnaResults


class ReportMeetingPollAnswers(_OfMeeting):
    """Answers to the polls of a held meeting, from the reports."""

    name = "report_meeting_poll_answers"
    parent_stream_type = responses.ReportMeetingPolls


class ReportMeetingQnaAnswers(_OfMeeting):
    """Questions asked in a held meeting, with their answers, from the reports."""

    name = "report_meeting_qna_answers"
    parent_stream_type = responses.ReportMeetingQna


class ReportMeetingSurveyAnswers(_OfMeeting):
    """Answers to the survey after a meeting."""

    name = "report_meeting_survey_answers"
    parent_stream_type = responses.ReportMeetingSurvey


class ReportWebinarPollAnswers(_OfWebinar):
    """Answers to the polls of a held webinar, from the reports."""

    name = "report_webinar_poll_answers"
    parent_stream_type = responses.ReportWebinarPolls


class ReportWebinarQnaAnswers(_OfWebinar):
    """Questions asked in a held webinar, with their answers, from the reports."""

    name = "report_webinar_qna_answers"
    parent_stream_type = responses.ReportWebinarQna


class ReportWebinarSurveyAnswers(_OfWebinar):
    """Answers to the survey after a webinar."""

    name = "report_webinar_survey_answers"
    parent_stream_type = responses.ReportWebinarSurvey
