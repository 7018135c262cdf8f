"""The SDK's own tests of a tap, run against the sandbox."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class
from typing_extensions import override

from sandbox import Options, Zoom, running
from tap_zoom.tap import TapZoom
from tests.e2e.expected import catalog_of
from tests.e2e.harness import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_sdk import Stream

pytestmark = pytest.mark.e2e


def _free_port() -> int:
    """Return a port for a server that starts later: the suite needs its settings before that."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# At a time of its own: the suite warns of fields that have no value in any record.
OPTIONS = Options(plan="business", port=_free_port(), limit_scale=1000, now=NOW, frozen=True)
SINCE = "2026-07-25T00:00:00Z"


def _config() -> dict[str, Any]:
    zoom = Zoom(OPTIONS)
    zoom.served_at(f"http://{OPTIONS.host}:{OPTIONS.port}")
    return zoom.config(plan="business", start_date=SINCE)


#: One stream of each kind. The suite tests every field of every stream, and kinds differ in that.
KINDS = (
    "users",  # a full-table root
    "meetings",  # a child, with details
    "report_daily_usage",  # by windows
    "report_meetings",  # by session
    "report_meeting_participants",  # by session, with requests of its own
    "report_meeting_polls",
    "report_meeting_poll_answers",  # out of its parent's record
)


class TapOfKinds(TapZoom):
    """The tap with these streams alone; the last one finds the sessions."""

    @override
    def discover_streams(self) -> Sequence[Stream]:
        return [s for s in super().discover_streams() if s.name in (*KINDS, "report_sessions")]


_Suite: type = get_tap_test_class(
    TapOfKinds,
    config=_config(),
    # The suite reads every stream, whatever is selected, so it has to know them all.
    catalog=catalog_of(*KINDS, only=True),
    # It's in no catalog: it only finds sessions for the others.
    suite_config=SuiteConfig(ignore_no_records_for_streams=["report_sessions"]),
    parse_env_config=False,
)


# The schemas have fields that Zoom sends to few accounts.
@pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")
class TestSdkSuite(_Suite):  # type: ignore[misc]
    """All of it, for one stream of each kind."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _account(cls) -> Iterator[None]:
        with running(OPTIONS) as zoom, pytest.MonkeyPatch.context() as patch:
            patch.setattr(TapZoom, "now", staticmethod(zoom.clock.now))
            zoom.limits.daily.clear()
            yield
