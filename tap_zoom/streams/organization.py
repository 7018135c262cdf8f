"""The organization of the account: details of users, groups, roles and divisions."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users


class UserDetails(ZoomStream):
    """Everything Zoom knows about a user, from job title to phone numbers."""

    name = "user_details"
    parent_stream_type = Users
    selected_by_default = False
    path = "/users/{user_id}"
    required_fields = ("id",)
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = None
    scopes = Scopes(("user:read:user:admin",), ("user:read:admin",))
    primary_keys = ("id",)
    replication_key = None


class UserSummary(ZoomStream):
    """How many users of each kind the account has now, in one record."""

    name = "user_summary"
    selected_by_default = False
    path = "/users/summary"
    required_fields = ("total_users_count", "licensed_users_count", "basic_users_count")
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = Scopes(("user:read:summary:admin",), ("user:read:admin",))
    # Nothing distinguishes the record from that of the next run, which replaces it.
    primary_keys = ("row_id",)
    replication_key = None


class Groups(ZoomStream):
    """Groups of users."""

    name = "groups"
    selected_by_default = False
    path = "/groups"
    records_key = "groups"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("group:read:list_groups:admin",), ("group:read:admin",))
    plan_requirement = "Pro or more"
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"group_id": "id"}


class GroupMembers(ZoomStream):
    """Members of a group."""

    name = "group_members"
    parent_stream_type = Groups
    selected_by_default = False
    path = "/groups/{group_id}/members"
    records_key = "members"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("group:read:list_members:admin",), ("group:read:admin",))
    plan_requirement = "Pro or more"
    primary_keys = ("group_id", "id")
    replication_key = None


class Roles(ZoomStream):
    """Roles of users."""

    name = "roles"
    selected_by_default = False
    path = "/roles"
    records_key = "roles"
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    scopes = Scopes(("role:read:list_roles:admin",), ("role:read:admin",))
    primary_keys = ("id",)
    replication_key = None
    child_context_fields = {"role_id": "id"}


class RoleMembers(ZoomStream):
    """Members of a role."""

    name = "role_members"
    parent_stream_type = Roles
    selected_by_default = False
    path = "/roles/{role_id}/members"
    records_key = "members"
    rate_limit_label = RateLimitLabel.MEDIUM
    scopes = Scopes(("role:read:list_members:admin",), ("role:read:admin",))
    primary_keys = ("role_id", "id")
    replication_key = None


class Divisions(ZoomStream):
    """Divisions of the account, each with its own users."""

    name = "divisions"
    selected_by_default = False
    path = "/divisions"
    records_key = "divisions"
    rate_limit_label = RateLimitLabel.LIGHT
    # Zoom's documents name no classic scope; this is what it would be called.
    scopes = Scopes(("division:read:list_divisions:admin",), ("division:read:admin",))
    primary_keys = ("division_id",)
    replication_key = None
