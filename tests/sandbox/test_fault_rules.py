"""Which requests a fault strikes, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import wire_uuid
from tests.sandbox.client import NOW, Client

if TYPE_CHECKING:
    from sandbox import Zoom


def status(client: Client, path: str = "/users", **query: str | int) -> int:
    return client.get(path, **query).status_code


def test_one_item_fails_until_the_fault_is_removed_by_name(zoom: Zoom, client: Client) -> None:
    one, other = (row["uuid"] for row in zoom.truth()["report_meetings"][:2])
    zoom.faults.add("/participants$", items=one, status=500, name="dead")
    paths = [f"/report/meetings/{wire_uuid(uuid)}/participants" for uuid in (one, other)]

    assert [status(client, path) for path in paths] == [500, 200]
    zoom.faults.remove("dead")
    assert [status(client, path) for path in paths] == [200, 200]
    with pytest.raises(ValueError, match="no such fault"):
        zoom.faults.remove("dead")


def test_items_are_ids_of_any_type(zoom: Zoom, client: Client) -> None:
    user, meeting = zoom.truth()["users"][0]["id"], zoom.truth()["meetings"][0]["id"]
    zoom.faults.add(items=[user, meeting], kind="gone")

    assert client.json(f"/users/{user}/meetings")["code"] == 1001
    assert client.json(f"/meetings/{meeting}")["code"] == 3001
    assert [entry.item for entry in zoom.log] == [user, str(meeting)]


def test_a_share_of_the_items_is_always_the_same_one(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users/{userId}$", item_share=0.5)
    users = [row["id"] for row in zoom.truth()["users"] if row["status"] == "active"]
    found = [[status(client, f"/users/{user}") for user in users] for _ in range(2)]

    assert found[0] == found[1]
    assert set(found[0]) == {200, 500}


def test_windows_with_a_certain_day(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/report/users$", covers="2026-10-05")
    windows = ("2026-09-20 2026-10-04", "2026-10-05 2026-10-31", "2026-10-06 2026-10-31")
    pairs = (window.split() for window in windows)

    assert [status(client, "/report/users", **{"from": f, "to": t}) for f, t in pairs] == [
        *(200, 500, 200)
    ]


def test_a_query_can_be_part_of_the_rule(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", query="status=inactive")

    assert status(client, status="active") == 200
    assert status(client, status="inactive") == 500
    assert zoom.log[-1].params == {"status": "inactive"}


def test_a_fault_begins_and_ends_by_the_sandboxs_clock(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", since="2026-11-20T12:10:00Z", until="2026-11-20T12:20:00Z")
    found = []
    for _ in range(3):
        found.append(status(client))
        zoom.clock.advance(seconds=600)

    assert found == [200, 500, 200]


def test_an_outage_lasts_from_its_first_request(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="unavailable", seconds=60, lasts=90)
    found = [client.get("/users")]
    for seconds in (89, 1):
        zoom.clock.advance(seconds=seconds)
        found.append(client.get("/users"))

    assert [response.status_code for response in found] == [503, 503, 200]
    assert found[0].headers["Retry-After"] == "60"


def test_faults_that_change_the_real_response_add_up(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", kind="truncated_list", rows=2)
    zoom.faults.add("^/users$", kind="odd_field", fields={"shape": "round"})
    zoom.faults.add(kind="headers", headers={"X-RateLimit-Limit": "1e-300"})
    response = client.get("/users")

    first, _ = response.json()["users"]
    assert first["shape"] == "round"
    assert response.headers["X-RateLimit-Limit"] == "1e-300"
    assert zoom.log[-1].fault == "headers+odd_field+truncated_list"


def test_unknown_flaws_are_rejected(zoom: Zoom) -> None:
    with pytest.raises(ValueError, match="'round' is not one of blank id, "):
        zoom.faults.add(kind="extra_row", flaw="round")


def test_random_items_stay_dead_for_some_nights(zoom: Zoom, client: Client) -> None:
    items = zoom.faults.random_items(seed=5, share=0.2, nights=(1, 2))
    truth = zoom.truth()
    templates = {item.place.template.split("/")[1] for item in items}

    assert templates == {"report", "past_meetings", "past_webinars"}
    assert {item.until for item in items} == {
        sandbox.clock.parse(day) for day in ("2026-11-21T12:00:00Z", "2026-11-22T12:00:00Z")
    }
    assert zoom.truth() == truth
    for item in items:
        path = item.place.template.replace(
            f"{{{item.place.template.split('{')[1].split('}')[0]}}}", wire_uuid(item.place.item)
        )
        window = {"from": item.place.covers, "to": item.place.covers} if item.place.covers else {}
        client.get(path, **window)
    assert all(entry.fault for entry in zoom.log)
    assert [entry.item for entry in zoom.log] == [item.place.item for item in items]
    assert all(item.fault.struck == 1 for item in items)
    assert not any(entry.malformed for entry in zoom.log)
    assert all(item.fault.is_over(sandbox.clock.parse("2026-11-22T12:00:00Z")) for item in items)


def test_a_random_plan_depends_on_its_seed_alone() -> None:
    def plan(seed: int) -> list[object]:
        zoom = sandbox.Zoom(sandbox.Options(now=NOW, frozen=True))
        found = zoom.faults.random_items(seed, among=["sessions"], kinds=["empty"])
        return [(item.place, item.fault.kind, item.until) for item in found]

    assert plan(1) == plan(1) != plan(2)
