"""The SDK's own tests of a tap, run against the sandbox."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import get_tap_test_class

from sandbox import Options, Zoom, running
from tap_zoom.tap import TapZoom
from tests.e2e.expected import ALL_STREAMS, catalog_of
from tests.e2e.harness import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

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


#: One stream of each kind, which the suite tests by itself, field by field.
KINDS = {
    "users",  # a root, read as a whole
    "meetings",  # a child with details
    "report_telephone",  # read by windows of days
    "report_meetings",  # of each session
    "report_meeting_participants",  # of each session, with requests of its own
    "report_meeting_poll_answers",  # embedded in its parent's records
}

_Suite: Any = get_tap_test_class(
    TapZoom,
    config=_config(),
    # The suite reads every stream, whatever is selected, so it has to know them all.
    catalog=catalog_of(*ALL_STREAMS),
    parse_env_config=False,
)
for _test, _params in _Suite.params.items():
    _Suite.params[_test] = [p for p in _params if p.id.partition(".")[0] in KINDS]
    assert _Suite.params[_test], f"no stream for {_test}"


# The schemas have fields that Zoom sends to few accounts.
@pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")
class TestSdkSuite(_Suite):  # type: ignore[misc]
    """All of it, with one stream of each kind where it tests streams."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _account(cls) -> Iterator[None]:
        with running(OPTIONS) as zoom, pytest.MonkeyPatch.context() as patch:
            patch.setattr(TapZoom, "now", staticmethod(zoom.clock.now))
            zoom.limits.daily.clear()
            yield
