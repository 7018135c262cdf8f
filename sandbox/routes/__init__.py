"""All endpoints; importing this package registers them."""

from sandbox.routes import (
    chat,
    logs,
    meetings,
    metrics,
    past,
    report_details,
    reports,
    usage,
    users,
    webinars,
)

ALL = (chat, logs, meetings, metrics, past, report_details, reports, usage, users, webinars)
