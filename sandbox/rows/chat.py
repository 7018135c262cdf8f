"""Chat channels and their members."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from sandbox import codec, words
from sandbox.rows.common import LazyRows, outsider, with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, User

TEAM = 8
"""Size of a team, which has a channel; the first user of each team is always active."""

PUBLIC = (3, 5)


def count(account: Account) -> int:
    """Return the number of channels: one for everybody and one per team."""
    return account.size // TEAM + 1


def of_user(account: Account, index: int) -> list[int]:
    """Return a user's channels: everybody's, their own team's and another team's."""
    teams = account.size // TEAM
    team = index // TEAM
    return sorted({0, 1 + min(team, teams - 1), 1 + (team + 1 + index % TEAM) % teams})


def members(account: Account, number: int) -> list[int]:
    """Return the members of a channel, without going through all users of the account."""
    indexes = range(account.size) if number == 0 else sorted(_possible(account, number))
    return [
        index
        for index in indexes
        if number in of_user(account, index) and _reads(account.user(index))
    ]


def _possible(account: Account, number: int) -> set[int]:
    """Return the possible members of a team's channel: the team, and some of other teams."""
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
    """Return the number of external members of a channel."""
    return 2 if number == 0 else account.rng("outsiders", number).randrange(3)


def closed(account: Account, number: int) -> bool:
    """Return whether a listed channel's members can't be listed."""
    return account.options.vanishing and number % 8 == 1


def kind(number: int) -> int:
    """Return a channel's type."""
    return (5, 1, 3, 2)[number % 4]


def row(account: Account, number: int) -> Row:
    """Return a channel, which is the same for all its members."""
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
    """Return a channel's members: users first, then external ones."""
    inside = members(account, number)

    def make(place: int) -> Row:
        if place < len(inside):
            return _member_row(account, inside[place], place)
        return _outsider_row(account, number, place - len(inside))

    return LazyRows(len(inside) + outsiders(account, number), make)


def _member_row(account: Account, index: int, place: int) -> Row:
    """Return a user as a channel member; the place among the members decides the role."""
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
    """Return an external member, whose id and address Zoom hides."""
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
    """Return the channels in the account-wide list."""
    return [number for number in range(count(account)) if kind(number) in PUBLIC]
