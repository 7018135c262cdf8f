"""Planned meetings and webinars, and their registrants."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from sandbox.model import FIXED_SERIES

if TYPE_CHECKING:
    from tests.e2e.conftest import Whole

pytestmark = pytest.mark.e2e


def test_registrants_of_all_statuses_are_there(whole: Whole) -> None:
    for stream in ("meeting_registrants", "webinar_registrants"):
        assert set(whole.output.ids(stream, "status")) == {"approved", "pending", "denied"}


def test_a_registrant_of_several_occurrences_is_there_for_each(whole: Whole) -> None:
    rows = whole.output.records["meeting_registrants"]
    occurrences = Counter((row["meeting_id"], row["id"]) for row in rows)

    assert max(occurrences.values()) > 1
    assert any(row["occurrence_id"] == "all" for row in rows)


def test_a_series_is_one_record_however_often_zoom_lists_it(whole: Whole) -> None:
    for stream, path in (("meetings", "/v2/meetings/"), ("webinars", "/v2/webinars/")):
        rows = whole.output.records[stream]
        series = {row["id"] for row in rows if row["type"] in FIXED_SERIES}
        asked = Counter(
            entry.path
            for entry in whole.zoom.log
            if entry.template == f"/{stream}/{{{stream[:-1]}Id}}"
        )
        assert series
        assert {f"{path}{number}" for number in series} <= asked.keys()
        assert set(asked.values()) == {1}


def test_numbers_above_32_bits_come_through(whole: Whole) -> None:
    assert all(number > 2**32 for number in whole.output.ids("meetings"))


def test_users_who_may_not_host_are_read_too(whole: Whole) -> None:
    """Zoom refuses their lists of meetings."""
    account = whole.zoom.account
    barred = [account.user(i) for i in account.users("active") if not account.user(i).may_host]

    assert barred
    assert {user.id for user in barred} <= set(whole.output.ids("users"))


def test_a_meeting_deleted_during_the_run_is_skipped_and_counted(whole: Whole) -> None:
    gone = [
        definition.id
        for definition in whole.zoom.account.calendar(0).definitions.values()
        if definition.fate == "vanished" and not definition.webinar
    ]
    asked = {entry.path for entry in whole.zoom.log}

    assert {f"/v2/meetings/{number}" for number in gone} & asked
    assert not set(gone) & set(whole.output.ids("meetings"))
    assert "meeting or webinar not found" in whole.output.log
    assert not [path for path in asked for number in gone if f"/{number}/" in path]
