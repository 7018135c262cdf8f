"""/users."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox import lookup, query
from sandbox.endpoint import get
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Paging, ResultSet
from sandbox.rows import users
from sandbox.rows.common import LazyRows

if TYPE_CHECKING:
    from sandbox.model import Row, Status
    from sandbox.request_context import RequestContext


@get(
    "/users",
    MEDIUM,
    "user:read:admin",
    "user:read:list_users:admin",
    paging=Paging("users", page_numbers=True),
    status=query.one_of("active", "inactive", "pending"),
    role_id=query.text,
    license=query.text,
    include_fields=query.one_of("custom_attributes", "host_key"),
)
def list_users(request: RequestContext) -> ResultSet:
    """List the users of one status."""
    account = request.account
    indexes = account.users(cast("Status", request.query.get("status", "active")))
    fields = request.query.get("include_fields")
    return ResultSet(
        LazyRows(
            len(indexes),
            lambda n: users.list_row(account, account.user(indexes[n]), fields=fields),
        )
    )


@get(
    "/users/{userId}",
    LIGHT,
    "user:read:admin",
    "user:read:user:admin",
    login_type=query.one_of("0", "1", "11", "21", "23", "24", "27", "97", "98", "99", "100", "101"),
    encrypted_email=query.flag,
    search_by_unique_id=query.flag,
)
def show_user(request: RequestContext) -> Row:
    """Return one user."""
    return users.detail(request.account, lookup.user(request))


ENDPOINTS = (
    list_users,
    show_user,
)
