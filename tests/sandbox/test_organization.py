"""User details, groups, roles and channel members."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox import SECRET
from tests.sandbox.client import NOW, Client, outcome

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Row


def only(rows: list[Row], **wanted: object) -> Row:
    """Return the only row with these values."""
    (found,) = [row for row in rows if all(row[name] == value for name, value in wanted.items())]
    return found


def test_a_users_links_are_secret(zoom: Zoom) -> None:
    for row in zoom.truth(streams=["user_details"])["user_details"]:
        assert SECRET in row["personal_meeting_url"]
        assert SECRET in row["vanity_url"]


def test_users_and_their_groups_and_roles_agree(zoom: Zoom) -> None:
    truth = zoom.truth(streams=["users", "group_members", "role_members"])
    groups = {(row["group_id"], row["email"]) for row in truth["group_members"]}
    roles = {(row["role_id"], row["id"]) for row in truth["role_members"]}

    for user in truth["users"]:
        assert {(group, user["email"]) for group in user["group_ids"]} <= groups
        assert (user["role_id"], user["id"]) in roles


def test_invited_users_are_group_members_without_an_id(client: Client) -> None:
    rows = [
        row
        for group in client.rows("/groups", "groups")
        for row in client.rows(f"/groups/{group['id']}/members", "members")
    ]

    assert any("id" not in row and row["email"] for row in rows)
    assert any("id" in row for row in rows)


def test_a_group_can_be_empty_or_deleted_in_the_meantime(client: Client) -> None:
    groups = client.rows("/groups", "groups")
    ends = [outcome(client, f"/groups/{group['id']}/members") for group in groups]

    assert ends[:-1] == [(200, None)] * (len(groups) - 1)
    assert ends[-1] == (404, 4130)
    assert groups[-1]["total_members"] > 0
    assert 0 in {group["total_members"] for group in groups[:-1]}


@pytest.mark.parametrize("group", ["unknown", "x" * 40, "%2F"])
def test_a_group_that_never_existed(client: Client, group: str) -> None:
    assert outcome(client, f"/groups/{group}/members") == (404, 4130)


def test_the_roles_of_every_account_have_short_ids(client: Client) -> None:
    roles = client.json("/roles")

    assert [role["id"] for role in roles["roles"]][:3] == ["0", "1", "2"]
    assert roles["total_records"] == len(roles["roles"])
    assert "next_page_token" not in roles
    assert client.json("/roles", type="iq")["roles"] == []


def test_a_role_can_be_deleted_in_the_meantime(client: Client) -> None:
    roles = client.json("/roles")["roles"]
    ends = [outcome(client, f"/roles/{role['id']}/members") for role in roles]

    assert ends == [(200, None)] * (len(roles) - 1) + [(400, 1034)]


def test_nothing_is_deleted_without_vanishing() -> None:
    options = sandbox.Options(now=NOW, limits=False, vanishing=False)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        for group in client.rows("/groups", "groups"):
            assert outcome(client, f"/groups/{group['id']}/members") == (200, None)
        for role in client.json("/roles")["roles"]:
            assert outcome(client, f"/roles/{role['id']}/members") == (200, None)
        for channel in zoom.truth()["channels"]:
            assert outcome(client, f"/chat/channels/{channel['id']}/members") == (200, None)


def test_external_channel_members_have_neither_id_nor_address(zoom: Zoom, client: Client) -> None:
    channel = only(zoom.truth()["channels"], type=5)
    rows = client.rows(f"/chat/channels/{channel['id']}/members", "members")
    outside = [row for row in rows if row["is_external"]]

    assert len(outside) > 1
    assert {(row["id"], row["email"]) for row in outside} == {("", "")}
    assert len({row["member_id"] for row in rows}) == len(rows)


def test_members_of_a_private_channel_are_forbidden(zoom: Zoom, client: Client) -> None:
    channel = only(zoom.truth()["channels"], type=1)
    path = f"/chat/channels/{channel['id']}/members"

    assert outcome(client, path) == (400, 200)
    assert "permission" in client.json(path)["message"]
    assert outcome(client, "/chat/channels/unknown/members") == (400, 200)


def test_pages_of_members_are_short(zoom: Zoom, client: Client) -> None:
    channel = only(zoom.truth()["channels"], type=5)
    path = f"/chat/channels/{channel['id']}/members"

    assert outcome(client, path, page_size=100) == (200, None)
    assert outcome(client, path, page_size=101) == (400, 300)


def test_channel_members_are_the_users_who_list_the_channel() -> None:
    options = sandbox.Options(now=NOW, size=77, vanishing=False, limits=False)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        members = zoom.truth(streams=["channel_members"])["channel_members"]
        by_user = {
            (channel["id"], user["id"])
            for user in zoom.truth(streams=["user_details"])["user_details"]
            for channel in client.rows(
                f"/chat/users/{user['id']}/channels", "channels", page_size=300
            )
        }

    inside = {(row["channel_id"], row["id"]) for row in members if not row["is_external"]}
    assert inside == by_user


def test_groups_of_a_large_account_are_fast() -> None:
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, size=5000))
    names = ["groups", "group_members", "roles", "role_members", "channel_members"]

    truth = zoom.truth(streams=names)
    assert len(truth["group_members"]) > 4000
    assert zoom.account.calendar.cache_info().misses == 0, "no calendars are needed"
