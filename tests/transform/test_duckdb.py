"""dbt builds the models from files of JSON lines, and each number is what the account knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.transform.builds import MARKS, SHOWN
from tests.transform.comparison import MODELS, known

if TYPE_CHECKING:
    from collections import Counter

    from sandbox.model import Row
    from tests.transform.builds import Builds

pytestmark = MARKS


@pytest.mark.parametrize("model", MODELS)
def test_every_number_is_what_the_account_knows(builds: Builds, model: str) -> None:
    assert builds.everything.models[model] == known(builds.truth)[model]


def test_the_account_has_everything_that_the_models_have_a_rule_for(builds: Builds) -> None:
    models = {name: _values(found) for name, found in builds.everything.models.items()}

    assert models["zoom_sessions"]["instances"] >= {1, 2}
    basis = {"email", "user", "registrant", "name", "unknown"}
    assert models["zoom_people"]["identified_by"] == basis
    assert models["zoom_attendance"]["attended"] == {True, False}
    assert len(models["zoom_attendance"]["breakout_minutes"]) > 9
    outcomes = {"attended", "not approved", "not held", "no-show", "unknown"}
    assert models["zoom_registrations"]["outcome"] == outcomes
    assert len(models["zoom_registrations"]["occurrence_id"]) > 1
    assert None in models["zoom_webinar_funnel"]["no_shows"]
    assert models["zoom_webinar_funnel"]["no_shows"] - {None, 0}
    assert "(unknown)" in models["zoom_talk_time"]["speaker"]
    assert models["zoom_phone_daily"]["direction"] == {"inbound", "outbound"}


def test_models_whose_streams_are_not_loaded_are_empty(builds: Builds) -> None:
    few = builds.few.models

    assert few["zoom_sessions"].total() > 0
    assert few["zoom_licenses"].total() == len(builds.truth["users"])
    for name in ("attendance", "registrations", "webinar_funnel", "talk_time", "phone_daily"):
        assert few[f"zoom_{name}"].total() == 0


@pytest.mark.parametrize("number", range(len(SHOWN)))
def test_a_query_of_the_page_has_the_result_that_the_page_shows(
    builds: Builds, number: int
) -> None:
    assert _table(builds.everything.answers[number]) == SHOWN[number][1]


def _values(found: Counter[str]) -> dict[str, set[Any]]:
    """Return the values of each column."""
    all_rows = [json.loads(row) for row in found]
    return {name: {row[name] for row in all_rows} for name in all_rows[0]}


def _table(found: list[Row]) -> str:
    """Return rows as the page shows them."""
    cells = [list(found[0]), *([str(value) for value in row.values()] for row in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        + "\n"
        for row in cells
    )
