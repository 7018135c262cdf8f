"""Summaries: the account's list, and the text of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import wire_uuid
from tests.sandbox.client import NOW, canonical
from tests.sandbox.media import Row, truth

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client


def listed(client: Client, first: str, last: str, **query: str) -> list[Row]:
    window = {"from": first, "to": last, "page_size": "2", **query}
    return client.rows("/meetings/meeting_summaries", "summaries", **window)


def test_summaries_equal_the_truth(zoom: Zoom, client: Client) -> None:
    found, outcomes = [], Counter[int]()
    created = {"time_filter_field": "summary_created_time"}
    for row in listed(client, "2026-01-01T00:00:00Z", NOW, **created):
        response = client.get(f"/meetings/{wire_uuid(row['meeting_uuid'])}/meeting_summary")
        outcomes[response.json().get("code", 0)] += 1
        if response.status_code == 200:
            found.append({**response.json(), **row})
    rows = truth(zoom, "meeting_summaries")

    assert canonical(found) == canonical(rows)
    assert set(outcomes) == {0, 2305, 3001}
    assert max(Counter(row["meeting_uuid"] for row in rows).values()) == 2
    assert all(sandbox.SECRET in row["summary_doc_url"] for row in rows)
    assert not any(entry.malformed for entry in zoom.log)


def test_summaries_are_found_by_either_time(zoom: Zoom, client: Client) -> None:
    row = truth(zoom, "meeting_summaries")[0]
    for name in ("summary_created_time", "summary_start_time"):
        moment = row[name]
        found = listed(client, moment, moment, time_filter_field=name)

        assert row["meeting_uuid"] in {each["meeting_uuid"] for each in found}
        assert {each[name] for each in found} == {moment}


def test_since_filters_summaries(zoom: Zoom) -> None:
    rows = truth(zoom, "meeting_summaries")
    cut = truth(zoom, "meeting_summaries", since="2026-10-01")

    assert cut == [r for r in rows if r["summary_created_time"] >= "2026-10-01"] != rows


def test_summaries_can_be_disabled(zoom: Zoom, client: Client) -> None:
    zoom.plan_features.summaries = False
    try:
        response = client.get("/meetings/meeting_summaries")

        assert (response.status_code, response.json()["code"]) == (400, 3000)
        assert "summary" in response.json()["message"]
    finally:
        zoom.plan_features.summaries = True


@pytest.mark.parametrize(
    "path",
    ["/meetings/81234567890/meeting_summary", "/meetings/meeting_summaries?from=2026-11-01"],
)
def test_summaries_take_uuids_and_times_only(zoom: Zoom, client: Client, path: str) -> None:
    assert client.get(path).json()["code"] == 300
    assert zoom.log[-1].malformed
