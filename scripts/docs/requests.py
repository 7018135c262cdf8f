"""Generates the tables of rate limits and of the requests that streams make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.docs.declared import (
    BY_DATE,
    DAILY_QUOTAS,
    PER_SESSION,
    PUBLISHED_RATES,
    in_catalog,
    streams,
)
from scripts.docs.markdown import code, table

if TYPE_CHECKING:
    from scripts.docs.declared import Stream

#: What each request of a stream is for, if the declarations don't say.
_UNITS = {
    "users": "status in `user_statuses`",
    "archive_meetings": "4 days",
    "recording_transcripts": "transcript or caption file",
    "phone_call_queue_analytics": "day",
    "dashboard_quality": "day",
    "phone_sms_messages": "month of each new or recent `phone_sms_sessions` record",
    "meeting_chat_messages": "chat file",
    "zra_deals": "month since 2020",
    "rooms_dashboard_meetings": "room and month",
}


def limits() -> str:
    """Tabulate the limits that Zoom publishes for each plan."""
    rows = []
    for plan, rates in PUBLISHED_RATES.items():
        per_label = (f"{r:g}/s" if r >= 1 else f"{r * 60:g}/min" for r in rates.values())
        quotas = (f"{' + '.join(ls)} {quota:,}" for ls, quota in DAILY_QUOTAS[plan].items())
        rows.append([f"`{plan}`", *per_label, "; ".join(quotas)])
    labels = next(iter(PUBLISHED_RATES.values()))
    return table(("`plan`", *labels, "per day"), rows)


def requests() -> str:
    """Tabulate the requests that each stream makes."""
    rows = [
        (
            code(_names(stream)),
            stream.rate_limit,
            f"{stream.requests} per {unit(stream)}",
            page(stream),
            f"{stream.detail_rate_limit}, 1 per record" if stream.detail_rate_limit else "",
        )
        for stream in streams()
        if stream.rate_limit
    ]
    requested = {name for stream in streams() if stream.rate_limit for name in _names(stream)}
    embedded = [stream.name for stream in in_catalog() if stream.name not in requested]
    return table(
        ("stream", "rate limit", "requests", "records per page", "detail requests"),
        [*rows, (code(embedded), "", "none", "", "")],
    )


def _names(stream: Stream) -> list[str]:
    if not stream.internal:
        return [stream.name]
    return [child.name for child in in_catalog() if child.parent is stream]


def unit(stream: Stream) -> str:
    """Return what each request of a stream is for."""
    if stream.name in _UNITS:
        return _UNITS[stream.name]
    if stream.per_host:
        return "user and month"
    if stream.kind == BY_DATE:
        return "month"
    if stream.parent is None:
        return "run"
    new = "new or recent " if stream.kind == PER_SESSION else ""
    return f"{new}`{stream.parent.name}` record"


def page(stream: Stream) -> str:
    """Return how many records a page of a stream has."""
    if stream.page_size is None:
        return "all"
    return f"{stream.page_size}; an empty page at the end" * stream.extra_page or str(
        stream.page_size
    )
