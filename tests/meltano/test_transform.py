"""``meltano run tap-zoom target-postgres dbt-postgres:build`` makes the models in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.meltano.everything import DBT_RUNS
from tests.meltano.project import MARKS
from tests.transform.comparison import MODELS

if TYPE_CHECKING:
    from tests.meltano.everything import Everything

pytestmark = [
    *MARKS,
    pytest.mark.skipif(not DBT_RUNS, reason="dbt 1.11 doesn't run on Python 3.14"),
]


@pytest.mark.parametrize("model", MODELS)
def test_every_number_is_what_the_account_knows(everything: Everything, model: str) -> None:
    found, there = everything.models[model]

    assert there
    assert found == there
