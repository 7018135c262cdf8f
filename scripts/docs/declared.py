"""Collects the data for the tables from the tap's declarations.

This is the only module of the generator that depends on names in ``tap_zoom``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tap_zoom.api import error_rules, rate_limits
from tap_zoom.api.error_rules import ErrorRule, Outcome
from tap_zoom.base.embedded import EmbeddedStream
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.config.settings import SETTINGS as _SETTINGS
from tap_zoom.records.secrets import secret_breadcrumbs
from tap_zoom.records.types import dotted
from tap_zoom.state.date_windows import RETENTION_MONTHS
from tap_zoom.streams import STREAMS as _STREAMS
from tap_zoom.streams.reports import session_sources

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from tap_zoom.base.declaration import Scopes

ROOT = Path(__file__).resolve().parents[2]

#: How a stream is read.
FULL_TABLE = "full table"
BY_DATE = "by date"
PER_SESSION = "per session"
EMBEDDED = "embedded"

#: Descriptions of the modules and packages in ``tap_zoom.streams``.
AREAS = {
    "users": "users",
    "organization": "user details, groups, roles",
    "meetings": "meetings",
    "webinars": "webinars",
    "attendance": "held sessions and attendance",
    "responses": "polls, Q&A and surveys, from the reports",
    "poll_answers": "polls, Q&A and surveys, one record per answer",
    "recordings": "cloud recordings and transcripts",
    "summaries": "AI Companion summaries",
    "chat": "Team Chat",
    "phone": "Zoom Phone",
    "rooms": "Zoom Rooms",
    "settings": "settings and which are locked",
    "security": "apps and policies",
    "compliance": "compliance: chats and archives",
    "contact_center": "Contact Center",
    "revenue_accelerator": "Revenue Accelerator",
    "events": "Zoom Events",
    "text": "what was written and said in meetings",
    "dashboards": "dashboards: devices, networks, quality",
    "usage": "account usage",
    "audit_logs": "logs",
}


@dataclass(frozen=True, eq=False)
class Stream:
    """The declared properties of a stream.

    Attributes:
        internal: Whether the stream only feeds others and is not in the catalog.
        per_host: Whether its lists are requested per user by default.
        kind: How it is read: one of the constants above.
        replication_key: None if the stream is always read in full.
        earliest: The first day for which Zoom has data; None if that is so many months ago.
        retention_months: Months for which Zoom keeps the data.
        requests: Number of lists requested for each parent record, user or month.
        rate_limit: Rate limit label; empty if the stream doesn't make requests.
        path: Path of the endpoint; empty if the stream doesn't make requests.
        detail_path: Path of the detail request for each record; empty if there is none.
        detail_rate_limit: Label of the detail request for each record; empty if there is none.
        page_size: None if Zoom returns all records in one response.
        extra_page: Whether the last page is always empty.
        scopes: Scopes needed to read only this stream, by family.
        credentials: Fields that contain credentials.
    """

    name: str
    area: str
    description: str
    parent: Stream | None
    internal: bool
    selected_by_default: bool
    per_host: bool
    kind: str
    primary_keys: Sequence[str]
    replication_key: str | None
    earliest: date | None
    retention_months: int
    requests: int
    rate_limit: str
    path: str
    detail_path: str
    detail_rate_limit: str
    page_size: int | None
    extra_page: bool
    plan_requirement: str
    scopes: Mapping[str, Sequence[str]]
    credentials: Sequence[str]


@cache
def streams() -> tuple[Stream, ...]:
    """Return all streams in catalog order, including internal ones."""
    return tuple(map(_declared, _STREAMS))


def in_catalog(*, by_default: bool | None = None) -> tuple[Stream, ...]:
    """Return the streams in the catalog, optionally only the default or the non-default ones."""
    return tuple(
        stream
        for stream in streams()
        if not stream.internal and by_default in {None, stream.selected_by_default}
    )


@cache
def _declared(stream: Any) -> Stream:
    # Any, because the SDK's annotations describe instances, not classes.
    parent = _parent(stream)
    per_host = tuple(session_sources.per_host(("host",)))
    lists = stream.query_variants if stream.in_catalog else per_host
    return Stream(
        name=stream.name,
        area=_area(stream.__module__),
        description=(stream.__doc__ or "").split("\n\n")[0],
        parent=None if parent is None else _declared(parent),
        internal=not stream.in_catalog,
        selected_by_default=stream.selected_by_default,
        per_host="per_host" in vars(stream),
        kind=_kind(stream),
        primary_keys=stream.primary_keys,
        replication_key=stream.replication_key,
        earliest=getattr(stream, "earliest_day", None),
        retention_months=getattr(stream, "retention_months", RETENTION_MONTHS),
        requests=len(lists),
        rate_limit=stream.rate_limit_label.value if _has_requests(stream) else "",
        path=stream.path if _has_requests(stream) else "",
        detail_path="" if stream.detail is None else stream.detail.path,
        detail_rate_limit="" if stream.detail is None else stream.detail.rate_limit_label.value,
        page_size=stream.page_size,
        extra_page=getattr(stream, "always_has_next_token", False),
        plan_requirement=_plan_requirement(stream),
        scopes={
            family: list(dict.fromkeys(s for each in _scopes(stream) for s in getattr(each, name)))
            for family, name in _SCOPES.items()
        },
        credentials=() if not stream.in_catalog else _credentials(stream.name),
    )


def _area(module: str) -> str:
    """Return the area of a module: its own, or that of the package it is in."""
    names = module.split(".")[::-1]
    return next((name for name in names if name in AREAS), names[0])


def _parent(stream: Any) -> Any:
    return stream.parent_stream_type


def _kind(stream: Any) -> str:
    if not stream.replication_key and stream.in_catalog:
        return FULL_TABLE
    if issubclass(stream, WindowedStream) or not _parent(stream).in_catalog:
        return BY_DATE
    return EMBEDDED if issubclass(stream, EmbeddedStream) else PER_SESSION


def _has_requests(stream: Any) -> bool:
    parent = _parent(stream)
    return bool(stream.path) and (parent is None or stream.path != parent.path)


def _plan_requirement(stream: Any) -> str:
    while not stream.plan_requirement and _parent(stream) is not None:
        stream = _parent(stream)
    return str(stream.plan_requirement)


#: Scope families and their attributes; an alternative scope replaces the classic ones.
_SCOPES = {"granular": "granular", "classic": "classic", "alternative": "alternatives"}


def _scopes(stream: Any) -> Iterator[Scopes]:
    """Yield the scopes of a stream and its ancestors."""
    current = stream
    while current is not None:
        yield current.scopes
        if current.detail is not None and (current is stream or stream.requires_parent_detail):
            yield current.detail.scopes
        current = _parent(current)


def _credentials(name: str) -> list[str]:
    return list(map(dotted, secret_breadcrumbs(schema(name))))


@cache
def schema(name: str) -> dict[str, Any]:
    """Return the schema of a stream."""
    text = (ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


# --- settings, limits, errors ---------------------------------------------------------------------

#: The JSON schema of the tap's own settings.
SETTINGS: Mapping[str, Any] = _SETTINGS.to_dict()

#: Requests per second by plan and label.
PUBLISHED_RATES: Mapping[str, Mapping[str, float]] = {
    plan: {label.value: rate for label, rate in rates.items()}
    for plan, rates in rate_limits.PUBLISHED_RATES.items()
}

#: Requests per day by plan and by the labels that share the quota.
DAILY_QUOTAS: Mapping[str, Mapping[tuple[str, ...], int]] = {
    plan: {tuple(label.value for label in labels): quota for labels, quota in quotas.items()}
    for plan, quotas in rate_limits.DAILY_QUOTAS.items()
}

DOWNLOAD = error_rules.DOWNLOAD
#: Rules that don't match a pattern, and when they apply.
SPECIAL_RULES: Mapping[ErrorRule, str] = {
    error_rules.FIREWALL_PAGE: "HTTP 403 with a page instead of JSON",
    error_rules.DOWNLOAD_FORBIDDEN: "HTTP 401 for a download with a new token",
    error_rules.UNKNOWN: "anything else",
}
ERROR_RULES: tuple[ErrorRule, ...] = (*error_rules.ERROR_RULES, *SPECIAL_RULES)

#: How the tap handles an error response, in the order of the table.
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.FATAL: "The run ends with an error",
    Outcome.STREAM_UNAVAILABLE: "The stream is unavailable; the others are read",
    Outcome.FAILED: "The item failed: a later run requests it again",
    Outcome.FORBIDDEN: "The item is skipped; if most items are, the stream is unavailable",
    Outcome.GONE: "The item is skipped; if most items are, the stream is unavailable",
    Outcome.NO_DATA: "There are no records; counted",
    Outcome.TOO_OLD: "The date window is moved a day forward",
    Outcome.RESTART_PAGINATION: "The list is read again from its first page",
    Outcome.REFRESH_TOKEN: "A new access token is requested, once",
    Outcome.RATE_LIMITED: "The tap waits, at most `max_wait` seconds",
    Outcome.RETRY: "The request is retried: a few times, or in an outage for `max_wait` seconds",
}

__all__ = [
    "AREAS",
    "BY_DATE",
    "DAILY_QUOTAS",
    "DOWNLOAD",
    "EMBEDDED",
    "ERROR_RULES",
    "FULL_TABLE",
    "OUTCOMES",
    "PER_SESSION",
    "PUBLISHED_RATES",
    "ROOT",
    "SETTINGS",
    "SPECIAL_RULES",
    "ErrorRule",
    "Outcome",
    "Stream",
    "in_catalog",
    "schema",
    "streams",
]
