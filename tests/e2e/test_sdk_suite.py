"""The SDK's own tests of a tap, against the sandbox."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from sandbox import Options, Zoom, running
from tap_zoom.tap import TapZoom
from tests.e2e.expected import all_streams, catalog_of
from tests.e2e.harness import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.e2e


def _free_port() -> int:
    """A port for a server that starts later: the suite wants its settings before that."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


# At a time of its own: the suite warns of fields that have no value in any record.
OPTIONS = Options(plan="business", port=_free_port(), limit_scale=1000, now=NOW, frozen=True)
#: Zoom keeps recordings without end: the sandbox's are no older.
SINCE = "2026-07-25T00:00:00Z"


def _config() -> dict[str, Any]:
    zoom = Zoom(OPTIONS)
    zoom.served_at(f"http://{OPTIONS.host}:{OPTIONS.port}")
    return zoom.config(plan="business", start_date=SINCE)


_Suite: type = get_tap_test_class(
    TapZoom,
    config=_config(),
    # The suite reads every stream, whatever is selected, so it has to know them all.
    catalog=catalog_ofALL_STREAMS,
    # It's in no catalog: it only finds sessions for the others.
    suite_config=SuiteConfig(ignore_no_records_for_streams=["report_sessions"]),
    parse_env_config=False,
)


# The schemas have fields that Zoom sends to few accounts.
@pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")
class TestSdkSuite(_Suite):  # type: ignore[misc]
    """All of it, for all streams."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _account(cls) -> Iterator[None]:
        with running(OPTIONS) as zoom, pytest.MonkeyPatch.context() as patch:
            patch.setattr(TapZoom, "now", staticmethod(zoom.clock.now))
            zoom.limits.daily.clear()
            yield
