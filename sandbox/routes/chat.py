"""/chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import codec, errors, lookup
from sandbox.endpoint import get
from sandbox.limits import MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import chat
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.request_context import RequestContext

READ = "chat_channel:read:admin"


def _channels(account: Account, numbers: list[int]) -> ResultSet:
    return ResultSet(LazyRows(len(numbers), lambda n: chat.row(account, numbers[n])))


@get(
    "/chat/users/{userId}/channels",
    MEDIUM,
    READ,
    "team_chat:read:list_user_channels:admin",
    paging=Paging("channels", default_size=10, max_size=1000),
)
def list_user_channels(request: RequestContext) -> ResultSet:
    """List the channels that a user is a member of."""
    return _channels(request.account, chat.of_user(request.account, lookup.user(request).index))


@get(
    "/chat/channels",
    MEDIUM,
    READ,
    "team_chat:read:list_channels:admin",
    paging=Paging("channels", default_size=10, max_size=20, oversize="reject"),
)
def list_channels(request: RequestContext) -> ResultSet:
    """List the account's public channels."""
    return _channels(request.account, chat.public(request.account))


@get(
    "/chat/channels/{channelId}/members",
    MEDIUM,
    READ,
    "team_chat:read:list_members:admin",
    paging=Paging("members", max_size=100, oversize="reject"),
)
def list_members(request: RequestContext) -> ResultSet:
    """List a channel's members."""
    account = request.account
    number = codec.channel_number(account.seed, request.arg)
    if number is None or number >= chat.count(account) or chat.closed(account, number):
        raise errors.channel_members_forbidden()
    return ResultSet(chat.member_rows(account, number))


ENDPOINTS = (
    list_user_channels,
    list_channels,
    list_members,
)
