"""All endpoints; importing this package registers them."""

from sandbox.routes import (
    chat,
    meetings,
    metrics,
    organisation,
    past,
    phone,
    recordings,
    report_details,
    reports,
    summaries,
    users,
    webinars,
)

ALL = (
    *(chat, meetings, metrics, organisation, past, phone, recordings),
    *(report_details, reports, summaries, users, webinars),
)
