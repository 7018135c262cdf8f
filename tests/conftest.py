"""Settings of all tests: property tests use the same examples each time."""

from __future__ import annotations

import gc
import os
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadGroupScheduling  # type: ignore[import-untyped]

# CI fails neither because of a new example nor because of a slow machine; a failure says how to
# reproduce it.
settings.register_profile("stable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("stable")


def _group(nodeid: str) -> str:
    """Return what one worker runs: the tests with Meltano share a project and a server.

    Those of the models share runs of dbt, those of the site the records of all streams, and those
    of an end-to-end file often an account, and runs over it.
    """
    for folder in _FOLDERS:
        if nodeid.startswith(folder):
            return folder
    return nodeid.partition("::")[0] if nodeid.startswith(_E2E) else nodeid


_MELTANO, _TRANSFORM = "tests/meltano/", "tests/transform/"
_FOLDERS = (_MELTANO, _TRANSFORM, "tests/site/")
_E2E = ("tests/e2e/", _TRANSFORM, "tests/facts/test_documented_responses.py")


class _ByGroup(LoadGroupScheduling):  # type: ignore[misc]
    """Begins with what takes longest, so that all workers end at the same time.

    Under pytest 9.2, xdist finds no ``xdist_group``: it writes it into what pytest no longer reads.
    """

    def __init__(self, config: pytest.Config, log: Any) -> None:
        config.option.loadscopereorder = False
        super().__init__(config, log)

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> _ByGroup | None:
    return _ByGroup(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: Meltano and the programs that tests start keep workers waiting."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with Meltano, then the end-to-end tests: the quick tests fill the gaps at the end."""
    for item in items:
        if item.nodeid.startswith(_E2E):
            item.add_marker("e2e")
    items.sort(key=lambda item: (_MELTANO not in item.nodeid, not item.get_closest_marker("e2e")))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Spare the garbage collector what stays anyway: tests, their modules, and the libraries."""
    gc.collect()
    gc.freeze()
