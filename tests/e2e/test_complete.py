"""Everything that the account holds is extracted, once, and as Zoom has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.streams import NAMES
from tests.e2e.expected import ALL_STREAMS, assert_complete, catalog_of
from tests.e2e.harness import account, extract
from tests.e2e.selections import ALL, DEFAULT, Selection, read, small

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox import Zoom

pytestmark = pytest.mark.e2e

SESSIONS = ("report_meetings", "report_webinars")


def _assert_whole(zoom: Zoom, selection: Selection, **settings: Any) -> str:
    """Run the tap and make sure that every row has come once; return the log."""
    drop = settings.pop("drop", ())
    output = selection.read(zoom, **settings)

    assert output.error is None
    truth = selection.truth(zoom)
    assert {name for name in truth if truth[name]} <= set(output.schemas) <= set(truth)
    assert_complete(output, truth, drop)
    assert not [entry for entry in zoom.log if entry.malformed]
    return output.log


def test_every_row_of_half_a_year_is_extracted_once_with_all_that_it_holds() -> None:
    with DEFAULT.account(page_cap=7, late_data=True, seed=3) as zoom:
        _assert_whole(zoom, DEFAULT)


def test_every_row_is_extracted_on_a_leap_day() -> None:
    """While some of its reports aren't there yet."""
    with ALL.account(now="2028-02-29T23:59:30Z", seed=5, late_data=True) as zoom:
        _assert_whole(zoom, Selection(ALL.name, ALL.streams, "2028-01-25T00:00:00Z"))


def test_every_row_of_a_larger_account_is_extracted_once() -> None:
    with DEFAULT.account(size=24, meetings=6) as zoom:
        _assert_whole(zoom, DEFAULT)


def test_neither_odd_pages_nor_a_field_that_zoom_adds_do_harm() -> None:
    """The field is named once per stream."""
    odd = {"page_cap": 7, "oddities": "empty_page,repeated_token", "extra_fields": True}
    with ALL.account(**odd) as zoom:
        log = _assert_whole(zoom, ALL, drop=("brand_new_field", "brand_new_object"))

        named = [line for line in log.splitlines() if line.endswith(": brand_new_field")]
        assert 0 < len(named) <= len(ALL.streams) + 1  # the reports' sessions have no stream


def test_a_user_authorized_app_with_classic_scopes_reads_everything(tmp_path: Path) -> None:
    with ALL.account(scopes="classic", seed=7, size=12) as zoom:
        signed_in = zoom.config("refresh_token")
        token_file = str(tmp_path / "token.json")
        _assert_whole(zoom, ALL, **signed_in, account_id=None, token_file=token_file)


def test_pending_users_are_read_on_request_and_have_a_key() -> None:
    with account(secrets="core") as zoom:
        statuses = ["active", "inactive", "pending"]
        output = extract(zoom, user_statuses=statuses)

        assert "pending" in output.ids("users", "status")
        truth = zoom.truth(user_statuses=statuses)
        # Users who haven't accepted an invitation have no id but an address.
        assert len(output.records["users"]) == len(truth["users"])
        output.assert_keys_hold()
        rest = {name: rows for name, rows in truth.items() if name != "users"}
        assert_complete(output, rest)


def test_only_users_with_the_selected_statuses_are_read() -> None:
    with account(secrets="core") as zoom:
        output = extract(zoom, user_statuses=["active"])

        assert set(output.ids("users", "status")) == {"active"}
        assert_complete(output, zoom.truth(user_statuses=["active"]))


def test_start_date_limits_the_incremental_streams_and_no_others() -> None:
    since = "2026-08-01T00:00:00Z"
    with account(secrets="core") as zoom:
        output = extract(zoom, start_date=since)

        assert_complete(output, zoom.truth(since=since))


def test_reports_reach_back_as_far_as_zoom_keeps_them() -> None:
    with account(history_days=200, secrets="core", size=24) as zoom:
        output = extract(zoom, catalog_of(*SESSIONS))

        # Six months before the 31st of August: the 28th of February, or the day after it.
        assert min(output.ids("report_meetings", "start_time")) < "2026-03-08"
        assert_complete(output, zoom.truth(streams=SESSIONS))


def test_every_selected_stream_has_a_table_parents_first() -> None:
    """Also those without rows, whose parents have none: models build on them."""
    with small() as zoom:
        zoom.faults.add("^/users$", status=200, body={"users": [], "total_records": 0})
        output = read(zoom, user_statuses=["inactive"])

    assert list(output.schemas) == [name for name in NAMES if name in ALL_STREAMS]
    assert all(output.keys.values())
