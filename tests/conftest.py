"""Settings of all tests: property tests use the same examples each time."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

# CI fails neither because of a new example nor because of a slow machine; a failure says how to
# reproduce it.
settings.register_profile("stable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("stable")


class _ByGroup(LoadGroupScheduling):  # type: ignore[misc]
    """Sends all tests with Meltano to one worker: they share a project and a server.

    Under pytest 9.2, xdist finds no ``xdist_group``: it writes it into what pytest no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        folder = "tests/meltano/"
        return folder if nodeid.startswith(folder) else str(super()._split_scope(nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByGroup | None:
    return _ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None
