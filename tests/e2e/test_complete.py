"""Everything that the account holds comes out, once, and as Zoom has it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import all_streams, assert_complete, catalog_of, contents
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.e2e

SESSIONS = ("report_meetings", "report_webinars")
ATTENDANCE = ("report_meeting_participants", "report_webinar_participants")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"secrets": "core"}, id="plain"),
        pytest.param({"secrets": "core", "seed": 7, "size": 24}, id="another account"),
        pytest.param({"secrets": "core", "page_cap": 7}, id="many pages"),
        pytest.param(
            {"secrets": "core", "page_cap": 7, "oddities": "empty_page,repeated_token"},
            id="odd pages",
        ),
        pytest.param({"secrets": "core", "scopes": "classic"}, id="classic scopes"),
        pytest.param({"secrets": "core", "late_data": True}, id="late reports"),
        pytest.param({"secrets": "core", "now": "2028-02-29T23:59:30Z"}, id="leap day"),
    ],
)
def test_every_row_comes_once_with_all_that_it_holds(options: dict[str, Any]) -> None:
    with account(**options) as zoom:
        output = extract(zoom)

        assert output.error is None
        assert set(output.schemas) == set(all_streams())
        assert_complete(output, zoom.truth())
        assert not [entry for entry in zoom.log if entry.malformed]


def test_every_row_of_a_larger_account_comes_once() -> None:
    with account(size="medium", secrets="core") as zoom:
        output = extract(zoom)

        assert_complete(output, zoom.truth())
        assert not [entry for entry in zoom.log if entry.malformed]


def test_with_everything_selected_the_secrets_are_there_too() -> None:
    with account(page_cap=50) as zoom:
        output = extract(zoom, catalog_of(everything=True))

        # A key that is only in the list row of a series is of its first occurrence there.
        assert_complete(output, zoom.truth(), secrets=True)


def test_fields_that_zoom_adds_do_no_harm_and_are_named_once_per_stream() -> None:
    with account(extra_fields=True, secrets="core") as zoom:
        output = extract(zoom)

        new = {"brand_new_field", "brand_new_object"}
        assert_complete(output, zoom.truth(), drop=new)
        named = [line for line in output.log.splitlines() if line.endswith(": brand_new_field")]
        assert 0 < len(named) <= len(all_streams()) + 1


def test_a_user_authorized_app_reads_the_same(tmp_path: Path) -> None:
    with account(secrets="core") as zoom:
        signed_in = zoom.config("refresh_token")
        output = extract(
            zoom,
            **signed_in,
            account_id=None,
            token_file=str(tmp_path / "token.json"),
        )

        assert_complete(output, zoom.truth())


def test_pending_users_are_read_when_asked_for_and_have_a_key() -> None:
    with account(secrets="core") as zoom:
        statuses = ["active", "inactive", "pending"]
        output = extract(zoom, user_statuses=statuses)

        assert "pending" in output.ids("users", "status")
        truth = zoom.truth(user_statuses=statuses)
        # Who hasn't accepted an invitation has no id but an address.
        assert len(output.records["users"]) == len(truth["users"])
        output.assert_keys_hold()
        rest = {name: rows for name, rows in truth.items() if name != "users"}
        assert_complete(output, rest)


def test_only_users_of_the_statuses_asked_for_are_read() -> None:
    with account(secrets="core") as zoom:
        output = extract(zoom, user_statuses=["active"])

        assert set(output.ids("users", "status")) == {"active"}
        assert_complete(output, zoom.truth(user_statuses=["active"]))


@pytest.mark.parametrize("source", ["active_hosts", "history"])
def test_other_report_sources_find_the_same_sessions_and_attendance(source: str) -> None:
    """They may know less or more about a session, but never fewer sessions.

    Only the history also has sessions of hosts who have left.
    """
    with account(secrets="core", size=24) as zoom:
        output = extract(zoom, catalog_of(*SESSIONS, *ATTENDANCE), report_source=source)

        truth = zoom.truth(streams=[*SESSIONS, *ATTENDANCE])
        for stream in SESSIONS:
            assert {row["uuid"] for row in truth[stream]} <= set(output.ids(stream, "uuid"))
        for stream in ATTENDANCE:
            assert not contents(truth[stream]) - contents(output.records[stream])
        output.assert_keys_hold()
        assert not [entry for entry in zoom.log if entry.malformed]


def test_start_date_bounds_the_incremental_streams_and_nothing_else() -> None:
    since = "2026-08-01T00:00:00Z"
    with account(secrets="core") as zoom:
        output = extract(zoom, start_date=since)

        assert_complete(output, zoom.truth(since=since))


def test_reports_go_back_as_far_as_zoom_keeps_them() -> None:
    with account(history_days=200, secrets="core", size=24) as zoom:
        output = extract(zoom, catalog_of(*SESSIONS))

        for stream, rows in zoom.truth(streams=SESSIONS).items():
            # Six months before the 31st of August: the 28th of February, or the day after it.
            sure = {row["uuid"] for row in rows if row["start_time"] >= "2026-03-01"}
            assert sure <= set(output.ids(stream, "uuid"))
        assert min(output.ids("report_meetings", "start_time")) < "2026-03-08"


def test_the_oldest_day_that_zoom_answers_for_is_read() -> None:
    streams = ("report_meetings", "report_webinars")
    with account(history_days=200, secrets="core", size=24) as zoom:
        output = extract(zoom, catalog_of(*streams))

        assert_complete(output, zoom.truth(streams=streams))
