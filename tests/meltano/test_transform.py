"""``meltano run tap-zoom target-postgres dbt-postgres:build`` makes the models in PostgreSQL."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.meltano.project import MARKS, ROOT, settings
from tests.meltano.selection import select
from tests.transform.accounts import SINCE, STREAMS, odd_account
from tests.transform.comparison import MODELS, WITHOUT_FILES, known, rows

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

pytestmark = [
    *MARKS,
    pytest.mark.skipif(sys.version_info >= (3, 14), reason="dbt 1.11 doesn't run on Python 3.14"),
]


@pytest.fixture(scope="module")
def models(
    project: Project, postgres: Postgres, schemas: Callable[[], AbstractContextManager[str]]
) -> Iterator[dict[str, tuple[Counter[str], Counter[str]]]]:
    """Run it once; return what each model holds, and what it should."""
    (project.folder / "transform").symlink_to(ROOT / "transform")
    with (
        schemas() as schema,
        odd_account(seed=13, size=5, meetings=1, participants=2, max_participants=20) as zoom,
    ):
        env = {
            **settings(zoom.config(plan="business", start_date=SINCE)),
            **postgres.settings(schema),
            **WITHOUT_FILES,
            "TAP_ZOOM__SELECT": select(STREAMS),
            "ZOOM_MODELS_SCHEMA": schema,
        }
        run = ("run", "--state-id-suffix", "models", "tap-zoom", "target-postgres")
        project.meltano(*run, "dbt-postgres:build", env=env)
        truth = known(zoom.truth(streams=STREAMS, since=SINCE))
        found = {name: rows(postgres.rows(f"SELECT * FROM {schema}.{name}")) for name in MODELS}
        yield {name: (found[name], truth[name]) for name in MODELS}


@pytest.mark.parametrize("model", MODELS)
def test_every_number_is_what_the_account_knows(
    models: dict[str, tuple[Counter[str], Counter[str]]], model: str
) -> None:
    found, there = models[model]

    assert there
    assert found == there
