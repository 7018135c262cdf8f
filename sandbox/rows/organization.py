"""Groups and roles, and which users belong to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import codec
from sandbox.rows.common import with_extra_fields

if TYPE_CHECKING:
    from sandbox.account import Account
    from sandbox.model import Row, Status, User

OWNER, ADMIN, MEMBER = "0", "1", "2"
"""The roles that every account has."""
OWN_ROLE, DELETED_ROLE = "RqWm9tKQGeAQ", "RvGnqnd2R1m3bLkbGbtqn2A"
ROLES = {
    OWNER: "Owner",
    ADMIN: "Admin",
    MEMBER: "Member",
    OWN_ROLE: "Reports & more 📈",
    DELETED_ROLE: "Deleted meanwhile",
}
GROUPS = ("Developers", "Sales", "Contractors 🦺", "経理部", "HR (EMEA)")


def _filled(account: Account) -> int:
    """Return the number of groups with members, which an empty and a deleted one follow."""
    return 3 + account.size // 64


def count_groups(account: Account) -> int:
    """Return the number of listed groups."""
    return _filled(account) + (2 if account.options.vanishing else 1)


def group_exists(account: Account, number: int) -> bool:
    """Return whether a group still exists when its members are requested."""
    return number <= _filled(account)


def group_id(account: Account, number: int) -> str:
    """Return the id of a group."""
    return codec.key(account.seed, "group", number)


def groups_of(account: Account, index: int) -> list[str]:
    """Return the ids of a user's groups, one at most."""
    number = index % (_filled(account) + 1)
    return [group_id(account, number)] if number < _filled(account) else []


def group_members(account: Account, number: int) -> list[int]:
    """Return the users in a group, including those with a pending invitation."""
    if number >= _filled(account):
        return []
    every = range(number, account.size, _filled(account) + 1)
    return [index for index in every if account.user(index).status != "deleted"]


def group_row(account: Account, number: int) -> Row:
    """Return a group; a deleted one is listed as it was."""
    members = group_members(account, number)
    return with_extra_fields(
        account,
        {
            "id": group_id(account, number),
            "name": GROUPS[number % len(GROUPS)],
            "total_members": len(members) if group_exists(account, number) else 3,
        },
    )


def _person(user: User) -> Row:
    row: Row = {
        "id": user.id,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "type": 2 if user.may_host else 1,
    }
    if user.status == "pending":
        del row["id"]
        row.update(first_name="", last_name="")
    return row


def group_member_row(account: Account, index: int) -> Row:
    """Return a user as a group member, without an id while the invitation is pending."""
    return with_extra_fields(account, _person(account.user(index)))


def role_of(index: int) -> str:
    """Return the id of a user's role."""
    if index == 0:
        return OWNER
    return {1: ADMIN, 2: OWN_ROLE}.get(index % 16, MEMBER)


def listed_roles(account: Account) -> list[str]:
    """Return the ids of the listed roles."""
    return [role for role in ROLES if role != DELETED_ROLE or account.options.vanishing]


def role_members(account: Account, role: str) -> list[int]:
    """Return the users who have a role."""
    statuses: tuple[Status, ...] = ("active", "inactive")
    every = sorted(index for status in statuses for index in account.users(status))
    return [index for index in every if role_of(index) == role]


def role_row(account: Account, role: str) -> Row:
    """Return a role."""
    return with_extra_fields(
        account,
        {
            "id": role,
            "name": ROLES[role],
            "description": "" if role in (OWNER, ADMIN, MEMBER) else f"May do what {role} may.",
            "type": "common",
            "total_members": 1 if role == DELETED_ROLE else len(role_members(account, role)),
        },
    )


def role_member_row(account: Account, index: int) -> Row:
    """Return a user as a role member."""
    user = account.user(index)
    return with_extra_fields(account, {**_person(user), "department": user.department})
