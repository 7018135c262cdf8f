"""All endpoints; importing this package registers them."""

from sandbox.routes import (
    chat,
    meetings,
    metrics,
    past,
    report_details,
    reports,
    users,
    webinars,
)

ALL = (chat, meetings, metrics, past, report_details, reports, users, webinars)
