"""/users."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from sandbox import query, resolve
from sandbox.endpoint import Call, get
from sandbox.limits import LIGHT, MEDIUM
from sandbox.paging import Listing, Paging
from sandbox.rows import users
from sandbox.rows.common import Lazy

if TYPE_CHECKING:
    from sandbox.model import Row, Status


@get(
    "/users",
    MEDIUM,
    "user:read:admin",
    "user:read:list_users:admin",
    paging=Paging("users", numbered=True),
    status=query.one_of("active", "inactive", "pending"),
    role_id=query.text,
    license=query.text,
    include_fields=query.one_of("custom_attributes", "host_key"),
)
def list_users(call: Call) -> Listing:
    """List the users of one status."""
    account = call.account
    indexes = account.users(cast("Status", call.query.get("status", "active")))
    fields = call.query.get("include_fields")
    return Listing(
        Lazy(
            len(indexes),
            lambda n: users.list_row(account, account.user(indexes[n]), fields=fields),
        )
    )


@get(
    "/users/{userId}",
    LIGHT,
    "user:read:admin",
    "user:read:user:admin",
    login_type=query.number,
    encrypted_email=query.flag,
    search_by_unique_id=query.flag,
)
def show_user(call: Call) -> Row:
    """Give one user."""
    return users.detail(call.account, resolve.user(call))
