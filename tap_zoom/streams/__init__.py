"""All streams, one module for each area of Zoom's."""

from tap_zoom.client import ZoomStream
from tap_zoom.streams import chat, meetings, reports, sessions, users, webinars

#: In the order in which a run goes through the roots. Users come first: whatever else needs to
#: know them then does, and a daily limit on reports doesn't keep them from being read.
STREAMS: tuple[type[ZoomStream], ...] = (
    users.Users,
    meetings.Meetings,
    meetings.MeetingRegistrants,
    meetings.MeetingQuestions,
    meetings.MeetingPolls,
    meetings.PastMeetingInstances,
    meetings.MeetingPollResults,
    webinars.Webinars,
    webinars.WebinarPanelists,
    webinars.WebinarRegistrants,
    webinars.WebinarQuestions,
    webinars.WebinarPolls,
    webinars.WebinarTrackingSources,
    webinars.PastWebinarInstances,
    webinars.WebinarAbsentees,
    webinars.WebinarPollResults,
    webinars.WebinarQnaResults,
    chat.Channels,
    sessions.ReportSessions,
    reports.ReportMeetings,
    reports.ReportMeetingParticipants,
    reports.ReportWebinars,
    reports.ReportWebinarParticipants,
)

#: All names, in the same order.
NAMES = tuple(str(vars(stream)["name"]) for stream in STREAMS)
