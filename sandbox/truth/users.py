"""Truth about users, groups, roles and channels."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sandbox.rows import chat, organization
from sandbox.rows import users as rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox.model import Row
    from sandbox.truth.extraction import Extraction, Streams


def streams(extraction: Extraction) -> Streams:
    """Return the streams of this area."""
    return {
        "users": partial(_users, extraction),
        "user_details": partial(_details, extraction),
        "groups": partial(_groups, extraction),
        "group_members": partial(_group_members, extraction),
        "roles": partial(_roles, extraction),
        "role_members": partial(_role_members, extraction),
        "channels": partial(_channels, extraction),
        "channel_members": partial(_channel_members, extraction),
    }


def _users(extraction: Extraction) -> Iterator[Row]:
    return (rows.list_row(extraction.account, user) for user in extraction.listed_users())


def _details(extraction: Extraction) -> Iterator[Row]:
    return (rows.detail(extraction.account, user) for user in extraction.readable_users())


def _group_numbers(extraction: Extraction) -> range:
    features = extraction.features
    return range(organization.count_groups(extraction.account) if features.groups else 0)


def _groups(extraction: Extraction) -> Iterator[Row]:
    account = extraction.account
    return (organization.group_row(account, number) for number in _group_numbers(extraction))


def _group_members(extraction: Extraction) -> Iterator[Row]:
    account = extraction.account
    for number in _group_numbers(extraction):
        parent = {"group_id": organization.group_id(account, number)}
        for index in organization.group_members(account, number):
            yield {**organization.group_member_row(account, index), **parent}


def _roles(extraction: Extraction) -> Iterator[Row]:
    account = extraction.account
    return (organization.role_row(account, role) for role in organization.listed_roles(account))


def _role_members(extraction: Extraction) -> Iterator[Row]:
    account = extraction.account
    for role in organization.listed_roles(account):
        for index in organization.role_members(account, role):
            yield {**organization.role_member_row(account, index), "role_id": role}


def _channel_numbers(extraction: Extraction) -> list[int]:
    """Return each channel that a readable user is in, once."""
    account = extraction.account
    return sorted(
        {n for user in extraction.readable_users() for n in chat.of_user(account, user.index)}
    )


def _channels(extraction: Extraction) -> Iterator[Row]:
    return (chat.row(extraction.account, number) for number in _channel_numbers(extraction))


def _channel_members(extraction: Extraction) -> Iterator[Row]:
    account = extraction.account
    for number in _channel_numbers(extraction):
        if not chat.closed(account, number):
            parent = {"channel_id": chat.row(account, number)["id"]}
            for row in chat.member_rows(account, number):
                yield {**row, **parent}
