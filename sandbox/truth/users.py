"""What a complete extraction finds of users, groups, roles and channels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox.rows import chat, organisation, users

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sandbox.model import Row
    from sandbox.truth import Truth


def makers(truth: Truth) -> dict[str, Callable[[], Iterator[Row]]]:
    """Give, by the streams' names, what makes their rows."""
    return {
        "user_details": partial(_details, truth),
        "groups": partial(_groups, truth),
        "group_members": partial(_group_members, truth),
        "roles": partial(_roles, truth),
        "role_members": partial(_role_members, truth),
        "channel_members": partial(_channel_members, truth),
    }


def _details(truth: Truth) -> Iterator[Row]:
    return (users.detail(truth.account, user) for user in truth.readable())


def _group_numbers(truth: Truth) -> range:
    return range(organisation.count_groups(truth.account) if truth.features.groups else 0)


def _groups(truth: Truth) -> Iterator[Row]:
    return (organisation.group_row(truth.account, number) for number in _group_numbers(truth))


def _group_members(truth: Truth) -> Iterator[Row]:
    account = truth.account
    for number in _group_numbers(truth):
        parent = {"group_id": organisation.group_id(account, number)}
        for index in organisation.group_members(account, number):
            yield {**organisation.group_member_row(account, index), **parent}


def _roles(truth: Truth) -> Iterator[Row]:
    account = truth.account
    return (organisation.role_row(account, role) for role in organisation.listed_roles(account))


def _role_members(truth: Truth) -> Iterator[Row]:
    account = truth.account
    for role in organisation.listed_roles(account):
        for index in organisation.role_members(account, role):
            yield {**organisation.role_member_row(account, index), "role_id": role}


def _channel_members(truth: Truth) -> Iterator[Row]:
    account = truth.account
    for number in truth.channel_numbers():
        if not chat.closed(account, number):
            parent = {"channel_id": chat.row(account, number)["id"]}
            for row in chat.member_rows(account, number):
                yield {**row, **parent}
