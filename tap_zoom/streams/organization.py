"""How the account is organised: details of users, groups, roles."""

from __future__ import annotations

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.users import Users


class UserDetails(ZoomStream):
    """All that Zoom knows of a user, from job title to phone numbers."""

    name = "user_details"
    parent_stream_type = Users
    selected_by_default = False
    path = "/users/{user_id}"
    label = Label.LIGHT
    page_size = None
    scopes = Scopes(("user:read:user:admin",), ("user:read:admin",))
    primary_keys = ("id",)
    replication_key = None


class Groups(ZoomStream):
    """Groups of users."""

    name = "groups"
    selected_by_default = False
    path = "/groups"
    records_key = "groups"
    label = Label.MEDIUM
    scopes = Scopes(("group:read:list_groups:admin",), ("group:read:admin",))
    plan = "Pro or more"
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"group_id": "id"}


class GroupMembers(ZoomStream):
    """Who is in a group."""

    name = "group_members"
    parent_stream_type = Groups
    selected_by_default = False
    path = "/groups/{group_id}/members"
    records_key = "members"
    label = Label.MEDIUM
    scopes = Scopes(("group:read:list_members:admin",), ("group:read:admin",))
    plan = "Pro or more"
    primary_keys = ("group_id", "id")
    replication_key = None


class Roles(ZoomStream):
    """Roles that users can have."""

    name = "roles"
    selected_by_default = False
    path = "/roles"
    records_key = "roles"
    label = Label.MEDIUM
    page_size = None
    scopes = Scopes(("role:read:list_roles:admin",), ("role:read:admin",))
    primary_keys = ("id",)
    replication_key = None
    hands_down = {"role_id": "id"}


class RoleMembers(ZoomStream):
    """Who has a role."""

    name = "role_members"
    parent_stream_type = Roles
    selected_by_default = False
    path = "/roles/{role_id}/members"
    records_key = "members"
    label = Label.MEDIUM
    scopes = Scopes(("role:read:list_members:admin",), ("role:read:admin",))
    primary_keys = ("role_id", "id")
    replication_key = None
