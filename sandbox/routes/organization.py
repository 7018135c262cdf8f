"""/groups and /roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox import codec, errors, query
from sandbox.endpoint import get
from sandbox.limits import MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import organization
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.model import Row
    from sandbox.request_context import RequestContext


@get(
    "/groups",
    MEDIUM,
    "group:read:admin",
    "group:read:list_groups:admin",
    paging=Paging("groups"),
    feature="groups",
)
def list_groups(request: RequestContext) -> ResultSet:
    """List the account's groups."""
    account = request.account
    count = organization.count_groups(account)
    return ResultSet(LazyRows(count, lambda n: organization.group_row(account, n)))


@get(
    "/groups/{groupId}/members",
    MEDIUM,
    "group:read:admin",
    "group:read:list_members:admin",
    paging=Paging("members", page_numbers=True),
    feature="groups",
)
def list_group_members(request: RequestContext) -> ResultSet:
    """List a group's members."""
    account = request.account
    number = codec.key_number(account.seed, "group", request.arg)
    if number is None or not organization.group_exists(account, number):
        raise errors.group_not_found(request.arg)
    members = organization.group_members(account, number)
    return ResultSet(
        LazyRows(len(members), lambda n: organization.group_member_row(account, members[n]))
    )


@get(
    "/roles",
    MEDIUM,
    "role:read:admin",
    "role:read:list_roles:admin",
    type=query.one_of("common", "iq"),
)
def list_roles(request: RequestContext) -> Row:
    """List the account's roles without pagination; Revenue Accelerator has none."""
    wanted = request.query.get("type", "common")
    roles = organization.listed_roles(request.account) if wanted == "common" else []
    rows = [organization.role_row(request.account, role) for role in roles]
    return {"total_records": len(rows), "roles": rows}


@get(
    "/roles/{roleId}/members",
    MEDIUM,
    "role:read:admin",
    "role:read:list_members:admin",
    paging=Paging("members", last_token="null", page_numbers=True),
    page_count=query.text,
)
def list_role_members(request: RequestContext) -> ResultSet:
    """List a role's members."""
    account, role = request.account, request.arg
    if role not in organization.ROLES or role == organization.DELETED_ROLE:
        raise errors.role_not_found()
    members = organization.role_members(account, role)
    return ResultSet(
        LazyRows(len(members), lambda n: organization.role_member_row(account, members[n]))
    )


ENDPOINTS = (
    list_groups,
    list_group_members,
    list_roles,
    list_role_members,
)
