"""All endpoints; importing this package registers them."""

from sandbox.routes import chat, meetings, metrics, past, reports, users, webinars

ALL = (chat, meetings, metrics, past, reports, users, webinars)
