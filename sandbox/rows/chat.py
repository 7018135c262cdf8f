"""Chat channels and who reads them."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from sandbox import codec, words
from sandbox.rows.common import LazyRows, outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, User

TEAM = 8
"""Users are in teams of so many, each with a channel; the first of a team is always active."""

PUBLIC = (3, 5)


def count(account: Account) -> int:
    """Give the number of channels: one for all and one for each team."""
    return account.size // TEAM + 1


def of_user(account: Account, index: int) -> list[int]:
    """Give the channels that a user reads: everybody's, his team's and that of another team."""
    teams = account.size // TEAM
    team = index // TEAM
    return sorted({0, 1 + min(team, teams - 1), 1 + (team + 1 + index % TEAM) % teams})


def members(account: Account, number: int) -> list[int]:
    """Give the users who read a channel, without asking all of an account's."""
    indexes = range(account.size) if number == 0 else sorted(_possible(account, number))
    return [
        index
        for index in indexes
        if number in of_user(account, index) and _reads(account.user(index))
    ]


def _possible(account: Account, number: int) -> set[int]:
    """Give all that may be in a team's channel: the team itself, and some from other teams."""
    teams = account.size // TEAM
    end = account.size if number == teams else number * TEAM
    indexes = set(range((number - 1) * TEAM, end))
    for place in range(TEAM):
        team = (number - 2 - place) % teams
        indexes.update(range(team * TEAM + place, account.size, teams * TEAM))
    return indexes


def _reads(user: User) -> bool:
    return user.status != "pending" and not user.gone


def outsiders(account: Account, number: int) -> int:
    """Count the people from elsewhere who read a channel, too."""
    return 2 if number == 0 else account.rng("outsiders", number).randrange(3)


def closed(account: Account, number: int) -> bool:
    """Say whether nobody is told who reads a channel, though it is listed."""
    return account.options.vanishing and number % 8 == 1


def kind(number: int) -> int:
    """Give a channel's type."""
    return (5, 1, 3, 2)[number % 4]


def row(account: Account, number: int) -> Row:
    """Give one channel; it looks the same to all its readers."""
    rng = account.rng("channel", number)
    channel_id = codec.channel_id(account.seed, number)
    address = f"{channel_id}@conference.xmpp.zoom.us"
    return with_extra_fields(
        account,
        {
            "id": channel_id,
            "jid": address,
            "name": rng.choice(words.CHANNELS),
            "type": kind(number),
            "channel_url": "https://zoom.us/launch/chat/v2/" + b64encode(address.encode()).decode(),
            "channel_settings": {
                "add_member_permissions": 1,
                "new_members_can_see_previous_messages_files": True,
                "posting_permissions": 1,
                "mention_all_permissions": 1,
                "allow_to_add_external_users": rng.randrange(4),
            },
        },
    )


def member_rows(account: Account, number: int) -> LazyRows:
    """Give who reads a channel: users first, then people from elsewhere."""
    inside = members(account, number)

    def make(place: int) -> Row:
        if place < len(inside):
            return _member_row(account, inside[place], place)
        return _outsider_row(account, number, place - len(inside))

    return LazyRows(len(inside) + outsiders(account, number), make)


def _member_row(account: Account, index: int, place: int) -> Row:
    """Give a user as a member of a channel, by the place that he has in it."""
    user = account.user(index)
    return with_extra_fields(
        account,
        {
            "id": user.id,
            "member_id": account.rng("chat member", index).key(),
            "email": user.email,
            "first_name": user.first_name,
            "last_name": user.last_name,
            "name": user.name,
            "role": ("owner", "admin", "member")[min(place, 2)],
            "is_external": False,
        },
    )


def _outsider_row(account: Account, number: int, which: int) -> Row:
    """Give somebody from elsewhere as a member: Zoom keeps id and address to itself."""
    rng = account.rng("outsider", number, which)
    first, last, _ = outsider(rng)
    return with_extra_fields(
        account,
        {
            "id": "",
            "member_id": rng.key(),
            "email": "",
            "first_name": first,
            "last_name": last,
            "name": f"{first} {last}",
            "role": "member",
            "is_external": True,
        },
    )


def public(account: Account) -> list[int]:
    """Give the channels that the account-wide list has."""
    return [number for number in range(count(account)) if kind(number) in PUBLIC]
