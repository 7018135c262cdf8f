"""The streams of truth, grouped as the tests need them."""

from __future__ import annotations

import sandbox
from sandbox.truth import AREAS, DEFAULT_STREAMS, answers, dashboards, reports, session_reports
from sandbox.truth.extraction import Extraction
from tests.sandbox.client import NOW


def _named(*modules: object) -> tuple[str, ...]:
    """Return the streams of these areas that aren't read by default."""
    zoom = sandbox.Zoom(sandbox.Options(now=NOW))
    extraction = Extraction(zoom.account, zoom.plan_features, zoom.base_url, zoom.clock.now())
    areas = [area for area in AREAS if area in modules]
    found = [name for area in areas for name in area.streams(extraction)]
    return tuple(name for name in found if name not in DEFAULT_STREAMS)


NAMED = _named(*AREAS)
REPORTS = _named(session_reports, reports, dashboards)
ANSWERS = _named(answers)
