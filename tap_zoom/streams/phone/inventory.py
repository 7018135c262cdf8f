"""What the account has of Zoom Phone: users, sites, numbers and devices."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.phone import PLAN


class PhoneUsers(ZoomStream):
    """Phone users with their numbers and calling plans."""

    name = "phone_users"
    selected_by_default = False
    path = "/phone/users"
    records_key = "users"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:list_users:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None


class PhoneSites(ZoomStream):
    """Sites of Zoom Phone, with their main auto receptionists."""

    name = "phone_sites"
    selected_by_default = False
    path = "/phone/sites"
    records_key = "sites"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    scopes = Scopes(("phone:read:list_sites:admin",), ("phone:read:admin",))
    plan_requirement = f"{PLAN} and multiple sites"
    primary_keys = ("id",)
    replication_key = None


STREAMS = (
    PhoneUsers,
    PhoneSites,
)
