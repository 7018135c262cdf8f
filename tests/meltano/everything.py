"""One run of all streams, and of the models, that several test files look at."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, NamedTuple

from tests.meltano.project import ROOT
from tests.meltano.selection import ALL
from tests.meltano.warehouse import Rows, tables
from tests.transform.accounts import STREAMS, odd_account
from tests.transform.comparison import MODELS, WITHOUT_FILES, known, rows

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator

    from tests.meltano.postgres import Postgres
    from tests.meltano.project import Project

#: dbt 1.11 doesn't run on Python 3.14.
DBT_RUNS = sys.version_info < (3, 14)


class Everything(NamedTuple):
    """What a run that selects all streams found, and what it left in the database."""

    schema: str
    truth: Rows
    tables: Rows
    models: dict[str, tuple[Counter[str], Counter[str]]]
    """What each model holds, and what it should."""


@contextmanager
def load(project: Project, postgres: Postgres, schema: str, of_models: str) -> Iterator[Everything]:
    """Run once what users type."""
    (project.folder / "transform").symlink_to(ROOT / "transform")
    options = {
        **ALL.options,
        "now": datetime.now(timezone.utc).isoformat(),
        "secrets": "core",
        "participants": 2,
        "extra_fields": False,  # the truth has those that the tap leaves out
    }
    assert ALL.since
    with odd_account(since=ALL.since, **options) as zoom:
        env = {
            **ALL.env(zoom),
            **postgres.settings(schema),
            **WITHOUT_FILES,
            "ZOOM_MODELS_SCHEMA": of_models,
        }
        models = ("dbt-postgres:build",) if DBT_RUNS else ()
        project.meltano(*ALL.run("target-postgres"), *models, env=env)
        truth = known(zoom.truth(streams=STREAMS, since=ALL.since))
        names = MODELS if DBT_RUNS else ()
        found = postgres.answers(f"SELECT * FROM {of_models}.{name}" for name in names)
        yield Everything(
            schema,
            ALL.truth(zoom),
            tables(postgres, schema, ALL.streams),
            {
                name: (rows(of_model), truth[name])
                for name, of_model in zip(names, found, strict=True)
            },
        )
