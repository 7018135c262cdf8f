"""All endpoints; importing this package registers them."""

from sandbox.routes import (
    chat,
    meetings,
    metrics,
    organisation,
    past,
    phone,
    report_details,
    reports,
    users,
    webinars,
)

ALL = (
    *(chat, meetings, metrics, organisation, past, phone),
    *(report_details, reports, users, webinars),
)
