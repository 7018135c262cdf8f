"""What the account has of Contact Center: users, queues, teams, skills, flows, dispositions."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.streams.contact_center import PLAN


class ContactCenterUsers(ZoomStream):
    """Users of Contact Center, with their roles, teams and present statuses."""

    name = "contact_center_users"
    selected_by_default = False
    path = "/contact_center/users"
    records_key = "users"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(("contact_center:read:list_users:admin",), ("contact_center_user:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("user_id",)
    replication_key = None


class ContactCenterQueues(ZoomStream):
    """Queues in which engagements wait for an agent."""

    name = "contact_center_queues"
    selected_by_default = False
    path = "/contact_center/queues"
    records_key = "queues"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(
        ("contact_center:read:list_queues:admin",), ("contact_center_queue:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("cc_queue_id",)  # queue_id is deprecated
    replication_key = None


class ContactCenterTeams(ZoomStream):
    """Teams of agents, at any level."""

    name = "contact_center_teams"
    selected_by_default = False
    path = "/contact_center/teams"
    records_key = "teams"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(("contact_center:read:team:admin",), ("contact_center_team:read:admin",))
    plan_requirement = f"{PLAN}, with teams"
    primary_keys = ("team_id",)
    replication_key = None


class ContactCenterSkills(ZoomStream):
    """Skills by which engagements are routed."""

    name = "contact_center_skills"
    selected_by_default = False
    path = "/contact_center/skills"
    records_key = "skills"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(
        ("contact_center:read:list_skills:admin",), ("contact_center_skill:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("skill_id",)
    replication_key = None


class ContactCenterFlows(ZoomStream):
    """Flows, with their versions and entry points."""

    name = "contact_center_flows"
    selected_by_default = False
    path = "/contact_center/flows"
    records_key = "flows"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(("contact_center:read:list_flows:admin",), ("contact_center_flow:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("flow_id",)
    replication_key = None


class ContactCenterDispositions(ZoomStream):
    """Outcomes that agents can give to an engagement."""

    name = "contact_center_dispositions"
    selected_by_default = False
    path = "/contact_center/dispositions"
    records_key = "dispositions"
    rate_limit_label = RateLimitLabel.CONTACT_CENTER_MEDIUM
    scopes = Scopes(
        ("contact_center:read:list_dispositions:admin",), ("contact_center_disposition:read:admin",)
    )
    plan_requirement = PLAN
    primary_keys = ("disposition_id",)
    replication_key = None


STREAMS = (
    ContactCenterUsers,
    ContactCenterQueues,
    ContactCenterTeams,
    ContactCenterSkills,
    ContactCenterFlows,
    ContactCenterDispositions,
)
