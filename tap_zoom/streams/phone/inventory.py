"""Users, sites, numbers and devices of Zoom Phone."""

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


class PhoneAutoReceptionists(ZoomStream):
    """Auto receptionists, which answer calls with a menu."""

    name = "phone_auto_receptionists"
    selected_by_default = False
    path = "/phone/auto_receptionists"
    records_key = "auto_receptionists"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:list_auto_receptionists:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None


class PhoneCommonAreas(ZoomStream):
    """Phones that belong to a place rather than to a person."""

    name = "phone_common_areas"
    selected_by_default = False
    path = "/phone/common_areas"
    records_key = "common_areas"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:common_area:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None


class PhoneDevices(ZoomStream):
    """Desk phones and other devices, assigned to somebody or not."""

    name = "phone_devices"
    selected_by_default = False
    path = "/phone/devices"
    records_key = "devices"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    query_variants = ({"type": "assigned"}, {"type": "unassigned"})
    variant_fields = {"type": "type"}
    scopes = Scopes(("phone:read:list_devices:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None


class PhoneNumbers(ZoomStream):
    """Phone numbers of Zoom Phone and Contact Center, including those that neither uses."""

    name = "phone_numbers"
    selected_by_default = False
    path = "/number_management/numbers"
    records_key = "numbers"
    # Zoom documents number management apart from Zoom Phone, whose limits need not apply to it.
    rate_limit_label = RateLimitLabel.LIGHT
    page_size = 200
    scopes = Scopes(
        ("number_management:read:list_numbers:admin",), ("number_management_numbers:read:admin",)
    )
    plan_requirement = "Zoom Phone or Contact Center"
    primary_keys = ("id",)
    replication_key = None


STREAMS = (
    PhoneUsers,
    PhoneSites,
    PhoneAutoReceptionists,
    PhoneCommonAreas,
    PhoneDevices,
    PhoneNumbers,
)
