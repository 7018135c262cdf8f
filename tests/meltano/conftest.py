"""One Meltano project and one PostgreSQL server for all tests of this folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.meltano import postgres as launcher
from tests.meltano.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.meltano.postgres import Postgres


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """This project's meltano.yml in a folder of its own, with the plugins that most tests run."""
    project = Project(tmp_path_factory.mktemp("project"))
    project.set_up()
    project.use_this_projects_meltano_yml()
    project.meltano("install", "tap-zoom", "target-jsonl", "target-postgres")
    return project


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real server."""
    with launcher.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def schemas(postgres: Postgres) -> Callable[[], AbstractContextManager[str]]:
    """Names for schemas of a test's own, each dropped at the end of its block."""

    @contextmanager
    def schema() -> Iterator[str]:
        name = f"tap_zoom_{os.getpid()}_{uuid4().hex[:8]}"
        try:
            yield name
        finally:
            postgres.run(f"DROP SCHEMA IF EXISTS {name} CASCADE")

    return schema
