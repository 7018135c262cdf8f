"""All endpoints; importing this package registers them."""

from sandbox.routes import (
    chat,
    logs,
    meetings,
    metrics,
    organisation,
    past,
    phone,
    recordings,
    report_details,
    reports,
    summaries,
    usage,
    users,
    webinars,
)

ALL = (
    *(chat, logs, meetings, metrics, organisation, past, phone, recordings),
    *(report_details, reports, summaries, usage, users, webinars),
)
