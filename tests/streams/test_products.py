"""What is asked of Revenue Accelerator and Zoom Events, whose lists leave much out by default."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.expected import assert_complete, catalog_of
from tests.e2e.harness import extract
from tests.e2e.selections import SINCE, read, small, truth

if TYPE_CHECKING:
    from sandbox import Zoom

pytestmark = pytest.mark.e2e

ANALYSIS = "/zra/conversations/{conversationId}/content_analysis"


def asked(zoom: Zoom, template: str) -> list[dict[str, str]]:
    return [dict(entry.params) for entry in zoom.log if entry.template == template]


def test_events_of_all_hubs_are_read_whatever_their_state() -> None:
    with small() as zoom:
        read(zoom, ["events"])

        lists = asked(zoom, "/zoom_events/events")
        assert {each["role_type"] for each in lists} == {"host"}
        states = {each["event_status_type"] for each in lists}
        assert states == {"draft", "upcoming", "past", "cancelled"}


def test_deals_are_asked_for_month_by_month_since_2020_and_a_failed_month_costs_itself() -> None:
    with small() as zoom:
        refusal = {"status": 400, "code": 1001, "message": "The from or to time is invalid."}
        zoom.faults.add("^/zra/deals$", covers="2023-05-05", **refusal)
        output = read(zoom, ["zra_deals"])

        windows = sorted({(each["from"], each["to"]) for each in asked(zoom, "/zra/deals")})
        days = [tuple(date.fromisoformat(end[:10]) for end in window) for window in windows]
        assert windows[0] == ("2020-01-01T00:00:00Z", "2020-01-31T23:59:59Z")
        assert all(
            later[0] == earlier[1] + timedelta(days=1)
            for earlier, later in itertools.pairwise(days)
        )
        assert days[-1][1] == zoom.clock.now().date()
        assert_complete(output, truth(zoom, ["zra_deals"]))
        assert output.error is not None


def test_a_conversation_is_read_for_its_analysis_once_it_is_out_of_the_lookback() -> None:
    streams = ("zra_conversations", "zra_content_analysis")
    with small(vanishing=False) as zoom:
        first = read(zoom, streams)
        zoom.log.clear()
        zoom.clock.advance(days=30)
        second = extract(
            zoom, catalog_of(*streams), state=first.state, start_date=SINCE, lookback_days=1
        )

        known = {row["conversation_id"] for row in first.records["zra_content_analysis"]}
        new = {row["conversation_id"] for row in second.records["zra_content_analysis"]}
        held = {row["conversation_id"] for row in truth(zoom, streams)["zra_content_analysis"]}
        assert known | new == held
        assert new - known
        assert len(asked(zoom, ANALYSIS)) == len(new) < len(held)
        assert all(each["analysis_type"] == "all" for each in asked(zoom, ANALYSIS))
