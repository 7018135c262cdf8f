"""What runs select, and accounts in which that is cheap."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from tests.e2e.expected import ALL_STREAMS, DEFAULT_STREAMS
from tests.meltano.project import settings
from tests.meltano.warehouse import Rows, truth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox import Zoom


def select(streams: Iterable[str]) -> str:
    """Return Meltano's ``select`` for some streams."""
    return json.dumps([f"{stream}.*" for stream in streams])


@dataclass(frozen=True)
class Selection:
    """Streams, how they are selected, and of which account."""

    name: str
    streams: tuple[str, ...]
    since: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    patterns: Mapping[str, str] = field(default_factory=dict)

    def run(self, loader: str) -> tuple[str, ...]:
        """Return Meltano's arguments, with bookmarks that other selections don't continue from."""
        return ("run", "--state-id-suffix", self.name, "tap-zoom", loader)

    def env(self, zoom: Zoom) -> dict[str, str]:
        """Return the tap's settings, as Meltano takes them from the environment."""
        since = {"start_date": self.since} if self.since else {}
        return {**settings(zoom.config(plan="business", **since)), **self.patterns}

    def truth(self, zoom: Zoom) -> Rows:
        """Return what the account holds of it, in a form that can be compared."""
        return truth(zoom.truth(streams=self.streams, since=self.since))


#: Each target takes seconds per stream, and little per row: few rows of each kind are enough.
SMALL: Mapping[str, Any] = {
    "size": 5,
    "meetings": 1,
    "webinars": 0.5,
    "participants": 1,
    "max_participants": 9,
    "history_days": 90,
}

#: What meltano.yml selects.
DEFAULT = Selection("default", DEFAULT_STREAMS, options=SMALL)
#: What ``*.*`` selects. Zoom never deletes recordings: here they are at most some weeks old.
ALL = Selection(
    "all",
    ALL_STREAMS,
    # A date: streams that Zoom lists by days begin with the whole day.
    since=(datetime.now(timezone.utc) - timedelta(weeks=5)).date().isoformat(),
    options=SMALL,
    patterns={"TAP_ZOOM__SELECT": '["*.*"]'},
)
#: A tree of reports, and users with a child: for what doesn't depend on how many streams there are.
_FEW = (
    *("users", "channels", "report_meetings", "report_meeting_participants"),
    *("report_webinars", "report_webinar_participants"),
)
FEW = Selection("few", _FEW, options=SMALL, patterns={"TAP_ZOOM__SELECT": select(_FEW)})
