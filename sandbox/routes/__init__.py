"""All endpoints of the API, by area."""

from sandbox.routes import (
    chat,
    logs,
    meetings,
    metrics,
    organization,
    past,
    phone,
    plain,
    recordings,
    report_details,
    reports,
    settings,
    summaries,
    usage,
    users,
    webinars,
)

ENDPOINTS = (
    *chat.ENDPOINTS,
    *logs.ENDPOINTS,
    *meetings.ENDPOINTS,
    *metrics.ENDPOINTS,
    *organization.ENDPOINTS,
    *past.ENDPOINTS,
    *phone.ENDPOINTS,
    *plain.ENDPOINTS,
    *recordings.ENDPOINTS,
    *report_details.ENDPOINTS,
    *reports.ENDPOINTS,
    *settings.ENDPOINTS,
    *summaries.ENDPOINTS,
    *usage.ENDPOINTS,
    *users.ENDPOINTS,
    *webinars.ENDPOINTS,
)
