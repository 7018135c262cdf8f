"""The account's daily limit ends a run in good order, and a back-fill continues day by day."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from tap_zoom import cli
from tap_zoom.exceptions import LimitError
from tap_zoom.tap import TapZoom
from tests.e2e.expected import DEFAULT_STREAMS, catalog_of
from tests.e2e.harness import account, extract, write
from tests.e2e.state.support import (
    MEETINGS,
    REPORTS,
    Warehouse,
    heavy,
)
from tests.e2e.state.trees import BY_SESSION, SINCE, SMALL, assert_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tests.e2e.harness import Output

MORNING = "2026-08-31T02:00:00Z"
MAX_DAYS = 15
POLLS, DASHBOARD, _ = BY_SESSION
IN_FLIGHT = 6


class Filled(NamedTuple):
    """An account, a warehouse that is filled with its sessions, and the run of each day."""

    zoom: Zoom
    warehouse: Warehouse
    days: list[Output]


def backfill(zoom: Zoom, warehouse: Warehouse, streams: tuple[str, ...] = REPORTS) -> list[Output]:
    """Run once a day until a run completes."""
    outputs: list[Output] = []
    for _ in range(MAX_DAYS):
        output = warehouse.run(zoom, streams, max_concurrency=IN_FLIGHT)
        outputs.append(output)
        if output.error is None:
            return outputs
        assert isinstance(output.error, LimitError)
        assert heavy(zoom) <= zoom.limits.daily["Heavy"] + IN_FLIGHT
        zoom.clock.advance(days=1)
    raise AssertionError(f"not complete after {MAX_DAYS} days: {warehouse.state}")


@pytest.mark.parametrize(
    ("headers", "in_flight"),
    [("full", 1), ("none", 1), ("full", IN_FLIGHT), ("category", IN_FLIGHT)],
)
def test_a_daily_limit_ends_the_run_with_a_state_and_says_when_to_run_again(
    headers: str, in_flight: int
) -> None:
    """After Zoom has refused a request, only those follow that had already been sent."""
    options: Any = {"now": MORNING, "daily": {"heavy": 75}, "headers": headers}
    with account(size=5, **options) as zoom:
        output = extract(zoom, catalog_of(*REPORTS), rate_limit_share=1, max_concurrency=in_flight)

        refused = [request for request in zoom.log if request.status == 429]
        assert isinstance(output.error, LimitError)
        assert "Heavy" in str(output.error)
        assert "resets in 1,3" in str(output.error) or "00:00 UTC" in str(output.error)
        assert len(refused) <= in_flight
        assert "position" in output.state["bookmarks"][MEETINGS]
        assert output.stdout.splitlines()[-1].startswith('{"type":"STATE"')


def test_a_share_of_the_day_is_left_to_others() -> None:
    with account(size=5, now=MORNING, daily={"heavy": 50}) as zoom:
        output = extract(zoom, catalog_of(*REPORTS), max_concurrency=1)

        assert isinstance(output.error, LimitError)
        assert "rate_limit_share 0.8" in str(output.error)
        assert heavy(zoom) == 40


def test_a_run_that_meets_the_limit_fails_for_the_orchestrator(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with account(now=MORNING, daily={"heavy": 60}) as zoom:
        settings = zoom.config(plan="business", max_concurrency=1)
        config = write(tmp_path / "config.json", settings)
        catalog = write(tmp_path / "catalog.json", catalog_of(*REPORTS))
        args = ["tap-zoom", "--config", str(config), "--catalog", str(catalog)]
        monkeypatch.setattr(sys, "argv", args)
        monkeypatch.setattr(TapZoom, "now", staticmethod(zoom.clock.now))
        with pytest.raises(SystemExit) as ended:
            cli.main()

        assert ended.value.code == 1
        assert "00:00 UTC" in capsys.readouterr().err


@pytest.fixture(scope="module")
def filled() -> Iterator[Filled]:
    few: Any = {"size": 5, "secrets": "core", "participants": 2, "max_participants": 8}
    with account(now=MORNING, daily={"heavy": 50}, **few) as zoom:
        warehouse = Warehouse()
        yield Filled(zoom, warehouse, backfill(zoom, warehouse))


def test_a_backfill_of_five_days_ends_with_everything_and_stays_cheap(filled: Filled) -> None:
    zoom, warehouse, days = filled
    warehouse.assert_holds(zoom)
    spent = []
    for _ in range(3):
        zoom.clock.advance(days=1)
        assert warehouse.run(zoom).error is None
        spent.append(heavy(zoom))

    assert 4 <= len(days) <= 8
    # The first one reads again what the back-fill read before it had settled.
    assert max(spent[1:]) < 25
    warehouse.assert_holds(zoom)


def test_no_session_of_a_backfill_is_requested_on_two_days(filled: Filled) -> None:
    """Except those of the first day's look-back, which may still change."""
    seen: set[str] = set()
    for output in filled.days:
        read = {row["meeting_uuid"] for row in output.records["report_meeting_participants"]}
        assert not read & seen
        seen |= read
    assert len(seen) > 50


def test_a_month_with_more_sessions_than_a_days_quota_ends_too() -> None:
    options: Any = {"history_days": 25, "meetings": 25, "secrets": "core", "max_participants": 8}
    with account(size=4, now=MORNING, daily={"heavy": 70}, **options) as zoom:
        warehouse = Warehouse()
        days = backfill(zoom, warehouse)

        assert len(days) >= 4
        warehouse.assert_holds(zoom)


@pytest.mark.parametrize("streams", [REPORTS, REPORTS[1:3]])
def test_a_backfill_ends_where_there_are_no_webinars(streams: tuple[str, ...]) -> None:
    """A stream without a single session moves on with the others; or else each day would begin
    with all lists of the half-year, which are more than a day's quota.
    """
    options: Any = {"webinars": 0, "secrets": "core", "max_participants": 8}
    with account(size=6, now=MORNING, daily={"heavy": 50}, **options) as zoom:
        for calendar in map(zoom.account.calendar, range(6)):  # the first user has some anyway
            calendar.sessions[:] = [session for session in calendar.sessions if not session.webinar]
        warehouse = Warehouse()
        assert len(backfill(zoom, warehouse, streams)) > 2
        warehouse.assert_holds(zoom, streams)


def test_a_backfill_ends_where_months_are_empty() -> None:
    """An account that is young: the lists of its empty months are more than a day's quota."""
    with account(size=6, now=MORNING, history_days=10, daily={"heavy": 34}) as zoom:
        warehouse = Warehouse()
        assert len(backfill(zoom, warehouse)) > 2
        warehouse.assert_holds(zoom)


def test_users_and_their_children_are_complete_on_every_day_of_a_backfill() -> None:
    """They count towards other limits than the reports: except absentees, none of them is Heavy."""
    others = tuple(name for name in DEFAULT_STREAMS if name not in (*REPORTS, "webinar_absentees"))
    few: Any = {"size": 4, "history_days": 40, "meetings": 2, "secrets": "core"}
    with account(now=MORNING, daily={"heavy": 20}, **few) as zoom:
        warehouse = Warehouse()
        for _ in range(2):
            output = warehouse.run(zoom, (*others, *REPORTS))
            assert isinstance(output.error, LimitError)
            for stream, rows in zoom.truth(streams=["users", "meetings", "channels"]).items():
                assert len(output.records[stream]) == len(rows)
            for stream, rows in zoom.truth(streams=others).items():
                assert len(warehouse.rows[stream]) >= len(rows)
            zoom.clock.advance(days=1)


# --- streams that aren't selected by default ------------------------------------------------------


def days(
    zoom: Zoom, warehouse: Warehouse, streams: tuple[str, ...], since: str = SINCE
) -> tuple[int, Output]:
    """Run once a day until a run is complete; return how many it took, and the first one."""
    first: Output | None = None
    for day in range(1, 15):
        output = warehouse.run(zoom, streams, start_date=since, max_concurrency=4)
        first = first or output
        if output.error is None:
            return day, first
        assert isinstance(output.error, LimitError)
        assert "00:00 UTC" in str(output.error) or "resets in" in str(output.error)
        zoom.clock.advance(days=1)
    raise AssertionError(f"not complete: {warehouse.state}")


@pytest.mark.parametrize(
    ("streams", "limit"),
    [(DASHBOARD, 50), (("dashboard_meeting_qos",), 28), (POLLS, 60)],
    ids=lambda value: value if isinstance(value, int) else value[0],
)
def test_a_daily_limit_within_the_sessions_lets_the_next_day_continue(
    streams: tuple[str, ...], limit: int
) -> None:
    """What comes before in a run, and goes by other budgets, is whole on the first day.

    A session is indivisible: the quality of a large one takes a third of such a limit.
    """
    before = ("groups", "phone_call_history", "recordings", "meeting_summaries")
    with account(daily={"heavy": limit}, **{**SMALL, "max_participants": 60}) as zoom:
        began = zoom.clock.now()
        warehouse = Warehouse()
        took, first = days(zoom, warehouse, (*before, *streams))
        assert took > 1
        zoom.limits.daily.clear()
        zoom.clock.advance(days=1)
        assert warehouse.run(zoom, (*before, *streams), start_date=SINCE).error is None
        assert_all(zoom, warehouse, streams)
        zoom.clock.set(began)
        for stream, rows in zoom.truth(streams=before, since=SINCE).items():
            assert len(first.records[stream]) == len(rows), stream


def test_the_phones_daily_limit_lets_the_next_day_continue() -> None:
    others = ("groups", "report_operation_logs")  # before and after it in a run
    streams = (*others, "phone_call_history")
    with account(daily={"phone heavy": 4}, page_cap=15, **SMALL) as zoom:
        began = zoom.clock.now()
        warehouse = Warehouse()
        since = "2026-07-25T00:00:00Z"  # two windows
        took, first = days(zoom, warehouse, streams, since)

        assert took > 1
        over = zoom.clock.now()
        zoom.clock.set(began)
        for stream, rows in zoom.truth(streams=others, since=since).items():
            assert len(first.records[stream]) == len(rows), stream
        zoom.clock.set(over)
        zoom.limits.daily.clear()
        warehouse.run(zoom, streams, start_date=since)
        assert_all(zoom, warehouse, ("phone_call_history",), since)
