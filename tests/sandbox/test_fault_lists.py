"""Lists that are wrong, endless, or change while they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client, Row


def users(client: Client, **query: str | int) -> list[Row]:
    return client.rows("/users", "users", **query)


def ids(rows: list[Row]) -> list[Any]:
    return [row.get("id", "missing") for row in rows]


def pages(client: Client, count: int, size: int = 2) -> list[Row]:
    """Return the first pages, however many there are."""
    found: list[Row] = []
    more: dict[str, str] = {}
    while len(found) < count:
        found.append(client.json("/users", page_size=size, **more))
        more = {"next_page_token": found[-1].get("next_page_token", "")}
        if not more["next_page_token"]:
            break
    return found


def test_a_list_under_another_name(zoom: Zoom, client: Client) -> None:
    truth = client.json("/users")
    zoom.faults.add("^/users$", kind="renamed_list", key="people")
    body = client.json("/users")

    assert body == {**{k: v for k, v in truth.items() if k != "users"}, "people": truth["users"]}


@pytest.mark.parametrize(
    ("fault", "rows", "total"),
    [
        ({"kind": "missing_list"}, "missing", "missing"),
        ({"kind": "missing_list", "keep_total": True}, "missing", 5),
        ({"kind": "null_list"}, None, 5),
        ({"kind": "empty_list"}, 0, 0),
        ({"kind": "empty_list", "keep_total": True}, 0, 5),
        ({"kind": "truncated_list", "rows": 1}, 1, 5),
        ({"kind": "truncated_list"}, 2, 5),
    ],
    ids=str,
)
def test_a_list_without_its_rows(
    zoom: Zoom, client: Client, fault: dict[str, Any], rows: int | str | None, total: int | str
) -> None:
    zoom.faults.add("^/users$", **fault)
    body = client.json("/users", page_size=4)
    found = body.get("users", "missing")

    assert (len(found) if isinstance(found, list) else found) == rows
    assert body.get("total_records", "missing") == total
    assert fault["kind"] in {"missing_list", "null_list"} or not body["next_page_token"]


def test_an_unpaginated_list_can_be_wrong_too(zoom: Zoom, client: Client) -> None:
    meeting = zoom.truth()["past_meeting_instances"][0]["meeting_id"]
    path = f"/past_meetings/{meeting}/instances"
    (name,) = client.json(path)
    zoom.faults.add("/instances$", kind="renamed_list")

    assert name == "meetings"
    assert list(client.json(path)) == ["items"]


@pytest.mark.parametrize(
    ("flaw", "more"),
    [("", 0), ("empty", 0), ("new", 6)],
)
def test_pages_without_end(zoom: Zoom, client: Client, flaw: str, more: int) -> None:
    truth = ids(users(client))
    zoom.faults.add("^/users$", kind="endless_pages", flaw=flaw)
    found = pages(client, 6)
    rows = [row for page in found for row in ids(page["users"])]

    assert len(found) == 6
    assert len({page["next_page_token"] for page in found}) == 6
    assert set(truth) <= set(rows)
    assert len(set(rows)) == len(truth) + more
    assert not any(entry.malformed for entry in zoom.log)


def test_a_token_that_comes_again_keeps_the_rest_away(zoom: Zoom, client: Client) -> None:
    truth = users(client, page_size=2)
    zoom.faults.add("^/users$", kind="repeated_token")

    assert users(client, page_size=2) == truth[:4]


@pytest.mark.parametrize(
    ("flaw", "expected"),
    [("", "missing"), ("blank id", ""), ("null id", None), ("dot", "."), ("dots", "..")],
)
def test_an_extra_row_with_an_odd_id(
    zoom: Zoom, client: Client, flaw: str, expected: str | None
) -> None:
    truth = ids(users(client))
    zoom.faults.add("^/users$", kind="extra_row", flaw=flaw)
    body = client.json("/users")

    assert ids(body["users"]) == [expected, *truth]
    assert body["total_records"] == len(truth) + 1


def test_an_extra_row_can_be_anything(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", kind="extra_row", row="not even an object")

    assert client.json("/users")["users"][0] == "not even an object"


def test_sessions_lose_their_uuid_rather_than_their_id(zoom: Zoom, client: Client) -> None:
    session = zoom.truth()["report_meetings"][0]
    zoom.faults.add("/report/users/", kind="extra_row")
    day = session["start_time"][:10]
    window = {"from": day, "to": day, "type": "past"}
    broken, whole, *_ = client.json(f"/report/users/{session['user_id']}/meetings", **window)[
        "meetings"
    ]

    assert "uuid" not in broken
    assert broken == {name: value for name, value in whole.items() if name != "uuid"}


def test_a_row_deleted_while_paging_hides_another(zoom: Zoom, client: Client) -> None:
    truth = ids(users(client))
    zoom.faults.add("^/users$", kind="rows_deleted", times=1)
    found = pages(client, 9)

    assert [row for page in found for row in ids(page["users"])] == [*truth[:2], *truth[3:]]
    assert [page["total_records"] for page in found] == [5, 4]
    again = pages(client, 9)
    assert [row for page in again for row in ids(page["users"])] == truth
    assert {page["total_records"] for page in again} == {5}


@pytest.mark.parametrize("keep_total", [False, True])
def test_a_row_inserted_while_paging_doubles_another(
    zoom: Zoom, client: Client, *, keep_total: bool
) -> None:
    truth = ids(users(client))
    zoom.faults.add("^/users$", kind="rows_inserted", times=1, keep_total=keep_total)
    found = pages(client, 9)

    assert [ids(page["users"]) for page in found] == [truth[:2], truth[1:3], truth[3:]]
    assert [page["total_records"] for page in found] == [5, *([5, 5] if keep_total else [6, 6])]
