"""Which endpoints a stream needs, by the declarations that the check of scopes goes by."""

from __future__ import annotations

import re
from functools import cache

from sandbox.routes import ENDPOINTS
from tap_zoom.base.stream import ZoomStream
from tests.e2e.expected import catalog_of
from tests.e2e.harness import create_tap

USERS = "/users"
#: A file takes two requests: Zoom redirects the first.
PHONE_TRANSCRIPT = "/phone/recording_transcript/download/{recordingId}"
PHONE_FILE = "/rec/phone/{ticket}"
DOWNLOADS = ("/rec/download/{token}", "/rec/file/{ticket}")

_CONFIG = {"account_id": "a", "client_id": "c", "client_secret": "s", "plan": "business"}


def _shape(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


_TEMPLATES = {_shape(endpoint.template): endpoint.template for endpoint in ENDPOINTS}


@cache
def needed(*streams: str) -> frozenset[str]:
    """Return the endpoints, as Zoom writes them, that a run of these streams alone requests."""
    tap = create_tap(config=_CONFIG, catalog=catalog_of(*streams))
    paths = {
        path
        for stream in tap.streams.values()
        if isinstance(stream, ZoomStream) and (stream.selected or stream.has_selected_descendents)
        for path, _ in stream.required_scopes()
    }
    found = {_TEMPLATES[_shape(path)] for path in paths if path.startswith("/")}
    if any("{userId}" in template for template in found):
        found.add(USERS)  # the list of users says whose lists there are
    if PHONE_TRANSCRIPT in found:
        found.add(PHONE_FILE)  # Zoom redirects some requests
    if any(not path.startswith("/") for path in paths):
        found.update(DOWNLOADS)
    return frozenset(found)
