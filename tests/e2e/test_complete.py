"""Everything that the account holds is extracted, once, and as Zoom has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tap_zoom.streams import NAMES
from tests.e2e.conftest import Whole
from tests.e2e.expected import ALL_STREAMS, assert_complete, catalog_of
from tests.e2e.harness import account, extract
from tests.e2e.selections import ALL, DEFAULT, Selection, read, small

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.e2e.harness import Row

pytestmark = pytest.mark.e2e

SESSIONS = ("report_meetings", "report_webinars")
#: What Zoom adds to rows, which isn't in the truth.
NEW_FIELDS = ("brand_new_field", "brand_new_object")
STATUSES = ["active", "pending"]
SINCE = "2026-08-01T00:00:00Z"


def _assert_whole(run: Whole, truth: dict[str, list[Row]], drop: Collection[str] = ()) -> None:
    """Make sure that every row of the account has come once."""
    assert run.output.error is None
    assert {name for name in truth if truth[name]} <= set(run.output.schemas) <= set(truth)
    assert_complete(run.output, truth, drop)
    assert not [entry for entry in run.zoom.log if entry.malformed]


def test_every_row_of_half_a_year_is_extracted_once_with_all_that_it_holds() -> None:
    with DEFAULT.account(size=16, meetings=3, page_cap=7, late_data=True, seed=3) as zoom:
        _assert_whole(Whole(zoom, DEFAULT.read(zoom)), DEFAULT.truth(zoom))


# --- all streams --------------------------------------------------------------------------------

#: From a day that next month doesn't have.
LEAP_DAY = Selection(ALL.name, ALL.streams, "2028-01-31T00:00:00Z", ALL.options)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """A run on a leap day, while some reports aren't there yet, over pages and rows that are odd.

    The app is one that a user has authorized, with classic scopes.
    """
    pages = {"page_cap": 7, "oddities": "empty_page,repeated_token", "extra_fields": True}
    day = {"now": "2028-02-29T23:59:30Z", "seed": 5, "late_data": True}
    with LEAP_DAY.account(**pages, **day, scopes="classic") as zoom:
        signed_in = zoom.config("refresh_token")
        token_file = str(tmp_path_factory.mktemp("signed_in") / "token.json")
        settings = {**signed_in, "account_id": None, "token_file": token_file}
        yield Whole(zoom, LEAP_DAY.read(zoom, **settings))


def test_every_row_is_extracted_on_a_leap_day_from_odd_pages(odd: Whole) -> None:
    truth = LEAP_DAY.truth(odd.zoom)

    assert all(truth.values())
    _assert_whole(odd, truth, NEW_FIELDS)


def test_a_field_that_zoom_adds_is_named_once_per_stream(odd: Whole) -> None:
    named = [line for line in odd.output.log.splitlines() if line.endswith(": brand_new_field")]

    assert 0 < len(named) <= len(ALL.streams) + 1  # the reports' sessions have no stream


def test_a_user_authorized_app_with_classic_scopes_reads_every_stream(odd: Whole) -> None:
    assert odd.zoom.scopes
    assert not [scope for scope in odd.zoom.scopes if scope.count(":") > 2]  # granular ones
    assert all(odd.output.records[name] for name in ALL.streams)


def test_every_selected_stream_has_a_table_parents_first() -> None:
    """Also those without rows, whose parents have none: models build on them."""
    with small(features="") as zoom:
        zoom.faults.add("^/users$", status=200, body={"users": [], "total_records": 0})
        output = read(zoom, user_statuses=["inactive"])

    assert len(output.records) < len(ALL_STREAMS) / 10
    assert list(output.schemas) == [name for name in NAMES if name in ALL_STREAMS]
    assert all(output.keys.values())


# --- what the user chose ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def chosen() -> Iterator[Whole]:
    """A run with certain users only, and from a certain day on."""
    with account(secrets="core") as zoom:
        yield Whole(zoom, extract(zoom, user_statuses=STATUSES, start_date=SINCE))


def test_only_users_with_the_selected_statuses_are_read(chosen: Whole) -> None:
    zoom, output = chosen

    assert set(output.ids("users", "status")) == set(STATUSES)
    truth = zoom.truth(user_statuses=STATUSES, since=SINCE)
    # Users who haven't accepted an invitation have no id but an address.
    assert len(output.records["users"]) == len(truth["users"])
    rest = {name: rows for name, rows in truth.items() if name != "users"}
    assert_complete(output, rest)


def test_pending_users_are_read_on_request_and_have_a_key(chosen: Whole) -> None:
    assert "pending" in chosen.output.ids("users", "status")
    chosen.output.assert_keys_hold()


def test_start_date_limits_the_incremental_streams_and_no_others(chosen: Whole) -> None:
    zoom, output = chosen
    everything = zoom.truth(user_statuses=STATUSES)
    truth = zoom.truth(user_statuses=STATUSES, since=SINCE)
    limited = {name for name in truth if len(truth[name]) < len(everything[name])}

    assert "report_meetings" in limited
    assert not limited & {"users", "meetings", "webinars", "groups"}
    assert {name: len(output.records[name]) for name in truth} == {
        name: len(rows) for name, rows in truth.items()
    }


def test_reports_reach_back_as_far_as_zoom_keeps_them() -> None:
    with account(history_days=200, secrets="core", size=24) as zoom:
        output = extract(zoom, catalog_of(*SESSIONS))

        # Six months before the 31st of August: the 28th of February, or the day after it.
        assert min(output.ids("report_meetings", "start_time")) < "2026-03-08"
        assert_complete(output, zoom.truth(streams=SESSIONS))
