"""Recordings: their lists and their files."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import sandbox
from sandbox import recordings, wire_uuid
from tests.sandbox.client import NOW, canonical
from tests.sandbox.media import SHARED, Row, everything, truth

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client


def test_users_lists_equal_the_truth(zoom: Zoom, client: Client) -> None:
    found: dict[str, Row] = {}
    for user in zoom.truth(streams=["users"])["users"]:
        found |= everything(client, f"/users/{user['id']}/recordings")

    assert canonical(list(found.values())) == canonical(truth(zoom, "recordings"))
    assert not any(entry.malformed for entry in zoom.log)


def test_the_accounts_list_includes_deleted_users(zoom: Zoom, client: Client) -> None:
    found = everything(client, "/accounts/me/recordings")
    statuses = ("active", "inactive", "deleted")

    assert canonical(list(found.values())) == canonical(
        truth(zoom, "recordings", user_statuses=statuses)
    )
    assert found.keys() > {row["uuid"] for row in truth(zoom, "recordings")}


def test_recordings_outlive_the_reports(zoom: Zoom) -> None:
    assert min(row["start_time"] for row in truth(zoom, "recordings")) < "2026-02"


def test_a_window_is_clipped_to_the_month_before_its_end(zoom: Zoom, client: Client) -> None:
    path = f"/users/{zoom.account.user(0).id}/recordings"
    long = {"from": "2025-01-01", "to": "2026-11-20", "page_size": "300"}
    body = client.json(path, **long)
    month = client.json(path, **{**long, "from": "2026-10-20"})

    assert body["from"] == "2026-10-20"
    assert body["meetings"] == month["meetings"] != []
    assert not any(entry.malformed for entry in zoom.log)


def test_the_default_window_is_today(zoom: Zoom, client: Client) -> None:
    body = client.json(f"/users/{zoom.account.user(0).id}/recordings")

    assert (body["from"], body["to"]) == ("2026-11-20", "2026-11-20")


def test_users_without_recordings(zoom: Zoom, client: Client) -> None:
    window = {"from": "2026-10-21", "to": "2026-11-20"}
    outcomes = []
    for index in (recordings.NEVER_RECORDS, 4, 7):
        response = client.get(f"/users/{zoom.account.user(index).id}/recordings", **window)
        outcomes.append((response.status_code, response.json().get("code")))

    assert outcomes == [(200, None), (404, 3301), (404, 1001)]


def test_without_recordings_the_error_has_status_200(zoom: Zoom, client: Client) -> None:
    zoom.plan_features.recordings = False
    try:
        response = client.get("/accounts/me/recordings")

        assert response.status_code == 200
        assert response.json() == {"code": 200, "message": "Only available for Paid accounts."}
        assert not any(zoom.truth(streams=SHARED).values())
    finally:
        zoom.plan_features.recordings = True


def test_other_accounts_are_forbidden(zoom: Zoom, client: Client) -> None:
    response = client.get(f"/accounts/{zoom.account.account_id}/recordings")

    assert response.json()["code"] == 4711


def test_some_files_have_hardly_any_fields(zoom: Zoom) -> None:
    rows = truth(zoom, "recording_files")
    bare = [row for row in rows if row["file_type"] in ("CC", "TIMELINE")]

    assert bare
    for name in ("file_id", "status", "file_size", "recording_type", "play_url"):
        assert not any(name in row for row in bare)
        assert any(name in row for row in rows)
    places = Counter((r["meeting_uuid"], r["file_type"], r["recording_start"]) for r in rows)
    assert max(places.values()) == 1
    assert {type(row["type"]) for row in truth(zoom, "recordings")} == {int, str}


def test_unfinished_files_are_absent_or_processing() -> None:
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, frozen=True, size="medium"))
    before = truth(zoom, "recording_files")
    zoom.clock.advance(days=4)
    after = [row for row in truth(zoom, "recording_files") if row["start_time"] < NOW]

    assert {row.get("status") for row in before} == {"processing", "completed", None}
    assert {row.get("status") for row in after} == {"completed", None}
    assert len(after) > len(before)


def test_since_filters_recordings_and_their_children(zoom: Zoom) -> None:
    for stream in SHARED:
        expected = [r for r in truth(zoom, stream) if r["start_time"] >= "2026-11-10"]
        assert truth(zoom, stream, since="2026-11-10") == expected != truth(zoom, stream)


def test_recordings_are_found_by_their_session(zoom: Zoom, client: Client) -> None:
    for row in truth(zoom, "recordings"):
        path = f"/meetings/{wire_uuid(row['uuid'])}"
        whole = client.json(f"{path}/recordings", include_fields="download_access_token")
        assert row.items() <= whole.items()
        assert {"password", "download_access_token", "participant_audio_files"} <= whole.keys()

        transcript = client.get(f"{path}/transcript")
        assert transcript.status_code == 200 or transcript.json()["code"] == 3322


def test_recordings_are_not_default_streams(zoom: Zoom) -> None:
    assert not {*SHARED, "meeting_summaries"} & zoom.truth().keys()


def test_recordings_of_a_large_account_are_fast() -> None:
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, size=5000))
    found = [
        recordings.of_host(zoom.account, index, zoom.clock.now()) for index in range(4900, 5000)
    ]

    assert any(found)
    assert not all(found)
