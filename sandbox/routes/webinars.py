"""/webinars: what only webinars have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.endpoint import get
from sandbox.limits import MEDIUM
from sandbox.routes.meetings import readable
from sandbox.rows import webinars

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext

READ = "webinar:read:admin"


@get(
    "/webinars/{webinarId}/panelists",
    MEDIUM,
    READ,
    "webinar:read:list_panelists:admin",
    feature="webinars",
)
def list_panelists(request: RequestContext) -> Row:
    """List a webinar's panelists."""
    rows = webinars.panelists(request.account, readable(request, webinar=True))
    return {"total_records": len(rows), "panelists": rows}


@get(
    "/webinars/{webinarId}/tracking_sources",
    MEDIUM,
    READ,
    "webinar:read:list_tracking_sources:admin",
    feature="webinars",
)
def list_tracking_sources(request: RequestContext) -> Row:
    """List where a webinar's visitors came from."""
    rows = webinars.tracking_sources(request.account, readable(request, webinar=True))
    return {"total_records": len(rows), "tracking_sources": rows}


ENDPOINTS = (list_panelists, list_tracking_sources)
