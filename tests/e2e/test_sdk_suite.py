"""The SDK's own tests of a tap, against the sandbox."""

from __future__ import annotations

import socket
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from singer_sdk.testing import SuiteConfig, get_tap_test_class

from sandbox import Options, Zoom, running
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.e2e


def _free_port() -> int:
    """A port for a server that starts later: the suite wants its settings before that."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


OPTIONS = Options(plan="business", port=_free_port(), limit_scale=1000)


def _config() -> dict[str, Any]:
    zoom = Zoom(OPTIONS)
    zoom.served_at(f"http://{OPTIONS.host}:{OPTIONS.port}")
    return zoom.config(plan="business")


_Suite: type = get_tap_test_class(
    TapZoom,
    config=_config(),
    suite_config=SuiteConfig(ignore_no_records_for_streams=["report_sessions"]),
    parse_env_config=False,
)


# The schemas have fields that Zoom sends to few accounts.
@pytest.mark.filterwarnings("ignore:Fields in transformed catalog but not in records")
class TestSdkSuite(_Suite):  # type: ignore[misc]
    """All of it."""

    @pytest.fixture(scope="class", autouse=True)
    @classmethod
    def _account(cls) -> Iterator[None]:
        with running(OPTIONS) as zoom:
            zoom.limits.daily.clear()
            yield
