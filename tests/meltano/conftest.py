"""One Meltano project and one PostgreSQL server for all tests of this folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.meltano import everything as loader
from tests.meltano import postgres as launcher
from tests.meltano.project import Project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.meltano.everything import Everything
    from tests.meltano.postgres import Postgres


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """This project's meltano.yml in a folder of its own; runs install the plugins they need."""
    project = Project(tmp_path_factory.mktemp("project"))
    project.set_up()
    project.use_this_projects_meltano_yml()
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


@pytest.fixture(scope="session")
def everything(
    project: Project, postgres: Postgres, schemas: Callable[[], AbstractContextManager[str]]
) -> Iterator[Everything]:
    """All streams and all models in PostgreSQL."""
    with (
        schemas() as schema,
        schemas() as of_models,
        loader.load(project, postgres, schema, of_models) as everything,
    ):
        yield everything
