"""Chat channels and who reads them."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from sandbox import words
from sandbox.rows.common import finish

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row

TEAM = 8
"""Users are in teams of so many, each with a channel; the first of a team is always active."""

PUBLIC = (3, 5)


def count(account: Account) -> int:
    """Give the number of channels: one for all and one for each team."""
    return account.size // TEAM + 1


def of_user(account: Account, index: int) -> list[int]:
    """Give the channels that a user reads: everybody's, his team's, and some of other teams."""
    teams = account.size // TEAM
    other = account.dice("other channels", index)
    return sorted({0, 1 + min(index // TEAM, teams - 1), 1 + other.below(teams)})


def kind(number: int) -> int:
    """Give a channel's type."""
    return (5, 1, 3, 2)[number % 4]


def row(account: Account, number: int) -> Row:
    """Give one channel; it looks the same to all its readers."""
    dice = account.dice("channel", number)
    channel_id = dice.hex(24)
    address = f"{channel_id}@conference.xmpp.zoom.us"
    return finish(
        account,
        {
            "id": channel_id,
            "jid": address,
            "name": dice.pick(words.CHANNELS),
            "type": kind(number),
            "channel_url": "https://zoom.us/launch/chat/v2/" + b64encode(address.encode()).decode(),
            "channel_settings": {
                "add_member_permissions": 1,
                "new_members_can_see_previous_messages_files": True,
                "posting_permissions": 1,
                "mention_all_permissions": 1,
                "allow_to_add_external_users": dice.below(4),
            },
        },
    )


def public(account: Account) -> list[int]:
    """Give the channels that the account-wide list has."""
    return [number for number in range(count(account)) if kind(number) in PUBLIC]
