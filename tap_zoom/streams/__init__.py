"""All streams, one module for each area of Zoom's."""

from tap_zoom.client import ZoomStream
from tap_zoom.streams import (
    chat,
    meetings,
    organisation,
    phone,
    recordings,
    reports,
    sessions,
    summaries,
    users,
    webinars,
)

#: In the order in which a run goes through the roots. Users come first: whatever else needs to
#: know them then does. What has a daily limit comes last: it ends the run when it is used up.
STREAMS: tuple[type[ZoomStream], ...] = (
    users.Users,
    organisation.UserDetails,
    meetings.Meetings,
    meetings.MeetingRegistrants,
    meetings.MeetingQuestions,
    meetings.MeetingPolls,
    meetings.PastMeetingInstances,
    meetings.MeetingPollResults,
    meetings.MeetingQnaResults,
    meetings.PastMeetingDetails,
    meetings.PastMeetingParticipants,
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
    webinars.PastWebinarParticipants,
    chat.Channels,
    chat.ChannelMembers,
    organisation.Groups,
    organisation.GroupMembers,
    organisation.Roles,
    organisation.RoleMembers,
    phone.PhoneUsers,
    phone.PhoneCallHistory,
    phone.PhoneRecordings,
    recordings.Recordings,
    recordings.RecordingFiles,
    recordings.RecordingTranscripts,
    recordings.RecordingTranscriptCues,
    summaries.MeetingSummaries,
    sessions.ReportSessions,
    reports.ReportMeetings,
    reports.ReportMeetingParticipants,
    reports.ReportWebinars,
    reports.ReportWebinarParticipants,
)

#: All names, in the same order.
NAMES = tuple(str(vars(stream)["name"]) for stream in STREAMS)
